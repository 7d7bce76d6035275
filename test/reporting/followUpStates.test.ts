import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Person } from '../../src/access/person.js';
import { Action } from '../../src/actions/action.entity.js';
import { actionState, carePlanningState, carePlanningStates, taskStates, type ActionDates } from '../../src/actions/action.js';
import { ActionStanding } from '../../src/actions/actionStanding.entity.js';
import type { Audit } from '../../src/audits/audit.entity.js';
import { Service } from '../../src/people/service.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { everything, followUpByTeam, followUpOf, together, type FollowUpFilter } from '../../src/reporting/followUp.js';
import { followUpLines, followUpTables, type FollowUpLine } from '../../src/reporting/followUpLines.js';
import { FollowUpReads } from '../../src/reporting/followUp.reads.js';
import { timesMoved } from '../../src/reporting/tracker.js';
import { addDays, type Day } from '../../src/shared/day.js';
import type { ActionType } from '../../src/shared/practice.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Facts } from './facts.js';

const month = '2022-07';
const months = ['2022-08', '2022-07', '2022-06', '2022-05', '2022-04', '2021-12'];
const cohorts = ['child_in_need', 'care_leaver'] as const;
const middle = '2022-08-15';

type Standing = Omit<ActionDates, 'firstUpdatedOn'>;

/** An action with all that ever stood about it: each standing held until its day, and the last one holds now. */
interface Story {
  audit: number;
  type: ActionType;
  firstUpdatedOn: Day | null;
  earlier: { untilOn: Day; stood: Standing }[];
  now: Standing;
}

const day = fc.integer({ min: -60, max: 60 }).map((days) => addDays(middle, days));
const standing: fc.Arbitrary<Standing> = fc
  .record({ dueOn: day, end: fc.oneof(fc.constant({}), day.map((completedOn) => ({ completedOn })), day.map((serviceEndedOn) => ({ serviceEndedOn }))) })
  .map(({ dueOn, end }) => ({ dueOn, completedOn: null, serviceEndedOn: null, ...end }));
const revisions = fc
  .array(fc.record({ untilOn: day, stood: standing }), { minLength: 1, maxLength: 3 })
  .map((all) => all.toSorted((one, other) => one.untilOn.localeCompare(other.untilOn)));
const story = (audits: number): fc.Arbitrary<Story> =>
  fc.record({
    audit: fc.nat(audits - 1),
    type: fc.constantFrom('care_planning', 'non_care_planning'),
    firstUpdatedOn: fc.option(day, { nil: null }),
    earlier: fc.oneof({ arbitrary: fc.constant<Story['earlier']>([]), weight: 1 }, { arbitrary: revisions, weight: 1 }),
    now: standing,
  });

/** What was known of an action on a day, in plain words: the first that had not been revised by then. */
function known({ firstUpdatedOn, earlier, now }: Story, asAt: Day): ActionDates {
  return { firstUpdatedOn, ...(earlier.find(({ untilOn }) => untilOn > asAt)?.stood ?? now) };
}

interface Row {
  ref: string;
  teamId: number;
  placed: string;
}
const inOrder = (rows: Row[]): Row[] => rows.toSorted((one, other) => one.placed.localeCompare(other.placed) || one.ref.localeCompare(other.ref));

const director: Person = {
  staffId: 0, accountId: 0, name: 'A Director', email: 'director@example.org', roles: ['director'], managesTeams: [], headsTeams: [], mustChangePassword: false,
};

