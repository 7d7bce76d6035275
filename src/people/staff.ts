export const auditFrequencies = ['monthly', 'alternate', 'elective', 'none'] as const;
export type AuditFrequency = (typeof auditFrequencies)[number];

export const alternateMonths = ['odd', 'even'] as const;
export type AlternateMonths = (typeof alternateMonths)[number];
