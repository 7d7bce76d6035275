import { addDays, daysBetween, type Day } from '../../shared/day.js';
import { addMonths, type Month } from '../../shared/month.js';

/** What of an audit decides when it is due. */
export interface Due {
  month: Month;
  extendedTo: Day | null;
}

/** An audit is due at the end of its audit month. */
export function endOfMonth(month: Month): Day {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** The day by which an audit must be submitted: the end of its audit month, or the day it was extended to. */
export function dueDay({ month, extendedTo }: Due): Day {
  return extendedTo ?? endOfMonth(month);
}

/** The same for the rows of `audits`, to compare with days and to order by: no day of a month comes after its 31st. */
export const dueDaySql = "coalesce(audits.extended_to, audits.month || '-31')";

/** Days left to submit it; negative when it is late. */
export function daysLeft(audit: Due, today: Day): number {
  return daysBetween(today, dueDay(audit));
}

/** `12 days left`, `due today`, `3 days late`. */
export function daysLeftInWords(audit: Due, today: Day): string {
  const left = daysLeft(audit, today);
  return left === 0 ? 'due today' : `${days(Math.abs(left))} ${left > 0 ? 'left' : 'late'}`;
}

/** `1 day`, `2 days`. */
export function days(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
