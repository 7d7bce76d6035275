import assert from 'node:assert/strict';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { aColleague, aModeratedAudit, anAction, aTeam, emailOf } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const email = (who: keyof FollowUp['staff']): string => `${who}@example.org`;

describe('handing actions over', function () {
  this.timeout(120_000);
  let app: TestApp;
  let world: FollowUp;
  let qa: Visitor;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
    qa = await app.as(email('qa'));
  });
  after(() => app.stop());

  const messagesOf = async (who: string): Promise<string[]> => {
    const visitor = await (await app.as(who)).get('/messages');
    return visitor.page('main').text().replace(/\s+/g, ' ').match(/(?:Action X\d+ \(case \w+\)|\d+ actions?) (?:is|are) yours to answer/g) ?? [];
  };
  const summary = (visitor: Visitor, key: string): string => visitor.page(`.govuk-summary-list__row:contains("${key}") .govuk-summary-list__value`).first().text().trim().replace(/\s+/g, ' ');
  const teamOf = async (ref: string): Promise<number> => (await app.database.query<{ teamId: number }>('select team_id as "teamId" from actions where ref = :ref', { ref }))[0]!.teamId;
  const moveTo = 'main form[action$="/move"]';

  it('begins with acceptance: those who answer for the actions are told', async () => {
    const teamId = await aTeam(app);
    await aColleague(app, 'Quinn Abbot', 'qa');
    const audit = await aModeratedAudit(app, { teamId });
    const [mine, managers] = [await anAction(app, audit.id, { ownerId: audit.auditor.id }), await anAction(app, audit.id)];
    await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'accept' });
    assert.equal(qa.status, 303);
    assert.deepEqual(await messagesOf(audit.auditor.email), [`Action ${mine.ref} (case ${audit.caseRef}) is yours to answer`]);
    assert.deepEqual(await messagesOf(emailOf('Tam Ridley')), [`Action ${managers.ref} (case ${audit.caseRef}) is yours to answer`]);
  });

  it('follows the child when a caseload is taken over, whose page says how much will move', async () => {
    const { ref } = await anAction(app, await world.audit({ ref: 'A90001', caseRef: 'C7001', teamId: world.teams[1] }));
    const child = { dateOfBirth: '2012-02-03', cohort: 'child_in_need' as const, reviewingOfficerId: null };
    await app.database.transaction(() => app.database.manager.insert(CaseloadEntry, { month: '2022-07', caseRef: 'C7001', teamId: world.teams[1], ...child }));
    await qa.get('/caseload');
    let sent = qa.agent.post('/caseload');
    for (const [name, value] of Object.entries(qa.fields('form[enctype]').answers as Record<string, string>)) sent = sent.field(name, value);
    qa.last = await sent.attach('file', Buffer.from('case_ref,date_of_birth,team,cohort,reviewing_officer\nC7001,2012-02-03,Team 3,child_in_need,'), 'caseload-2022-08.csv');
    await qa.follow();
    assert.match(qa.text, /1 open action goes with its child to another team or reviewing officer/);
    assert.match(qa.text, /Where a child is not in the file any more, theirs stay where they are\./);
    await qa.submit({}, 'form[action$="/take-over"]');
    assert.equal(qa.status, 303);
    assert.equal(await teamOf(ref), world.teams[3]);
    await qa.follow();
    assert.match(qa.text, /What went with its child to another team or reviewing officer: 1 open action\./);
    await qa.get(`/actions/${ref}`);
    assert.equal(summary(qa, 'Answers for it'), 'The manager 2 (team manager)');
    assert.match(qa.text, /Moved Team Was: Team 1 Is: Team 3 Reason Was: nothing Is: Caseload of August 2022/);
  });

  it('finds a last day that has passed by itself, once a day', async () => {
    const { ref } = await anAction(app, await world.audit({ ref: 'A90002', caseRef: 'C7002', teamId: world.teams[2] }), { ownerId: world.staff.other_auditor });
    await app.services.handOver.run({ staffId: null, name: 'Ada Quill' });
    await app.database.transaction(() => app.database.query("update staff set ends_on = '2022-08-16' where id = :id", { id: world.staff.other_auditor }));
    for (const [day, told] of [['2022-08-16', 0], ['2022-08-17', 1], ['2022-08-18', 1]] as const) {
      app.clock.moment = new Date(`${day}T10:00:00Z`);
      await app.services.mailRun.run();
      assert.equal((await messagesOf(email('manager_2'))).filter((text) => text.includes(ref)).length, told, day);
    }
    app.clock.moment = new Date('2022-08-15T10:00:00Z');
    await qa.get(`/actions/${ref}`);
    assert.match(qa.text, /Handed over.*Plumbline/);
  });

  it('shows the QA team what nobody answers for', async () => {
    const { ref } = await anAction(app, await world.audit({ ref: 'A90003', caseRef: 'C7003', teamId: world.teams[4] }));
    await app.database.transaction(() => app.database.query("update staff set ends_on = '2022-08-14' where id = :id", { id: world.staff.head_b }));
    await qa.get('/actions?state=nobody&team=all');
    assert.match(qa.text, new RegExp(`${ref}.*Nobody`));
    assert.equal(qa.page('main tbody tr').length, 1);
    await qa.get('/');
    assert.match(qa.text, new RegExp(`Actions that nobody answers for.*${ref}`));
    await app.database.transaction(() => app.database.query('update staff set ends_on = null where id = :id', { id: world.staff.head_b }));
    await qa.get('/actions?state=nobody&team=all');
    assert.match(qa.text, /No action fits these filters/);
    await qa.get('/');
    assert.doesNotMatch(qa.text, /nobody answers for/);
  });

  describe('by hand, with everything that is open of the child', () => {
    let number = 100;
    const aChild = async (): Promise<{ caseRef: string; refs: string[]; concern: string }> => {
      number += 1;
      const caseRef = `C8${number}`;
      const first = await world.audit({ ref: `A80${number}`, caseRef, teamId: world.teams[1] });
      const second = await world.audit({ ref: `A81${number}`, caseRef, teamId: world.teams[1], month: '2022-06' });
      const refs = [(await anAction(app, first, { description: 'Meet the family.' })).ref, (await anAction(app, second)).ref];
      const concern = await app.services.concerns.raise({ staffId: null, name: 'Ada Quill' }, { caseRef, teamId: world.teams[1], auditId: first, cause: 'inadequate', detail: null });
      return { caseRef, refs, concern };
    };

    it('is reached from an action by the QA team, directors and the Head of Service, and by nobody else', async () => {
      const { refs: [ref] } = await aChild();
      for (const [who, may] of [['qa', true], ['director', true], ['head_a', true], ['head_b', false], ['manager_1', false], ['auditor', false]] as const) {
        const visitor = await app.as(email(who));
        await visitor.get(`/actions/${ref}`);
        assert.equal(visitor.page(`a[href="/actions/${ref}/move"]`).length, may ? 1 : 0, who);
        await visitor.get(`/actions/${ref}/move`);
        assert.equal(visitor.status, may ? 200 : 403, who);
      }
    });

    it('moves with a reason, tells those who answer and hold it now, and moves once for a form that is sent twice', async () => {
      const { caseRef, refs, concern } = await aChild();
      await qa.get(`/actions/${refs[0]}/move`);
      for (const text of [caseRef, refs[0]!, refs[1]!, concern, 'Meet the family.', 'Team 1', '2 open actions and 1 case of concern move together']) assert.ok(qa.text.includes(text), text);
      const { action, answers } = qa.fields(moveTo);
      const typed = { ...answers, teamId: String(world.teams[3]), reason: 'Lives with grandparents now.' };
      await qa.send(action, typed);
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, `/actions/${refs[0]}`]);
      await qa.follow();
      assert.match(qa.text, /2 open actions and 1 case of concern moved\. Those who answer for them now are told\./);
      assert.equal(summary(qa, 'Team'), 'Team 3');
      assert.match(qa.text, /Moved.*Lives with grandparents now\./);
      await qa.send(action, typed);
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, `/actions/${refs[0]}`]);
      const [lines] = await app.database.query<{ n: number }>("select count(*) as n from history where event = 'moved' and record_type = 'action' and record_id in (select id from actions where ref in (:...refs))", { refs });
      assert.equal(lines!.n, 2);
      assert.ok((await messagesOf(email('manager_2'))).includes('2 actions are yours to answer'));
      const head = await (await app.as(email('head_b'))).get('/messages');
      assert.ok(head.text.includes(`Case of concern ${concern} (case ${caseRef}) is yours to hold.`));
      assert.equal((await (await app.as(email('head_b'))).get(`/concerns/${concern}`)).page('form[action^="/concerns/"]').length > 0, true);
    });

    it('keeps what was typed when something is missing, and for the second of two people, with what is so by now', async () => {
      const { refs } = await aChild();
      const director = await app.as(email('director'));
      await director.get(`/actions/${refs[0]}/move`);
      await qa.get(`/actions/${refs[0]}/move`);
      await qa.submit({ reason: '' }, moveTo);
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose a team from the list.', 'Enter why they move.']]);
      await qa.submit({ teamId: String(world.teams[1]), reason: 'For good.' }, moveTo);
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose another team: everything open of this child is with this one already.']]);
      assert.equal(qa.fields(moveTo).answers['reason'], 'For good.');
      await qa.submit({ teamId: String(world.teams[2]) }, moveTo);
      assert.equal(qa.status, 303);
      await director.submit({ teamId: String(world.teams[3]), reason: 'Another reason.' }, moveTo);
      assert.equal(director.status, 409);
      assert.match(director.text, new RegExp(`Stored now.*${refs[0]}: Team 2.*What you typed.*Team 3.*Another reason\\.`));
      await director.submit({}, moveTo);
      assert.equal(director.status, 303);
      assert.equal(await teamOf(refs[0]!), world.teams[3]);
    });

    it('takes what was typed by the manager before not away from them: they see it with who answers now', async () => {
      const { refs } = await aChild();
      const manager = await app.as(email('manager_1'));
      await manager.get(`/actions/${refs[0]}`);
      await qa.get(`/actions/${refs[0]}/move`);
      await qa.submit({ teamId: String(world.teams[3]), reason: 'For good.' }, moveTo);
      await manager.submit({ kind: 'progress', note: 'The family was met on Monday.' });
      assert.equal(manager.status, 409);
      assert.match(manager.text, /It is not yours to answer any more, so what you typed has not been saved\./);
      assert.match(manager.text, /answered for by The manager 2.*The family was met on Monday\./);
      assert.equal(manager.page('main form').length, 0);
      // They read the audit, and with it the action, and may not answer it.
      await manager.get(`/actions/${refs[0]}`);
      assert.deepEqual([manager.status, manager.page('main form').length], [200, 0]);
      const now = await app.as(email('manager_2'));
      await now.get(`/actions/${refs[0]}`);
      await now.submit({ kind: 'progress', note: 'We go on.' });
      assert.equal(now.status, 303);
    });

    it('leads a Head of Service to the list when the action is none of theirs afterwards', async () => {
      const { refs } = await aChild();
      await qa.get(`/actions/${refs[0]}/move`);
      await qa.submit({ teamId: String(world.teams[3]), reason: 'For good.' }, moveTo);
      const head = await app.as(email('head_b'));
      await head.get(`/actions/${refs[0]}/move`);
      await head.submit({ teamId: String(world.teams[1]), reason: 'And back.' }, moveTo);
      assert.deepEqual([head.status, head.last.headers['location']], [303, '/actions']);
    });
  });
});
