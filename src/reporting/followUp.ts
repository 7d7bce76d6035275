import type { CarePlanningState } from '../actions/action.js';
import type { Database } from '../database/database.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { addMonths, type Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
import type { Cohort } from '../shared/practice.js';
import type { Period } from './askedPeriod.js';
import { countsOf } from './counts.js';
import { followUpLines, tasksIn } from './followUpLines.js';
import { lastMonths } from './periods.js';
import * as facts from './predicates.js';

export interface FollowUp {
  carePlanning: {
    audits: number;
    with_actions: number;
    on_time: number;
    late: number;
    no_update: number;
    not_yet_transferred: number;
    service_ended: number;
  };
  nonCarePlanning: {
    actions: number;
    on_time: number;
    late: number;
    overdue: number;
    not_yet_due: number;
    no_update: number;
    service_ended: number;
  };
  outstandingBefore: {
    care_planning_audits: number;
    care_planning_service_ended: number;
    non_care_planning_actions: number;
    non_care_planning_service_ended: number;
  };
}

/** Whose audits are looked at, by the team that was audited and the child's cohort; null for all. */
export interface FollowUpFilter {
  serviceId: number | null;
  teamId: number | null;
  cohort: Cohort | null;
}

export const everything: FollowUpFilter = { serviceId: null, teamId: null, cohort: null };

/** The filter as conditions on `audits`; takes the filter as its parameters. */
export function within({ serviceId, teamId, cohort }: FollowUpFilter): facts.Predicate {
  return facts.all(
    facts.every,
    ...(serviceId === null ? [] : ['audits.team_id in (select id from teams where service_id = :serviceId)']),
    ...(teamId === null ? [] : ['audits.team_id = :teamId']),
    ...(cohort === null ? [] : ['audits.cohort = :cohort']),
  );
}

/** The numbers of the lines of `followUpLines.ts` by their ids; a number that is missing is 0. */
export type FollowUpCounts = Readonly<Record<string, number>>;

/**
 * What became of the actions of counted audits: of the last three calendar months, and what is outstanding from before
 * (domain.md, "care-planning actions", "non-care-planning actions", "outstanding before"). Each audit and each action is in one state.
 */
export async function followUpOf(database: Database, month: Month, asAt: Day): Promise<FollowUp> {
  const counts = together((await followUpByTeam(database, { month, asAt }, everything)).values());
  const of = <Key extends string>(table: string, ...keys: Key[]): Record<Key, number> =>
    Object.fromEntries(keys.map((key) => [key, counts[`${table}_${key}`] ?? 0])) as Record<Key, number>;
  return {
    carePlanning: of('care_planning', 'audits', 'with_actions', 'on_time', 'late', 'no_update', 'not_yet_transferred', 'service_ended'),
    nonCarePlanning: of('tasks', 'actions', 'on_time', 'late', 'overdue', 'not_yet_due', 'no_update', 'service_ended'),
    outstandingBefore: of('outstanding', 'care_planning_audits', 'care_planning_service_ended', 'non_care_planning_actions', 'non_care_planning_service_ended'),
  };
}

const taskCounts = Object.fromEntries(followUpLines.flatMap((line) => (line.of === 'actions' ? [[line.id, tasksIn(line)]] : [])));

