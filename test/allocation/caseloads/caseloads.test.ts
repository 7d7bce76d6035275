import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Person } from '../../../src/access/person.js';
import { kindsListed, type CaseloadChild, type KindListed } from '../../../src/allocation/caseloads/caseloadChanges.js';
import { CaseloadReads } from '../../../src/allocation/caseloads/caseloads.reads.js';
import { CaseloadsService, versionOfReview } from '../../../src/allocation/caseloads/caseloads.service.js';
import { insertRows } from '../../../src/database/insertRows.js';
import { HistoryStore } from '../../../src/history/history.store.js';
import { StaleVersion } from '../../../src/shared/errors.js';
import { aColleague, aTeam } from '../../support/builders.js';
import { handingOver } from '../../support/handingOver.js';
import { TestClock } from '../../support/testClock.js';
import { testDatabase, type TestDatabase } from '../../support/testDatabase.js';
import { anyCaseload, comparedByRule } from './anyCaseload.js';

describe('caseloads in the database', function () {
  this.timeout(60_000);
  const clock = new TestClock();
  let test: TestDatabase;
  let reads: CaseloadReads;
  let service: CaseloadsService;
  let qa: Person;
  let teams: number[];
  let officers: number[];

  before(async () => {
    test = await testDatabase();
    reads = new CaseloadReads(test.database);
    const { history, childMoves, moves } = handingOver(test.database, clock);
    service = new CaseloadsService(test.database, reads, childMoves, moves, history, clock);
    teams = [await aTeam(test, 'Rowan team'), await aTeam(test, 'Hazel team'), await aTeam(test, 'Alder team')];
    officers = [await aColleague(test, 'Robin Hart'), await aColleague(test, 'Ash Field')];
    const staffId = await aColleague(test, 'Quinn Abbot', 'qa');
    qa = { staffId, accountId: 1, name: 'Quinn Abbot', email: 'quinn.abbot@example.org', roles: ['qa'], managesTeams: [], headsTeams: [], mustChangePassword: false };
  });
  after(() => test.remove());
  beforeEach(() =>
    test.database.transaction(async () => {
      for (const table of ['caseload', 'caseload_upload_rows', 'caseload_uploads', 'history']) await test.database.query(`delete from ${table}`);
    }),
  );

  const caseload = (): fc.Arbitrary<CaseloadChild[]> => anyCaseload(teams, officers);
  const store = (month: string, children: readonly CaseloadChild[]): Promise<unknown> =>
    test.database.transaction(async () => {
      await test.database.query('delete from caseload where month = :month', { month });
      return insertRows(test.database, 'caseload', children.map((child) => ({
        month, case_ref: child.caseRef, date_of_birth: child.dateOfBirth, team_id: child.teamId, cohort: child.cohort, reviewing_officer_id: child.reviewingOfficerId,
      })));
    });
  const stored = async (month: string): Promise<CaseloadChild[]> =>
    test.database.query<CaseloadChild>(
      `select case_ref as "caseRef", date_of_birth as "dateOfBirth", team_id as "teamId", cohort, reviewing_officer_id as "reviewingOfficerId" from caseload where month = :month order by id`,
      { month },
    );
  const byRef = (children: readonly CaseloadChild[]): CaseloadChild[] => children.map((child) => ({ ...child })).sort((one, other) => (one.caseRef < other.caseRef ? -1 : 1));
  const keep = (children: CaseloadChild[], person = qa): Promise<number> => service.keep(person, '2022-08', 'caseload-2022-08.csv', { ok: true, children });
  const version = async (id: number): Promise<number> => versionOfReview(await reads.review(id, clock.now().toISOString()));
  const child = (caseRef: string, values: Partial<CaseloadChild> = {}): CaseloadChild => ({ caseRef, dateOfBirth: '2012-01-01', teamId: teams[0]!, cohort: 'child_in_need', reviewingOfficerId: null, ...values });

  it('are counted and listed by the rule for one child: stored ones and uploaded ones', async () => {
    await fc.assert(
      fc.asyncProperty(caseload(), caseload(), async (before, now) => {
        const expected = comparedByRule(before, now);
        await store('2022-05', before);
        await store('2022-08', now);
        const id = await keep(now);
        for (const compared of [{ before: '2022-05', month: '2022-08' }, { before: '2022-05', month: '2022-08', uploadId: id }]) {
          assert.deepEqual({ ...(await reads.counts(compared)) }, expected);
          for (const kind of kindsListed) {
            const { total, children } = await reads.children(compared, { kind }, 1);
            assert.deepEqual([total, children.length], [expected[kind], expected[kind]], kind);
            assert.deepEqual(comparedByRule(...sides(children))[kind], expected[kind], kind);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  function sides(children: Awaited<ReturnType<CaseloadReads['children']>>['children']): [CaseloadChild[], CaseloadChild[]] {
    const side = (which: 'was' | 'is'): CaseloadChild[] => children.flatMap((one) => (one[which] === null ? [] : [{ caseRef: one.caseRef, ...one[which] }]));
    return [side('was'), side('is')];
  }

  it('are after taking over what was uploaded, whatever there was, with rows that are the same left alone', async () => {
    await fc.assert(
      fc.asyncProperty(caseload(), caseload(), async (before, now) => {
        await store('2022-08', before);
        const ids = new Map((await test.database.query<{ id: number; case_ref: string }>("select id, case_ref from caseload where month = '2022-08'")).map(({ id, case_ref }) => [case_ref, id]));
        const expected = comparedByRule(before, now);
        const id = await keep(now);
        const taken = await service.takeOver(qa, id, await version(id));
        assert.deepEqual(byRef(await stored('2022-08')), byRef(now));
        assert.deepEqual([taken.added, taken.removed, taken.changed, taken.children], [expected.came, expected.went, expected.changed, expected.open]);
        for (const row of await test.database.query<{ id: number; case_ref: string }>("select id, case_ref from caseload where month = '2022-08'")) {
          if (ids.has(row.case_ref)) assert.equal(row.id, ids.get(row.case_ref));
        }
        await test.database.transaction(() => test.database.query("delete from caseload where month = '2022-08'"));
      }),
      { numRuns: 40 },
    );
  });

  it('of other months stay as they are', async () => {
    await store('2022-07', [child('C1'), child('C2')]);
    await store('2022-09', [child('C1')]);
    const id = await keep([child('C3')]);
    await service.takeOver(qa, id, await version(id));
    assert.deepEqual((await stored('2022-07')).map(({ caseRef }) => caseRef), ['C1', 'C2']);
    assert.deepEqual((await stored('2022-09')).map(({ caseRef }) => caseRef), ['C1']);
  });

  it('keep in the history who uploaded, took over and discarded, with counts and without a child', async () => {
    const first = await keep([child('C1'), child('C2')]);
    await service.takeOver(qa, first, await version(first));
    const second = await keep([child('C2', { teamId: teams[1]! }), child('C3')]);
    await service.takeOver(qa, second, await version(second));
    const third = await keep([child('C4')]);
    await service.discard(qa, third);
    const entries = await test.database.query<{ record_id: number; event: string; actor_name: string; changes: string }>("select record_id, event, actor_name, changes from history where record_type = 'caseload_upload' order by id");
    const counts = (changes: string): object => Object.fromEntries((JSON.parse(changes) as { field: string; is: unknown }[]).map(({ field, is }) => [field, is]));
    assert.deepEqual(entries.map(({ record_id, event, actor_name, changes }) => [record_id, event, actor_name, counts(changes)]), [
      [first, 'uploaded', 'Quinn Abbot', { month: '2022-08', children: 2 }],
      [first, 'taken_over', 'Quinn Abbot', { children: 2, added: 2, removed: 0, changed: 0 }],
      [second, 'uploaded', 'Quinn Abbot', { month: '2022-08', children: 2 }],
      [second, 'taken_over', 'Quinn Abbot', { children: 2, added: 1, removed: 1, changed: 1 }],
      [third, 'uploaded', 'Quinn Abbot', { month: '2022-08', children: 1 }],
      [third, 'discarded', 'Quinn Abbot', {}],
    ]);
    // Children are not kept twice, nor those of a file nobody wanted.
    assert.deepEqual(await test.database.query('select id from caseload_upload_rows'), []);
  });

  it('are not taken over from a page that is no longer so', async () => {
    await store('2022-07', [child('C1')]);
    const id = await keep([child('C2')]);
    const seen = await version(id);
    const stale = (): Promise<void> => assert.rejects(service.takeOver(qa, id, seen), StaleVersion);
    await store('2022-07', [child('C1'), child('C3')]);
    await stale();
    await store('2022-07', [child('C1')]);
    await store('2022-08', [child('C9')]);
    await stale();
    await store('2022-08', []);
    const other = await keep([child('C5')], { ...qa, staffId: officers[0]!, name: 'Robin Hart' });
    await service.takeOver(qa, other, await version(other));
    await stale();
    assert.deepEqual((await stored('2022-08')).map(({ caseRef }) => caseRef), ['C5']);
  });

  it('are taken over once, by one of two who do it at the same moment', async () => {
    const [one, other] = [await keep([child('C1')]), await keep([child('C2')], { ...qa, staffId: officers[0]!, name: 'Robin Hart' })];
    const versions = [await version(one), await version(other)];
    const ends = await Promise.allSettled([service.takeOver(qa, one, versions[0]!), service.takeOver(qa, other, versions[1]!), service.takeOver(qa, one, versions[0]!)]);
    assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const end of ends) if (end.status === 'rejected') assert.ok(end.reason instanceof StaleVersion, String(end.reason));
    assert.equal((await stored('2022-08')).length, 1);
  });

  it('stay whole when taking over fails at its end', async () => {
    await store('2022-08', [child('C1'), child('C2')]);
    const id = await keep([child('C2', { teamId: teams[1]! }), child('C3')]);
    const seen = await version(id);
    await test.database.transaction(() => test.database.query('alter table history rename to history_gone'));
    try {
      await assert.rejects(service.takeOver(qa, id, seen));
    } finally {
      await test.database.transaction(() => test.database.query('alter table history_gone rename to history'));
    }
    assert.deepEqual((await stored('2022-08')).map(({ caseRef, teamId }) => [caseRef, teamId]), [['C1', teams[0]], ['C2', teams[0]]]);
    assert.equal((await reads.upload(id)).status, 'waiting');
    await service.takeOver(qa, id, seen);
    assert.deepEqual((await stored('2022-08')).map(({ caseRef }) => caseRef), ['C2', 'C3']);
  });

  it('wait once a person and month: a later file takes the place of the earlier', async () => {
    const first = await keep([child('C1')]);
    const others = await keep([child('C1')], { ...qa, staffId: officers[0]!, name: 'Robin Hart' });
    const elsewhere = await service.keep(qa, '2022-09', 'a.csv', { ok: true, children: [child('C1')] });
    const second = await keep([child('C2')]);
    assert.deepEqual((await reads.waiting()).map(({ id }) => id), [second, elsewhere, others]);
    assert.equal((await reads.upload(first)).status, 'discarded');
    await assert.rejects(service.takeOver(qa, first, 1), StaleVersion);
    await assert.rejects(service.discard(qa, first), StaleVersion);
  });

  it('are filtered by team and cohort, where a child came from as well as where they are', async () => {
    await store('2022-07', [child('C1'), child('C2'), child('C3', { cohort: 'child_protection' })]);
    await store('2022-08', [child('C1', { teamId: teams[1]! }), child('C2'), child('C3'), child('C4', { teamId: teams[1]! })]);
    const compared = { before: '2022-07', month: '2022-08' };
    const found = async (kind: KindListed, filter: object): Promise<string[]> => (await reads.children(compared, { kind, ...filter }, 1)).children.map(({ caseRef }) => caseRef);
    assert.deepEqual(await found('all', { teamId: teams[1] }), ['C1', 'C4']);
    assert.deepEqual(await found('moved', { teamId: teams[0] }), ['C1']);
    assert.deepEqual(await found('all', { cohort: 'child_protection' }), ['C3']);
    assert.deepEqual(await found('open', { teamId: teams[0] }), ['C2', 'C3']);
    assert.deepEqual(await found('open', { cohort: 'child_protection' }), []);
    assert.deepEqual(await found('open', { teamId: teams[2] }), []);
  });

  it('know the month before, months back, and the teams that have nobody', async () => {
    await store('2022-05', [child('C1', { teamId: teams[2]! })]);
    assert.equal(await reads.monthBefore('2022-08'), '2022-05');
    assert.equal(await reads.monthBefore('2022-05'), null);
    await test.database.transaction(() => test.database.query("update teams set programme = 'fostering' where id in (:...ids)", { ids: [teams[1], teams[2]] }));
    const id = await keep([child('C2', { teamId: teams[1]! })]);
    // Rowan is a social care team, Alder had a child in May; Hazel has one.
    assert.deepEqual((await reads.review(id, clock.now().toISOString())).teamsWithout, ['Alder team', 'Rowan team']);
    await test.database.transaction(() => test.database.query("update teams set programme = 'social_care'"));
  });

  it('are listed a month a line, with how many of each cohort, and who brought them in', async () => {
    await store('2022-06', [child('C1'), child('C2', { cohort: 'care_leaver', teamId: teams[1]! })]);
    await store('2022-03', [child('C1')]);
    await new HistoryStore(test.database, clock).append({ staffId: null, name: 'Import' }, 'caseload', 0, 'imported', [{ field: 'caseload-2022-03.csv', was: null, is: 1 }, { field: 'caseload-2022-06.csv', was: null, is: 2 }]);
    const id = await keep([child('C1'), child('C2'), child('C3')]);
    await service.takeOver(qa, id, await version(id));
    const { total, months } = await reads.months(1);
    assert.equal(total, 3);
    assert.deepEqual(
      months.map(({ month, children, teams: number, byCohort, uploaded, imported }) => [month, children, number, Object.fromEntries(byCohort), uploaded?.uploadedBy, imported?.by]),
      [
        ['2022-08', 3, 1, { child_in_need: 3 }, 'Quinn Abbot', undefined],
        ['2022-06', 2, 2, { child_in_need: 1, care_leaver: 1 }, undefined, 'Import'],
        ['2022-03', 1, 1, { child_in_need: 1 }, undefined, 'Import'],
      ],
    );
    assert.deepEqual(await reads.months(2), { total: 3, months: [] });
  });
});
