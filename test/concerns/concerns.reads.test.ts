import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concernsSeenBy, maySeeConcern } from '../../src/access/policies.js';
import { concernFilters, isActive, lacksMonthsUpdate, standsOutAfter, type ConcernDates, type ConcernFilter } from '../../src/concerns/concern.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { ConcernReads } from '../../src/concerns/concerns.reads.js';
import { ConcernUpdate } from '../../src/concerns/concernUpdate.entity.js';
import { addDays } from '../../src/shared/day.js';
import { anyPerson } from '../support/anyPerson.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('reading cases of concern', () => {
  let test: TestDatabase;
  let world: FollowUp;
  let reads: ConcernReads;
  before(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    reads = new ConcernReads(test.database, new TestClock());
    const teams = Object.values(world.teams);
    const days = fc.sample(fc.integer({ min: 0, max: 700 }), 60).map((back) => addDays('2022-08-15', -back));
    for (const [index, raisedOn] of days.entries()) {
      const auditId = index % 3 === 0 ? await world.audit({ auditorId: index % 2 ? world.staff.auditor : world.staff.other_auditor }) : null;
      await test.database.transaction(async () => {
        const added = await test.database.manager.insert(Concern, {
          ref: `K${index}`, caseRef: `C${index}`, teamId: teams[index % 4]!, auditId, cause: 'inadequate', detail: null, raisedOn,
          resolvedOn: index % 5 === 0 ? addDays(raisedOn, index) : null, version: 1,
        });
        const concernId = (added.identifiers[0] as { id: number }).id;
        for (let n = 0; n < index % 4; n++) {
          await test.database.manager.insert(ConcernUpdate, {
            concernId, updatedOn: addDays(raisedOn, n * 40), updatedById: world.staff.head_a, childSafe: n > 0, planProgressing: n > 1, note: 'x',
          });
        }
      });
    }
  });
  after(() => test.remove());

  const qa = { roles: ['qa'], managesTeams: [], headsTeams: [] } as unknown as Parameters<ConcernReads['list']>[0];
  const everywhere = { serviceId: null, teamId: null };
  const everyPage = async (state: ConcernFilter, asAt: string) => (await Promise.all([1, 2, 3].map((page) => reads.list(qa, { state, ...everywhere }, page, asAt)))).flat();

  it('the database narrows a list, and counts, as the rules do', async () => {
    const rules: Record<ConcernFilter, (concern: ConcernDates, asAt: string) => boolean> = {
      active: isActive,
      lacks_update: lacksMonthsUpdate,
      over_6_months: (concern, asAt) => standsOutAfter(concern, asAt) >= 6,
      over_12_months: (concern, asAt) => standsOutAfter(concern, asAt) === 12,
      resolved: ({ resolvedOn }, asAt) => resolvedOn !== null && resolvedOn <= asAt,
      all: () => true,
    };
    for (const asAt of ['2022-08-15', '2022-09-01', '2022-10-31']) {
      const all = await everyPage('all', asAt);
      assert.equal(all.length, 60);
      const counts = await reads.counts(qa, everywhere, asAt);
      for (const state of concernFilters) {
        const expected = all.filter((concern) => rules[state](concern, asAt)).map(({ ref }) => ref).toSorted();
        assert.deepEqual((await everyPage(state, asAt)).map(({ ref }) => ref).toSorted(), expected, `${state} as at ${asAt}`);
        assert.equal(counts[state], expected.length, `${state} as at ${asAt}`);
      }
    }
  });

  it('puts active ones first, the longest open at the top', async () => {
    const order = (await everyPage('all', '2022-08-15')).map((concern) => ({ active: isActive(concern, '2022-08-15'), raisedOn: concern.raisedOn }));
    const active = order.filter((concern) => concern.active);
    assert.deepEqual(order.slice(0, active.length), active.toSorted((one, other) => one.raisedOn.localeCompare(other.raisedOn)));
  });

  it('the condition on a list and the rule for one case agree, for anyone', async () => {
    const rows = await test.database.query<{ ref: string; teamId: number; auditorId: number | null }>(
      'select concerns.ref, concerns.team_id as "teamId", auditor_id as "auditorId" from concerns left join audits on audits.id = audit_id order by concerns.ref',
    );
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(anyPerson(Object.values(world.staff), Object.values(world.teams)), async (person) => {
        const found = await test.database.query<{ ref: string }>(`select ref from concerns where ${concernsSeenBy(person)} order by ref`);
        assert.deepEqual(found.map(({ ref }) => ref), rows.filter((row) => maySeeConcern(person, row)).map(({ ref }) => ref));
        seen += found.length;
      }),
    );
    assert.ok(seen > 0);
  });
});
