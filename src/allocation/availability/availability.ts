import type { AlternateMonths, AuditFrequency } from '../../people/staff.js';
import type { Day } from '../../shared/day.js';
import { monthOf, nextMonths, type Month } from '../../shared/month.js';
import type { ExemptionKind } from './exemption.js';

/** What of a member of staff decides whether an audit or a moderation is expected of them. */
export interface Availability {
  auditFrequency: AuditFrequency;
  alternateMonths: AlternateMonths | null;
  /** Audits a month they can moderate; null for those who do not moderate. */
  moderationCapacity: number | null;
  /** The months in which they moderate; null: every month. */
  moderatesIn: AlternateMonths | null;
  startsOn: Day | null;
  endsOn: Day | null;
  exemptions: readonly ExemptionPeriod[];
}

/** The months that may still be planned, by exempting somebody or asking nobody to audit: those that have ended keep their figures. */
export function monthsToPlan(today: Day): Month[] {
  return nextMonths(monthOf(today), 13);
}

/** An exemption from `fromMonth` to `toMonth`, both included; null: until further notice. */
export interface ExemptionPeriod {
  kind: ExemptionKind;
  reason: string;
  fromMonth: Month;
  toMonth: Month | null;
}

/** A month in which nobody is asked to audit. */
export interface Blackout {
  month: Month;
  reason: string;
}

export interface StaffAvailability extends Availability {
  staffId: number;
  name: string;
  teamId: number | null;
  /** Works for somebody else than the council. */
  external: boolean;
}

/** Everyone with a part in auditing or moderating, whether or not anything is expected of them, by name. */
export interface Workforce {
  staff: readonly StaffAvailability[];
  blackouts: readonly Blackout[];
}

/** Why no audit is expected of somebody in a month. */
export type NotExpected =
  | { why: 'not_an_auditor' }
  | { why: 'elective' }
  | { why: 'not_started'; on: Day }
  | { why: 'left'; on: Day }
  | { why: 'blackout'; reason: string }
  | { why: 'other_months'; auditsIn: AlternateMonths }
  | { why: 'standing'; reason: string; toMonth: Month | null };

/** Why somebody cannot moderate in a month. */
export type NotModerating =
  | { why: 'not_a_moderator' }
  | { why: 'not_started'; on: Day }
  | { why: 'left'; on: Day }
  | { why: 'other_months'; moderatesIn: AlternateMonths }
  | { why: 'exempt'; reason: string; toMonth: Month | null }
  | { why: 'no_capacity' };

/**
 * Why no audit is expected of this person in `month`; null when one is (domain.md, "Availability"): in post, due by their
 * frequency, without a standing exemption, and no blackout month. An elective audit is never expected; a single month's exemption
 * comes beside it and changes nothing here; one from moderating is about moderating only.
 */
export function whyNotExpected(person: Availability, month: Month, blackouts: readonly Blackout[]): NotExpected | null {
  if (person.auditFrequency === 'none') return { why: 'not_an_auditor' };
  if (person.auditFrequency === 'elective') return { why: 'elective' };
  const outOfPost = whyNotInPost(person, month);
  if (outOfPost) return outOfPost;
  const standing = exemptionIn(person, 'standing', month);
  if (standing) return { why: 'standing', reason: standing.reason, toMonth: standing.toMonth };
  if (person.auditFrequency === 'alternate' && person.alternateMonths !== parityOf(month)) return { why: 'other_months', auditsIn: person.alternateMonths ?? 'odd' };
  const blackout = blackouts.find((one) => one.month === month);
  return blackout ? { why: 'blackout', reason: blackout.reason } : null;
}

/** Whether an audit is expected of this person in `month`. */
export function isExpectedToAudit(person: Availability, month: Month, blackouts: readonly Blackout[]): boolean {
  return whyNotExpected(person, month, blackouts) === null;
}

/** Of whom an audit is expected in `month`. */
export function expectedAuditors({ staff, blackouts }: Workforce, month: Month): StaffAvailability[] {
  return staff.filter((person) => isExpectedToAudit(person, month, blackouts));
}

/** Audits the available moderators can moderate in `month` (domain.md, "moderation capacity"). */
export function capacityIn({ staff }: Workforce, month: Month): number {
  return staff.reduce((total, person) => total + moderationCapacityIn(person, month), 0);
}

/** How many audits this person can moderate in `month`: none when something keeps them from it. */
export function moderationCapacityIn(person: Availability, month: Month): number {
  return whyNotModerating(person, month) === null ? (person.moderationCapacity ?? 0) : 0;
}

/** Why this person cannot moderate in `month`: not in post, exempt from moderating, or a month that is not theirs; null when they can. */
export function whyNotModerating(person: Availability, month: Month): NotModerating | null {
  if (person.moderationCapacity === null) return { why: 'not_a_moderator' };
  const outOfPost = whyNotInPost(person, month);
  if (outOfPost) return outOfPost;
  const exempt = exemptionIn(person, 'moderation', month);
  if (exempt) return { why: 'exempt', reason: exempt.reason, toMonth: exempt.toMonth };
  if (person.moderatesIn !== null && person.moderatesIn !== parityOf(month)) return { why: 'other_months', moderatesIn: person.moderatesIn };
  return person.moderationCapacity === 0 ? { why: 'no_capacity' } : null;
}

/** In post on some day of the month. */
export function inPost(person: Pick<Availability, 'startsOn' | 'endsOn'>, month: Month): boolean {
  return whyNotInPost(person, month) === null;
}

function whyNotInPost({ startsOn, endsOn }: Pick<Availability, 'startsOn' | 'endsOn'>, month: Month): { why: 'not_started' | 'left'; on: Day } | null {
  if (startsOn !== null && monthOf(startsOn) > month) return { why: 'not_started', on: startsOn };
  return endsOn !== null && monthOf(endsOn) < month ? { why: 'left', on: endsOn } : null;
}

/** July is the seventh month: odd. */
function parityOf(month: Month): AlternateMonths {
  return Number(month.slice(5)) % 2 === 1 ? 'odd' : 'even';
}

function exemptionIn(person: Availability, kind: ExemptionKind, month: Month): ExemptionPeriod | undefined {
  return person.exemptions.find((exemption) => exemption.kind === kind && exemption.fromMonth <= month && (exemption.toMonth === null || exemption.toMonth >= month));
}
