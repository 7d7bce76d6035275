import { Refused, refusal } from '../shared/errors.js';

export const auditStatuses = [
  'allocated', 'in_progress', 'submitted', 'returned', 'moderated', 'not_accepted', 'completed', 'not_submitted', 'exempted',
] as const;
export type AuditStatus = (typeof auditStatuses)[number];

/** The part a person has in one audit; `access/policies.ts` says who has which. */
export type Part = 'auditor' | 'moderator' | 'qa' | 'director';

export type AuditAction = 'write' | 'submit' | 'escalate' | 'discuss' | 'rate' | 'return_to_auditor' | 'finalise' | 'accept' | 'not_accept' | 'flag' | 'reallocate' | 'extend' | 'exempt' | 'close';

interface Step {
  action: AuditAction;
  by: Part;
  from: readonly AuditStatus[];
  /** Null: the status stays. */
  to: AuditStatus | null;
}

/** The only place that says what may happen next to an audit (domain.md, "The month, step by step" 3 to 5). */
export const auditLifecycle: readonly Step[] = [
  { action: 'write', by: 'auditor', from: ['allocated'], to: 'in_progress' },
  { action: 'write', by: 'auditor', from: ['in_progress', 'returned'], to: null },
  // Once the auditor takes it up again the moderator waits: half-changed answers are never made final.
  { action: 'write', by: 'auditor', from: ['not_accepted'], to: 'returned' },
  { action: 'submit', by: 'auditor', from: ['in_progress', 'returned', 'not_accepted'], to: 'submitted' },
  // An immediate safety worry is escalated the moment the auditor says so, also after submission.
  { action: 'escalate', by: 'auditor', from: ['allocated', 'in_progress', 'submitted', 'returned', 'moderated', 'not_accepted'], to: null },
  { action: 'discuss', by: 'auditor', from: ['submitted', 'not_accepted'], to: null },
  { action: 'discuss', by: 'moderator', from: ['submitted', 'not_accepted'], to: null },
  { action: 'rate', by: 'moderator', from: ['submitted', 'not_accepted'], to: null },
  { action: 'return_to_auditor', by: 'moderator', from: ['submitted'], to: 'returned' },
  { action: 'finalise', by: 'moderator', from: ['submitted', 'not_accepted'], to: 'moderated' },
  { action: 'accept', by: 'qa', from: ['moderated'], to: 'completed' },
  { action: 'not_accept', by: 'qa', from: ['moderated'], to: 'not_accepted' },
  // Accepting sets the lower-end flag as well; this is for setting or clearing it afterwards.
  { action: 'flag', by: 'qa', from: ['completed'], to: null },
  // Not while its ratings are final: nobody becomes the moderator of what somebody else moderated.
  { action: 'reallocate', by: 'qa', from: ['allocated', 'in_progress', 'submitted', 'returned', 'not_accepted'], to: null },
  { action: 'extend', by: 'qa', from: ['allocated', 'in_progress', 'returned'], to: null },
  { action: 'extend', by: 'director', from: ['allocated', 'in_progress', 'returned'], to: null },
  // A nil return that gets more time is taken up again.
  { action: 'extend', by: 'qa', from: ['not_submitted'], to: 'in_progress' },
  { action: 'extend', by: 'director', from: ['not_submitted'], to: 'in_progress' },
  // Single-month exemptions are a director's only, and only while nothing has been submitted.
  { action: 'exempt', by: 'director', from: ['allocated', 'in_progress'], to: 'exempted' },
  // The month ends: what was never submitted is a nil return.
  { action: 'close', by: 'qa', from: ['allocated', 'in_progress'], to: 'not_submitted' },
];

/** The step this action is now, for someone with these parts; undefined when it may not happen. */
export function stepFor(status: AuditStatus, action: AuditAction, parts: readonly Part[]): Step | undefined {
  return auditLifecycle.find((step) => step.action === action && step.from.includes(status) && parts.includes(step.by));
}

/** What someone with these parts may do now. */
export function actionsOpen(status: AuditStatus, parts: readonly Part[]): AuditAction[] {
  return [...new Set(auditLifecycle.filter((step) => step.from.includes(status) && parts.includes(step.by)).map((step) => step.action))];
}

/** The statuses in which `part` may do `action`: what lists of waiting work ask for. */
export function statusesFor(action: AuditAction, part: Part): AuditStatus[] {
  return auditLifecycle.filter((step) => step.action === action && step.by === part).flatMap((step) => step.from);
}

/**
 * The status after `action` by someone with these parts.
 * @throws Refused when their part in this audit never includes it, RuleBroken when the audit has moved on to where it may not happen
 */
export function statusAfter(status: AuditStatus, action: AuditAction, parts: readonly Part[]): AuditStatus {
  if (!auditLifecycle.some((step) => step.action === action && parts.includes(step.by))) throw new Refused('This part of the audit is somebody else’s to do.');
  const step = stepFor(status, action, parts);
  if (!step) throw refusal('form', `This cannot be done while the audit is ${statusInWords[status].toLowerCase()}.`);
  return step.to ?? status;
}

export const statusInWords: Record<AuditStatus, string> = {
  allocated: 'Not started',
  in_progress: 'In progress',
  submitted: 'With the moderator',
  returned: 'Returned to the auditor',
  moderated: 'Awaiting acceptance',
  not_accepted: 'Not accepted',
  completed: 'Completed',
  not_submitted: 'Not submitted',
  exempted: 'Exempted',
};
