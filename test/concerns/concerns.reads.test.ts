import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concernsSeenBy, maySeeConcern } from '../../src/access/policies.js';
import {
  concernFilters, isActive, lacksMonthsUpdate, missedMonths, standsOutAfter, totalOf, wasActive, type ConcernDates, type ConcernFilter, type ConcernPast,
} from '../../src/concerns/concern.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { ConcernListReads } from '../../src/concerns/concernList.reads.js';
import { ConcernReads } from '../../src/concerns/concerns.reads.js';
import { ConcernStanding } from '../../src/concerns/concernStanding.entity.js';
import { ConcernUpdate } from '../../src/concerns/concernUpdate.entity.js';
import { casesOfConcern } from '../../src/reporting/followUp.js';
import { addDays, type Day } from '../../src/shared/day.js';
import { monthOf } from '../../src/shared/month.js';
import { anyPerson } from '../support/anyPerson.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

/** A case as it was made: its teams one after the other, and what became of it. */
interface Made extends ConcernPast {
  ref: string;
  teams: { teamId: number; untilOn: Day | null }[];
}

describe('reading cases of concern', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let world: FollowUp;
  let reads: ConcernListReads;
  const made: Made[] = [];
  const days = fc.sample(fc.integer({ min: 0, max: 700 }), 60).map((back) => addDays('2022-08-15', -back));
  before(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    reads = new ConcernListReads(test.database);
    const teams = Object.values(world.teams);
    for (const [index, raisedOn] of days.entries()) {
      const auditId = index % 3 === 0 ? await world.audit({ auditorId: index % 2 ? world.staff.auditor : world.staff.other_auditor }) : null;
      // Resolved, reopened, moved and resolved again, each some days after the other; how far it goes depends on the case.
      const [resolvedFirst, reopened, moved, resolvedAgain] = fc.sample(fc.integer({ min: 0, max: 120 }), 4).reduce<Day[]>((on, gap) => [...on, addDays(on.at(-1) ?? raisedOn, gap)], []) as [Day, Day, Day, Day];
      const [teamBefore, teamAfter] = [teams[index % 4]!, teams[(index + 1) % 4]!];
      const fate = index % 5;
      const standings = [
        ...(fate >= 2 ? [{ untilOn: reopened, resolvedOn: resolvedFirst, teamId: teamBefore, endedBy: 'reopened' as const }] : []),
        ...(fate >= 3 ? [{ untilOn: moved, resolvedOn: null, teamId: teamBefore, endedBy: 'moved' as const }] : []),
      ];
      const resolvedOn = fate === 1 ? resolvedFirst : fate === 4 ? resolvedAgain : null;
      const updatedOn = Array.from({ length: index % 4 }, (_, n) => addDays(raisedOn, n * 40));
      await test.database.transaction(async () => {
        const concernId = await test.database.add(Concern, {
          ref: `K${index}`, caseRef: `C${index}`, teamId: fate >= 3 ? teamAfter : teamBefore, auditId, cause: 'inadequate', detail: null, raisedOn, resolvedOn,
          revisedOn: standings.at(-1)?.untilOn ?? null, version: 1,
        });
        for (const standing of standings) await test.database.manager.insert(ConcernStanding, { ...standing, concernId, reason: null, changedById: null });
        for (const [n, on] of updatedOn.entries()) {
          await test.database.manager.insert(ConcernUpdate, { concernId, updatedOn: on, updatedById: world.staff.head_a, childSafe: n > 0, planProgressing: n > 1, note: 'x' });
        }
      });
      made.push({
        ref: `K${index}`, raisedOn, resolvedOn, standings, updatedOn,
        teams: fate >= 3 ? [{ teamId: teamBefore, untilOn: moved }, { teamId: teamAfter, untilOn: null }] : [{ teamId: teamBefore, untilOn: null }],
      });
    }
  });
  after(() => test.remove());

  const qa = { roles: ['qa'], managesTeams: [], headsTeams: [] } as unknown as Parameters<ConcernListReads['list']>[0];
  const everywhere = { serviceId: null, teamId: null };
  const everyPage = async (state: ConcernFilter, asAt: string, part = everywhere as Parameters<ConcernListReads['counts']>[1]) =>
    (await Promise.all([1, 2, 3].map((page) => reads.list(qa, { state, ...part }, page, asAt)))).flat();
  const anyAsAt = fc.integer({ min: -800, max: 300 }).map((ahead) => addDays('2022-08-15', ahead));

  /** The dates of a case as they were known on the day. */
  const knownOn = ({ raisedOn, resolvedOn, standings, updatedOn }: Made, asAt: Day): ConcernDates => ({
    raisedOn,
    resolvedOn: (standings.find(({ untilOn }) => untilOn > asAt) ?? { resolvedOn }).resolvedOn,
    lastUpdatedOn: updatedOn.filter((on) => on <= asAt).toSorted().at(-1) ?? null,
  });
  const inMonth = (day: Day | null, asAt: Day): boolean => day !== null && day <= asAt && monthOf(day) === monthOf(asAt);
  const rules: Record<ConcernFilter, (concern: ConcernDates, asAt: string) => boolean> = {
    new: ({ raisedOn }, asAt) => inMonth(raisedOn, asAt),
    active: isActive,
    lacks_update: lacksMonthsUpdate,
    over_6_months: (concern, asAt) => standsOutAfter(concern, asAt) >= 6,
    over_12_months: (concern, asAt) => standsOutAfter(concern, asAt) === 12,
    resolved_in_month: ({ resolvedOn }, asAt) => inMonth(resolvedOn, asAt),
    resolved: ({ resolvedOn }, asAt) => resolvedOn !== null && resolvedOn <= asAt,
    all: () => true,
  };

  it('the database narrows a list, and counts, as the rules do on any day, whatever was resolved, reopened or moved since', async () => {
    await fc.assert(
      fc.asyncProperty(anyAsAt, async (asAt) => {
        const raised = made.filter(({ raisedOn }) => raisedOn <= asAt);
        const counts = totalOf(await reads.counts(qa, everywhere, asAt));
        for (const state of concernFilters) {
          const expected = raised.filter((concern) => rules[state](knownOn(concern, asAt), asAt)).map(({ ref }) => ref).toSorted();
          assert.deepEqual((await everyPage(state, asAt)).map(({ ref }) => ref).toSorted(), expected, `${state} as at ${asAt}`);
          assert.equal(counts[state], expected.length, `${state} as at ${asAt}`);
        }
        for (const concern of await everyPage('all', asAt)) {
          const { raisedOn, resolvedOn, lastUpdatedOn } = concern;
          assert.deepEqual({ raisedOn, resolvedOn, lastUpdatedOn }, knownOn(made.find(({ ref }) => ref === concern.ref)!, asAt));
          assert.equal(wasActive(made.find(({ ref }) => ref === concern.ref)!, asAt), isActive(concern, asAt));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('says on any day whose each case was then, and the numbers of the teams add up to those of their services and of the council', async () => {
    const teams = await reads.teamsSeen(qa);
    assert.equal(teams.length, 4);
    await fc.assert(
      fc.asyncProperty(anyAsAt, async (asAt) => {
        const total = await reads.counts(qa, everywhere, asAt);
        for (const { teamId } of teams) {
          const expected = made.filter((concern) => concern.raisedOn <= asAt && concern.teams.find(({ untilOn }) => untilOn === null || untilOn > asAt)!.teamId === teamId).map(({ ref }) => ref);
          const part = { serviceId: null, teamId };
          assert.deepEqual((await everyPage('all', asAt, part)).map(({ ref }) => ref).toSorted(), expected.toSorted(), `team ${teamId} as at ${asAt}`);
          assert.deepEqual(await reads.counts(qa, part, asAt), total.filter((of) => of.teamId === teamId));
        }
        for (const serviceId of new Set(teams.map((team) => team.serviceId))) {
          assert.deepEqual(totalOf(await reads.counts(qa, { serviceId, teamId: null }, asAt)), totalOf(total.filter((of) => of.serviceId === serviceId)));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('has the numbers of the report', async () => {
    await fc.assert(
      fc.asyncProperty(anyAsAt, async (asAt) => {
        const [total, figures] = [totalOf(await reads.counts(qa, everywhere, asAt)), await casesOfConcern(test.database, monthOf(asAt), asAt)];
        assert.deepEqual([total.active, total.over_12_months, total.resolved_in_month], [figures.active, figures.over_12_months, figures.resolved_in_month], asAt);
      }),
      { numRuns: 25 },
    );
  });

  it('has the past of cases from which missed months follow', async () => {
    const all = await everyPage('all', '2022-08-15');
    const pasts = await new ConcernReads(test.database, new TestClock()).pastsOf(all.map(({ id }) => id));
    for (const { id, ref } of all) assert.deepEqual(missedMonths(pasts.get(id)!, '2022-08-15'), missedMonths(made.find((concern) => concern.ref === ref)!, '2022-08-15'), ref);
    assert.ok(made.some((concern) => missedMonths(concern, '2022-08-15').length > 0));
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
