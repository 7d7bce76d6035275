import type { AuditFrequency } from '../../people/staff.js';
import { monthInWords, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { monthOf, type Month } from '../../shared/month.js';
import { monthsToPlan } from './availability.js';

export const exemptionKinds = ['standing', 'single_month', 'moderation'] as const;
export type ExemptionKind = (typeof exemptionKinds)[number];

/** Why an auditor asks to be let off one month. */
export const singleMonthReasons = ['leave', 'sickness', 'vacancy_cover', 'workload', 'other'] as const;
export type SingleMonthReason = (typeof singleMonthReasons)[number];

export type ExemptionDecision = 'granted' | 'refused' | 'withdrawn';

/** From what, and why, somebody may be exempt for longer than a month. */
export const standingGrounds = {
  'standing:extended_absence': { kind: 'standing', reason: 'extended_absence' },
  'standing:improvement_activity': { kind: 'standing', reason: 'improvement_activity' },
  'standing:moderating': { kind: 'standing', reason: 'moderating' },
  'moderation:supporting_new_moderators': { kind: 'moderation', reason: 'supporting_new_moderators' },
  'moderation:extended_absence': { kind: 'moderation', reason: 'extended_absence' },
} as const;
export type StandingGround = keyof typeof standingGrounds;

/** The months of an exemption, both included; until further notice without a last one. */
export interface Months {
  fromMonth: Month;
  toMonth: Month | null;
}

export interface PersonToExempt {
  staffId: number;
  name: string;
  auditFrequency: AuditFrequency;
  moderationCapacity: number | null;
}

/** Whether two exemptions have a month in common. */
export function overlap(one: Months, other: Months): boolean {
  return (other.toMonth === null || one.fromMonth <= other.toMonth) && (one.toMonth === null || other.fromMonth <= one.toMonth);
}

/** What forbids exempting this person from auditing or moderating; `others` are their exemptions of the same kind. */
export function problemsWithExemption(person: PersonToExempt, kind: 'standing' | 'moderation', months: Months, others: readonly Months[], today: Day): Problem[] {
  if (kind === 'standing' && person.auditFrequency === 'none') return [{ field: 'person', message: `${person.name} does not audit, so there is nothing to be exempt from. Choose somebody else.` }];
  if (kind === 'moderation' && person.moderationCapacity === null) return [{ field: 'person', message: `${person.name} does not moderate, so there is nothing to be exempt from. Choose somebody else.` }];
  if (!monthsToPlan(today).includes(months.fromMonth)) return [{ field: 'fromMonth', message: `Choose a month from ${monthInWords(monthOf(today))} on. Months that have ended keep their figures.` }];
  return problemsWithEnd(months, others, today);
}

/** What forbids that an exemption ends so: not before this month, so that the figures of no month that has ended change, and never into another one. */
export function problemsWithEnd({ fromMonth, toMonth }: Months, others: readonly Months[], today: Day): Problem[] {
  if (toMonth !== null && toMonth < fromMonth) return [{ field: 'toMonth', message: `The last month must be ${monthInWords(fromMonth)} or later.` }];
  if (toMonth !== null && toMonth < monthOf(today)) return [{ field: 'toMonth', message: `It cannot end before ${monthInWords(monthOf(today))}: months that have ended keep their figures.` }];
  const other = others.find((one) => overlap({ fromMonth, toMonth }, one));
  if (!other) return [];
  const until = other.toMonth === null ? 'until further notice' : `until ${monthInWords(other.toMonth)}`;
  return [{ field: 'toMonth', message: `There is such an exemption from ${monthInWords(other.fromMonth)} ${until} already. Change that one, or choose months outside it.` }];
}

/** Whether it still holds in this month or later; one that is over stays as it is. */
export function isStillOpen({ toMonth }: Months, today: Day): boolean {
  return toMonth === null || toMonth >= monthOf(today);
}

/** Whether it may be taken back altogether: it has not begun, or was entered today, so that no figures rest on it. */
export function mayBeTakenBack({ fromMonth, authorisedOn }: Pick<Months, 'fromMonth'> & { authorisedOn: Day | null }, today: Day): boolean {
  return fromMonth > monthOf(today) || authorisedOn === today;
}
