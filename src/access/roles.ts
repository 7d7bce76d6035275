export const roles = [
  'auditor', 'moderator', 'qa', 'admin', 'team_manager', 'head_of_service', 'director', 'reviewing_officer', 'ambassador', 'external_reviewer',
] as const;
export type Role = (typeof roles)[number];
