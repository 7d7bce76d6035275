import type { AuditAction } from './auditLifecycle.js';

/** What only its auditor does to an audit, as its history says it: whoever did never moderates it (domain.md, step 4). */
export const writing = ['started', 'reopened', 'saved', 'submitted', 'action_added', 'action_removed', 'safety_raised'] as const;

/** What only its moderator does. */
export const moderating = ['rated', 'returned', 'finalised'] as const;

/** What bars somebody from deciding on an audit, whoever it is allocated to since. */
export const writingAndModerating = [...writing, ...moderating, 'discussed'] as const;

/** What may be done now, without what needs somebody who never worked on the audit where the person did. */
export function openTo(open: readonly AuditAction[], workedOnIt: boolean): AuditAction[] {
  return open.filter((action) => !workedOnIt || !['accept', 'not_accept', 'flag'].includes(action));
}
