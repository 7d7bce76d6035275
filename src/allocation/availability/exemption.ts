export const exemptionKinds = ['standing', 'single_month', 'moderation'] as const;
export type ExemptionKind = (typeof exemptionKinds)[number];

/** Why an auditor asks to be let off one month. */
export const singleMonthReasons = ['leave', 'sickness', 'vacancy_cover', 'workload', 'other'] as const;
export type SingleMonthReason = (typeof singleMonthReasons)[number];

export const exemptionDecisions = ['granted', 'refused', 'withdrawn'] as const;
export type ExemptionDecision = (typeof exemptionDecisions)[number];
