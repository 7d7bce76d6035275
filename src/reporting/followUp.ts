import type { Database } from '../database/database.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { addMonths, type Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
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
}

const nonCarePlanningCounts = {
  actions: facts.every,
  on_time: facts.onTime,
  late: facts.late,
  overdue: facts.overdue,
  not_yet_due: facts.notYetDue,
  no_update: facts.noUpdate,
  service_ended: facts.serviceEnded,
};

interface Recency {
  /** 1 for audits of the last three calendar months, 0 for earlier ones. */
  recent: number;
}

/**
 * What became of the actions of counted audits: of the last three calendar months, and what is outstanding from before
 * (domain.md, "care-planning actions", "non-care-planning actions", "outstanding before"). Each audit and each action is in one state.
 */
export async function followUpOf(database: Database, month: Month, asAt: Day): Promise<FollowUp> {
  const parameters = { ...lastMonths(3, month), asAt };
  const recent = 'case when audits.month >= :fromMonth then 1 else 0 end';
  const upToMonth = `audits.month <= :toMonth and ${facts.counted}`;
  const [audits, states, actions] = await Promise.all([
    database.query<{ audits: number }>(`select count(*) as audits from audits where ${facts.inMonths} and ${facts.counted}`, parameters),
    database.query<Recency & { state: string; audits: number }>(
      `select recent, state, count(*) as audits from (
         select audits.id, ${recent} as recent, ${facts.carePlanningState} as state
           from audits join actions on actions.audit_id = audits.id where ${facts.carePlanning} and ${upToMonth} group by audits.id, audits.month
       ) states group by recent, state`,
      parameters,
    ),
    database.query<Recency & Record<keyof typeof nonCarePlanningCounts, number>>(
      `select recent, ${countsOf(nonCarePlanningCounts)} from (
         select ${recent} as recent, actions.* from audits join actions on actions.audit_id = audits.id where ${facts.nonCarePlanning} and ${upToMonth}
       ) actions group by recent`,
      parameters,
    ),
  ]);

  const inState = (isRecent: number, ...wanted: string[]): number =>
    states.filter((row) => row.recent === isRecent && wanted.includes(row.state)).reduce((total, row) => total + row.audits, 0);
  const lastThree = actions.find((row) => row.recent === 1);
  const before = actions.find((row) => row.recent === 0);
  return {
    carePlanning: {
      audits: audits[0]?.audits ?? 0,
      with_actions: states.filter((row) => row.recent === 1).reduce((total, row) => total + row.audits, 0),
      on_time: inState(1, 'on_time'),
      late: inState(1, 'late'),
      no_update: inState(1, 'no_update'),
      not_yet_transferred: inState(1, 'not_yet_transferred'),
      service_ended: inState(1, 'service_ended'),
    },
    nonCarePlanning: {
      actions: lastThree?.actions ?? 0,
      on_time: lastThree?.on_time ?? 0,
      late: lastThree?.late ?? 0,
      overdue: lastThree?.overdue ?? 0,
      not_yet_due: lastThree?.not_yet_due ?? 0,
      no_update: lastThree?.no_update ?? 0,
      service_ended: lastThree?.service_ended ?? 0,
    },
    outstandingBefore: {
      care_planning_audits: inState(0, 'no_update', 'not_yet_transferred'),
      care_planning_service_ended: inState(0, 'service_ended'),
      non_care_planning_actions: (before?.overdue ?? 0) + (before?.no_update ?? 0),
      non_care_planning_service_ended: before?.service_ended ?? 0,
    },
  };
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
