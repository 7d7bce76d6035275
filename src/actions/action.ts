export const actionUpdateKinds = ['progress', 'transferred', 'completed', 'service_ended'] as const;
export type ActionUpdateKind = (typeof actionUpdateKinds)[number];
