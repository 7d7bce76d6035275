import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { label } from '../../shared/practice.js';
import type { NotExpected, NotModerating } from './availability.js';

type Reason = NotExpected | NotModerating;

/** Why nothing is expected of somebody in a month, briefly, as it is said on `today`. */
export function reasonInWords(reason: Reason, today: Day): string {
  switch (reason.why) {
    case 'not_an_auditor':
      return 'Does not audit';
    case 'not_a_moderator':
      return 'Does not moderate';
    case 'no_capacity':
      return 'No capacity';
    case 'elective':
      return 'Audits electively';
    case 'not_started':
      return `${reason.on > today ? 'Starts' : 'Started'} ${dayInWords(reason.on)}`;
    case 'left':
      return `${reason.on < today ? 'Left' : 'Leaves'} ${dayInWords(reason.on)}`;
    case 'blackout':
      return `No audits this month: ${reason.reason}`;
    case 'other_months':
      return `${label('auditsIn' in reason ? reason.auditsIn : reason.moderatesIn)} months only`;
    case 'standing':
    case 'exempt':
      return `${label(reason.reason)} ${untilInWords(reason.toMonth)}`;
  }
}

/** Until when an exemption holds. */
export function untilInWords(toMonth: Month | null): string {
  return toMonth === null ? 'until further notice' : `until ${monthInWords(toMonth)}`;
}
