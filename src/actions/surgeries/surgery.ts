export const surgeryStatuses = ['scheduled', 'held', 'cancelled'] as const;
export type SurgeryStatus = (typeof surgeryStatuses)[number];
