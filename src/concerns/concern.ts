import { addDays, addMonthsToDay, dayInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import { addMonths, monthOf, monthsFrom, type Month } from '../shared/month.js';

export type ConcernCause = 'inadequate' | 'immediate_safety';

export const causeInWords: Record<ConcernCause, string> = {
  inadequate: 'The accepted audit is rated Inadequate',
  immediate_safety: 'The auditor was worried about the child’s immediate safety',
};

/** What the list of cases can be narrowed to. */
export const concernFilters = ['active', 'lacks_update', 'over_6_months', 'over_12_months', 'resolved', 'all'] as const;
export type ConcernFilter = (typeof concernFilters)[number];

/** The dates a case of concern is followed by. */
export interface ConcernDates {
  raisedOn: Day;
  resolvedOn: Day | null;
  lastUpdatedOn: Day | null;
}

/** Whether it was raised by the day and not yet resolved (domain.md, "cases of concern"). */
export function isActive({ raisedOn, resolvedOn }: Pick<ConcernDates, 'raisedOn' | 'resolvedOn'>, asAt: Day): boolean {
  return raisedOn <= asAt && (resolvedOn === null || resolvedOn > asAt);
}

/** Whole months between the day it was raised and `on`. */
export function monthsActive(raisedOn: Day, on: Day): number {
  const months = (Number(on.slice(0, 4)) - Number(raisedOn.slice(0, 4))) * 12 + Number(on.slice(5, 7)) - Number(raisedOn.slice(5, 7));
  return addMonthsToDay(raisedOn, months) > on ? months - 1 : months;
}

/** How many months an active case has been open beyond what should be: 12, 6 or 0, counted as in the figures. */
export function standsOutAfter({ raisedOn, resolvedOn }: Pick<ConcernDates, 'raisedOn' | 'resolvedOn'>, asAt: Day): 12 | 6 | 0 {
  if (!isActive({ raisedOn, resolvedOn }, asAt)) return 0;
  if (raisedOn < addMonthsToDay(asAt, -12)) return 12;
  return raisedOn < addMonthsToDay(asAt, -6) ? 6 : 0;
}

/** Whether an active case has no update yet in the month of the day; the Head of Service gives one every month. */
export function lacksMonthsUpdate(concern: ConcernDates, asAt: Day): boolean {
  return isActive(concern, asAt) && (concern.lastUpdatedOn === null || monthOf(concern.lastUpdatedOn) < monthOf(asAt));
}

/** What a case was until it was reopened or moved, and when it was updated. */
export interface ConcernPast {
  raisedOn: Day;
  resolvedOn: Day | null;
  /** How it stood until a day, exclusive; the earliest first. */
  standings: readonly { untilOn: Day; resolvedOn: Day | null }[];
  /** The days of its updates, in any order. */
  updatedOn: readonly Day[];
}

/** Whether it was active on the day, as was known then: what was resolved and reopened later was resolved in between. */
export function wasActive({ raisedOn, resolvedOn, standings }: Omit<ConcernPast, 'updatedOn'>, on: Day): boolean {
  const standing = standings.find(({ untilOn }) => untilOn > on);
  return isActive({ raisedOn, resolvedOn: standing ? standing.resolvedOn : resolvedOn }, on);
}

/**
 * The months without the update the Head of Service gives every month: those after the month it was raised in and before that of the day,
 * at whose end it was active and in which no update is dated.
 */
export function missedMonths(concern: ConcernPast, asAt: Day): Month[] {
  const updated = new Set(concern.updatedOn.map(monthOf));
  return monthsFrom(addMonths(monthOf(concern.raisedOn), 1), addMonths(monthOf(asAt), -1)).filter(
    (month) => !updated.has(month) && wasActive(concern, addDays(`${addMonths(month, 1)}-01`, -1)),
  );
}

/** What the Head of Service records about a case. */
export interface ConcernUpdateWritten {
  updatedOn: Day;
  childSafe: boolean;
  planProgressing: boolean;
  note: string;
  resolve: boolean;
}

/** Whether an update may resolve the case: the child is safe and a suitable plan is progressing with grip (domain.md, step 7). */
export function mayResolve({ childSafe, planProgressing }: Pick<ConcernUpdateWritten, 'childSafe' | 'planProgressing'>): boolean {
  return childSafe && planProgressing;
}

/** Whether updates are still recorded: a case is not changed once it is resolved. */
export function takesUpdates({ resolvedOn }: Pick<ConcernDates, 'resolvedOn'>): boolean {
  return resolvedOn === null;
}

/** What stands against recording this update today; empty when nothing does. */
export function updateProblems(concern: ConcernDates, update: ConcernUpdateWritten, today: Day): Problem[] {
  if (!takesUpdates(concern)) return [{ field: 'form', message: 'This case of concern is resolved and is not changed any more.' }];
  const problems: Problem[] = [];
  if (update.updatedOn > today) {
    problems.push({ field: 'updatedOn', message: 'The date of the update must be today or in the past.' });
  } else if (update.updatedOn < concern.raisedOn) {
    problems.push({ field: 'updatedOn', message: `The date of the update must be ${dayInWords(concern.raisedOn)} or later: the case was raised on that day.` });
  } else if (update.resolve && concern.lastUpdatedOn !== null && update.updatedOn < concern.lastUpdatedOn) {
    problems.push({ field: 'updatedOn', message: `To resolve the case the date must be ${dayInWords(concern.lastUpdatedOn)} or later: it was last updated on that day.` });
  }
  if (update.resolve && !mayResolve(update)) {
    problems.push({ field: 'resolve', message: 'The case can be resolved only when the child is safe and a suitable plan is progressing with grip: both answers must be yes.' });
  }
  return problems;
}