describe('the states of the leaders’ tables', function () {
  this.timeout(300_000);
  let test: TestDatabase;
  let reads: FollowUpReads;
  let serviceOf: Map<number, number>;
  const audits: (Pick<Audit, 'id' | 'month' | 'teamId' | 'cohort' | 'status' | 'acceptedOn' | 'template'> & { ref: string })[] = [];

  before(async () => {
    test = await testDatabase();
    const { database } = test;
    reads = new FollowUpReads(database);
    const facts = await Facts.begin(database);
    const [first] = await database.query<{ serviceId: number }>('select service_id as "serviceId" from teams');
    serviceOf = new Map([[facts.team, first!.serviceId]]);
    await database.transaction(async () => {
      const other = await database.add(Service, { name: 'Care', version: 1 });
      for (const [name, serviceId] of [['Safeguarding 2', first!.serviceId], ['Care 1', other]] as const) {
        serviceOf.set(await database.add(Team, { name, serviceId, programme: 'social_care', version: 1 }), serviceId);
      }
    });
    const teams = [...serviceOf.keys()];
    for (let n = 0; n < 24; n++) {
      const values = {
        month: months[n % months.length]!, teamId: teams[n % teams.length]!, cohort: cohorts[Math.floor(n / 2) % 2]!, template: n === 20 ? 'early_help' : 'core',
        status: n === 21 ? ('moderated' as const) : ('completed' as const), acceptedOn: n === 21 ? null : addDays('2022-06-01', n * 3),
      };
      audits.push({ ...values, id: await facts.audit(values), ref: `A${String(n + 1).padStart(5, '0')}` });
    }
  });
  after(() => test.remove());

  const store = async (stories: readonly Story[]): Promise<void> => {
    const { database } = test;
    await database.transaction(async () => {
      await database.query('delete from action_standings');
      await database.query('delete from actions');
      const actions = stories.map(({ audit, type, firstUpdatedOn, earlier, now }, n) => ({
        ref: refOf(n), auditId: audits[audit]!.id, teamId: audits[audit]!.teamId, type, description: 'Do it.', firstUpdatedOn, ...now,
        revisedOn: earlier.at(-1)?.untilOn ?? null, version: 1,
      }));
      if (actions.length === 0) return;
      const ids = (await database.manager.insert(Action, actions)).identifiers as { id: number }[];
      const standings = stories.flatMap(({ earlier }, n) => earlier.map(({ untilOn, stood }) => ({ actionId: ids[n]!.id, untilOn, ...stood })));
      if (standings.length > 0) await database.manager.insert(ActionStanding, standings);
    });
  };
  const refOf = (n: number): string => `X${String(n + 1).padStart(5, '0')}`;

  /** The rows behind a line, by the rules of `action.ts`, slowly; the oldest, or longest due, first. */
  const expected = (line: FollowUpLine, stories: readonly Story[], asAt: Day, filter: FollowUpFilter): Row[] => {
    const wanted = audits.filter(
      (audit) =>
        audit.template === 'core' && audit.status === 'completed' && audit.acceptedOn! <= asAt && (line.recent ? ['2022-07', '2022-06', '2022-05'].includes(audit.month) : audit.month < '2022-05') &&
        (filter.teamId === null || audit.teamId === filter.teamId) && (filter.serviceId === null || serviceOf.get(audit.teamId) === filter.serviceId) &&
        (filter.cohort === null || audit.cohort === filter.cohort),
    );
    const of = (type: ActionType) => (audit: (typeof audits)[number]) => stories.flatMap((each, n) => (audits[each.audit] === audit && each.type === type ? [{ ...each, n }] : []));
    if (line.of === 'audits') {
      return inOrder(wanted.flatMap((audit) => {
        const state = carePlanningState(of('care_planning')(audit).map((each) => known(each, asAt)), asAt);
        return line.states === null || (state !== null && line.states.includes(state)) ? [{ ...audit, placed: audit.month }] : [];
      }));
    }
    const tasks = wanted.flatMap((audit) =>
      of('non_care_planning')(audit).map((each) => {
        const dates = known(each, asAt);
        return { ref: refOf(each.n), teamId: audit.teamId, placed: dates.dueOn, state: actionState({ type: each.type, ...dates }, asAt) };
      }),
    );
    const states: readonly string[] =
      line.shareOf === null ? taskStates : line.key === 'non_care_planning_actions' ? ['overdue', 'no_update'] : line.key === 'non_care_planning_service_ended' ? ['service_ended'] : [line.key];
    return inOrder(tasks.filter(({ state }) => states.includes(state)));
  };

  it('are the same as each action’s own, whatever happened and was revised, on any day and for any filter; and they always add up', async () => {
    const filters = fc.record<FollowUpFilter>({
      serviceId: fc.constantFrom(null, ...new Set(serviceOf.values())), teamId: fc.constantFrom(null, null, ...serviceOf.keys()), cohort: fc.constantFrom(null, null, ...cohorts),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(story(24), { maxLength: 60 }), day, filters, fc.constantFrom(...followUpLines), async (stories, asAt, filter, opened) => {
        await store(stories);
        const byTeam = await followUpByTeam(test.database, { month, asAt }, filter);
        const whole = together(byTeam.values());
        const number = (table: keyof typeof followUpTables, key: string): number => whole[followUpTables[table].lines.find((line) => line.key === key)!.id] ?? 0;

        for (const line of followUpLines) {
          const rows = expected(line, stories, asAt, filter);
          assert.equal(whole[line.id] ?? 0, rows.length, line.id);
          for (const teamId of serviceOf.keys()) assert.equal(byTeam.get(teamId)?.[line.id] ?? 0, rows.filter((row) => row.teamId === teamId).length, `${line.id} of team ${teamId}`);
        }

        const sum = (table: keyof typeof followUpTables, keys: readonly string[]): number => keys.reduce((total, key) => total + number(table, key), 0);
        assert.equal(sum('carePlanning', carePlanningStates), number('carePlanning', 'with_actions'));
        assert.ok(number('carePlanning', 'with_actions') <= number('carePlanning', 'audits'));
        assert.equal(sum('tasks', taskStates), number('tasks', 'actions'));
        assert.ok(sum('outstanding', ['care_planning_audits', 'care_planning_service_ended']) <= number('outstanding', 'all_care_planning_audits'));
        assert.ok(sum('outstanding', ['non_care_planning_actions', 'non_care_planning_service_ended']) <= number('outstanding', 'all_non_care_planning_actions'));

        // By service, and asked for one after the other, the numbers are the whole again.
        const services = filter.serviceId === null ? [...new Set(serviceOf.values())] : [filter.serviceId];
        const apart = await Promise.all(services.map(async (serviceId) => together((await followUpByTeam(test.database, { month, asAt }, { ...filter, serviceId })).values())));
        for (const { id } of followUpLines) assert.equal(together(apart)[id] ?? 0, whole[id] ?? 0, id);

        // The list behind a number has its rows, on its pages together.
        const pages = await Promise.all(
          [1, 2, 3].map((page) => (opened.of === 'audits' ? reads.audits(director, opened, { month, asAt }, filter, page) : reads.tasks(director, opened, { month, asAt }, filter, page))),
        );
        const rows = expected(opened, stories, asAt, filter).map(({ ref }) => ref);
        assert.deepEqual(pages.flatMap((page): { ref: string }[] => page.rows).map(({ ref }) => ref), rows, opened.id);
        for (const { total, seen } of pages) assert.deepEqual({ total, seen }, { total: rows.length, seen: rows.length });
      }),
      { numRuns: 60 },
    );
  });

  it('have behind them the longest due first, from one page to the next', async () => {
    await store(Array.from({ length: 30 }, (_, n) => ({ audit: 1, type: 'non_care_planning', firstUpdatedOn: null, earlier: [], now: { dueOn: addDays(middle, -n), completedOn: null, serviceEndedOn: null } })));
    const line = followUpTables.tasks.lines.find(({ key }) => key === 'no_update')!;
    const [one, two] = await Promise.all([1, 2].map((page) => reads.tasks(director, line, { month, asAt: middle }, everything, page)));
    const newestLast = Array.from({ length: 30 }, (_, n) => refOf(29 - n));
    assert.deepEqual([one!.rows, two!.rows].map((rows) => rows.map(({ ref }) => ref)), [newestLast.slice(0, 25), newestLast.slice(25)]);
  });

  it('are in the figures without any filter', async () => {
    await store([
      { audit: 1, type: 'care_planning', firstUpdatedOn: '2022-07-01', earlier: [], now: { dueOn: '2022-08-01', completedOn: null, serviceEndedOn: null } },
      { audit: 4, type: 'non_care_planning', firstUpdatedOn: null, earlier: [], now: { dueOn: '2022-08-01', completedOn: null, serviceEndedOn: null } },
    ]);
    const whole = together((await followUpByTeam(test.database, { month, asAt: middle }, everything)).values());
    const { carePlanning, nonCarePlanning, outstandingBefore } = await followUpOf(test.database, month, middle);
    assert.deepEqual(carePlanning, { audits: whole['care_planning_audits'], with_actions: 1, on_time: 0, late: 0, no_update: 0, not_yet_transferred: 1, service_ended: 0 });
    assert.equal(nonCarePlanning.actions, 0);
    assert.deepEqual(outstandingBefore, { care_planning_audits: 0, care_planning_service_ended: 0, non_care_planning_actions: 1, non_care_planning_service_ended: 0 });
  });

  it('are on the tracker for every action of the counted audits up to the month, with the dates that were known', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(story(24), { maxLength: 40 }), day, fc.integer({ min: 1, max: 9 }), async (stories, asAt, atATime) => {
        await store(stories);
        const found = [];
        for (let after = 0; ; after = found.at(-1)!.id) {
          const some = await reads.tracked(director, { month, asAt }, everything, after, atATime);
          if (some.length === 0) break;
          found.push(...some);
        }
        const all = stories.flatMap((each, n) => {
          const audit = audits[each.audit]!;
          const counts = audit.template === 'core' && audit.status === 'completed' && audit.acceptedOn! <= asAt && audit.month <= month;
          return counts ? [{ ...each, n }] : [];
        });
        assert.deepEqual(found.map(({ ref }) => ref), all.map(({ n }) => refOf(n)));
        assert.equal(await reads.countTracked(director, { month, asAt }, everything), all.length);
        for (const [index, row] of found.entries()) {
          const { type, earlier, ...rest } = all[index]!;
          const dates = known({ type, earlier, ...rest }, asAt);
          assert.equal(actionState(row, asAt), actionState({ type, ...dates }, asAt));
          const dues = [...earlier.filter(({ untilOn }) => untilOn <= asAt).map(({ stood }) => stood.dueOn), dates.dueOn];
          assert.deepEqual([...row.earlierDue, row.dueOn], dues);
          assert.equal(timesMoved(row), dues.filter((due, place) => place > 0 && due !== dues[place - 1]).length);
        }
      }),
      { numRuns: 40 },
    );
  });
});
