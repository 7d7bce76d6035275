export const exemptionKinds = ['standing', 'single_month', 'moderation'] as const;
export type ExemptionKind = (typeof exemptionKinds)[number];
