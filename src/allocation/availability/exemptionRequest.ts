import { statusesFor, statusInWords, type AuditStatus } from '../../audits/auditLifecycle.js';
import { monthInWords, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { addMonths, monthOf, nextMonths, type Month } from '../../shared/month.js';
import { whyNotExpected, type Availability, type Blackout } from './availability.js';
import type { SingleMonthReason } from './exemption.js';
import { reasonInWords } from './reasonsInWords.js';

/** An audit of the month somebody asks to be let off. */
export interface AuditOfMonth {
  ref: string;
  month: Month;
  status: AuditStatus;
}

/** All that decides what somebody may ask for. */
export interface Situation {
  /** Undefined for somebody who has no part in auditing. */
  person: Availability | undefined;
  blackouts: readonly Blackout[];
  /** Their audits. */
  audits: readonly AuditOfMonth[];
  /** The months they have asked for and that nobody has decided yet. */
  undecided: readonly Month[];
  /** The months they have been let off. */
  granted: readonly Month[];
}

/** An audit in one of these can still be exempted. */
const open: readonly AuditStatus[] = statusesFor('exempt', 'director');

/** The months that may be asked for: this one and the next six, and the last one while its audit is open. */
export function monthsToAsk({ audits }: Situation, today: Day): Month[] {
  const [last, ...others] = nextMonths(addMonths(monthOf(today), -1), 8);
  return audits.some(({ month, status }) => month === last && open.includes(status)) ? [last!, ...others] : others;
}

/** Why this month cannot be asked for, as a sentence; null when it can. */
export function whyNotToAsk(situation: Situation, month: Month, today: Day): string | null {
  const { person, blackouts, undecided, granted } = situation;
  const inWords = monthInWords(month);
  if (!monthsToAsk(situation, today).includes(month)) return 'Choose this month or one of the next six, or last month while its audit is open.';
  if (granted.includes(month)) return `You are exempt for ${inWords} already.`;
  if (undecided.includes(month)) return `You have asked for ${inWords} already. A director will decide.`;
  const reason = person ? whyNotExpected(person, month, blackouts) : { why: 'not_an_auditor' as const };
  if (reason) return `No audit is expected of you in ${inWords}, so there is nothing to be exempt from (${reasonInWords(reason, today)}).`;
  const done = situation.audits.find((audit) => audit.month === month && !open.includes(audit.status) && audit.status !== 'exempted');
  return done ? `Your audit ${done.ref} of ${inWords} is past that: ${statusInWords[done.status].toLowerCase()}.` : null;
}

/** What is wrong with asking so. */
export function problemsWithAsking(situation: Situation, asked: { month: Month; reason: SingleMonthReason; detail: string | null }, today: Day): Problem[] {
  const why = whyNotToAsk(situation, asked.month, today);
  return [
    ...(why === null ? [] : [{ field: 'month', message: why }]),
    ...(asked.reason === 'other' && asked.detail === null ? [{ field: 'detail', message: 'Say what the reason is.' }] : []),
  ];
}

/** What is wrong with deciding so: a refusal says why, and an audit that has been submitted is not exempted any more. `audits` are those of the month. */
export function problemsWithDecision(decision: 'granted' | 'refused', note: string | null, audits: readonly AuditOfMonth[]): Problem[] {
  if (decision === 'refused') return note === null ? [{ field: 'note', message: 'Say why you refuse it.' }] : [];
  const closed = audits.find(({ status }) => status === 'not_submitted');
  if (closed) return [{ field: 'decision', message: `Audit ${closed.ref} has been closed as not submitted. Give it more time first and then grant the exemption, or refuse it.` }];
  const submitted = audits.find(({ status }) => !open.includes(status) && status !== 'exempted');
  return submitted ? [{ field: 'decision', message: `Audit ${submitted.ref} has been submitted already, so it cannot be exempted any more. Refuse the exemption instead.` }] : [];
}

/** The audits that a grant exempts. */
export function auditsToExempt(audits: readonly AuditOfMonth[]): AuditOfMonth[] {
  return audits.filter(({ status }) => open.includes(status));
}
