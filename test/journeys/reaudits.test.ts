import assert from 'node:assert/strict';
import { readReauditsDue } from '../../src/allocation/allocation.reads.js';
import { NilReturnReads } from '../../src/allocation/board/nilReturns.reads.js';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { Pairing } from '../../src/allocation/pairings/pairing.entity.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { aColleague, aSubmittedAudit, aTeam } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('a child whose case of concern was resolved three months ago is audited again', () => {
  let app: TestApp;
  let qa: Visitor;
  let team: number;
  /** Robin audited OLD with Morgan in February; Jules is paired with Sandy. */
  let people: Record<'robin' | 'jules' | 'morgan' | 'sandy', number>;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    team = await aTeam(app);
    people = {
      robin: await aColleague(app, 'Robin Hart', 'auditor'),
      jules: await aColleague(app, 'Jules Moss', 'auditor'),
      morgan: await aColleague(app, 'Morgan Vale', 'moderator'),
      sandy: await aColleague(app, 'Sandy Reed', 'moderator'),
    };
    const raising = await aSubmittedAudit(app, { caseRef: 'OLD', month: '2022-02', status: 'completed', teamId: team });
    await app.database.transaction(async () => {
      const { manager } = app.database;
      for (const id of [people.morgan, people.sandy]) await manager.update(Staff, { id }, { moderationCapacity: 2 });
      const pair = (auditorId: number, moderatorId: number) => ({ auditorId, moderatorId, fromMonth: '2022-06', toMonth: '2022-11' });
      await manager.insert(Pairing, [pair(people.robin, people.morgan), pair(people.jules, people.sandy)]);
      const child = (caseRef: string, more: Partial<CaseloadEntry> = {}) => ({ month: '2022-07', caseRef, dateOfBirth: '2012-02-03', cohort: 'child_in_need' as const, teamId: team, reviewingOfficerId: null, ...more });
      await manager.insert(CaseloadEntry, ['OLD', 'N1', 'N2', 'N3'].map((caseRef) => child(caseRef)));
    });
    await aConcern('K0012', 'OLD', { auditId: raising.id });
    qa = await app.asNew('Quinn Abbot', 'qa');
  });
  afterEach(() => app.stop());

  const aConcern = (ref: string, caseRef: string, more: Partial<Concern> = {}): Promise<number> =>
    app.database.transaction(() => app.database.add(Concern, { ref, caseRef, teamId: team, cause: 'inadequate', raisedOn: '2022-03-01', resolvedOn: '2022-05-31', version: 1, ...more }));

  async function drawn(month = '2022-08'): Promise<string> {
    await qa.get('/allocation/proposals');
    await qa.submit({ month, seed: 'a-seed' }, 'main form[action="/allocation/proposals"]');
    assert.equal(qa.status, 303, qa.errors.join(' '));
    return qa.last.headers['location']!;
  }

  const lineOf = async (auditorId: number): Promise<{ id: number; caseRef: string | null; moderatorId: number }> =>
    (await app.database.query<{ id: number; caseRef: string | null; moderatorId: number }>('select id, case_ref as "caseRef", moderator_id as "moderatorId" from allocation_lines where auditor_id = :auditorId order by id desc', { auditorId }))[0]!;

  async function change(path: string, auditorId: number, answers: Record<string, string>): Promise<void> {
    await qa.get(`${path}/lines/${(await lineOf(auditorId)).id}`);
    await qa.submit({ reason: 'Asked for by the service.', ...answers }, 'main form[action*="/lines/"]');
  }

  it('with a line before the draw, to others than audited it, for the reason on it', async () => {
    const path = await drawn();
    assert.equal((await lineOf(people.jules)).caseRef, 'OLD');
    await qa.get(path);
    assert.match(qa.text, /Due a re-audit 1 /);
    assert.match(qa.text, /Re-audit: case of concern K0012 was resolved on 31 May 2022\. Set aside for the re-audit: no child audited in the last 12 months\./);
    await qa.get(`${path}/lines/${(await lineOf(people.jules)).id}`);
    assert.match(qa.text, /Due since 31 August 2022 Audited in February 2022/);
    await qa.get(`${path}/reaudits`);
    assert.match(qa.text, /OLD K0012 31 May 2022 Jules Moss/);
    await qa.get(`${path}/replay`);
    assert.match(qa.text, /All 2 lines come out the same/);
    assert.match(qa.text, /OLD Re-audit/);
    await qa.get(`${path}/confirm`);
    assert.match(qa.text, /Confirming gives out 2 audits/);
    await qa.submit({}, 'main form[action$="/confirm"]');
    await qa.follow();
    const [audit] = await app.database.query<{ ref: string; auditorId: number }>("select ref, auditor_id as \"auditorId\" from audits where case_ref = 'OLD' and month = '2022-08'");
    assert.equal(audit!.auditorId, people.jules);
    await qa.get(`/audits/${audit!.ref}`);
    assert.match(qa.text, /Re-audit: case of concern K0012 was resolved on 31 May 2022\./);
    await qa.get('/concerns/K0012');
    assert.match(qa.text, /Re-audit Due from 31 August 2022 While the child is in the caseload, and unless an audit of a later month is allocated/);
    // It is not due a second time.
    await qa.get(await drawn('2022-09'));
    assert.match(qa.text, /Due a re-audit 0 /);
  });

  it('no month earlier, and not once the case is reopened or an audit of a later month is there', async () => {
    const due = async (month: string): Promise<string[]> => [...(await readReauditsDue(app.database, month)).keys()];
    assert.deepEqual([await due('2022-07'), await due('2022-08'), await due('2023-01')], [[], ['OLD'], ['OLD']]);
    await aConcern('K0011', 'OLD', { resolvedOn: '2022-04-01' });
    assert.equal((await readReauditsDue(app.database, '2022-08')).get('OLD')!.concernRef, 'K0011', 'the one resolved first');
    await aSubmittedAudit(app, { caseRef: 'OLD', month: '2022-05', status: 'completed' });
    assert.equal((await readReauditsDue(app.database, '2022-08')).get('OLD')!.concernRef, 'K0012', 'an audit of the month it was resolved in is none after it');
    const later = await aSubmittedAudit(app, { caseRef: 'OLD', month: '2022-06', status: 'exempted' });
    assert.deepEqual(await due('2022-08'), ['OLD']);
    await app.database.transaction(() => app.database.query("update audits set status = 'allocated' where id = :id", { id: later.id }));
    assert.deepEqual(await due('2022-08'), []);
    await app.database.transaction(() => app.database.query("update audits set status = 'not_submitted' where id = :id", { id: later.id }));
    assert.deepEqual(await due('2022-08'), ['OLD']);
    await app.database.transaction(() => app.database.query("update concerns set resolved_on = null where ref in ('K0011', 'K0012')"));
    assert.deepEqual(await due('2022-08'), []);
  });

  it('but not when the case is reopened before the proposal is confirmed', async () => {
    const path = await drawn();
    await app.database.transaction(() => app.database.query("update concerns set resolved_on = null where ref = 'K0012'"));
    await qa.get(`${path}/confirm`);
    assert.match(qa.text, /Lines that have become impossible/);
    assert.match(qa.text, /OLD The child has an audit in February 2022, less than 12 months from August 2022\./);
    assert.match(qa.text, /Confirming gives out 1 audit\b/);
  });

  it('unless the QA team takes them off the line, and puts them on another', async () => {
    const path = await drawn();
    await change(path, people.jules, { child: 'next' });
    assert.equal(qa.status, 303, qa.errors.join(' '));
    await qa.get(`${path}/reaudits`);
    assert.match(qa.text, /OLD K0012 31 May 2022 No line Taken off their line by hand\./);
    await change(path, people.robin, { child: 'other', caseRef: 'old' });
    await qa.follow();
    assert.match(qa.text, /Set aside for the re-audit: no child audited in the last 12 months\./);
    assert.match(qa.text, /Not kept: a re-audit not by the auditor of the audit that raised the case\. Chosen by hand\./);
    assert.match(qa.text, /Not kept: a re-audit not with the moderator of that audit\. Chosen by hand\./);
    await change(path, people.robin, { child: 'keep', moderator: String(people.sandy) });
    await qa.follow();
    assert.match(qa.text, /not by the auditor of the audit/);
    assert.doesNotMatch(qa.text, /not with the moderator of that audit/);
    await qa.get(`${path}/confirm`);
    assert.match(qa.text, /Confirming gives out 2 audits/);
    // Left open and drawn again, the line is the re-audit's.
    await change(path, people.robin, { child: 'none' });
    await change(path, people.robin, { child: 'draw' });
    assert.equal((await lineOf(people.robin)).caseRef, 'OLD');
  });

  it('and the proposal names those for whom there is no place', async () => {
    await app.database.transaction(() => app.database.manager.update(CaseloadEntry, { caseRef: 'OLD' }, { reviewingOfficerId: people.sandy }));
    await aConcern('K0013', 'N1', { resolvedOn: '2022-04-30' });
    await aConcern('K0014', 'N2', { resolvedOn: '2022-04-29' });
    const path = await drawn();
    await qa.get(path);
    assert.match(qa.text, /Due a re-audit 3 OLD got no line in the draw\. Those who may be given the child are needed for children who have waited longer/);
    await qa.get(`${path}/reaudits`);
    assert.match(qa.text, /N2 K0014 29 April 2022 (Robin Hart|Jules Moss) N1 K0013 30 April 2022 (Robin Hart|Jules Moss) OLD K0012 31 May 2022 No line Those who/);
  });

  it('as on a proposal drawn before re-audits were proposed, which says nothing of them', async () => {
    const path = await drawn();
    const [row] = await app.database.query<{ coverage: string }>('select coverage from allocation_proposals');
    const { reaudits: _, leftOver: __, ...before } = JSON.parse(row!.coverage) as Record<string, unknown>;
    await app.database.transaction(() => app.database.query('update allocation_proposals set coverage = :coverage', { coverage: JSON.stringify(before) }));
    await qa.get(path);
    assert.equal(qa.status, 200);
    assert.doesNotMatch(qa.text, /Due a re-audit/);
    for (const page of ['reaudits', 'replay', 'confirm']) assert.equal((await qa.get(`${path}/${page}`)).status, 200);
  });

  it('also in allocation by hand, where they are marked and the audit of a few months ago does not stop it', async () => {
    await qa.get('/allocation?month=2022-08&show=reaudit');
    assert.match(qa.text, /OLD Re-audit due/);
    assert.match(qa.text, /Showing 1 to 1 of 1/);
    await qa.get('/allocation?month=2022-07&show=reaudit');
    assert.match(qa.text, /No child of this caseload fits these filters/);
    await qa.get('/allocation?month=2022-08');
    assert.match(qa.text, /OLD Re-audit due/);
    await qa.get(qa.page('main table a').filter((_, link) => qa.page(link).text() === 'OLD').attr('href')!);
    assert.match(qa.text, /Re-audit due Since 31 August 2022\. Case of concern K0012 was resolved on 31 May 2022\./);
    const path = `${qa.page('main form[action$="/check"]').attr('action')!}?month=2022-08&auditor=${people.robin}&moderator=paired`;
    await qa.get(path);
    assert.match(qa.text, /Re-audit: case of concern K0012 was resolved on 31 May 2022\. An audit in the last 12 months does not stop it\./);
    assert.match(qa.text, /Robin Hart wrote the audit that raised the case\. Choose another auditor if there is one\./);
    assert.match(qa.text, /Morgan Vale moderated the audit that raised the case\./);
    await qa.submit();
    assert.match(qa.last.headers['location']!, /^\/audits\/A/);
    await qa.get(path);
    assert.equal(qa.status, 400);
    assert.match(qa.errors.join(' '), /has been allocated for August 2022 already/);
  });

  it('and, when it was not submitted, taken up again although that audit was less than a year before', async () => {
    const reads = new NilReturnReads(app.database);
    const reaudit = await aSubmittedAudit(app, { caseRef: 'OLD', month: '2022-08', status: 'not_submitted' });
    assert.equal(await reads.auditInstead({ ...reaudit, month: '2022-08' }), undefined);
    const instead = await aSubmittedAudit(app, { caseRef: 'OLD', month: '2022-07', status: 'allocated' });
    assert.equal(await reads.auditInstead({ ...reaudit, month: '2022-08' }), instead.ref);
  });

  it('and the board of the month says how many there are', async () => {
    await qa.get('/month?month=2022-08');
    assert.match(qa.text, /Proposed allocation One child is due a re-audit\./);
    await qa.get('/month?month=2022-07');
    assert.doesNotMatch(qa.text, /due a re-audit/);
  });
});
