import { helpedAnswers, monthsUntilAsked, type Helped } from '../actions/action.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import type { Share } from '../shared/percent.js';
import type { Cohort, Rating } from '../shared/practice.js';
import type { Period } from './askedPeriod.js';
import type { Side } from './figures.js';
import { lastMonths } from './periods.js';
import { all, completed, completedOn, counted, every, inMonths, rowsOf, type Predicate } from './predicates.js';

/** The latest answer by D about what was completed then: one from before the action was taken up again is about something else. */
export const answer = `(select helped from action_updates where action_id = actions.id and kind = 'impact' and happened_on > ${completedOn} and happened_on <= :asAt order by happened_on desc, id desc limit 1)`;

/**
 * The actions of the six months' counted audits that were done, or transferred to the child's plan, by D, for a `with` clause; the figures below are about
 * these rows. Takes `:asAt`, the months `:fromMonth` and `:toMonth`, and `:askedBy`: what was done by then has been asked about, and has an answer.
 * What is verified is never taken up again.
 */
export const done = `done as materialized (
  select actions.id, actions.audit_id, actions.type, audits.team_id, audits.cohort, audits.overall_final, audits.case_ref, audits.accepted_on, ${completedOn} as done_on,
         case when actions.verified_on <= :asAt then actions.verified_on end as verified_on, case when ${completedOn} <= :askedBy then coalesce(${answer}, 'not_answered') end as answer
    from ${rowsOf.actions} where ${inMonths} and ${counted} and ${completed})`;

const verified: Predicate = 'done.verified_on is not null';
const asked: Predicate = 'done.answer is not null';
const toPlan: Predicate = "done.type = 'care_planning'";

/** One figure of what audit changed: the page, the JSON and the list behind the number all read this. Its rows are those of `done`. */
export interface ImpactMeasure {
  key: string;
  label: string;
  /** What is counted, in plain words, as shown to readers. */
  definition: string;
  /** The number is one of actions, or of the different children they are about. */
  counts: 'actions' | 'children';
  numerator: Side;
  /** Null: the numerator is the figure. */
  denominator: Side | null;
  /** What decides about it, shown beside each action in the list behind the number. */
  shows?: 'days' | 'verified' | 'answer';
}

const toBeAsked: Side = { is: asked, words: `Actions completed ${monthsUntilAsked} months before or longer` };

/** The answers as readers of figures see them. */
export const answersInWords: Record<Helped | 'not_answered', string> = {
  better: 'Things are better for the child', same: 'Things are the same', worse: 'Things are worse', too_early: 'Too early to say', not_answered: 'Not answered yet',
};

function helpedMeasure(given: Helped | 'not_answered', label: string) {
  return {
    key: `helped_${given}`,
    label,
    definition:
      `Three months after an action is done, or has gone into the plan, whoever answers for it is asked whether it helped the child. Of the actions of both kinds completed ${monthsUntilAsked} months ` +
      'before the as-at date or longer: those with this as the latest answer by that date.',
    counts: 'actions',
    numerator: { is: `done.answer = '${given}'`, words: `Did it help? ${label}` },
    denominator: toBeAsked,
    shows: 'answer',
  } as const satisfies ImpactMeasure;
}

