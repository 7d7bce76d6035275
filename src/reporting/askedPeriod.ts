import { isDay, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import { isMonth, monthOf, type Month } from '../shared/month.js';
import { defaultAsAt } from './periods.js';

/** The month and as-at day of a page of figures. */
export interface Period {
  month: Month;
  asAt: Day;
}

export type AskedPeriod = { ok: true; period: Period } | { ok: false; errors: Problem[] };

/**
 * The period asked for by `?month=` and `?as_at=`, as typed. Without a month the latest with counted audits (`withAudits` has the newest
 * first), or else this month; without a day the 15th of the following month, or today if that is earlier.
 */
export function askedPeriod(typedMonth: string, typedAsAt: string, withAudits: readonly Month[], today: Day): AskedPeriod {
  const month = typedMonth || withAudits[0] || monthOf(today);
  const errors: Problem[] = [];
  if (!isMonth(month)) errors.push({ field: 'month', message: `“${month}” is not a month. Choose one from the list.` });
  const asAt = typedAsAt || (isMonth(month) ? defaultAsAt(month, today) : today);
  if (!isDay(asAt)) errors.push({ field: 'as_at', message: `“${asAt}” is not a date. Enter one as year, month and day, such as 2022-08-15.` });
  return errors.length > 0 ? { ok: false, errors } : { ok: true, period: { month, asAt } };
}

/** The period as a query string that leads to the same figures. */
export function periodQuery({ month, asAt }: Period): string {
  return new URLSearchParams({ month, as_at: asAt }).toString();
}
