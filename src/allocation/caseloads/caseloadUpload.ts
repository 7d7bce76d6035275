import { monthInWords, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { addMonths, monthOf, monthsFrom, type Month } from '../../shared/month.js';

/** `waiting` until somebody takes it over or discards it; `refused` when something is wrong with the file. */
export type UploadStatus = 'waiting' | 'taken_over' | 'discarded' | 'refused';

const monthsAhead = 1;
const monthsBack = 24;

/** The months a caseload may be uploaded for, the latest first. */
export function monthsToUpload(today: Day): Month[] {
  const present = monthOf(today);
  return monthsFrom(addMonths(present, -monthsBack), addMonths(present, monthsAhead)).toReversed();
}

export type MonthStated = { ok: true; month: Month } | { ok: false; problem: Problem };

/** The month a file is of: the one chosen, the one its name says, or both where they agree. */
export function monthStated(chosen: Month | undefined, named: Month | undefined, today: Day): MonthStated {
  const wrong = (message: string): MonthStated => ({ ok: false, problem: { field: 'month', message } });
  const month = chosen ?? named;
  if (month === undefined) return wrong('Choose the month of the caseload. The file’s name does not say it.');
  if (named !== undefined && named !== month) {
    return wrong(`You chose ${monthInWords(month)}, and the file’s name says ${monthInWords(named)}. Choose the month the file is of, or the right file.`);
  }
  const months = monthsToUpload(today);
  if (!months.includes(month)) return wrong(`The caseload must be of a month from ${monthInWords(months.at(-1)!)} to ${monthInWords(months[0]!)}, not ${monthInWords(month)}.`);
  return { ok: true, month };
}

/** Who ended an upload and when. */
export interface Outcome {
  /** A moment. */
  at: string;
  by: string;
}

/** How many children came into the caseload of the month, left it or were changed in it when the upload was taken over. */
export interface TakenOver extends Outcome {
  children: number;
  added: number;
  removed: number;
  changed: number;
}

/**
 * How many children the caseload of a month had on `asAt`, of which `stored` are in it now: what has replaced it since changes no
 * figure of that day. The first caseload there was counts for the days before it as well.
 */
export function childrenOn(asAt: Day, stored: number, takenOver: readonly TakenOver[]): number {
  const [next] = takenOver.filter(({ at }) => at.slice(0, 10) > asAt).toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return next === undefined ? stored : next.children - next.added + next.removed || next.children;
}

/** How an upload ended that was taken over or discarded; null for one that waits. */
export function endOf({ outcome }: { outcome: string | null }): Outcome | null {
  return outcome === null ? null : (JSON.parse(outcome) as Outcome);
}
