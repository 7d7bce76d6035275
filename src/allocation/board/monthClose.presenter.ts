import { statusInWords } from '../../audits/auditLifecycle.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import { addMonths, type Month } from '../../shared/month.js';
import { boardHref } from './board.presenter.js';
import type { BoardCounts } from './board.reads.js';
import { days, daysLeft, dueDay } from './dueDay.js';
import { mayBeClosed } from './monthClose.js';
import type { AuditToClose } from './monthClose.reads.js';
import { placeInWords, type Place } from './place.js';

/** What the close of the month does, and what it leaves as it is. */
export function closePage(month: Month, toClose: readonly AuditToClose[], shown: readonly AuditToClose[], counts: BoardCounts, today: Day) {
  const over = mayBeClosed(month, today);
  const stays: readonly Place[] = ['returned', 'submitted', 'with_moderator', 'awaiting_acceptance', 'not_accepted'];
  const closes = toClose.length === 1 ? '1 audit becomes a nil return' : `${toClose.length} audits become nil returns`;
  return {
    month,
    heading: `Close ${monthInWords(month)}`,
    tooEarly: over ? null : `${monthInWords(month)} is not over yet. It can be closed from ${dayInWords(`${addMonths(month, 1)}-01`)}.`,
    nothing: over && toClose.length === 0 ? `Nothing of ${monthInWords(month)} is left to close.` : null,
    closes: over && toClose.length > 0 ? `${closes}.` : null,
    stays: [
      { key: over ? 'Not submitted, but extended to a day to come' : 'Not submitted, and not due yet', value: { text: counts.kinds.not_yet_due, href: boardHref(month, { kind: 'not_yet_due' }), hidden: over ? 'not submitted, but extended' : 'not submitted, and not due yet' } },
      ...stays.map((place) => ({ key: placeInWords[place], value: { text: counts.places[place], href: boardHref(month, { place }), hidden: `audits: ${placeInWords[place].toLowerCase()}` } })),
    ],
    columns: ['Audit', 'Auditor', 'Team', 'Who follows it up', 'Due', 'So far'].map((label) => ({ label })),
    rows: shown.map((audit) => [
      { text: audit.ref, href: `/audits/${audit.ref}`, note: `Child ${audit.caseRef}` },
      audit.auditorName,
      audit.teamName,
      audit.headName ?? 'Nobody: the service has no Head of Service',
      { text: dayInWords(dueDay(audit)), note: `${days(-daysLeft(audit, today))} late` },
      { status: audit.status, statusText: statusInWords[audit.status] },
    ]),
  };
}
