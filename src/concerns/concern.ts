export const concernCauses = ['inadequate', 'immediate_safety'] as const;
export type ConcernCause = (typeof concernCauses)[number];
