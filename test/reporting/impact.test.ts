import assert from 'node:assert/strict';
import fc from 'fast-check';
import { helpedAnswers, type Helped } from '../../src/actions/action.js';
import { Action } from '../../src/actions/action.entity.js';
import { ActionStanding } from '../../src/actions/actionStanding.entity.js';
import { ActionUpdate } from '../../src/actions/actionUpdate.entity.js';
import type { Person } from '../../src/access/person.js';
import { Audit } from '../../src/audits/audit.entity.js';
import { Service } from '../../src/people/service.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { dayNumber, helpedMeasures, impactMeasures, median, type ImpactCounts, type ImpactPart } from '../../src/reporting/impact.js';
import { ImpactReads, impactOf } from '../../src/reporting/impact.reads.js';
import { addDays, addMonthsToDay, daysBetween, type Day } from '../../src/shared/day.js';
import { addMonths, type Month } from '../../src/shared/month.js';
import { percent } from '../../src/shared/percent.js';
import { cohorts, ratings, type ActionType, type Cohort, type Rating } from '../../src/shared/practice.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Facts } from './facts.js';

const asAt = '2022-08-15';
const july = '2022-07';
const aDay = fc.integer({ min: -330, max: 40 }).map((days) => addDays(asAt, days));
const maybe = fc.option(aDay, { nil: null });

interface AnyAudit {
  caseRef: string;
  month?: Month;
  team: number;
  cohort: Cohort;
  overallFinal: Rating;
  acceptedOn: Day;
  status: 'completed' | 'not_accepted';
  template: 'core' | 'fostering';
}

interface AnyAction {
  audit: number;
  type: ActionType;
  completedOn: Day | null;
  /** How it stood before it was revised; days in any order are put in theirs. */
  before: { untilOn: Day; completedOn: Day | null }[];
  verifiedOn: Day | null;
  answers: { happenedOn: Day; helped: Helped }[];
}

const anyAudit: fc.Arbitrary<AnyAudit> = fc.record({
  caseRef: fc.constantFrom('C1', 'C2', 'C3', 'C4'), team: fc.nat(1), cohort: fc.constantFrom(...cohorts.slice(0, 3)), overallFinal: fc.constantFrom(...ratings), acceptedOn: aDay,
  status: fc.constantFrom('completed', 'completed', 'completed', 'not_accepted'), template: fc.constantFrom('core', 'core', 'core', 'fostering'),
});
const anyAction: fc.Arbitrary<AnyAction> = fc.record({
  audit: fc.nat(5), type: fc.constantFrom('care_planning', 'non_care_planning'), completedOn: maybe,
  before: fc.uniqueArray(fc.record({ untilOn: aDay, completedOn: maybe }), { selector: ({ untilOn }) => untilOn, maxLength: 2 }).map((standings) => standings.toSorted((a, b) => (a.untilOn < b.untilOn ? -1 : 1))),
  verifiedOn: maybe, answers: fc.array(fc.record({ happenedOn: aDay, helped: fc.constantFrom(...helpedAnswers) }), { maxLength: 3 }),
});

const monthOfAudit = ({ month }: AnyAudit, index: number): Month => month ?? addMonths(july, -index * 2);

