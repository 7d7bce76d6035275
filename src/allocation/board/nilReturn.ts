import { daysBetween, type Day } from '../../shared/day.js';
import { days, dueDay, type Due } from './dueDay.js';

/** What a Head of Service found out about an audit that was not submitted. */
export const nilReturnAnswers = ['absence', 'workload', 'worker_or_family', 'expectation_restated', 'other'] as const;
export type NilReturnAnswer = (typeof nilReturnAnswers)[number];

export const answerInWords: Record<NilReturnAnswer, string> = {
  absence: 'The auditor was away',
  workload: 'Other work came first',
  worker_or_family: 'The worker or the family could not be reached',
  expectation_restated: 'No good reason: what is expected has been made clear',
  other: 'Something else',
};

/** How long ago a nil return was due: `since today`, `for 14 days`. */
export function ageInWords(audit: Due, today: Day): string {
  const age = daysBetween(dueDay(audit), today);
  return age <= 0 ? 'today' : `${days(age)} ago`;
}
