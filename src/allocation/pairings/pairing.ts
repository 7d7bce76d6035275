import { monthInWords } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { addMonths, monthsFrom, type Month } from '../../shared/month.js';
import { inPost, isExpectedToAudit, moderationCapacityIn, whyNotModerating, type Availability, type Blackout, type NotModerating } from '../availability/availability.js';

/** The longest a pair lasts, in months (domain.md, "pairing"). */
export const longestWindow = 6;

/** An auditor and their moderator from one month to another, both included. */
export interface Pair {
  id: number;
  auditorId: number;
  moderatorId: number;
  fromMonth: Month;
  toMonth: Month;
}

/** A member of staff as pairing sees them. */
export interface Colleague {
  staffId: number;
  name: string;
  isAuditor: boolean;
  isModerator: boolean;
  /** Their own team and those they manage. */
  teams: readonly number[];
  lineManagers: readonly number[];
  availability: Availability;
}

/** A team with who leads it. */
export interface TeamLed {
  id: number;
  managerId: number | null;
  headOfServiceId: number | null;
}

/** The pair of each auditor that is in force in `month`; of two at once the one that began last. */
export function pairsIn(pairs: readonly Pair[], month: Month): Map<number, Pair> {
  const found = new Map<number, Pair>();
  for (const pair of pairs) {
    const other = found.get(pair.auditorId);
    if (pair.fromMonth <= month && pair.toMonth >= month && (other === undefined || other.fromMonth < pair.fromMonth)) found.set(pair.auditorId, pair);
  }
  return found;
}

/** The manager of somebody's team, and the Head of Service of every team that they manage themselves. */
export function lineManagersOf(staffId: number, teamId: number | null, teams: readonly TeamLed[]): number[] {
  const managers = teams.flatMap((team) => (team.managerId === staffId ? [team.headOfServiceId] : team.id === teamId ? [team.managerId] : []));
  return [...new Set(managers.filter((id) => id !== null && id !== staffId))] as number[];
}

/** Whether the two belong to one team, or one manages a team of the other. */
export function shareATeam(one: Pick<Colleague, 'teams'>, other: Pick<Colleague, 'teams'>): boolean {
  return one.teams.some((team) => other.teams.includes(team));
}

/** Audits a month the person can moderate: none without the role. */
export function capacityOf(moderator: Colleague, month: Month): number {
  return moderator.isModerator ? moderationCapacityIn(moderator.availability, month) : 0;
}

/** How many audits of `month` each moderator is to expect from the auditors paired with them. */
export function loadsIn(pairs: readonly Pair[], month: Month, auditors: ReadonlyMap<number, Colleague>, blackouts: readonly Blackout[]): Map<number, number> {
  const loads = new Map<number, number>();
  for (const { auditorId, moderatorId } of pairsIn(pairs, month).values()) {
    const auditor = auditors.get(auditorId);
    if (auditor && isExpectedToAudit(auditor.availability, month, blackouts)) loads.set(moderatorId, (loads.get(moderatorId) ?? 0) + 1);
  }
  return loads;
}

/**
 * The months in which a pair makes its moderator one that the auditor had in the last two windows before `from`: the twelve up to the
 * end of the last pair of anybody's before it, so that a gap between two windows makes no difference.
 */
export function lastTwoWindows(pairs: readonly Pick<Pair, 'fromMonth' | 'toMonth'>[], from: Month): { from: Month; to: Month } {
  const before = addMonths(from, -1);
  const ends = pairs.filter((pair) => pair.fromMonth < from).map((pair) => (pair.toMonth < before ? pair.toMonth : before));
  const to = ends.reduce((last, end) => (end > last ? end : last), ends[0] ?? before);
  return { from: addMonths(to, 1 - 2 * longestWindow), to };
}

/** Each auditor's pairs in some of these months. */
export function pairsDuring(pairs: readonly Pair[], months: { from: Month; to: Month }): Map<number, Pair[]> {
  const found = new Map<number, Pair[]>();
  for (const pair of pairs) {
    if (pair.fromMonth <= months.to && pair.toMonth >= months.from) found.set(pair.auditorId, [...(found.get(pair.auditorId) ?? []), pair]);
  }
  return found;
}

/** Why the moderator of a pair cannot moderate what is expected of its auditor in `month`; null when they can, or nothing is. */
export type Trouble = NotModerating | { why: 'no_role' };
export function troubleWith(auditor: Colleague, moderator: Colleague, month: Month, blackouts: readonly Blackout[]): Trouble | null {
  if (!isExpectedToAudit(auditor.availability, month, blackouts)) return null;
  return moderator.isModerator ? whyNotModerating(moderator.availability, month) : { why: 'no_role' };
}