/** What the figures should be, worked out one by one. */
function slowly(audits: readonly AnyAudit[], actions: readonly AnyAction[], month: Month, on: Day) {
  const done = actions.flatMap((action) => {
    const index = action.audit % audits.length;
    const audit = audits[index]!;
    const auditMonth = monthOfAudit(audit, index);
    const completedOn = (action.before.find(({ untilOn }) => untilOn > on) ?? action).completedOn;
    if (auditMonth > month || auditMonth <= addMonths(month, -6) || completedOn === null || completedOn > on) return [];
    if (audit.status !== 'completed' || audit.template !== 'core' || audit.acceptedOn > on) return [];
    const answered = action.answers.filter(({ happenedOn }) => happenedOn <= on && happenedOn > completedOn);
    const latest = answered.reduce<(typeof answered)[number] | null>((last, each) => (last === null || each.happenedOn >= last.happenedOn ? each : last), null);
    return [{
      audit, type: action.type, days: daysBetween(audit.acceptedOn, completedOn), verified: action.verifiedOn !== null && action.verifiedOn <= on,
      asked: completedOn <= addMonthsToDay(on, -3), answer: latest?.helped ?? ('not_answered' as const),
    }];
  });
  const counts = (some: typeof done): ImpactCounts => {
    const verified = some.filter((action) => action.verified).length;
    return {
      care_plans_amended: new Set(some.filter(({ type }) => type === 'care_planning').map(({ audit }) => audit.caseRef)).size,
      actions_completed: some.filter(({ type }) => type === 'non_care_planning').length,
      verified: { numerator: verified, denominator: some.length, percent: percent(verified, some.length) },
    };
  };
  const days = done.filter(({ type }) => type === 'care_planning').map((action) => action.days).toSorted((a, b) => a - b);
  const middle = (days[Math.floor((days.length - 1) / 2)]! + days[Math.floor(days.length / 2)]!) / 2;
  const asked = done.filter((action) => action.asked);
  const of = <Key extends string>(keys: readonly Key[], keyOf: (audit: AnyAudit) => Key) => Object.fromEntries(keys.map((key) => [key, counts(done.filter(({ audit }) => keyOf(audit) === key))]));
  return {
    ...counts(done),
    days_to_plan: { median: days.length === 0 ? null : Math.floor(middle + 0.5), actions: days.length },
    helped: Object.fromEntries([['asked', asked.length], ...[...helpedAnswers, 'not_answered'].map((each) => [each, asked.filter(({ answer }) => answer === each).length])]) as object,
    by_team: [0, 1].flatMap((team) => {
      const ofTeam = done.filter(({ audit }) => audit.team === team);
      return ofTeam.length === 0 ? [] : [{ team: `Team ${team + 1}`, ...counts(ofTeam) }];
    }),
    by_cohort: of(cohorts, ({ cohort }) => cohort),
    by_rating: of(ratings, ({ overallFinal }) => overallFinal),
  };
}

