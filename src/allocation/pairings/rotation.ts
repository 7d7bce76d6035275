import { createHash } from 'node:crypto';
import { monthInWords } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { addMonths, nextMonths, type Month } from '../../shared/month.js';
import { longestWindow, shareATeam } from './pairing.js';

/** Whom to pair for a window of up to six months. Everybody in the order of their ids, so that the same people give the same proposal. */
export interface Rotation {
  months: readonly Month[];
  auditors: readonly AuditorToPair[];
  moderators: readonly ModeratorToPair[];
}

export interface AuditorToPair {
  id: number;
  /** Without the role nobody can be given an audit. */
  hasRole: boolean;
  /** Their own team and those they manage. */
  teams: readonly number[];
  lineManagers: readonly number[];
  /** The moderators they had in the last two windows. */
  former: readonly number[];
  /** Whether an audit is expected of them, month by month. */
  expected: readonly boolean[];
}

export interface ModeratorToPair {
  id: number;
  teams: readonly number[];
  /** How many audits they can moderate, month by month. */
  capacity: readonly number[];
}

/** What a solver found: pairs of ids, and whether nothing better is possible. */
export interface Solved {
  pairs: readonly (readonly [auditorId: number, moderatorId: number])[];
  best: boolean;
}

/**
 * Why an auditor gets no moderator: `no_role` and `not_expected` need none; nobody has capacity in all of their months; all who
 * have it are forbidden to them; or all who may are full in one of their months.
 */
export type Unpaired = 'no_role' | 'not_expected' | 'nobody_able' | 'all_forbidden' | 'all_full';

export interface ProposedLine {
  auditorId: number;
  moderatorId: number | null;
  /** The two are of one team, which could not be avoided. */
  sameTeam: boolean;
  why: Unpaired | null;
}

export interface Proposal {
  lines: readonly ProposedLine[];
  /** Month by month, how many audits more than there are places left the auditors make whose moderators are all full. */
  missing: readonly number[];
  /** Month by month, the audits that each moderator is to expect. */
  loads: ReadonlyMap<number, readonly number[]>;
  best: boolean;
  /** Changes when any pair does. */
  fingerprint: string;
}

/** What forbids a rotation of `months` months from `from`; `lastEnd`: the last month of any pair there is. */
export function problemsWithWindow(from: Month, lastEnd: Month | null, present: Month): Problem[] {
  const earliest = earliestRotation(lastEnd, present);
  if (from < earliest) {
    const why = lastEnd !== null && lastEnd >= present ? `The present pairs run to ${monthInWords(lastEnd)}, and pairs change at most every ${longestWindow} months.` : `${monthInWords(from)} is over.`;
    return [{ field: 'from', message: `${why} The next rotation begins in ${monthInWords(earliest)} or later.` }];
  }
  const latest = rotationMonths(lastEnd, present).at(-1)!;
  return from > latest ? [{ field: 'from', message: `Choose a month from ${monthInWords(earliest)} to ${monthInWords(latest)}.` }] : [];
}

/** The months in which the next rotation may begin. */
export function rotationMonths(lastEnd: Month | null, present: Month): Month[] {
  const earliest = earliestRotation(lastEnd, present);
  return nextMonths(earliest, longestWindow);
}

function earliestRotation(lastEnd: Month | null, present: Month): Month {
  return lastEnd !== null && lastEnd >= present ? addMonths(lastEnd, 1) : present;
}

/** Whether a rule that no capacity changes forbids the pair. */
function isForbidden(auditor: AuditorToPair, moderator: ModeratorToPair): boolean {
  return moderator.id === auditor.id || auditor.lineManagers.includes(moderator.id) || auditor.former.includes(moderator.id);
}

/** Whether there is a place in every month in which the auditor has an audit. */
function hasRoom(auditor: AuditorToPair, places: readonly number[]): boolean {
  return auditor.expected.every((expected, month) => !expected || places[month]! > 0);
}

const needsModerator = (auditor: AuditorToPair): boolean => auditor.hasRole && auditor.expected.includes(true);

/**
 * The rotation as a mixed integer model in the LP format: as many auditors as possible are paired; then as few as possible within a
 * team; then each moderator's load is as even a share of their capacity as it can be. Null when there is nobody to pair.
 *
 * `x<auditor>_<moderator>` is 1 for a pair; `y<group>_<moderator>` counts a moderator's auditors who audit in the same months;
 * `p…` are the places they take, each dearer than the one before, which is what makes loads even.
 */
