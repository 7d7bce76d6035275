import type { Month } from '../../shared/month.js';
import { whyNotExpected, type Blackout, type NotExpected, type StaffAvailability } from './availability.js';

/** What is expected of one person in one month. */
export interface Expectation {
  month: Month;
  /** Null: an audit is. */
  notExpected: NotExpected | null;
  /** Whether they have been let off this single month, or have asked to be; they stay expected. */
  off: 'granted' | 'asked' | null;
  /** Whether they have an audit of the month, whatever became of it. */
  hasAudit: boolean;
}

export interface CalendarLine {
  staffId: number;
  name: string;
  teamId: number | null;
  teamName: string | null;
  serviceId: number | null;
  serviceName: string | null;
  months: Expectation[];
}

/** Months somebody has been let off, or has asked to be. */
export interface MonthOff {
  staffId: number;
  month: Month;
  off: 'granted' | 'asked';
}

/** A month of which somebody has an audit. */
export interface MonthAudited {
  staffId: number;
  month: Month;
}

/** What is expected of a person in each of these months. */
export function expectationsOf(person: StaffAvailability, months: readonly Month[], blackouts: readonly Blackout[], off: readonly MonthOff[], audited: readonly MonthAudited[]): Expectation[] {
  const own = off.filter(({ staffId }) => staffId === person.staffId);
  const auditing = new Set(audited.filter(({ staffId }) => staffId === person.staffId).map(({ month }) => month));
  return months.map((month) => {
    const ofMonth = own.filter((one) => one.month === month);
    return { month, notExpected: whyNotExpected(person, month, blackouts), off: (ofMonth.find((one) => one.off === 'granted') ?? ofMonth[0])?.off ?? null, hasAudit: auditing.has(month) };
  });
}

const expected = (one: Expectation): boolean => one.notExpected === null;
const because = (why: NotExpected['why']) => (one: Expectation): boolean => one.notExpected?.why === why;

const due = (one: Expectation): boolean => expected(one) && one.off !== 'granted';

/** The groups that people of one month are counted in and listed by. */
const groups = {
  expected,
  due,
  without_audit: (one: Expectation) => due(one) && !one.hasAudit,
  exempt: (one: Expectation) => expected(one) && one.off === 'granted',
  asked: (one: Expectation) => expected(one) && one.off === 'asked',
  not_expected: (one: Expectation) => !expected(one),
  blackout: because('blackout'),
  other_months: because('other_months'),
  standing: because('standing'),
  elective: because('elective'),
  not_started: because('not_started'),
  left: because('left'),
  not_an_auditor: because('not_an_auditor'),
} satisfies Record<string, (one: Expectation) => boolean>;

export type Group = keyof typeof groups;
export const groupNames = Object.keys(groups) as Group[];

export interface CalendarFilter {
  serviceId: number | undefined;
  teamId: number | undefined;
  /** Part of a name; empty for all. */
  name: string;
}

/** The people the filter finds. */
export function filtered(lines: readonly CalendarLine[], { serviceId, teamId, name }: CalendarFilter): CalendarLine[] {
  return lines.filter(
    (line) => (serviceId === undefined || line.serviceId === serviceId) && (teamId === undefined || line.teamId === teamId) && line.name.toLowerCase().includes(name.toLowerCase()),
  );
}

/** Those who belong to the group in the first of the months. */
export function inGroup(lines: readonly CalendarLine[], group: Group): CalendarLine[] {
  return lines.filter(({ months: [first] }) => first !== undefined && groups[group](first));
}

/** How many belong to each group, month by month. */
export function countsByGroup(lines: readonly CalendarLine[], months: readonly Month[]): Record<Group, number[]> {
  const count = (group: Group): number[] => months.map((_, index) => lines.filter((line) => groups[group](line.months[index]!)).length);
  return Object.fromEntries(groupNames.map((group) => [group, count(group)])) as Record<Group, number[]>;
}
