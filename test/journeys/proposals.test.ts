import assert from 'node:assert/strict';
import { BlackoutMonth } from '../../src/allocation/availability/blackoutMonth.entity.js';
import { Exemption } from '../../src/allocation/availability/exemption.entity.js';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { Pairing } from '../../src/allocation/pairings/pairing.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const list = '/allocation/proposals';

describe('the QA team has a month’s allocation proposed', () => {
  let app: TestApp;
  let qa: Visitor;
  let teams: { rowan: number; alder: number };
  /** Robin and Jules audit, Kit is a reviewing officer; Morgan moderates Robin and Kit, Sandy moderates Jules. */
  let people: Record<'robin' | 'jules' | 'kit' | 'morgan' | 'sandy', number>;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    teams = { rowan: await aTeam(app), alder: await aTeam(app, 'Alder team') };
    people = {
      robin: await aColleague(app, 'Robin Hart', 'auditor'),
      jules: await aColleague(app, 'Jules Moss', 'auditor'),
      kit: await aColleague(app, 'Kit Lane', 'auditor', 'reviewing_officer'),
      morgan: await aColleague(app, 'Morgan Vale', 'moderator'),
      sandy: await aColleague(app, 'Sandy Reed', 'moderator'),
    };
    await app.database.transaction(async () => {
      const { manager } = app.database;
      await manager.update(Staff, { id: people.robin }, { teamId: teams.rowan });
      await manager.update(Staff, { id: people.morgan }, { moderationCapacity: 2 });
      await manager.update(Staff, { id: people.sandy }, { moderationCapacity: 1 });
      const pair = (auditorId: number, moderatorId: number) => ({ auditorId, moderatorId, fromMonth: '2022-06', toMonth: '2022-11' });
      await manager.insert(Pairing, [pair(people.robin, people.morgan), pair(people.kit, people.morgan), pair(people.jules, people.sandy)]);
      await manager.insert(CaseloadEntry, [
        ...['R1', 'R2', 'R3'].map((caseRef) => child(caseRef, { teamId: teams.rowan })),
        ...['A1', 'A2', 'A3'].map((caseRef) => child(caseRef, { teamId: teams.alder })),
        child('K1', { teamId: teams.rowan, reviewingOfficerId: people.kit }),
        child('M1', { teamId: teams.rowan, reviewingOfficerId: people.morgan }),
        child('OLD', { teamId: teams.alder }),
      ]);
    });
    await aSubmittedAudit(app, { caseRef: 'OLD', month: '2021-10', status: 'completed', teamId: teams.alder });
    qa = await app.asNew('Quinn Abbot', 'qa');
  });
  afterEach(() => app.stop());

  const child = (caseRef: string, more: Partial<CaseloadEntry> = {}): Partial<CaseloadEntry> => ({ month: '2022-07', caseRef, dateOfBirth: '2012-02-03', cohort: 'child_in_need', reviewingOfficerId: null, ...more });

  /** Draws for August and returns the page of the proposal. */
  async function drawn(visitor = qa, seed = 'a-seed'): Promise<string> {
    await visitor.get(list);
    await visitor.submit({ month: '2022-08', seed }, `main form[action="${list}"]`);
    assert.equal(visitor.status, 303, visitor.errors.join(' '));
    return visitor.last.headers['location']!;
  }

  interface Line {
    id: number;
    caseRef: string | null;
    moderatorId: number | null;
    byHand: boolean | number;
    openReason: string | null;
    drawn: string;
    version: number;
  }
  const lineOf = async (auditorId: number): Promise<Line> =>
    (await app.database.query<Line>('select id, case_ref as "caseRef", moderator_id as "moderatorId", by_hand as "byHand", open_reason as "openReason", drawn, version from allocation_lines where auditor_id = :auditorId order by id desc', { auditorId }))[0]!;
  const lineForm = 'main form[action*="/lines/"]';
  const confirmForm = 'main form[action$="/confirm"]';

  /** Changes somebody's line as its form would. */
  async function change(path: string, auditorId: number, answers: Record<string, string | string[]>, visitor = qa): Promise<Visitor> {
    await visitor.get(`${path}/lines/${(await lineOf(auditorId)).id}`);
    return visitor.submit({ reason: 'Asked for by the service.', ...answers }, lineForm);
  }

  const audits = async (): Promise<Record<string, unknown>[]> =>
    app.database.query("select ref, case_ref as \"caseRef\", auditor_id as auditor, moderator_id as moderator, chosen, status from audits where month = '2022-08' order by id");

  it('from the draw to the audits, told to those concerned', async () => {
    const path = await drawn();
    await qa.follow();
    assert.match(qa.text, /The proposal for August 2022 is drawn/);
    assert.match(qa.text, /Lines 3, one for each auditor who needs a child With a child 3 Open 0/);
    assert.match(qa.text, /Caseload July 2022 Seed a-seed Made By Quinn Abbot/);
    assert.equal((await lineOf(people.kit)).caseRef, 'K1');
    assert.match((await lineOf(people.robin)).caseRef!, /^A[123]$/);
    await qa.get(`${path}/confirm`);
    assert.match(qa.text, /Confirming gives out 3 audits/);
    assert.match(qa.text, /Teams, audits of three months/);
    const { action, answers } = qa.fields(confirmForm);
    const twice = await Promise.all([1, 2].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send(answers)));
    assert.deepEqual(twice.map((answer) => [answer.status, answer.headers['location']]), [[303, path], [303, path]]);
    const opened = await audits();
    assert.equal(opened.length, 3);
    for (const audit of opened) assert.deepEqual([audit['chosen'], audit['status']], ['drawn', 'allocated']);
    assert.equal(opened.find((audit) => audit['auditor'] === people.kit)!['caseRef'], 'K1');
    await qa.get(path);
    assert.match(qa.text, /3 audits are given out/);
    assert.match(qa.text, /State Confirmed/);
    assert.equal(qa.page('main table a[href^="/audits/A"]').length, 3);
    const told = await app.database.query<{ staffId: number }>("select staff_id as \"staffId\" from messages where kind = 'allocated'");
    assert.deepEqual([people.robin, people.jules, people.kit].every((id) => told.some((one) => one.staffId === id)), true);
    const robin = await app.as(emailOf('Robin Hart'));
    await robin.get(`/audits/${String(opened.find((audit) => audit['auditor'] === people.robin)!['ref'])}`);
    assert.match(robin.text, /Start writing/);
  });

  it('which is the same again from its seed, once the first is discarded with a reason', async () => {
    const path = await drawn();
    const before = [await lineOf(people.robin), await lineOf(people.jules)].map((line) => line.caseRef);
    await qa.get(`${path}/discard`);
    await qa.submit({ reason: '' });
    assert.deepEqual([qa.status, qa.errors], [400, ['Say why it is discarded.']]);
    await qa.submit({ reason: 'Two people are ill.' });
    assert.equal(qa.last.headers['location'], list);
    await qa.follow();
    assert.match(qa.text, /August 2022 , made 15 August 2022 at 11:00 Seed a-seed Discarded/);
    const again = await drawn();
    assert.notEqual(again, path);
    assert.deepEqual([await lineOf(people.robin), await lineOf(people.jules)].map((line) => line.caseRef), before);
    await qa.get(path);
    assert.match(qa.text, /Reason Was: nothing Is: Two people are ill\./);
  });

  it('with a seed of its own when none is typed', async () => {
    await qa.get(list);
    await qa.submit({ month: '2022-08', seed: '' }, `main form[action="${list}"]`);
    await qa.follow();
    assert.match(qa.text, /Seed [0-9a-f]{16} Made/);
  });

  describe('and is told why not', () => {
    const refused = async (answers: Record<string, string>): Promise<string[]> => {
      await qa.get(list);
      await qa.submit(answers, `main form[action="${list}"]`);
      assert.equal(qa.status, 400);
      return qa.errors;
    };

    it('while there is a draft, or nobody needs a child', async () => {
      await drawn();
      assert.deepEqual(await refused({ month: '2022-08', seed: 'x' }), ['There is a draft for August 2022 already. Confirm or discard it first.']);
      assert.equal(qa.fields(`main form[action="${list}"]`).answers['seed'], 'x');
      await app.database.transaction(() => app.database.query("update staff set audit_frequency = 'none'"));
      assert.match((await refused({ month: '2022-09' }))[0]!, /^Nobody needs a child for September 2022/);
    });

    it('with a month or a seed that cannot be', async () => {
      assert.deepEqual(await refused({ month: '2023-01' }), ['Choose a month from May 2022 to November 2022.']);
      assert.deepEqual(await refused({ month: 'August' }), ['Choose an audit month from the list.']);
      for (const seed of ['two words', 'é', 'x'.repeat(65)]) assert.match((await refused({ month: '2022-08', seed }))[0]!, /^The seed must be 1 to 64 letters/);
    });

    it('without a caseload, or in a month without audits', async () => {
      assert.deepEqual(await refused({ month: '2022-06' }), ['There is no caseload for June 2022 or before it. Upload one first.']);
      const blackout = { month: '2022-09', reason: 'Inspection', setById: people.robin, setOn: '2022-08-01', liftedById: null, liftedOn: null, version: 1 };
      await app.database.transaction(() => app.database.manager.insert(BlackoutMonth, blackout));
      assert.match((await refused({ month: '2022-09' }))[0]!, /^September 2022 is a blackout month \(Inspection\)/);
    });
  });

  it('only one of two who draw at once', async () => {
    const other = await app.asNew('Ash Grove', 'qa');
    for (const visitor of [qa, other]) await visitor.get(list);
    await Promise.all([qa, other].map((visitor) => visitor.submit({ month: '2022-08' }, `main form[action="${list}"]`)));
    assert.deepEqual([qa.status, other.status].toSorted(), [303, 400]);
    assert.deepEqual(await app.database.query('select count(*) as drafts from allocation_proposals'), [{ drafts: 1 }]);
  });

  it('without those who are exempted or have an audit of the month', async () => {
    await aSubmittedAudit(app, { month: '2022-08', auditor: 'Jules Moss' });
    await app.database.transaction(() =>
      app.database.manager.insert(Exemption, { staffId: people.kit, kind: 'single_month', reason: 'leave', fromMonth: '2022-08', toMonth: '2022-08', authorisedById: null, authorisedOn: '2022-08-01', version: 1 }),
    );
    await drawn();
    assert.deepEqual(await app.database.query('select auditor_id as auditor from allocation_lines'), [{ auditor: people.robin }]);
  });

  it('with open lines that say which hard rule cannot be met', async () => {
    await app.database.transaction(async () => {
      await app.database.manager.update(Staff, { id: people.sandy }, { moderationCapacity: 0 });
      await app.database.manager.delete(Pairing, { auditorId: people.robin });
      await app.database.manager.delete(CaseloadEntry, { caseRef: 'K1' });
    });
    const path = await drawn();
    await qa.get(`${path}?show=open`);
    assert.match(qa.text, /Showing 1 to 3 of 3 lines/);
    for (const words of ['Robin Hart has no paired moderator in this month.', 'Sandy Reed is not available to moderate in August 2022.', 'No child of whom Kit Lane is the reviewing officer is free.']) assert.ok(qa.text.includes(words), words);
    await qa.get(`${path}/confirm`);
    assert.match(qa.text, /No line of this proposal can be given out/);
    assert.equal(qa.page(confirmForm).length, 0);
  });

  describe('and changes a line by hand', () => {
    let path: string;
    beforeEach(async () => {
      path = await drawn();
    });

    const refused = async (auditorId: number, answers: Record<string, string | string[]>): Promise<string[]> => {
      await change(path, auditorId, answers);
      assert.equal(qa.status, 400, JSON.stringify(answers));
      return qa.errors;
    };

    it('to the next child by draw number, and what was drawn stays', async () => {
      const before = await lineOf(people.jules);
      const { number } = JSON.parse(before.drawn) as { number: string };
      await change(path, people.jules, { child: 'next' });
      assert.equal(qa.last.headers['location'], `${path}/lines/${before.id}`);
      await qa.follow();
      assert.match(qa.text, /By hand By hand, Quinn Abbot: Asked for by the service\. On 15 August 2022 at 11:00/);
      assert.match(qa.text, new RegExp(`What was drawn Child ${before.caseRef}, moderator Sandy Reed\\.`));
      const after = await lineOf(people.jules);
      assert.notEqual(after.caseRef, before.caseRef);
      assert.equal(after.drawn, before.drawn);
      const shown = /Draw number ([0-9a-f]{64})/.exec(qa.text)![1]!;
      assert.ok(shown > number);
      assert.match(qa.text, new RegExp(`Child Was: ${before.caseRef} Is: ${after.caseRef}`));
      await qa.get(`${path}?show=by_hand`);
      assert.match(qa.text, /Showing 1 to 1 of 1 lines/);
    });

    it('to a child by case reference, which is counted as picked by hand', async () => {
      await change(path, people.robin, { child: 'other', caseRef: ' r2 ' });
      assert.equal(qa.status, 303, qa.errors.join());
      await qa.follow();
      assert.match(qa.text, /Not kept: own team avoided\. Chosen by hand\./);
      await qa.get(`${path}/confirm`);
      await qa.submit({}, confirmForm);
      const chosen = new Map((await audits()).map((audit) => [audit['auditor'], [audit['caseRef'], audit['chosen']]]));
      assert.deepEqual(chosen.get(people.robin), ['R2', 'by_hand']);
      assert.equal(chosen.get(people.jules)![1], 'drawn');
    });

    it('to none, and draws again for the open line', async () => {
      await change(path, people.robin, { child: 'none' });
      assert.deepEqual([(await lineOf(people.robin)).caseRef, JSON.parse((await lineOf(people.robin)).openReason!)], [null, { rule: 'left_open', words: 'Left open by hand.' }]);
      await change(path, people.robin, { child: 'draw' });
      await qa.follow();
      assert.match(qa.text, /Why (Rowan|Alder) team: (no|one) audit in three months\./);
      assert.match((await lineOf(people.robin)).caseRef!, /^A[123]$/);
    });

    it('but never against a hard rule that must hold', async () => {
      const robins = (await lineOf(people.robin)).caseRef!;
      assert.deepEqual(await refused(people.jules, { child: 'other', caseRef: 'OLD' }), ['The child has an audit in October 2021, less than 12 months from August 2022. Choose another child.']);
      assert.deepEqual(await refused(people.jules, { child: 'other', caseRef: robins }), ['The child stands on another line of this proposal. Choose another child.']);
      assert.deepEqual(await refused(people.robin, { child: 'other', caseRef: 'M1', setAside: ['moderator_capacity', 'one_of_theirs'] }), ['Morgan Vale, the moderator, is the child’s reviewing officer. Choose another moderator.']);
      assert.deepEqual(await refused(people.jules, { child: 'other', caseRef: 'X9' }), ['No child with this case reference is in the caseload. Check the reference.']);
      await app.database.transaction(() => app.database.manager.insert(StaffRole, { staffId: people.robin, role: 'moderator' }));
      assert.match((await refused(people.robin, { child: 'keep', moderator: String(people.robin), setAside: ['moderator_capacity'] }))[0]!, /cannot moderate their own audit/);
      assert.deepEqual(await refused(people.jules, { child: 'other', caseRef: '' }), ['Enter the case reference of the child.']);
      assert.deepEqual(await refused(people.jules, { child: 'next', reason: '' }), ['Say why, for the record.']);
      assert.deepEqual(await refused(people.jules, { child: 'keep' }), ['Nothing is changed yet. Choose another child or another moderator.']);
      assert.deepEqual(await refused(people.jules, { child: 'keep', moderator: '999' }), ['Choose a moderator from the list.']);
      assert.equal(qa.fields(lineForm).answers['reason'], 'Asked for by the service.');
    });

    it('against the capacity of a moderator only when the rule is set aside, and the line names it', async () => {
      assert.deepEqual(await refused(people.jules, { child: 'keep', moderator: String(people.morgan) }), ['Morgan Vale can moderate no more: 2 of 2 in August 2022. Choose another moderator, or set the rule aside below.']);
      await qa.submit({ setAside: ['moderator_capacity'] }, lineForm);
      assert.equal(qa.status, 303, qa.errors.join());
      await qa.follow();
      assert.match(qa.text, /Set aside by hand: a moderator has no more than they can moderate\./);
      await qa.get(`${path}/confirm`);
      assert.match(qa.text, /Confirming gives out 3 audits/);
      await qa.submit({}, confirmForm);
      assert.deepEqual((await audits()).map((audit) => audit['moderator']), [people.morgan, people.morgan, people.morgan]);
    });

    it('but never to a moderator who has lost the role or left, whatever is set aside', async () => {
      await change(path, people.jules, { child: 'keep', moderator: String(people.morgan), setAside: ['moderator_capacity'] });
      assert.equal(qa.status, 303, qa.errors.join());
      await qa.get(`${path}/confirm`);
      assert.match(qa.text, /Confirming gives out 3 audits/);
      await app.database.transaction(() => app.database.query('update staff set ends_on = :day where id = :id', { day: '2022-07-20', id: people.morgan }));
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /Morgan Vale is not in post in August 2022\./);
      assert.equal(qa.page(confirmForm).length, 0);
      await app.database.transaction(async () => {
        await app.database.query('update staff set ends_on = null');
        await app.database.query("delete from staff_roles where staff_id = :id and role = 'moderator'", { id: people.morgan });
      });
      await qa.get(`${path}/confirm`);
      assert.match(qa.text, /Morgan Vale is not one of the moderators\./);
      assert.match((await refused(people.robin, { child: 'next', setAside: ['moderator_capacity'] }))[0]!, /^Morgan Vale is not one of the moderators\. Choose another moderator\.$/);
      const jules = await lineOf(people.jules);
      await qa.get(`${path}/lines/${jules.id}`);
      assert.match(qa.text, /What was drawn Child \S+, moderator Sandy Reed\./);
      await change(path, people.kit, { child: 'none' });
      await qa.follow();
      assert.match(qa.text, /What was drawn Child K1, moderator Morgan Vale\./);
      await qa.get(`${path}/lines/${(await lineOf(people.jules)).id}`);
      assert.ok(!qa.page('#moderator').text().includes('Morgan Vale: 2'));
    });

    it('never through the address of another proposal, nor a rule that may not be set aside', async () => {
      const { id } = await lineOf(people.jules);
      const caseRef = 'OLD';
      for (const setAside of [['not_audited_lately'], ['moderator_capacity', 'one_line_a_child'], 'nonsense']) {
        assert.deepEqual(await refused(people.jules, { child: 'other', caseRef, setAside }), ['Choose rules from the list.']);
      }
      await qa.get(`${path}/discard`);
      await qa.submit({ reason: 'Another.' });
      const again = await drawn();
      await qa.get(`${again}/lines/${(await lineOf(people.jules)).id}`);
      const { answers } = qa.fields(lineForm);
      await qa.send(`${again}/lines/${id}`, { ...answers, child: 'none', reason: 'x', version: '1' });
      assert.equal(qa.status, 404);
    });

    it('and its history stays with the line when the auditor is renamed', async () => {
      await change(path, people.jules, { child: 'none' });
      await app.database.transaction(() => app.database.manager.update(Staff, { id: people.jules }, { name: 'Jules Fern' }));
      await qa.get(`${path}/lines/${(await lineOf(people.jules)).id}`);
      assert.match(qa.text, /Auditor Was: nothing Is: Jules Moss/);
      await qa.get(`${path}/lines/${(await lineOf(people.robin)).id}`);
      assert.match(qa.text, /Nothing has been changed yet/);
    });

    it('and of two who give the same child to two lines only one does', async () => {
      const other = await app.asNew('Ash Grove', 'qa');
      await qa.get(`${path}/lines/${(await lineOf(people.robin)).id}`);
      await other.get(`${path}/lines/${(await lineOf(people.jules)).id}`);
      await Promise.all([qa, other].map((visitor) => visitor.submit({ child: 'other', caseRef: 'R3', reason: 'Asked for.' }, lineForm)));
      assert.deepEqual([qa.status, other.status].toSorted(), [303, 400]);
      assert.deepEqual(await app.database.query("select count(*) as lines from allocation_lines where case_ref = 'R3'"), [{ lines: 1 }]);
    });

    it('and a reviewing officer one who is not theirs only when that rule is set aside', async () => {
      assert.deepEqual(await refused(people.kit, { child: 'other', caseRef: 'R1' }), ['Kit Lane is a reviewing officer, and the child is not one of theirs. Choose another child, or set the rule aside below.']);
      await qa.submit({ setAside: ['one_of_theirs'] }, lineForm);
      assert.equal(qa.status, 303);
      await qa.follow();
      assert.match(qa.text, /Set aside by hand: a reviewing officer is given a child already theirs\./);
    });

    it('and the second of two is told, with what was typed kept', async () => {
      const other = await app.asNew('Ash Grove', 'qa');
      const { id } = await lineOf(people.jules);
      for (const visitor of [qa, other]) await visitor.get(`${path}/lines/${id}`);
      await qa.submit({ child: 'next', reason: 'First.' }, lineForm);
      await other.submit({ child: 'other', caseRef: 'R3', reason: 'Second.' }, lineForm);
      assert.equal(other.status, 409);
      assert.match(other.text, /Quinn Abbot saved this page first/);
      const { answers } = other.fields(lineForm);
      assert.deepEqual([answers['child'], answers['caseRef'], answers['reason']], ['other', 'R3', 'Second.']);
      await other.submit({}, lineForm);
      assert.equal(other.status, 303);
      assert.equal((await lineOf(people.jules)).caseRef, 'R3');
    });

    it('and adds one for somebody who audits electively', async () => {
      const eli = await aColleague(app, 'Eli Wood', 'auditor');
      await app.database.transaction(() => app.database.manager.update(Staff, { id: eli }, { auditFrequency: 'elective' }));
      const form = 'main form[action$="/lines/new"]';
      await qa.get(`${path}/lines/new`);
      assert.match(qa.text, /Eli Wood: elective/);
      assert.ok(!qa.page('#auditor').text().includes('Robin Hart'));
      await qa.submit({ child: 'draw', reason: 'Wants to.' }, form);
      assert.deepEqual(qa.errors, ['Choose an auditor.']);
      await qa.submit({ auditor: String(eli), child: 'draw', reason: 'Wants to.' }, form);
      assert.deepEqual(qa.errors, ['Choose a moderator.']);
      await qa.submit({ moderator: String(people.sandy), setAside: ['moderator_capacity'] }, form);
      assert.equal(qa.status, 303, qa.errors.join());
      await qa.follow();
      assert.match(qa.text, /What was drawn Nothing: the line was added by hand\./);
      await qa.get(`${path}/confirm`);
      await qa.submit({}, confirmForm);
      const [audit] = (await audits()).filter((one) => one['auditor'] === eli);
      assert.deepEqual([audit!['moderator'], audit!['chosen']], [people.sandy, 'by_hand']);
      await qa.get(`${path}/replay`);
      assert.match(qa.text, /All 3 lines come out the same\./);
    });
  });

  describe('and before it is given out', () => {
    it('looks at it again when something has changed, and gives out nothing that has become impossible', async () => {
      const path = await drawn();
      await qa.get(`${path}/confirm`);
      const jules = await lineOf(people.jules);
      await aSubmittedAudit(app, { caseRef: jules.caseRef!, month: '2022-07', teamId: teams.alder });
      await app.database.transaction(() =>
        app.database.manager.insert(Exemption, { staffId: people.kit, kind: 'single_month', reason: 'leave', fromMonth: '2022-08', toMonth: '2022-08', authorisedById: null, authorisedOn: '2022-08-15', version: 1 }),
      );
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /nothing has been given out/);
      assert.match(qa.text, /Kit Lane is exempted for August 2022\./);
      assert.match(qa.text, /The child has an audit in July 2022, less than 12 months from August 2022\./);
      assert.deepEqual(await audits(), []);
      assert.match(qa.text, /Confirming gives out 1 audit\./);
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 303);
      assert.deepEqual((await audits()).map((audit) => audit['auditor']), [people.robin]);
      await qa.get(`${path}?show=open`);
      assert.match(qa.text, /Kit Lane Line 1 Open Morgan Vale Kit Lane is exempted for August 2022\./);
    });

    it('sees children who have left the caseload, and places that others have taken', async () => {
      const path = await drawn();
      const robin = await lineOf(people.robin);
      await app.database.transaction(() => app.database.manager.delete(CaseloadEntry, { caseRef: robin.caseRef! }));
      await aSubmittedAudit(app, { month: '2022-08', caseRef: 'Z1', moderator: 'Sandy Reed', auditor: 'Somebody Else' });
      await qa.get(`${path}/confirm`);
      assert.match(qa.text, /The child is no longer in the caseload for August 2022\./);
      assert.match(qa.text, /Sandy Reed can moderate no more: 1 of 1 in August 2022\./);
      assert.match(qa.text, /Confirming gives out 1 audit\./);
    });

    it('says which children have moved since, and opens their audits where they are now', async () => {
      const path = await drawn();
      const { caseRef } = await lineOf(people.robin);
      await qa.get(`${path}/confirm`);
      await app.database.transaction(() => app.database.query("update caseload set team_id = :teamId, cohort = 'care_leaver' where case_ref = :caseRef", { caseRef, teamId: teams.rowan }));
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /Lines that are not as they were .* The child is in Rowan team now\. The child’s cohort is Care leaver now\. Rowan team is the auditor’s own team now\./);
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 303);
      const [audit] = await app.database.query<{ id: number }>("select id, team_id as team, cohort from audits where case_ref = :caseRef and month = '2022-08'", { caseRef });
      assert.deepEqual(audit, { id: audit!.id, team: teams.rowan, cohort: 'care_leaver' });
      const [{ changes }] = (await app.database.query<{ changes: string }>("select changes from history where record_type = 'audit' and event = 'allocated' and record_id = :id", { id: audit.id })) as [{ changes: string }];
      assert.match(changes, /Rowan team is the auditor’s own team now/);
    });

    it('not in a month that has become one without audits, and not beyond a capacity that was lowered', async () => {
      const path = await drawn();
      await qa.get(`${path}/confirm`);
      await app.database.transaction(() => app.database.manager.update(Staff, { id: people.morgan }, { moderationCapacity: 1 }));
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /Morgan Vale can moderate no more: 1 of 1 in August 2022\./);
      assert.match(qa.text, /Confirming gives out 2 audits/);
      const blackout = { month: '2022-08', reason: 'Inspection', setById: people.robin, setOn: '2022-08-01', liftedById: null, liftedOn: null, version: 1 };
      await app.database.transaction(() => app.database.manager.insert(BlackoutMonth, blackout));
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 400);
      assert.match(qa.errors.join(), /^August 2022 is a blackout month/);
      assert.deepEqual(await audits(), []);
    });

    it('all or nothing, and told once, when it breaks off in the middle', async () => {
      const path = await drawn();
      await qa.get(`${path}/confirm`);
      await app.database.transaction(() => app.database.query('alter table messages rename to messages_away'));
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 500);
      assert.deepEqual(await audits(), []);
      assert.deepEqual(await app.database.query("select count(*) as n from allocation_lines where audit_id is not null"), [{ n: 0 }]);
      await app.database.transaction(() => app.database.query('alter table messages_away rename to messages'));
      await qa.get(`${path}/confirm`);
      await qa.submit({}, confirmForm);
      assert.equal(qa.status, 303);
      assert.equal((await audits()).length, 3);
      assert.deepEqual(await app.database.query("select staff_id as staff, count(*) as told from messages where kind = 'allocated' group by staff_id order by staff_id"), [people.robin, people.jules, people.kit, people.morgan, people.sandy].map((staff) => ({ staff, told: staff === people.morgan ? 2 : 1 })));
    });

    it('gives it out once, whoever of two confirms first', async () => {
      const path = await drawn();
      const other = await app.asNew('Ash Grove', 'qa');
      for (const visitor of [qa, other]) await visitor.get(`${path}/confirm`);
      await Promise.all([qa, other].map((visitor) => visitor.submit({}, confirmForm)));
      assert.deepEqual([qa.status, other.status].toSorted(), [303, 409]);
      assert.match([qa, other].find((visitor) => visitor.status === 409)!.text, /no draft any more/);
      assert.equal((await audits()).length, 3);
    });

    it('never gives a child out together with somebody who allocates by hand', async () => {
      const path = await drawn();
      const { caseRef } = await lineOf(people.jules);
      const [row] = await app.database.query<{ id: number }>('select id from caseload where case_ref = :caseRef', { caseRef });
      const other = await app.asNew('Ash Grove', 'qa');
      // For the month after, where no unique key of the table would stop it.
      await other.get(`/allocation/children/${row!.id}/check?month=2022-09&auditor=${people.robin}&moderator=${people.sandy}`);
      await qa.get(`${path}/confirm`);
      await Promise.all([qa.submit({}, confirmForm), other.submit()]);
      assert.ok([303, 409].includes(qa.status) && [303, 400].includes(other.status), `${qa.status} ${other.status}`);
      assert.deepEqual(await app.database.query('select count(*) as given from audits where case_ref = :caseRef', { caseRef }), [{ given: 1 }]);
    });

    it('changes nothing any more once it is confirmed or discarded', async () => {
      const path = await drawn();
      const line = await lineOf(people.robin);
      await qa.get(`${path}/lines/${line.id}`);
      const { action, answers } = qa.fields(lineForm);
      await qa.get(`${path}/discard`);
      await qa.submit({ reason: 'No.' });
      await qa.send(action, { ...answers, child: 'none', reason: 'Late.' });
      assert.equal(qa.status, 409);
      assert.match(qa.text, /no draft any more/);
      await qa.get(`${path}/lines/${line.id}`);
      assert.equal(qa.page(lineForm).length, 0);
      for (const page of ['confirm', 'discard', 'lines/new']) {
        await qa.get(`${path}/${page}`);
        assert.deepEqual([qa.status, qa.last.headers['location']], [303, path]);
      }
    });
  });

  it('and a director may look at it and replay it, but change nothing', async () => {
    const path = await drawn();
    const director = await app.asNew('Dana Field', 'director');
    await director.get(`${path}/replay`);
    assert.match(director.text, /from the seed a-seed/);
    assert.match(director.text, /All 3 lines come out the same\./);
    await director.get(path);
    assert.equal(director.status, 200);
    assert.ok(!director.text.includes('Check and confirm'));
    await director.get(`${path}/coverage?of=moderators`);
    assert.match(director.text, /Morgan Vale 0 2 2 2/);
    await director.get(`${path}/lines/${(await lineOf(people.kit)).id}`);
    assert.equal(director.page(lineForm).length, 0);
    for (const action of [`${path}/confirm`, `${path}/lines/${(await lineOf(people.kit)).id}`, `${path}/discard`, list]) {
      assert.equal((await sendUnasked(director, action, { version: '1', month: '2022-08', reason: 'x', child: 'none' })).status, 403);
    }
  });

  it('and a replay shows a line that was tampered with', async () => {
    const path = await drawn();
    const { id, drawn: was } = await lineOf(people.jules);
    const tampered = JSON.stringify({ ...(JSON.parse(was) as object), child: { caseRef: 'R3', dateOfBirth: '2012-02-03', teamId: teams.rowan, cohort: 'child_in_need', reviewingOfficerId: null } });
    await app.database.transaction(() => app.database.query('update allocation_lines set drawn = :tampered where id = :id', { tampered, id }));
    await qa.get(`${path}/replay`);
    assert.match(qa.text, /Only 2 of 3 lines come out the same\./);
    assert.match(qa.text, /Jules Moss R3 .* Different/);
  });

  it('with a number of the oldest that opens as well', async () => {
    await app.database.transaction(() => app.database.query("update caseload set date_of_birth = '1990-01-01'"));
    await drawn();
    await qa.follow();
    await qa.get(qa.page('main table a[href*="band="]').attr('href')!);
    assert.match(qa.text, /of 3 lines/);
  });

  it('with filters that open every number of the coverage', async () => {
    const path = await drawn();
    for (const [filter, lines] of [['cohort=child_in_need', 3], ['band=5-10', 3], ['band=11-15', 0], [`team=${teams.rowan}`, 1], [`moderator=${people.morgan}`, 2], [`officer=${people.kit}`, 1], ['show=filled', 3], ['show=broken', 0]] as const) {
      await qa.get(`${path}?${filter}`);
      if (lines === 0) assert.match(qa.text, /No line of this proposal fits these filters|of \d+ lines/, filter);
      else assert.match(qa.text, new RegExp(`of ${lines} lines`), filter);
    }
    await qa.get(`${path}?show=nonsense`);
    assert.equal(qa.status, 400);
    await qa.get(`${list}/999`);
    assert.equal(qa.status, 404);
    await qa.get(`${path}/lines/999`);
    assert.equal(qa.status, 404);
  });
});
