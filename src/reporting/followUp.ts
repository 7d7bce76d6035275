import type { CarePlanningState } from '../actions/action.js';
import type { Database } from '../database/database.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { addMonths, type Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
import type { Cohort } from '../shared/practice.js';
import type { Period } from './askedPeriod.js';
import { countsOf } from './counts.js';
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
  /** All of the earlier months, outstanding or not. */
  allBefore: {
    care_planning_audits: number;
    non_care_planning_actions: number;
  };
}

/** Whose audits are looked at, by the team that was audited and the child's cohort; null for all. */
export interface FollowUpFilter {
  serviceId: number | null;
  teamId: number | null;
  cohort: Cohort | null;
}

export const everything: FollowUpFilter = { serviceId: null, teamId: null, cohort: null };

/** The filter as conditions on `audits` joined to their `teams`; takes the filter as its parameters. */
export function within({ serviceId, teamId, cohort }: FollowUpFilter): facts.Predicate {
  return facts.all(
    facts.every,
    ...(serviceId === null ? [] : ['teams.service_id = :serviceId']),
    ...(teamId === null ? [] : ['teams.id = :teamId']),
    ...(cohort === null ? [] : ['audits.cohort = :cohort']),
  );
}

/** The months the tables look at: the last three calendar months, and all before. */
export const recently = facts.inMonths;
export const before: facts.Predicate = 'audits.month < :fromMonth';

export const outstanding: facts.Predicate = `(${facts.overdue} or ${facts.noUpdate})`;

const tasksRecently = {
  actions: facts.every,
  on_time: facts.onTime,
  late: facts.late,
  overdue: facts.overdue,
  not_yet_due: facts.notYetDue,
  no_update: facts.noUpdate,
  service_ended: facts.serviceEnded,
};
const tasksBefore = { all_before: facts.every, outstanding_before: outstanding, ended_before: facts.serviceEnded };

const taskCounts = Object.fromEntries([
  ...Object.entries(tasksRecently).map(([state, predicate]) => [state, facts.all(recently, predicate)]),
  ...Object.entries(tasksBefore).map(([state, predicate]) => [state, facts.all(before, predicate)]),
]) as Record<keyof typeof tasksRecently | keyof typeof tasksBefore, facts.Predicate>;

/** From one team to the next, in which order an index has the audits: what is counted by team then needs no sorting. */
const byTeam = 'teams cross join audits';
const byTeamWithActions = `${byTeam} cross join actions`;

/**
 * What became of the actions of counted audits: of the last three calendar months, and what is outstanding from before
 * (domain.md, "care-planning actions", "non-care-planning actions", "outstanding before"). Each audit and each action is in one state.
 */
export async function followUpOf(database: Database, month: Month, asAt: Day): Promise<FollowUp> {
  return together((await followUpByTeam(database, { month, asAt }, everything)).values());
}

/** The same for each team that was audited, by its id. */
export async function followUpByTeam(database: Database, { month, asAt }: Period, filter: FollowUpFilter): Promise<Map<number, FollowUp>> {
  const parameters = { ...lastMonths(3, month), asAt, ...filter };
  const wanted = facts.all('audits.team_id = teams.id', 'audits.month <= :toMonth', facts.counted, within(filter));
  const [audits, states, tasks] = await Promise.all([
    database.query<{ teamId: number; audits: number }>(`select teams.id as "teamId", count(*) as audits from ${byTeam} where ${wanted} and ${recently} group by teams.id`, parameters),
    database.query<{ teamId: number; recent: number; state: CarePlanningState; audits: number }>(
      `select team_id as "teamId", recent, state, count(*) as audits from (
         select teams.id as team_id, case when ${recently} then 1 else 0 end as recent, ${facts.carePlanningState} as state
           from ${byTeamWithActions} where actions.audit_id = audits.id and ${facts.carePlanning} and ${wanted} group by teams.id, audits.month, audits.id
       ) states group by team_id, recent, state`,
      parameters,
    ),
    database.query<{ teamId: number } & Record<keyof typeof taskCounts, number>>(
      `select teams.id as "teamId", ${countsOf(taskCounts)} from ${byTeamWithActions} where actions.audit_id = audits.id and ${facts.nonCarePlanning} and ${wanted} group by teams.id`,
      parameters,
    ),
  ]);

  const teams = new Map<number, FollowUp>();
  const of = (teamId: number): FollowUp => {
    const followUp = teams.get(teamId) ?? nothing();
    teams.set(teamId, followUp);
    return followUp;
  };
  for (const row of audits) of(row.teamId).carePlanning.audits = row.audits;
  for (const { teamId, recent, state, audits: count } of states) {
    const { carePlanning, outstandingBefore, allBefore } = of(teamId);
    if (recent === 1) {
      carePlanning[state] = count;
      carePlanning.with_actions += count;
      continue;
    }
    allBefore.care_planning_audits += count;
    if (statesOutstanding.includes(state)) outstandingBefore.care_planning_audits += count;
    if (state === 'service_ended') outstandingBefore.care_planning_service_ended = count;
  }
  for (const { teamId, all_before: all, outstanding_before: open, ended_before: ended, ...recent } of tasks) {
    const followUp = of(teamId);
    followUp.nonCarePlanning = recent;
    followUp.allBefore.non_care_planning_actions = all;
    followUp.outstandingBefore.non_care_planning_actions = open;
    followUp.outstandingBefore.non_care_planning_service_ended = ended;
  }
  return teams;
}

/** The care-planning states in which something of an audit is still to do. */
export const statesOutstanding: readonly CarePlanningState[] = ['no_update', 'not_yet_transferred'];

function nothing(): FollowUp {
  return {
    carePlanning: { audits: 0, with_actions: 0, on_time: 0, late: 0, no_update: 0, not_yet_transferred: 0, service_ended: 0 },
    nonCarePlanning: { actions: 0, on_time: 0, late: 0, overdue: 0, not_yet_due: 0, no_update: 0, service_ended: 0 },
    outstandingBefore: { care_planning_audits: 0, care_planning_service_ended: 0, non_care_planning_actions: 0, non_care_planning_service_ended: 0 },
    allBefore: { care_planning_audits: 0, non_care_planning_actions: 0 },
  };
}

/** Several teams as one. */
export function together(teams: Iterable<FollowUp>): FollowUp {
  const sum: Record<string, Record<string, number>> = { ...nothing() };
  for (const team of teams) {
    for (const [table, counts] of Object.entries(team) as [keyof FollowUp, Record<string, number>][]) {
      for (const [key, count] of Object.entries(counts)) sum[table]![key]! += count;
    }
  }
  return sum as unknown as FollowUp;
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
