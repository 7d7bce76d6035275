import { statusInWords } from '../../audits/auditLifecycle.js';
import { historyShown, type HistoryShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { label } from '../../shared/practice.js';
import { singleMonthReasons, type ExemptionDecision } from './exemption.js';
import { longestDetail } from './exemptionRequest.form.js';
import { monthsToAsk, whyNotToAsk, type AuditOfMonth, type Situation } from './exemptionRequest.js';
import type { RequestSeen } from './exemptionRequests.reads.js';

const states: Record<ExemptionDecision, { text: string; colour: string }> = {
  granted: { text: 'Granted', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
};
const stateOf = ({ decision }: RequestSeen): { text: string; colour: string } => (decision === null ? { text: 'Not decided yet', colour: 'blue' } : states[decision]);

export function requestList(requests: readonly RequestSeen[]) {
  return {
    columns: ['Auditor', 'Month', 'Team', 'Reason', 'Asked', 'Decision'].map((words) => ({ label: words })),
    rows: requests.map((one) => [
      { text: one.name, href: `/exemptions/${one.id}`, hidden: `, ${monthInWords(one.month)}` },
      monthInWords(one.month),
      one.teamName ?? 'No team',
      label(one.reason),
      dayInWords(one.askedOn),
      { tag: stateOf(one) },
    ]),
  };
}

type Typed = Record<string, unknown>;

/** The form to ask with; a month that cannot be asked for is left out of the list, and why stands beside it. */
export function requestForm(typed: Typed, situation: Situation, today: Day) {
  const months = monthsToAsk(situation, today);
  const whyNot = (month: Month): string | null => whyNotToAsk(situation, month, today);
  const others = months.flatMap((month) => whyNot(month) ?? []);
  return {
    others,
    fields: [
      { component: 'select', name: 'month', label: 'Month', labelSize: 's', value: typed['month'], items: [{ value: '', label: 'Choose a month' }, ...months.filter((month) => whyNot(month) === null || month === typed['month']).map((month) => ({ value: month, label: monthInWords(month) }))] },
      { component: 'radios', name: 'reason', legend: 'Why', value: typed['reason'], items: singleMonthReasons.map((reason) => ({ value: reason, label: label(reason) })) },
      { component: 'textarea', name: 'detail', label: 'Details (optional)', labelSize: 's', hint: 'Needed if the reason is “Other”. The director, your Head of Service and the QA team read it.', lines: 4, maxlength: longestDetail, value: typed['detail'] },
    ],
  };
}

/** A request with what became of it; `mayOpen` says which of its audits the reader may open. */
export function requestPage(request: RequestSeen, audits: readonly AuditOfMonth[], mayOpen: (audit: AuditOfMonth) => boolean) {
  const { id, name, teamName, month, reason, detail, askedOn, decision, decidedBy, decidedOn, decisionNote } = request;
  return {
    id,
    heading: `${name}: exemption for ${monthInWords(month)}`,
    facts: [
      { key: 'Auditor', value: { text: name, note: teamName ?? 'No team' } },
      { key: 'Reason', value: label(reason) },
      ...(detail === null ? [] : [{ key: 'Details', value: detail, multiline: true }]),
      { key: 'Asked', value: dayInWords(askedOn) },
      { key: `Audit of ${monthInWords(month)}`, value: audits.length === 0 ? 'None is allocated' : { list: audits.map((audit) => ({ text: audit.ref, href: mayOpen(audit) ? `/audits/${audit.ref}` : undefined, note: statusInWords[audit.status] })) } },
      { key: 'Decision', value: { tag: stateOf(request), note: decision === null ? undefined : `by ${decidedBy ?? 'somebody'} on ${dayInWords(decidedOn)}` } },
      ...(decisionNote === null ? [] : [{ key: decision === 'refused' ? 'Reason for refusing' : 'Note', value: decisionNote, multiline: true }]),
    ],
  };
}

/** The form to decide with. */
export function decisionFields(typed: Typed): object[] {
  return [
    { component: 'radios', name: 'decision', legend: 'Your decision', value: typed['decision'], items: [{ value: 'granted', label: 'Grant', hint: 'Their audit of the month, if it is allocated, is exempted.' }, { value: 'refused', label: 'Refuse', hint: 'They are asked to audit as planned.' }] },
    { component: 'textarea', name: 'note', label: 'Reason', labelSize: 's', hint: 'Needed if you refuse. The auditor reads it.', lines: 3, maxlength: longestDetail, value: typed['note'] },
  ];
}

/** What somebody else decided first, beside what was wanted. */
export function decisionConflict(stored: RequestSeen, typed: Typed) {
  const inWords = (decision: string, note: string | null): string => [label(decision), note].filter(Boolean).join(': ');
  const text = (name: string): string => (typeof typed[name] === 'string' ? typed[name] : '');
  return [{ label: 'Decision', stored: inWords(stored.decision ?? '', stored.decisionNote), typed: inWords(text('decision'), text('note')) }];
}

export function requestHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { asked: 'Asked for', decisionNote: 'Reason given' }, codes: ['reason'] });
}