/** From when to when a pair changed by hand in `month` lasts: to the end of the window in force, at most six months, and not into the auditor's next pair. */
export function windowOfChange(pairs: readonly Pair[], auditorId: number, month: Month): { fromMonth: Month; toMonth: Month } {
  const ends = [...pairsIn(pairs, month).values()].map((pair) => pair.toMonth).toSorted();
  const next = pairs.filter((pair) => pair.auditorId === auditorId && pair.fromMonth > month).map((pair) => addMonths(pair.fromMonth, -1));
  const longest = addMonths(month, longestWindow - 1);
  return { fromMonth: month, toMonth: [longest, ...ends.slice(-1), ...next].toSorted()[0]! };
}

/**
 * The months in which a change by hand may begin: this one and those to come in which others are paired. Where nobody is, a rotation
 * comes first: one pair alone would put it off for everyone.
 */
export function monthsToChange(pairs: readonly Pair[], present: Month): Month[] {
  const last = pairs.map((pair) => pair.toMonth).toSorted().at(-1);
  return last === undefined ? [] : monthsFrom(present, last).filter((month) => pairs.some((pair) => pair.fromMonth <= month && pair.toMonth >= month));
}

/** What forbids pairing the two from `month` on. */
export function problemsWithPair(auditor: Colleague, moderator: Colleague, present: Pair | undefined, month: Month): Problem[] {
  const about = (field: 'month' | 'moderator', message: string): Problem[] => [{ field, message }];
  if (!auditor.isAuditor) return about('moderator', `${auditor.name} is not one of the auditors. Nobody can be paired with them.`);
  if (!inPost(auditor.availability, month)) return about('month', `${auditor.name} is not in post in ${monthInWords(month)}. Choose another month.`);
  if (moderator.staffId === auditor.staffId) return about('moderator', 'Nobody moderates their own audits. Choose another moderator.');
  if (auditor.lineManagers.includes(moderator.staffId)) return about('moderator', `${moderator.name} is the line manager of ${auditor.name}. Choose another moderator.`);
  if (!moderator.isModerator) return about('moderator', `${moderator.name} is not one of the moderators. Choose another moderator.`);
  if (!inPost(moderator.availability, month)) return about('moderator', `${moderator.name} is not in post in ${monthInWords(month)}. Choose another moderator.`);
  if (present?.moderatorId === moderator.staffId) return about('moderator', `${moderator.name} is their moderator in ${monthInWords(month)} already. Choose another moderator or another month.`);
  return [];
}

/** What a change by hand knows besides the two people. */
export interface Surroundings {
  pairs: readonly Pair[];
  colleagues: ReadonlyMap<number, Colleague>;
  blackouts: readonly Blackout[];
}

/** What to think about before the two are paired in these months; none of it forbids anything. */
export function notesOnPair(auditor: Colleague, moderator: Colleague, { fromMonth, toMonth }: { fromMonth: Month; toMonth: Month }, { pairs, colleagues, blackouts }: Surroundings): string[] {
  const before = (pairsDuring(pairs, lastTwoWindows(pairs, fromMonth)).get(auditor.staffId) ?? []).filter((pair) => pair.moderatorId === moderator.staffId);
  const others = pairs.filter((pair) => pair.auditorId !== auditor.staffId);
  const expected = monthsFrom(fromMonth, toMonth).filter((month) => isExpectedToAudit(auditor.availability, month, blackouts));
  const months = expected.map((month) => ({
    month,
    load: (loadsIn(others, month, colleagues, blackouts).get(moderator.staffId) ?? 0) + 1,
    capacity: capacityOf(moderator, month),
  }));
  const without = months.filter(({ capacity }) => capacity === 0);
  const over = months.filter(({ capacity, load }) => capacity > 0 && load > capacity);
  const notes: [boolean, string][] = [
    [before.length > 0, `${moderator.name} was their moderator from ${inWords(before.map((pair) => `${monthInWords(pair.fromMonth)} to ${monthInWords(pair.toMonth)}`))}, in the last two windows.`],
    [shareATeam(auditor, moderator), `${moderator.name} and ${auditor.name} are of the same team.`],
    [without.length > 0, `${moderator.name} cannot moderate in ${inWords(without.map(({ month }) => monthInWords(month)))}.`],
    [over.length > 0, `${moderator.name} would have more audits than they can take: ${inWords(over.map(({ month, load, capacity }) => `${load} of ${capacity} in ${monthInWords(month)}`))}.`],
    [expected.length === 0, `No audit is expected of ${auditor.name} in these months.`],
  ];
  return notes.filter(([applies]) => applies).map(([, note]) => note);
}

const list = new Intl.ListFormat('en-GB');
const inWords = (parts: readonly string[]): string => list.format(parts);
