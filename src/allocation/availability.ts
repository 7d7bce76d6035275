import type { AlternateMonths, AuditFrequency } from '../people/staff.js';
import type { Day } from '../shared/day.js';
import { monthOf, type Month } from '../shared/month.js';
import type { ExemptionKind } from './exemption.js';

/** What of a member of staff decides whether an audit or a moderation is expected of them. */
export interface Availability {
  auditFrequency: AuditFrequency;
  alternateMonths: AlternateMonths | null;
  /** Audits a month they can moderate; null for those who do not moderate. */
  moderationCapacity: number | null;
  startsOn: Day | null;
  endsOn: Day | null;
  exemptions: readonly ExemptionPeriod[];
}

/** An exemption from `fromMonth` to `toMonth`, both included; null: until further notice. */
export interface ExemptionPeriod {
  kind: ExemptionKind;
  fromMonth: Month;
  toMonth: Month | null;
}

/**
 * Whether an audit is expected of this person in `month` (domain.md, "Availability"): in post, due by their frequency, and
 * without a standing exemption. An elective audit is never expected; a single month's exemption comes after allocation
 * and changes nothing here; one from moderating is about moderating only.
 */
export function isExpectedToAudit(person: Availability, month: Month): boolean {
  return inPost(person, month) && isDue(person, month) && !isExempt(person, 'standing', month);
}

/** How many audits this person can moderate in `month`: none when not in post, or exempt from moderating. */
export function moderationCapacityIn(person: Availability, month: Month): number {
  return inPost(person, month) && !isExempt(person, 'moderation', month) ? (person.moderationCapacity ?? 0) : 0;
}

/** In post on some day of the month. */
export function inPost(person: Pick<Availability, 'startsOn' | 'endsOn'>, month: Month): boolean {
  return (person.startsOn === null || monthOf(person.startsOn) <= month) && (person.endsOn === null || monthOf(person.endsOn) >= month);
}

function isDue(person: Availability, month: Month): boolean {
  if (person.auditFrequency === 'monthly') return true;
  // July is the seventh month: odd.
  return person.auditFrequency === 'alternate' && person.alternateMonths === (Number(month.slice(5)) % 2 === 1 ? 'odd' : 'even');
}

function isExempt(person: Availability, kind: ExemptionKind, month: Month): boolean {
  return person.exemptions.some((exemption) => exemption.kind === kind && exemption.fromMonth <= month && (exemption.toMonth === null || exemption.toMonth >= month));
}
