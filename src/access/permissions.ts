import type { Person } from './person.js';
import { hasRole } from './person.js';
import type { Role } from './roles.js';

/** Who may use a kind of page at all; `policies.ts` decides about the record on it. */
export const permissions = {
  'audit:read': ['auditor', 'moderator', 'qa', 'team_manager', 'head_of_service', 'director'],
  'audit:allocate': ['qa'],
  /** Proposed allocations, how they were drawn, and the draw again: what an inspector is shown. */
  'proposal:read': ['qa', 'director'],
  /** The month's board, availability and capacity. */
  'cycle:read': ['qa', 'director', 'head_of_service'],
  /** Standing exemptions, blackout months, pairings, and the close of the month. */
  'cycle:manage': ['qa'],
  'caseload:upload': ['qa'],
  'audit:extend': ['qa', 'director'],
  'exemption:ask': ['auditor'],
  'exemption:read': ['auditor', 'qa', 'director', 'head_of_service'],
  'exemption:decide': ['director'],
  'nil_return:read': ['qa', 'director', 'head_of_service'],
  'nil_return:answer': ['head_of_service'],
  'outbox:read': ['admin'],
  'audit:write': ['auditor'],
  'audit:moderate': ['moderator'],
  /** The record of the discussion, which auditor and moderator each write. */
  'audit:discuss': ['auditor', 'moderator'],
  'audit:accept': ['qa'],
  'action:read': ['auditor', 'moderator', 'qa', 'team_manager', 'head_of_service', 'director', 'reviewing_officer'],
  'action:update': ['qa', 'team_manager', 'head_of_service', 'auditor', 'reviewing_officer'],
  /** Whether what was recorded as done is done. */
  'action:verify': ['qa', 'head_of_service'],
  /** Where a child's open actions are. */
  'action:move': ['qa', 'head_of_service', 'director'],
  'surgery:read': ['qa', 'team_manager', 'head_of_service', 'director'],
  'surgery:manage': ['qa'],
  /** The days after which silence is taken further. */
  'escalation:change': ['qa', 'admin'],
  'concern:read': ['qa', 'director', 'head_of_service', 'team_manager', 'auditor'],
  'concern:update': ['head_of_service'],
  'concern:reopen': ['head_of_service', 'qa', 'director'],
  'concern:acknowledge': ['head_of_service', 'director', 'qa'],
  'figures:read': ['auditor', 'moderator', 'qa', 'team_manager', 'head_of_service', 'director', 'reviewing_officer'],
  'targets:change': ['qa', 'admin'],
  'people:read': ['admin', 'qa'],
  'people:manage': ['admin'],
  'import:run': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Whether one of the person's roles carries the permission. */
export function may(person: Person | undefined, permission: Permission): boolean {
  return person !== undefined && hasRole(person, ...permissions[permission]);
}