export function modelOf({ months, auditors, moderators }: Rotation): string | null {
  const teamCost = 4 * months.length;
  const costs: string[] = [];
  const rows: string[] = [];
  const pairs: string[] = [];
  const counts: string[] = [];
  const ofAuditor = new Map<number, string[]>();
  const groups = [...new Set(auditors.map(({ expected }) => expected.join()))];
  // Equals are decided by their order in the model: another one for every window, which has nothing to do with who came first.
  const lot = ({ id }: { id: number }): string => createHash('sha256').update(`${months[0]} ${id}`).digest('hex');
  const inLot = <One extends { id: number }>(people: readonly One[]): One[] =>
    people.map((one) => ({ one, drawn: lot(one) })).toSorted((a, b) => (a.drawn < b.drawn ? -1 : 1)).map(({ one }) => one);
  const toPair = inLot(auditors.filter(needsModerator)).map((auditor) => ({ auditor, group: groups.indexOf(auditor.expected.join()) }));
  const placesOf: string[] = [];
  const most = (capacity: number): number => Math.min(capacity, toPair.length);
  // More than all else together can cost, so that nobody is left out for the sake of a wish.
  const worth = 1 + toPair.length * (teamCost + 1) + moderators.reduce((sum, { capacity }) => sum + capacity.reduce((total, of) => total + most(of), 0), 0);
  for (const moderator of inLot(moderators)) {
    const members = new Map<number, string[]>();
    for (const { auditor, group } of toPair) {
      if (isForbidden(auditor, moderator) || !hasRoom(auditor, moderator.capacity)) continue;
      const x = `x${auditor.id}_${moderator.id}`;
      members.set(group, [...(members.get(group) ?? []), x]);
      ofAuditor.set(auditor.id, [...(ofAuditor.get(auditor.id) ?? []), x]);
      pairs.push(x);
      costs.push(`- ${shareATeam(auditor, moderator) ? worth - teamCost : worth} ${x}`);
    }
    for (const [group, xs] of members) {
      const y = `y${group}_${moderator.id}`;
      counts.push(y);
      rows.push(`${xs.join(' + ')} - ${y} = 0`);
    }
    // Months with the same auditors in them are one row, with the least capacity of them.
    const capacities = new Map<string, number>();
    for (const [month, capacity] of moderator.capacity.entries()) {
      const ys = [...members.keys()].filter((group) => groups[group]!.split(',')[month] === 'true').map((group) => `y${group}_${moderator.id}`);
      if (ys.length > 0) capacities.set(ys.join(' + '), Math.min(capacity, capacities.get(ys.join(' + ')) ?? capacity));
    }
    for (const [index, [ys, capacity]] of [...capacities].entries()) {
      const places = Array.from({ length: most(capacity) }, (_, place) => `p${moderator.id}_${index}_${place}`);
      costs.push(...places.map((name, place) => `+ ${(2 * place + 1) / capacity} ${name}`));
      placesOf.push(...places);
      rows.push(`${ys} - ${places.join(' - ')} <= 0`);
    }
  }
  if (pairs.length === 0) return null;
  for (const xs of ofAuditor.values()) rows.push(`${xs.join(' + ')} <= 1`);
  return [
    'Minimize', ...costs,
    'Subject To', ...rows,
    'Bounds', ...[...pairs, ...placesOf].map((name) => `${name} <= 1`),
    'General', ...counts,
    'Binary', ...pairs,
    'End',
  ].join('\n');
}

/**
 * The proposal that a solver's pairs make. The rules are held here once more: a pair that breaks one is left out whatever the solver
 * says, and whoever is left over is paired if anybody may still take them.
 */
export function proposalOf({ months, auditors, moderators }: Rotation, solved: Solved): Proposal {
  const moderatorOf = new Map<number, ModeratorToPair>();
  const places = new Map(moderators.map((one) => [one.id, [...one.capacity]]));
  const pair = (auditor: AuditorToPair, moderator: ModeratorToPair): boolean => {
    const free = places.get(moderator.id)!;
    if (moderatorOf.has(auditor.id) || isForbidden(auditor, moderator) || !hasRoom(auditor, free)) return false;
    auditor.expected.forEach((expected, month) => (free[month]! -= expected ? 1 : 0));
    moderatorOf.set(auditor.id, moderator);
    return true;
  };
  const toPair = new Map(auditors.filter(needsModerator).map((auditor) => [auditor.id, auditor]));
  const byId = new Map(moderators.map((one) => [one.id, one]));
  for (const [auditorId, moderatorId] of solved.pairs) {
    const [auditor, moderator] = [toPair.get(auditorId), byId.get(moderatorId)];
    if (auditor && moderator) pair(auditor, moderator);
  }
  for (const auditor of toPair.values()) if (!moderatorOf.has(auditor.id)) moderators.some((moderator) => pair(auditor, moderator));

  const lines = auditors.map((auditor): ProposedLine => {
    const moderator = moderatorOf.get(auditor.id);
    if (moderator) return { auditorId: auditor.id, moderatorId: moderator.id, sameTeam: shareATeam(auditor, moderator), why: null };
    return { auditorId: auditor.id, moderatorId: null, sameTeam: false, why: whyUnpaired(auditor, moderators) };
  });
  const full = auditors.filter((_, index) => lines[index]!.why === 'all_full');
  const mayTakeThem = moderators.filter((moderator) => full.some((auditor) => !isForbidden(auditor, moderator)));
  const left = (month: number): number => mayTakeThem.reduce((sum, { id }) => sum + places.get(id)![month]!, 0);
  return {
    lines,
    missing: months.map((_, month) => Math.max(0, full.filter(({ expected }) => expected[month]).length - left(month))),
    loads: new Map(moderators.map(({ id, capacity }) => [id, capacity.map((of, month) => of - places.get(id)![month]!)])),
    best: solved.best,
    fingerprint: createHash('sha256').update(JSON.stringify([months, lines.map(({ auditorId, moderatorId }) => [auditorId, moderatorId])])).digest('hex'),
  };
}

function whyUnpaired(auditor: AuditorToPair, moderators: readonly ModeratorToPair[]): Unpaired {
  if (!auditor.hasRole) return 'no_role';
  if (!auditor.expected.includes(true)) return 'not_expected';
  const able = moderators.filter((moderator) => moderator.id !== auditor.id && hasRoom(auditor, moderator.capacity));
  if (able.length === 0) return 'nobody_able';
  return able.every((moderator) => isForbidden(auditor, moderator)) ? 'all_forbidden' : 'all_full';
}