describe('impact', function () {
  this.timeout(120_000);

  it('has a median that is the middle of all numbers, halves up', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 12 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const counts = [...new Set(sorted)].map((number) => ({ number, times: sorted.filter((one) => one === number).length }));
        const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
        assert.equal(median(counts), low === undefined ? null : Math.floor((low + high!) / 2 + 0.5));
      }),
    );
    assert.equal(median([{ number: 2, times: 1 }, { number: 5, times: 1 }]), 4);
  });

  describe('counted in the database', () => {
    let test: TestDatabase;
    let facts: Facts;
    let teams: number[];
    beforeEach(async () => {
      test = await testDatabase();
      facts = await Facts.begin(test.database);
      const { database } = test;
      teams = await database.transaction(async () => {
        const serviceId = await database.add(Service, { name: 'Service', version: 1 });
        return [await database.add(Team, { name: 'Team 1', serviceId, programme: 'social_care', version: 1 }), await database.add(Team, { name: 'Team 2', serviceId, programme: 'social_care', version: 1 })];
      });
    });
    afterEach(() => test.remove());

    const everything: Person = { staffId: 1, roles: ['qa'], headsTeams: [], managesTeams: [] } as unknown as Person;
    const nothing: Person = { staffId: 999_999, roles: ['ambassador'], headsTeams: [], managesTeams: [] } as unknown as Person;

    async function given(audits: readonly AnyAudit[], actions: readonly AnyAction[]): Promise<void> {
      const { database } = test;
      await database.transaction(async () => {
        for (const table of ['action_updates', 'action_standings', 'actions', 'audits']) await database.query(`delete from ${table}`);
        const ids: number[] = [];
        for (const [index, { team, ...audit }] of audits.entries()) {
          ids.push(await database.add(Audit, {
            ...audit, ref: `A${index}`, month: monthOfAudit(audits[index]!, index), teamId: teams[team]!, dateOfBirth: '2012-01-01', auditorId: facts.auditor, moderatorId: facts.moderator, overallAuditor: 'good', lowerEndRi: false, version: 1,
          }));
        }
        for (const [index, { audit, before, answers, ...action }] of actions.entries()) {
          const actionId = await database.add(Action, {
            ...action, ref: `X${index}`, auditId: ids[audit % ids.length]!, teamId: facts.team, description: 'Do it.', dueOn: '2022-08-01', revisedOn: before.at(-1)?.untilOn ?? null, version: 1,
          });
          if (before.length > 0) await database.manager.insert(ActionStanding, before.map((standing) => ({ ...standing, actionId, dueOn: '2022-08-01' })));
          for (const each of answers) await database.manager.insert(ActionUpdate, { ...each, actionId, kind: 'impact', note: 'Seen.', recordedAt: `${each.happenedOn}T10:00:00.000Z` });
        }
      });
    }

    it('is what comes out one by one, as at any day, and the lists behind have as many as the numbers', async () => {
      const seen = { plans: 0, asked: 0, earlier: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyAudit, { minLength: 3, maxLength: 6 }), fc.array(anyAction, { minLength: 10, maxLength: 30, size: 'max' }), fc.constantFrom(july, '2022-05'), fc.constantFrom(asAt, '2022-07-31', '2022-06-10'),
          async (audits, actions, month, on) => {
            await given(audits, actions);
            const { fromMonth, toMonth, ...impact } = await impactOf(test.database, { month, asAt: on });
            assert.deepEqual([fromMonth, toMonth], [addMonths(month, -5), month]);
            const expected = slowly(audits, actions, month, on);
            assert.deepEqual({ ...impact, by_team: impact.by_team.map(({ teamId: _, ...team }) => team) }, expected);
            seen.plans += impact.care_plans_amended;
            seen.asked += impact.helped.asked - impact.helped.not_answered;
            seen.earlier += actions.filter(({ before }) => before.some(({ untilOn }) => untilOn > on)).length;

            // Numbers that are one of several add up to their whole.
            assert.equal(helpedMeasures.reduce((sum, { key }) => sum + impact.helped[key.slice('helped_'.length) as keyof typeof impact.helped], 0), impact.helped.asked);
            for (const parts of [impact.by_team, Object.values(impact.by_cohort), Object.values(impact.by_rating)]) {
              assert.equal(parts.reduce((sum, part) => sum + part.actions_completed, 0), impact.actions_completed);
              assert.equal(parts.reduce((sum, part) => sum + part.verified.denominator, 0), impact.verified.denominator);
              assert.ok(parts.reduce((sum, part) => sum + part.care_plans_amended, 0) >= impact.care_plans_amended);
            }

            const reads = new ImpactReads(test.database);
            const all: ImpactPart = { teamId: null, cohort: null, rating: null };
            const sizes = async (part: ImpactPart): Promise<Record<string, number>> => {
              const counted: Record<string, number> = {};
              for (const { key, counts, numerator, denominator } of impactMeasures) {
                for (const [side, name] of [[numerator, key], [denominator, `${key} of`]] as const) {
                  if (side === null) continue;
                  const list = await reads[counts](everything, side, part, { month, asAt: on }, 1);
                  assert.deepEqual([list.seen, list.rows.length], [list.total, Math.min(list.total, 25)]);
                  counted[name] = list.total;
                }
              }
              return counted;
            };
            const whole = await sizes(all);
            assert.deepEqual([whole['care_plans_amended'], whole['actions_completed'], whole['days_to_plan'], whole['verified'], whole['verified of']], [
              impact.care_plans_amended, impact.actions_completed, impact.days_to_plan.actions, impact.verified.numerator, impact.verified.denominator,
            ]);
            for (const { key } of helpedMeasures) assert.deepEqual([whole[key], whole[`${key} of`]], [impact.helped[key.slice('helped_'.length) as keyof typeof impact.helped], impact.helped.asked]);
            const someParts: [Partial<ImpactPart>, ImpactCounts][] = [
              [{ cohort: 'child_in_need' }, impact.by_cohort.child_in_need], [{ rating: 'good' }, impact.by_rating.good], ...impact.by_team.map(({ teamId, ...team }): [Partial<ImpactPart>, ImpactCounts] => [{ teamId }, team]),
            ];
            for (const [part, figures] of someParts) {
              const counted = await sizes({ ...all, ...part });
              assert.deepEqual([counted['care_plans_amended'], counted['actions_completed'], counted['verified'], counted['verified of']], [
                figures.care_plans_amended, figures.actions_completed, figures.verified.numerator, figures.verified.denominator,
              ]);
            }
            for (const { counts, numerator } of impactMeasures.slice(0, 2)) {
              const list = await reads[counts](nothing, numerator, all, { month, asAt: on }, 1);
              assert.deepEqual([list.seen, list.rows], [0, []]);
              assert.ok(list.total === impact.care_plans_amended || list.total === impact.actions_completed);
            }
          },
        ),
        { numRuns: 60 },
      );
      assert.ok(seen.plans > 30 && seen.asked > 30 && seen.earlier > 30, JSON.stringify(seen));
    });

    it('counts days between two days as the calendar does', async () => {
      const day = fc.integer({ min: 0, max: 73_000 }).map((days) => addDays('1900-01-01', days));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(day, day), { minLength: 40, maxLength: 40 }), async (pairs) => {
          const rows = await test.database.query<{ days: number }>(
            pairs.map(([from, to]) => `select ${dayNumber('one.ended')} - ${dayNumber('one.began')} as days from (select '${from}' as began, '${to}' as ended) as one`).join(' union all '),
          );
          assert.deepEqual(rows.map(({ days }) => days), pairs.map(([from, to]) => daysBetween(from, to)));
        }),
        { numRuns: 25 },
      );
    });

    it('has no data where nothing was done', async () => {
      const impact = await impactOf(test.database, { month: july, asAt });
      assert.deepEqual([impact.care_plans_amended, impact.actions_completed, impact.days_to_plan.median, impact.verified.percent, impact.helped.asked, impact.by_team], [0, 0, null, null, 0, []]);
    });

    it('does not take an answer from before the action was taken up again for one about what was done since', async () => {
      const again = { audit: 0, type: 'non_care_planning' as const, completedOn: '2022-05-10', before: [{ untilOn: '2022-05-01', completedOn: '2022-01-10' }], verifiedOn: null, answers: [{ happenedOn: '2022-04-20', helped: 'better' as const }] };
      await given([{ caseRef: 'C1', month: '2022-03', team: 0, cohort: 'child_in_need', overallFinal: 'good', acceptedOn: '2022-01-01', status: 'completed', template: 'core' }], [again]);
      const { helped } = await impactOf(test.database, { month: july, asAt });
      assert.deepEqual([helped.asked, helped.better, helped.not_answered], [1, 0, 1]);
      const before = await impactOf(test.database, { month: '2022-04', asAt: '2022-04-30' });
      assert.deepEqual([before.helped.asked, before.helped.better], [1, 1]);
    });
  });

  it('of the reference months is what the report says of them: 55 care plans amended and 313 actions completed', async () => {
    const test = await referenceDatabase();
    try {
      const { care_plans_amended: plans, actions_completed: actions, days_to_plan: days, verified, helped } = await impactOf(test.database, { month: july, asAt });
      assert.deepEqual([plans, actions, days.actions, verified], [55, 313, 55, { numerator: 0, denominator: 368, percent: 0 }]);
      assert.ok(days.median !== null && helped.asked > 0);
    } finally {
      await test.remove();
    }
  });
});
