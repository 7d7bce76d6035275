import { addDays, addMonthsToDay, dayInWords, isDay, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import { addMonths, monthOf, monthsFrom, type Month } from '../shared/month.js';
import { addWorkingDays, type IsHoliday } from '../shared/workingDays.js';

export type ConcernCause = 'inadequate' | 'immediate_safety';

export const causeInWords: Record<ConcernCause, string> = {
  inadequate: 'The accepted audit is rated Inadequate',
  immediate_safety: 'The auditor was worried about the child’s immediate safety',
};

/** What the list of cases can be narrowed to. */
export const concernFilters = ['new', 'active', 'lacks_update', 'over_6_months', 'over_12_months', 'resolved_in_month', 'resolved', 'all'] as const;
export type ConcernFilter = (typeof concernFilters)[number];
/** How many cases there are of each. */
export type ConcernCounts = Record<ConcernFilter, number>;

/** What the parts of the council have, added up. */
export function totalOf(parts: readonly ConcernCounts[]): ConcernCounts {
  return Object.fromEntries(concernFilters.map((filter) => [filter, parts.reduce((sum, part) => sum + part[filter], 0)])) as ConcernCounts;
}

/** The day a list is asked for, or what is wrong with it: any day up to today, and today where none is typed. */
export function asAtAsked(typed: string, today: Day): { asAt: Day } | { problem: Problem } {
  if (typed === '') return { asAt: today };
  if (!isDay(typed)) return { problem: { field: 'as_at', message: `“${typed}” is not a date. Enter one as year, month and day, such as 2022-08-15.` } };
  if (typed > today) return { problem: { field: 'as_at', message: 'The as-at date must be today or in the past.' } };
  return { asAt: typed };
}

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
    (month) => !updated.has(month) && wasActive(concern, lastDayOf(month)),
  );
}

const lastDayOf = (month: Month): Day => addDays(`${addMonths(month, 1)}-01`, -1);

/** A month of a case: its updates, and if it has none, whether one is missing, still to come, or not needed because it was only raised, or resolved. */
export interface MonthOfConcern<Update> {
  month: Month;
  updates: Update[];
  without: 'missed' | 'awaited' | 'raised' | 'resolved' | null;
}

/** Every month from the one the case was raised in to that of the day, or the one it was resolved in; `updates` in any order keep it. */
export function monthByMonth<Update extends { updatedOn: Day }>(concern: Omit<ConcernPast, 'updatedOn'>, updates: readonly Update[], today: Day): MonthOfConcern<Update>[] {
  const missed = missedMonths({ ...concern, updatedOn: updates.map(({ updatedOn }) => updatedOn) }, today);
  return monthsFrom(monthOf(concern.raisedOn), monthOf(concern.resolvedOn ?? today)).map((month) => {
    const ofMonth = updates.filter(({ updatedOn }) => monthOf(updatedOn) === month);
    if (ofMonth.length > 0) return { month, updates: ofMonth, without: null };
    if (missed.includes(month)) return { month, updates: [], without: 'missed' };
    if (!wasActive(concern, lastDayOf(month))) return { month, updates: [], without: 'resolved' };
    return { month, updates: [], without: month === monthOf(today) ? 'awaited' : 'raised' };
  });
}

/** When one of the two confirmations was first given since a day, and whether the latest update still gives it; null when it never was. */
export function firstConfirmed<Update extends { updatedOn: Day }>(updates: readonly Update[], isGiven: (update: Update) => boolean, since: Day): { on: Day; still: boolean } | null {
  const ofTime = updates.filter(({ updatedOn }) => updatedOn >= since).toSorted((one, other) => one.updatedOn.localeCompare(other.updatedOn));
  const first = ofTime.find(isGiven);
  return first ? { on: first.updatedOn, still: isGiven(ofTime.at(-1)!) } : null;
}

/** The day of a month from which Heads of Service are reminded of cases without an update: the fifth working day from its end. */
export function remindedFrom(month: Month, isHoliday: IsHoliday): Day {
  return addWorkingDays(`${addMonths(month, 1)}-01`, -5, isHoliday);
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

/** Whether updates are still recorded: a case is not changed once it is resolved, unless it is reopened. */
export function takesUpdates({ resolvedOn }: Pick<ConcernDates, 'resolvedOn'>): boolean {
  return resolvedOn === null;
}

/** What stands against reopening the case; empty when nothing does. */
export function reopenProblems(concern: Pick<ConcernDates, 'resolvedOn'>): Problem[] {
  return takesUpdates(concern) ? [{ field: 'form', message: 'This case of concern is active: there is nothing to reopen.' }] : [];
}

/** What stands against recording this update today; empty when nothing does. `reopenedOn`: the last time. */
export function updateProblems(concern: ConcernDates & { reopenedOn: Day | null }, update: ConcernUpdateWritten, today: Day): Problem[] {
  if (!takesUpdates(concern)) return [{ field: 'form', message: 'This case of concern is resolved and is not changed any more.' }];
  const problems: Problem[] = [];
  if (update.updatedOn > today) {
    problems.push({ field: 'updatedOn', message: 'The date of the update must be today or in the past.' });
  } else if (update.updatedOn < concern.raisedOn) {
    problems.push({ field: 'updatedOn', message: `The date of the update must be ${dayInWords(concern.raisedOn)} or later: the case was raised on that day.` });
  } else if (concern.reopenedOn !== null && update.updatedOn < concern.reopenedOn) {
    problems.push({ field: 'updatedOn', message: `The date of the update must be ${dayInWords(concern.reopenedOn)} or later: the case was reopened on that day.` });
  } else if (update.resolve && concern.lastUpdatedOn !== null && update.updatedOn < concern.lastUpdatedOn) {
    problems.push({ field: 'updatedOn', message: `To resolve the case the date must be ${dayInWords(concern.lastUpdatedOn)} or later: it was last updated on that day.` });
  }
  if (update.resolve && !mayResolve(update)) {
    problems.push({ field: 'resolve', message: 'The case can be resolved only when the child is safe and a suitable plan is progressing with grip: both answers must be yes.' });
  }
  return problems;
}

/** Months after its case was resolved from which a child is due a re-audit. */
export const monthsUntilReaudit = 3;

/** The day from which the child of a case resolved on this day is due a re-audit. */
export function reauditDueFrom(resolvedOn: Day): Day {
  return addMonthsToDay(resolvedOn, monthsUntilReaudit);
}
