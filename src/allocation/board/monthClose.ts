import type { Day } from '../../shared/day.js';
import { monthOf, type Month } from '../../shared/month.js';

/** How history names a month: 202207 for July 2022. */
export function monthNumber(month: Month): number {
  return Number(month.replace('-', ''));
}

/** A month is closed once it is over. */
export function mayBeClosed(month: Month, today: Day): boolean {
  return month < monthOf(today);
}