/** The same for each team that was audited, by its id. */
export async function followUpByTeam(database: Database, { month, asAt }: Period, filter: FollowUpFilter): Promise<Map<number, FollowUpCounts>> {
  const parameters = { ...lastMonths(3, month), asAt, ...filter };
  // From one team to the next, in which order an index has the audits: what is counted by team then needs no sorting.
  const from = 'teams cross join audits';
  const wanted = facts.all('audits.team_id = teams.id', 'audits.month <= :toMonth', facts.counted, within(filter));
  const withActions = (type: facts.Predicate): string => `${from} cross join actions where actions.audit_id = audits.id and ${type} and ${wanted}`;
  const [audits, states, tasks] = await Promise.all([
    database.query<{ teamId: number; audits: number }>(
      `select teams.id as "teamId", count(*) as audits from ${from} where ${wanted} and ${facts.inMonths} group by teams.id`,
      parameters,
    ),
    database.query<{ teamId: number; recent: number; state: CarePlanningState; audits: number }>(
      `select team_id as "teamId", recent, state, count(*) as audits from (
         select teams.id as team_id, case when ${facts.inMonths} then 1 else 0 end as recent, ${facts.carePlanningState} as state
           from ${withActions(facts.carePlanning)} group by teams.id, audits.month, audits.id
       ) states group by team_id, recent, state`,
      parameters,
    ),
    database.query<{ teamId: number } & Record<string, number>>(
      `select teams.id as "teamId", ${countsOf(taskCounts)} from ${withActions(facts.nonCarePlanning)} group by teams.id`,
      parameters,
    ),
  ]);

  const teams = new Map<number, Record<string, number>>();
  const add = (teamId: number, id: string, count: number): void => {
    const counts = teams.get(teamId) ?? {};
    counts[id] = (counts[id] ?? 0) + count;
    teams.set(teamId, counts);
  };
  for (const line of followUpLines) {
    if (line.of === 'actions') for (const row of tasks) add(row.teamId, line.id, row[line.id] ?? 0);
    else if (line.states === null) for (const row of audits) add(row.teamId, line.id, row.audits);
    else for (const row of states) if (line.states.includes(row.state) && line.recent === (row.recent === 1)) add(row.teamId, line.id, row.audits);
  }
  return teams;
}

/** Several teams as one. */
export function together(teams: Iterable<FollowUpCounts>): FollowUpCounts {
  const sum: Record<string, number> = {};
  for (const counts of teams) for (const [id, count] of Object.entries(counts)) sum[id] = (sum[id] ?? 0) + count;
  return sum;
}

export interface CasesOfConcern {
  raised_from_month: number;
  active: number;
  over_12_months: number;
  updated_in_month: number;
  resolved_in_month: number;
}

/** Cases of concern of `month` and as at `asAt` (domain.md, "cases of concern"). */
export async function casesOfConcern(database: Database, month: Month, asAt: Day): Promise<CasesOfConcern> {
  const counts = {
    raised_from_month: facts.raisedFromMonth,
    active: facts.active,
    over_12_months: facts.activeOver12Months,
    updated_in_month: facts.updatedInMonth,
    resolved_in_month: facts.resolvedInMonth,
  };
  const [row] = await database.query<Record<keyof typeof counts, number | null>>(
    `select ${countsOf(counts)} from concerns left join audits on audits.id = concerns.audit_id where ${facts.raised}`,
    { month, fromDay: `${month}-01`, beforeDay: `${addMonths(month, 1)}-01`, asAt, twelveMonthsBefore: addMonthsToDay(asAt, -12) },
  );
  return {
    raised_from_month: row?.raised_from_month ?? 0,
    active: row?.active ?? 0,
    over_12_months: row?.over_12_months ?? 0,
    updated_in_month: row?.updated_in_month ?? 0,
    resolved_in_month: row?.resolved_in_month ?? 0,
  };
}

const questions = ['relationship_evident', 'summary_child_focused', 'views_and_direct_work', 'likes_and_interests', 'language_understandable'] as const;

export type AmbassadorMonth = { month: Month; reviewed: number } & Record<(typeof questions)[number], Share>;

/** What ambassadors found in the files of `month` and the three months before, oldest first (domain.md, "ambassadors"). */
export async function ambassadorsOf(database: Database, month: Month, asAt: Day): Promise<AmbassadorMonth[]> {
  const months = lastMonths(4, month);
  const yes = Object.fromEntries(questions.map((question) => [question, `ambassador_reviews.${question} = true`]));
  const rows = await database.query<{ month: Month; reviewed: number } & Record<(typeof questions)[number], number>>(
    `select month, ${countsOf({ reviewed: facts.every, ...yes })} from ambassador_reviews
       where month >= :fromMonth and month <= :toMonth and reviewed_on <= :asAt group by month`,
    { ...months, asAt },
  );
  return Array.from({ length: 4 }, (_, back) => addMonths(months.fromMonth, back)).map((each) => {
    const row = rows.find((candidate) => candidate.month === each);
    const reviewed = row?.reviewed ?? 0;
    const shares = Object.fromEntries(questions.map((question) => [question, share(row?.[question] ?? 0, reviewed)]));
    return { month: each, reviewed, ...(shares as Record<(typeof questions)[number], Share>) };
  });
}
