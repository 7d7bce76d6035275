/** What a Head of Service found out about an audit that was not submitted. */
export const nilReturnAnswers = ['absence', 'workload', 'worker_or_family', 'expectation_restated', 'other'] as const;
export type NilReturnAnswer = (typeof nilReturnAnswers)[number];
