import { addDays, dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { days, dueDay, endOfMonth, type Due } from './dueDay.js';

/** Who may put off the day an audit is due, and for how many days in all after the end of its month. */
export const longestExtension = { qa: 7, director: 60 } as const;
export type ExtendedBy = keyof typeof longestExtension;

/** The last day to which they may extend the audit. */
export function lastExtension({ month }: Due, by: ExtendedBy): Day {
  return addDays(endOfMonth(month), longestExtension[by]);
}

/** Whether anybody may still give it more time. */
export function canBeExtended(audit: Due, today: Day): boolean {
  return lastExtension(audit, 'director') >= today;
}

/** What forbids them to extend the audit to any day at all; null when nothing does. */
export function whyNotExtended(audit: Due, by: ExtendedBy, today: Day): string | null {
  const last = lastExtension(audit, by);
  if (by === 'qa' && audit.extendedTo !== null && audit.extendedTo >= last) return `It is extended to ${dayInWords(audit.extendedTo)} already. Only a director can give longer.`;
  if (last >= today) return null;
  const words = `The ${days(longestExtension[by])} that ${by === 'qa' ? 'the QA team' : 'a director'} can give after the end of ${monthInWords(audit.month)} ended on ${dayInWords(last)}.`;
  return by === 'qa' && canBeExtended(audit, today) ? `${words} Ask a director.` : words;
}

/**
 * What forbids extending the audit to the day `to`: in all at most seven days after the end of its month by the QA team, sixty by a
 * director; never to a day that has passed, and never for less time than it has.
 */
export function problemsWithExtension(audit: Due, to: Day, by: ExtendedBy, today: Day): Problem[] {
  const problem = (message: string): Problem[] => [{ field: 'extendedTo', message }];
  const last = lastExtension(audit, by);
  const forbidden = whyNotExtended(audit, by, today);
  if (forbidden !== null) return problem(forbidden);
  if (to > last) {
    return problem(`${by === 'qa' ? `A director can give longer. Ask one, or choose` : `${days(longestExtension.director)} after the end of the month is the longest. Choose`} a day up to ${dayInWords(last)}.`);
  }
  if (to < today) return problem('This day has passed. Choose today or a later day.');
  return to <= dueDay(audit) ? problem(`The audit is due on ${dayInWords(dueDay(audit))} anyway. Choose a later day.`) : [];
}
