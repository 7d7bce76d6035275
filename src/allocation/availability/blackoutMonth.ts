import { monthInWords, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { monthOf, type Month } from '../../shared/month.js';
import { monthsToPlan } from './availability.js';

/** What forbids that `month` is without audits; `active` are the months that are so already. */
export function problemsWithBlackout(month: Month, active: readonly Month[], today: Day): Problem[] {
  const months = monthsToPlan(today);
  if (!months.includes(month)) return [{ field: 'month', message: `Choose a month from ${monthInWords(months[0]!)} to ${monthInWords(months.at(-1)!)}. Months that have ended keep their figures.` }];
  return active.includes(month) ? [{ field: 'month', message: `${monthInWords(month)} is without audits already. Choose another month.` }] : [];
}

/** Whether it may be lifted: not once its month has ended, whose figures rest on it. */
export function mayBeLifted({ month, liftedOn }: { month: Month; liftedOn: Day | null }, today: Day): boolean {
  return liftedOn === null && month >= monthOf(today);
}
