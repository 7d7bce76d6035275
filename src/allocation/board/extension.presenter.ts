import { statusInWords, type AuditStatus } from '../../audits/auditLifecycle.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import { daysLeftInWords, dueDay, type Due } from './dueDay.js';
import { lastExtension, longestExtension, whyNotExtended, type ExtendedBy } from './extension.js';

interface Header {
  ref: string;
  caseRef: string;
  teamName: string;
  auditorName: string;
  moderatorName: string;
}

interface Typed {
  extendedTo: { day: string; month: string; year: string };
  reason: string;
}

/** The audit, and the form with what was typed in it; `by` is false when the audit has moved on to where nothing is extended. */
export function extensionPage(header: Header, audit: Due & { status: AuditStatus }, by: ExtendedBy | false, typed: Typed, today: Day) {
  return {
    ref: header.ref,
    facts: [
      { key: 'Audit month', value: monthInWords(audit.month) },
      { key: 'Child', value: { text: header.caseRef, note: header.teamName } },
      { key: 'Auditor', value: header.auditorName },
      { key: 'Moderator', value: header.moderatorName },
      { key: 'Where it stands', value: { status: audit.status, statusText: statusInWords[audit.status] } },
      { key: 'Due', value: { text: dayInWords(dueDay(audit)), note: [...(by ? [daysLeftInWords(audit, today)] : []), ...(audit.extendedTo === null ? [] : ['extended'])].join(', ') } },
    ],
    forbidden: by ? whyNotExtended(audit, by, today) : `This audit cannot be extended now: ${statusInWords[audit.status].toLowerCase()}.`,
    dayHint: by && `Up to ${dayInWords(lastExtension(audit, by))}: ${longestExtension[by]} days after the end of the month.${by === 'qa' ? ' A director can give longer.' : ''}`,
    takenUp: audit.status === 'not_submitted' ? 'This audit was not submitted. With an extension its auditor can go on with it, and the answer to the nil return stays in its history only.' : null,
    typed,
  };
}
