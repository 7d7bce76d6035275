import type { Role } from '../access/roles.js';
import { dayInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';

export const auditFrequencies = ['monthly', 'alternate', 'elective', 'none'] as const;
export type AuditFrequency = (typeof auditFrequencies)[number];

export const alternateMonths = ['odd', 'even'] as const;
export type AlternateMonths = (typeof alternateMonths)[number];

/** What is known of a member of staff; decides who is expected to audit (domain.md, "The month, step by step" 1). */
export interface StaffDetails {
  name: string;
  email: string;
  teamId: number | null;
  roles: readonly Role[];
  /** Full-time equivalent: 1 is full time. */
  fte: number;
  auditFrequency: AuditFrequency;
  /** Only with the frequency `alternate`. */
  alternateMonths: AlternateMonths | null;
  /** Audits a month. */
  moderationCapacity: number | null;
  /** Only with a moderation capacity; null: every month. */
  moderatesIn: AlternateMonths | null;
  /** Works for somebody else than the council. */
  external: boolean;
  startsOn: Day | null;
  endsOn: Day | null;
}

/** A typed e-mail address as it is stored and looked up: no two differ by capitals only. */
export function emailFrom(typed: string): string {
  return typed.replaceAll('\u0000', '').trim().toLowerCase();
}

/** What does not fit together in the details of a member of staff. */
export function staffProblems(details: StaffDetails): Problem[] {
  const problems: Problem[] = [];
  if (details.auditFrequency === 'alternate' && details.alternateMonths === null) {
    problems.push({ field: 'alternateMonths', message: 'Choose whether they audit in odd or in even months.' });
  }
  if (details.startsOn && details.endsOn && details.endsOn < details.startsOn) {
    problems.push({ field: 'endsOn', message: `The last day must be on or after the first, ${dayInWords(details.startsOn)}.` });
  }
  return problems;
}

/** What a sign-in account lets its holder do now. `left`: it is open although their last day has passed. */
export type AccountState = 'none' | 'disabled' | 'left' | 'must_change_password' | 'open';

export function accountState(account: { disabled: boolean; mustChangePassword: boolean } | null, endsOn: Day | null, today: Day): AccountState {
  if (account === null) return 'none';
  if (account.disabled) return 'disabled';
  if (endsOn !== null && endsOn < today) return 'left';
  return account.mustChangePassword ? 'must_change_password' : 'open';
}
