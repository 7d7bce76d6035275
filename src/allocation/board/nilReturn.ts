import type { AuditStatus } from '../../audits/auditLifecycle.js';
import type { Day } from '../../shared/day.js';
import { days, daysLeft, type Due } from './dueDay.js';

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

/** An audit that was not submitted; one that is extended is taken up again, and is none any more. */
export function isNilReturn({ status }: { status: AuditStatus }): boolean {
  return status === 'not_submitted';
}

/** How long ago a nil return was due: `14 days ago`. */
export function ageInWords(audit: Due, today: Day): string {
  return `${days(Math.max(0, -daysLeft(audit, today)))} ago`;
}

/** Which nil returns a list shows. */
export const nilReturnStates = ['unanswered', 'answered', 'all'] as const;
export type NilReturnState = (typeof nilReturnStates)[number];
