import assert from 'node:assert/strict';
import { addDays } from '../../src/shared/day.js';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const on = (day: number): Record<string, string> => ({ 'happenedOn-day': String(day), 'happenedOn-month': '8', 'happenedOn-year': '2022' });
const involved = { childInvolved: 'yes', familyInvolved: 'no', reviewingOfficerInvolved: 'not_applicable' };

describe('one answer for several actions of a child', () => {
  let app: TestApp;
  let world: FollowUp;
  let child = 0;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
  });
  after(() => app.stop());

  const sql = <Row>(text: string, parameters = {}): Promise<Row[]> => app.database.transaction(() => app.database.query<Row>(text, parameters));
  const as = (name: string): Promise<Visitor> => app.as(`${name}@example.org`);

  /** A child of team 1, unless told, whose accepted audit has these actions, a day after each other and before those of every earlier child; their references. */
  async function aChild(actions: Parameters<typeof anAction>[2][], audit: Parameters<FollowUp['audit']>[0] = {}): Promise<{ caseRef: string; refs: string[] }> {
    child += 1;
    const caseRef = `C8${String(child).padStart(4, '0')}`;
    const auditId = await world.audit({ caseRef, ...audit });
    const refs: string[] = [];
    for (const [index, values] of actions.entries()) refs.push((await anAction(app, auditId, { dueOn: addDays('2022-08-01', index - 10 * child), ...values })).ref);
    return { caseRef, refs };
  }

  const three = (): Promise<{ caseRef: string; refs: string[] }> => aChild([{ type: 'care_planning' }, {}, { type: 'care_planning' }]);
  const form = (refs: string[]): string => `form[action="/actions/${refs[0]}/child"]`;
  /** What the page shows for these actions, to tick them: their values. */
  const boxes = (visitor: Visitor, refs: string[]): string[] => visitor.page('input[name=actions]').toArray().map((box) => visitor.page(box).attr('value')!).filter((value) => refs.includes(value.split('-')[0]!));
  const updates = (refs: string[]): Promise<Record<string, unknown>[]> =>
    sql('select ref, kind, happened_on as "on", note, evidence, agreed_by as "agreed", recorded_by_id as "by" from action_updates join actions on actions.id = action_id where ref in (:...refs) order by action_updates.id', { refs });
  const versions = async (refs: string[]): Promise<number[]> => (await sql<{ version: number }>('select version from actions where ref in (:...refs) order by id', { refs })).map(({ version }) => version);
  /** The child's form where the page shows it, however many others there are. */
  const open = async (visitor: Visitor, refs: string[]): Promise<Visitor> => visitor.get(`/actions/${refs[0]}/child`);

  describe('from My work', () => {
    it('shows what is the matter, by child, with the day it should have been done', async () => {
      const own = await TestApp.on(await testDatabase());
      const there = await followUp(own.database);
      const first = await there.audit({ caseRef: 'C80001' });
      const second = await there.audit({ caseRef: 'C80002' });
      const elsewhere = await there.audit({ caseRef: 'C80003', teamId: there.teams[3] });
      const updated = { firstUpdatedOn: '2022-07-25', lastUpdatedOn: '2022-07-25' };
      await anAction(own, first, { description: 'Late, and said so.', dueOn: '2022-08-05', ...updated });
      await anAction(own, first, { description: 'Not near, but of this child.', dueOn: '2022-12-01', ...updated });
      await anAction(own, second, { description: 'Near.', dueOn: '2022-08-25', ...updated });
      await anAction(own, second, { description: 'Never answered.', dueOn: '2022-07-30' });
      await anAction(own, elsewhere, { description: 'Of another team.' });
      const manager = await own.as('manager_1@example.org');
      await manager.get('/');
      assert.match(manager.text, /Actions to answer Overdue 2 Never updated 1 Due within 10 days 1 Did it help the child\? 0/);
      const [, afterwards] = manager.text.split('Did it help the child? 0');
      assert.match(afterwards!, /^ C80002 Team 1 .*Never answered\. X00004 Due 30 July 2022 · 16 days overdue · Non-care-planning No update Near\. X00003 .*C80001 Team 1/);
      assert.match(afterwards!, /Late, and said so\. X00001 Due 5 August 2022 · 10 days overdue · Non-care-planning · last update 25 July 2022 Overdue Not near/);
      assert.doesNotMatch(manager.text, /C80003/);
      for (const [label, refs] of [['Overdue', ['X00004', 'X00001']], ['Never updated', ['X00004']], ['Due within 10 days', ['X00003']]] as const) {
        await manager.get('/');
        await manager.get(manager.page('.plumbline-metrics a').filter((_, link) => manager.page(link).text() === label).attr('href')!);
        assert.deepEqual(manager.page('main th[scope=row] a').toArray().map((link) => manager.page(link).text()), refs, label);
      }
      // To the Head of Service it is said whose it is.
      const head = await own.as('head_a@example.org');
      assert.match((await head.get('/')).text, /C80002 Team 1 · answered for by The manager 1/);
      assert.deepEqual(manager.page('[id]').toArray().map(({ attribs }) => attribs['id']).filter((id, index, all) => all.indexOf(id) !== index), []);
      assert.doesNotMatch((await (await own.as('director@example.org')).get('/')).text, /Actions to answer/);
      assert.match((await (await own.as('qa@example.org')).get('/')).text, /See the actions recorded as done that nobody has verified yet/);
      await own.stop();
    });

    it('takes one answer for three actions, and comes back to where it was sent from', async () => {
      const { refs } = await three();
      const manager = await as('manager_1');
      await manager.get('/');
      assert.deepEqual(manager.page(`${form(refs)} input[name=actions]:checked`).toArray(), []);
      await manager.submit({ actions: boxes(manager, refs), kind: 'completed', ...involved, evidence: 'Core group minutes.', ...on(10), note: 'All three went into the plan.' }, form(refs));
      assert.equal(manager.last.headers['location'], '/?page=1');
      await manager.follow();
      assert.match(manager.text, /Your answer is recorded for 3 actions\./);
      const common = { on: '2022-08-10', note: 'All three went into the plan.', evidence: 'Core group minutes.', agreed: null, by: world.staff.manager_1 };
      assert.deepEqual(await updates(refs), [
        { ref: refs[0], kind: 'transferred', ...common }, { ref: refs[1], kind: 'completed', ...common }, { ref: refs[2], kind: 'transferred', ...common },
      ]);
      assert.equal(manager.page(form(refs)).length, 0);
    });

    it('asks for no tick where a child has a single action', async () => {
      const { refs } = await aChild([{}]);
      const head = await as('head_a');
      await head.get('/');
      assert.equal(head.page(`${form(refs)} input[type=checkbox]`).length, 0);
      await (await head.submit({ kind: 'progress', note: 'Asked the worker.' }, form(refs))).follow();
      assert.match(head.text, new RegExp(`Your answer is recorded for action ${refs[0]}\\.`));
      assert.deepEqual((await updates(refs)).map(({ kind, on: day }) => [kind, day]), [['progress', '2022-08-15']]);
    });

    it('records a double click once, and both clicks come back to the same page', async () => {
      const { refs } = await three();
      const manager = await as('manager_1');
      await manager.get('/');
      const { action, answers } = manager.fields(form(refs));
      const typed = { ...answers, actions: boxes(manager, refs), kind: 'progress', note: 'Once.' };
      const both = await Promise.all([1, 2, 3].map(() => manager.agent.post(action).set('Origin', app.address).type('form').send(typed)));
      assert.deepEqual(both.map((response) => [response.status, response.headers['location']]), Array(3).fill([303, '/?page=1']));
      assert.equal((await updates(refs)).length, 3);
      assert.deepEqual(await versions(refs), [2, 2, 2]);
    });
  });

  it('records that a service ended, with the reason and who agreed', async () => {
    const { refs } = await three();
    const manager = await as('manager_1');
    await open(manager, refs);
    await manager.submit({ actions: boxes(manager, refs), kind: 'service_ended', note: 'The family moved away.' });
    assert.equal(manager.status, 400);
    assert.deepEqual(manager.errors, ['Enter who agreed that the service ended.']);
    await (await manager.submit({ agreedBy: 'The head of service' })).follow();
    assert.deepEqual((await updates(refs)).map(({ kind, agreed, note }) => [kind, agreed, note]), Array(3).fill(['service_ended', 'The head of service', 'The family moved away.']));
    assert.match(manager.text, /No action of this child is open\./);
  });

  describe('all or nothing', () => {
    it('records nothing where something is missing, and keeps everything typed', async () => {
      const { refs } = await three();
      const manager = await as('manager_1');
      await manager.get('/?page=1');
      const ticked = boxes(manager, refs).slice(0, 2);
      await manager.submit({ actions: ticked, kind: 'completed', childInvolved: 'yes', evidence: 'Case note.', agreedBy: 'Nobody yet', ...on(9), note: 'Talked it through.' }, form(refs));
      assert.equal(manager.status, 400);
      assert.deepEqual(manager.errors, [`${refs[0]}: Say whether the family was involved.`, `${refs[0]}: Say whether the reviewing officer was involved.`]);
      assert.deepEqual(await updates(refs), []);
      const { answers } = manager.fields();
      const kept = { actions: ticked, kind: 'completed', childInvolved: 'yes', evidence: 'Case note.', agreedBy: 'Nobody yet', ...on(9), note: 'Talked it through.', from: '/?page=1' };
      for (const [name, value] of Object.entries(kept)) assert.deepEqual(answers[name], value, name);
      await (await manager.submit({ familyInvolved: 'yes', reviewingOfficerInvolved: 'yes' })).follow();
      assert.equal((await updates(refs)).length, 2);
    });

    it('records nothing where one of them cannot be answered so, and names it', async () => {
      const { caseRef, refs } = await three();
      const auditId = await world.audit({ caseRef, month: '2022-08', acceptedOn: '2022-08-12' });
      const { ref: recent } = await anAction(app, auditId, { dueOn: '2022-08-20' });
      const manager = await as('manager_1');
      await open(manager, refs);
      await manager.submit({ actions: boxes(manager, [...refs, recent]), kind: 'progress', ...on(10), note: 'On its way.' });
      assert.equal(manager.status, 400);
      assert.deepEqual(manager.errors, [`${recent}: The date must be 12 August 2022 or later: the audit was accepted on that day.`]);
      assert.deepEqual(await updates([...refs, recent]), []);
      assert.equal(manager.page('input[name=actions]:checked').length, 4);
    });

    const wrong: [what: string, typed: Record<string, string | string[]>, messages: string[]][] = [
      ['no action ticked', { actions: [], kind: 'progress', note: 'x' }, ['Tick the actions your answer is about.']],
      ['what no form of ours sends', { actions: ["X1' or '1'='1", '<b>'], kind: 'progress', note: 'x' }, ['Tick the actions your answer is about.']],
      ['nothing said', { kind: '', note: 'x' }, ['Choose what you want to record.']],
      ['a kind that is none of theirs', { kind: 'verified', note: 'x' }, ['Choose what you want to record.']],
      ['tomorrow', { kind: 'progress', note: 'x', ...on(16) }, ['The date must be today or in the past.']],
      ['no note', { kind: 'progress', note: ' ' }, ['Enter what has been done.']],
      ['a note that is too long', { kind: 'progress', note: 'x'.repeat(4001) }, ['The note must be 4,000 characters or fewer.']],
    ];
    for (const [what, typed, messages] of wrong) {
      it(`refuses ${what}`, async () => {
        const { refs } = await three();
        const manager = await as('manager_1');
        await open(manager, refs);
        await manager.submit({ actions: boxes(manager, refs), ...typed });
        assert.equal(manager.status, 400);
        assert.deepEqual(manager.errors, messages);
        assert.deepEqual(await updates(refs), []);
        assert.equal(manager.page('textarea[name=note]').val(), typed['note']);
      });
    }
  });

  describe('two people at once', () => {
    it('shows the second what changed, keeps what was typed, and adds it when they save again', async () => {
      const { refs } = await three();
      const [manager, head] = [await as('manager_1'), await as('head_a')];
      await manager.get('/');
      await open(head, refs);
      await head.submit({ actions: boxes(head, refs).slice(1, 2), kind: 'progress', note: 'The worker is on leave.' });
      await manager.submit({ actions: boxes(manager, refs).slice(0, 2), kind: 'progress', ...on(14), note: 'Seen the family.' }, form(refs));
      assert.equal(manager.status, 409);
      assert.match(manager.text, new RegExp(`Someone else saved this page first .* ${refs[1]} Meet the family\\. Stored now .*The worker is on leave\\. What you typed Progress note, 14 August 2022 Seen the family\\.`));
      assert.doesNotMatch(manager.text, new RegExp(`${refs[0]} Meet the family\\. Stored now`));
      assert.equal((await updates(refs)).length, 1);
      assert.equal(manager.page('input[name=actions]:checked').length, 2);
      assert.equal(manager.page('textarea[name=note]').val(), 'Seen the family.');
      await manager.submit();
      assert.equal(manager.last.headers['location'], '/?page=1');
      assert.deepEqual((await updates(refs)).map(({ ref, note }) => [ref, note]), [[refs[1], 'The worker is on leave.'], [refs[0], 'Seen the family.'], [refs[1], 'Seen the family.']]);
    });

    it('keeps on noticing it after a wrong answer', async () => {
      const { refs } = await three();
      const [manager, head] = [await as('manager_1'), await as('head_a')];
      await open(manager, refs);
      await open(head, refs);
      await head.submit({ actions: boxes(head, refs), kind: 'progress', note: 'First.' });
      await manager.submit({ actions: boxes(manager, refs), kind: 'progress', note: 'Second.', 'happenedOn-month': '13' });
      assert.equal(manager.status, 400);
      await manager.submit(on(15));
      assert.equal(manager.status, 409);
    });

    it('leaves out what is closed by now, and says so where nothing is left', async () => {
      const { refs } = await three();
      const [manager, head] = [await as('manager_1'), await as('head_a')];
      await open(manager, refs);
      const before = manager.fields();
      await open(head, refs);
      await head.submit({ actions: boxes(head, refs).slice(1, 2), kind: 'completed', evidence: 'Case note.', note: 'Done by me.' });
      await manager.submit({ actions: boxes(manager, refs), kind: 'service_ended', agreedBy: 'The head', note: 'They moved.' });
      assert.equal(manager.status, 409);
      assert.match(manager.text, /Stored now Completed late, .*Done by me\./);
      assert.equal(manager.page('input[name=actions]').length, 2);
      await (await manager.submit()).follow();
      assert.match(manager.text, /No action of this child is open\./);
      assert.deepEqual((await updates(refs)).map(({ ref, kind }) => [ref, kind]), [[refs[1], 'completed'], [refs[0], 'service_ended'], [refs[2], 'service_ended']]);
      await manager.send(before.action, { ...before.answers, actions: [`${refs[0]}-1`], kind: 'progress', note: 'Not lost.' });
      assert.equal(manager.status, 409);
      assert.match(manager.text, /What you typed has not been saved: no action of this child is open any more\..*What you typed Progress note, 15 August 2022 Not lost\./);
      assert.equal(manager.page('main form[method=post]').length, 0);
    });
  });

  describe('who may not', () => {
    it('is everybody who does not answer for the action', async () => {
      const { refs } = await three();
      for (const name of ['auditor', 'other_auditor', 'moderator', 'manager_2', 'head_b', 'director', 'admin', 'ambassador']) {
        const visitor = await as(name);
        assert.equal((await visitor.get(`/actions/${refs[0]}/child`)).status, 403, name);
        await sendUnasked(visitor, `/actions/${refs[0]}/child`, { actions: `${refs[0]}-1`, kind: 'progress', note: 'Not mine.', ...on(15) });
        assert.equal(visitor.status, 403, name);
        await sendUnasked(visitor, `/actions/${refs[0]}/child`, { kind: 'progress' });
        assert.equal(visitor.status, 403, name);
      }
      assert.deepEqual(await updates(refs), []);
      assert.equal((await (await as('qa')).get('/actions/X99999/child')).status, 404);
    });

    it('is an owner about the other actions of the child', async () => {
      const { refs } = await aChild([{ ownerId: world.staff.other_auditor }, {}]);
      const owner = await as('other_auditor');
      await owner.get('/');
      assert.match(owner.text, new RegExp(refs[0]!));
      assert.doesNotMatch(owner.text, new RegExp(refs[1]!));
      await open(owner, refs);
      assert.deepEqual(boxes(owner, refs), [`${refs[0]}-1`]);
      const { answers } = owner.fields();
      await owner.send(`/actions/${refs[0]}/child`, { ...answers, actions: refs.map((ref) => `${ref}-1`), kind: 'progress', note: 'Both.' });
      assert.equal(owner.status, 403);
      assert.deepEqual(await updates(refs), []);
      await owner.get('/actions?state=open&team=mine');
      assert.deepEqual(owner.page('main th[scope=row] a').toArray().map((link) => owner.page(link).text()), [refs[0]]);
    });

    it('is nobody about actions of several children at once', async () => {
      const [one, other] = [await three(), await three()];
      const manager = await as('manager_1');
      await open(manager, one.refs);
      await manager.submit({ actions: [`${one.refs[0]}-1`, `${other.refs[0]}-1`], kind: 'progress', note: 'Both.' });
      assert.equal(manager.status, 400);
      assert.deepEqual(manager.errors, ['These actions are of several children. Choose actions of one child.']);
      assert.deepEqual(await updates([...one.refs, ...other.refs]), []);
      assert.doesNotMatch(manager.page('main').text(), new RegExp(other.caseRef));
    });
  });

  it('leads nowhere but to a page of ours', async () => {
    const { refs } = await three();
    const manager = await as('manager_1');
    await open(manager, refs);
    await manager.submit({ actions: boxes(manager, refs), kind: 'progress', note: 'x', from: 'https://example.com/' });
    assert.equal(manager.last.headers['location'], '/');
  });

  it('comes ten children to a page, of one team if asked, and stays there after an answer', async () => {
    const own = await TestApp.on(await testDatabase());
    const there = await followUp(own.database);
    for (let index = 0; index < 25; index++) {
      const auditId = await there.audit({ caseRef: `C7${String(index).padStart(4, '0')}`, teamId: there.teams[index < 12 ? 1 : 2] });
      for (const type of ['care_planning', 'non_care_planning'] as const) await anAction(own, auditId, { type, dueOn: addDays('2022-07-01', index) });
    }
    const head = await own.as('head_a@example.org');
    const children = (): string[] => head.page('main h3').toArray().map((heading) => head.page(heading).text().trim().split(/\s/)[0]!);
    await head.get('/');
    assert.deepEqual([children()[0], children()[9], children().length], ['C70000', 'C70009', 10]);
    assert.match(head.text, /Showing 1 to 10 of 25 children/);
    await head.get(`/?team=${there.teams[2]}&page=2`);
    assert.deepEqual(children(), ['C70022', 'C70023', 'C70024']);
    assert.equal(head.page('select[name=team]').val(), String(there.teams[2]));
    assert.equal(head.page('.plumbline-metrics a').first().attr('href'), `/actions?state=past_due&team=${there.teams[2]}`);
    // Answering the last three of the page empties it: the one before is shown.
    for (let left = 3; left > 0; left--) {
      const shown = head.page('.plumbline-child input[name=actions]').toArray().slice(0, 2).map((box) => head.page(box).attr('value')!);
      await head.submit({ actions: shown, kind: 'service_ended', note: 'They moved.', agreedBy: 'The director' }, '.plumbline-child form');
      assert.equal(head.last.headers['location'], `/?team=${there.teams[2]}&page=2`);
      await head.follow();
    }
    assert.equal(children().length, 10);
    assert.match(head.text, /Showing 1 to 10 of 10 children/);
    for (const query of ['team=-1', 'team=99999', 'team=1&team=2', 'page=0', 'page=9999999', 'page=x&team=%00']) assert.equal((await head.get(`/?${query}`)).status, 200, query);
    await own.stop();
  });

  it('shows what was typed as text, never as markup', async () => {
    const { refs } = await aChild([{ description: '<script>alert(1)</script>' }, {}]);
    const manager = await as('manager_1');
    await open(manager, refs);
    await manager.submit({ actions: boxes(manager, refs), kind: 'completed', note: '<img src=x onerror=alert(2)>', ...on(20) });
    assert.equal(manager.status, 400);
    assert.equal(manager.page('main script, main img').length, 0);
  });

  it('writes no child’s reference into the log, nor into an address', () => {
    assert.match(app.logged, /\/actions\/X\d+\/child/);
    assert.doesNotMatch(app.logged, /C8\d{4}|C7\d{4}/);
  });
});