/** What the audits of the six calendar months to a month changed, in the order of the page. */
export const impactMeasures = [
  {
    key: 'care_plans_amended',
    label: 'Care plans amended',
    definition:
      'Children and young people with a care-planning action from these audits that was transferred to their own plan by the as-at date. A child with several such actions counts once.',
    counts: 'children',
    numerator: { is: toPlan, words: 'Children whose care plan was amended' },
    denominator: null,
  },
  {
    key: 'actions_completed',
    label: 'Actions completed',
    definition: 'Other actions from these audits, those that are not part of a care plan, that were completed by the as-at date. Actions closed because the service ended are left out.',
    counts: 'actions',
    numerator: { is: "done.type = 'non_care_planning'", words: 'Actions completed because of audit' },
    denominator: null,
  },
  {
    key: 'days_to_plan',
    label: 'Median days from acceptance to plan',
    definition:
      'Of the care-planning actions transferred by the as-at date, the days from the acceptance of the audit to the transfer: half of the actions took no longer. Whole days; a half is rounded up.',
    counts: 'actions',
    numerator: { is: toPlan, words: 'Care-planning actions transferred' },
    denominator: null,
    shows: 'days',
  },
  {
    key: 'verified',
    label: 'Verified',
    definition: 'Of the actions of both kinds that were completed or transferred by the as-at date, those the QA team or the Head of Service had verified by the as-at date.',
    counts: 'actions',
    numerator: { is: verified, words: 'Actions verified' },
    denominator: { is: every, words: 'Actions completed or transferred' },
    shows: 'verified',
  },
  ...([...helpedAnswers, 'not_answered'] as const).map((each) => helpedMeasure(each, answersInWords[each])),
] as const satisfies readonly ImpactMeasure[];

export type ImpactKey = (typeof impactMeasures)[number]['key'];

/** The answers to whether it helped, as measures. */
export const helpedMeasures: readonly ImpactMeasure[] = impactMeasures.filter((measure) => measure.denominator === toBeAsked);

/** The six calendar months up to one, and what else `done` wants to know. */
export function sixMonths({ month, asAt }: Period): { fromMonth: Month; toMonth: Month; askedBy: Day; asAt: Day } {
  return { ...lastMonths(6, month), askedBy: addMonthsToDay(asAt, -monthsUntilAsked), asAt };
}

/** Whose audits are looked at; null for all. */
export interface ImpactPart {
  teamId: number | null;
  cohort: Cohort | null;
  /** Their overall final rating. */
  rating: Rating | null;
}

/** The part as a condition on the rows of `done`; takes the part as its parameters. */
export function ofPart({ teamId, cohort, rating }: ImpactPart): Predicate {
  return all(
    every,
    ...(teamId === null ? [] : ['done.team_id = :teamId']),
    ...(cohort === null ? [] : ['done.cohort = :cohort']),
    ...(rating === null ? [] : ['done.overall_final = :rating']),
  );
}

/** What the audits of a part of the council changed. */
export interface ImpactCounts {
  /** Children. */
  care_plans_amended: number;
  actions_completed: number;
  verified: Share;
}

export interface Impact extends ImpactCounts {
  fromMonth: Month;
  toMonth: Month;
  /** Whole days; null when nothing was transferred. */
  days_to_plan: { median: number | null; actions: number };
  helped: Record<Helped | 'not_answered' | 'asked', number>;
  /** Teams for whose audits there is something to count, by name: a child of two teams counts in both. */
  by_team: (ImpactCounts & { teamId: number; team: string })[];
  by_cohort: Record<Cohort, ImpactCounts>;
  by_rating: Record<Rating, ImpactCounts>;
}

/** The middle one of numbers that each occur so many times, in whole numbers, halves up; null of none. `counts` in ascending order of `number`. */
export function median(counts: readonly { number: number; times: number }[]): number | null {
  const total = counts.reduce((sum, { times }) => sum + times, 0);
  const at = (place: number): number => {
    let before = 0;
    return counts.find(({ times }) => (before += times) >= place)!.number;
  };
  return total === 0 ? null : Math.ceil((at(Math.ceil(total / 2)) + at(Math.floor(total / 2) + 1)) / 2);
}

/** A day as the number of days since a day long ago, as an SQL expression of integers that both databases work out alike. */
export function dayNumber(day: string): string {
  const part = (from: number, length: number): string => `cast(substr(${day}, ${from}, ${length}) as integer)`;
  // Years that begin in March have their leap day at the end.
  const early = `((14 - ${part(6, 2)}) / 12)`;
  const year = `(${part(1, 4)} - ${early})`;
  return `(${part(9, 2)} + (153 * (${part(6, 2)} + 12 * ${early} - 3) + 2) / 5 + 365 * ${year} + ${year} / 4 - ${year} / 100 + ${year} / 400)`;
}
