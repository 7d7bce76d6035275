import { monthInWords, type Day } from '../shared/day.js';
import { addMonths, firstMonthOf, quarterOf, type Month, type Quarter } from '../shared/month.js';

/** What a measure of month M looks at: M itself, M's quarter up to M, or the month before M. */
export type Over = 'month' | 'quarter_to_date' | 'previous_month';

/** Months from one to another, both included. */
export interface Months {
  fromMonth: Month;
  toMonth: Month;
}

export function monthsOver(over: Over, month: Month): Months {
  if (over === 'quarter_to_date') return { fromMonth: firstMonthOf(quarterOf(month)), toMonth: month };
  const only = over === 'previous_month' ? addMonths(month, -1) : month;
  return { fromMonth: only, toMonth: only };
}

/** The calendar months up to `month`: `lastMonths(3, '2022-07')` is May to July. */
export function lastMonths(howMany: number, month: Month): Months {
  return { fromMonth: addMonths(month, 1 - howMany), toMonth: month };
}

/** The quarters up to the one of `month`, oldest first. */
export function lastQuarters(howMany: number, month: Month): Quarter[] {
  const current = firstMonthOf(quarterOf(month));
  return Array.from({ length: howMany }, (_, back) => quarterOf(addMonths(current, (back + 1 - howMany) * 3)));
}

/** Without a chosen date figures are as at the 15th of the following month, or today if that is earlier. */
export function defaultAsAt(month: Month, today: Day): Day {
  const fifteenth = `${addMonths(month, 1)}-15`;
  return today < fifteenth ? today : fifteenth;
}

/**
 * Earlier months for which a measure may be compared, newest first: quarters are named by their last month.
 * `withAudits`: months with counted audits, newest first; months and quarters without audits are skipped.
 */
export function earlierPeriods(over: Over, month: Month, withAudits: readonly Month[]): Month[] {
  if (over === 'month') return withAudits.filter((earlier) => earlier < month);
  if (over === 'previous_month') return withAudits.map((earlier) => addMonths(earlier, 1)).filter((earlier) => earlier < month);
  const quarters = new Set(withAudits.map(quarterOf).filter((quarter) => quarter < quarterOf(month)));
  return [...quarters].map((quarter) => addMonths(firstMonthOf(quarter), 2));
}

/** The period as readers know it: `June 2022`, `April to June 2022`. */
export function periodInWords(over: Over, month: Month): string {
  if (over !== 'quarter_to_date') return monthInWords(month);
  const { fromMonth, toMonth } = monthsOver(over, month);
  return monthsInWords(fromMonth, toMonth);
}

/** `April to June 2022`; a single month by itself. */
export function monthsInWords(fromMonth: Month, toMonth: Month): string {
  if (fromMonth === toMonth) return monthInWords(toMonth);
  const from = monthInWords(fromMonth);
  return `${fromMonth.slice(0, 4) === toMonth.slice(0, 4) ? from.replace(/ \d+$/, '') : from} to ${monthInWords(toMonth)}`;
}
