import { daysLeft, dueDay, type Due } from '../allocation/board/dueDay.js';
import type { AuditStatus } from '../audits/auditLifecycle.js';
import type { Day } from '../shared/day.js';
import type { MessageFacts, MessageToTell } from './message.js';

/** An audit that its auditor has still to submit. */
export interface AuditToSubmit extends Due {
  ref: string;
  caseRef: string;
  auditorId: number;
}

export const stillToSubmit: readonly AuditStatus[] = ['allocated', 'in_progress', 'returned'];

/** Whether a reminder made earlier is still so, of the audits that `auditorId` has still to submit: others are submitted, put off or somebody else’s by now. */
export function stillHolds({ auditRef, dueOn }: MessageFacts, auditorId: number, audits: readonly AuditToSubmit[]): boolean {
  return audits.some((audit) => audit.ref === auditRef && audit.auditorId === auditorId && dueDay(audit) === dueOn);
}

/** Days before the due day from which an auditor is reminded. */
export const remindedFrom = 5;

/**
 * What auditors are reminded of on a day: once that an audit is due within five days, once when it is late, and every week after that
 * while it stays late. An extension is a new due day, with reminders of its own.
 */
export function remindersFor(audits: readonly AuditToSubmit[], today: Day): MessageToTell[] {
  return audits.flatMap((audit): MessageToTell[] => {
    const { ref, caseRef, month, auditorId: staffId } = audit;
    const left = daysLeft(audit, today);
    const dueOn = dueDay(audit);
    const facts = { auditRef: ref, caseRef, month, dueOn };
    if (left > remindedFrom) return [];
    if (left >= 0) return [{ kind: 'due_soon', staffId, facts, once: `due_soon ${ref} ${dueOn}` }];
    const weeksLate = Math.floor((-left - 1) / 7);
    return [{ kind: 'overdue', staffId, facts, once: `overdue ${ref} ${dueOn} week ${weeksLate}` }];
  });
}
