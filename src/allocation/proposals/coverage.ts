import { ageInYears, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { cohorts, type Cohort } from '../../shared/practice.js';

/** Years on the first day of the audit month. */
export const ageBands = ['0-4', '5-10', '11-15', '16-17', '18-20', '21-25', '26+'] as const;
export type AgeBand = (typeof ageBands)[number];

const youngest: Record<AgeBand, number> = { '0-4': 0, '5-10': 5, '11-15': 11, '16-17': 16, '18-20': 18, '21-25': 21, '26+': 26 };

/** The age band of somebody born on this day in an audit month. */
export function ageBandOf(born: Day, month: Month): AgeBand {
  const years = ageInYears(born, `${month}-01`);
  return ageBands.findLast((band) => years >= youngest[band]) ?? '0-4';
}

/** The first and the last day on which somebody of this band in `month` can be born. */
export function birthdaysOf(band: AgeBand, month: Month): { from: Day; to: Day } {
  const older = ageBands[ageBands.indexOf(band) + 1];
  const before = (years: number): Day => `${String(Number(month.slice(0, 4)) - years).padStart(4, '0')}${month.slice(4)}-01`;
  const dayAfter = (day: Day): Day => `${day.slice(0, 8)}02`;
  return { from: older === undefined ? '0000-01-01' : dayAfter(before(youngest[older])), to: band === '0-4' ? '9999-12-31' : before(youngest[band]) };
}

/** A group of children of the caseload with its audits before the draw. */
export interface Group<Key> {
  key: Key;
  children: number;
  audits: number;
}

/** What is known before a draw. Audits are those that were not exempted and not left undone, the audit month's own so far among them. */
export interface Coverage {
  /** Social care teams with the audits of the three months before. */
  teams: (Group<number> & { name: string })[];
  /** Audits of the twelve months before. */
  cohorts: Group<Cohort>[];
  bands: Group<AgeBand>[];
  /** Reviewing officers with the children the caseload names as theirs, and how many of these were audited in the twelve months before. */
  officers: (Group<number> & { name: string })[];
}

interface ChildCounted {
  caseRef: string;
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
  reviewingOfficerId: number | null;
}

/** An audit that counts, of the twelve months before the audit month or of that month itself. */
export interface AuditCounted {
  caseRef: string;
  month: Month;
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
}

interface Named {
  id: number;
  name: string;
}

/** The coverage before a draw; `threeMonthsFrom` is the first of the three months before the audit month. */
export function coverageBefore(
  children: readonly ChildCounted[],
  audits: readonly AuditCounted[],
  named: { teams: readonly Named[]; officers: readonly Named[] },
  { month, threeMonthsFrom }: { month: Month; threeMonthsFrom: Month },
): Coverage {
  const audited = new Set(audits.map((audit) => audit.caseRef));
  const recent = audits.filter((audit) => audit.month >= threeMonthsFrom);
  const count = <Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, number> => {
    const counted = new Map<Key, number>();
    for (const item of items) counted.set(keyOf(item), (counted.get(keyOf(item)) ?? 0) + 1);
    return counted;
  };
  const groups = <Key>(keys: readonly Key[], inCaseload: Map<Key, number>, ofAudits: Map<Key, number>): Group<Key>[] =>
    keys.map((key) => ({ key, children: inCaseload.get(key) ?? 0, audits: ofAudits.get(key) ?? 0 }));
  const withNames = (people: readonly Named[], counted: readonly Group<number>[]): (Group<number> & { name: string })[] =>
    counted.map((group, index) => ({ ...group, name: people[index]!.name }));
  const ofOfficers = children.filter((child) => child.reviewingOfficerId !== null);
  const ids = (people: readonly Named[]): number[] => people.map(({ id }) => id);
  return {
    teams: withNames(named.teams, groups(ids(named.teams), count(children, (child) => child.teamId), count(recent, (audit) => audit.teamId))),
    cohorts: groups(cohorts, count(children, (child) => child.cohort), count(audits, (audit) => audit.cohort)),
    bands: groups(ageBands, count(children, (child) => ageBandOf(child.dateOfBirth, month)), count(audits, (audit) => ageBandOf(audit.dateOfBirth, audit.month))),
    officers: withNames(
      named.officers,
      groups(ids(named.officers), count(ofOfficers, (child) => child.reviewingOfficerId!), count(ofOfficers.filter((child) => audited.has(child.caseRef)), (child) => child.reviewingOfficerId!)),
    ),
  };
}

/** A group with the lines of a proposal that come to it. */
export type Covered<Key> = Group<Key> & { lines: number };

/** The same groups with the children of a proposal's lines. */
export function coverageAfter(before: Coverage, given: readonly Omit<ChildCounted, 'caseRef'>[], month: Month) {
  const withLines = <Key, G extends Group<Key>>(groups: readonly G[], keyOf: (child: Omit<ChildCounted, 'caseRef'>) => Key | null): (G & { lines: number })[] => {
    const lines = new Map<Key | null, number>();
    for (const child of given) lines.set(keyOf(child), (lines.get(keyOf(child)) ?? 0) + 1);
    return groups.map((group) => ({ ...group, lines: lines.get(group.key) ?? 0 }));
  };
  return {
    teams: withLines<number, Coverage['teams'][number]>(before.teams, (child) => child.teamId),
    cohorts: withLines<Cohort, Group<Cohort>>(before.cohorts, (child) => child.cohort),
    bands: withLines<AgeBand, Group<AgeBand>>(before.bands, (child) => ageBandOf(child.dateOfBirth, month)),
    officers: withLines<number, Coverage['officers'][number]>(before.officers, (child) => child.reviewingOfficerId),
  };
}

/** How many teams have no audit, one, two, and three or more, and which have none. */
export function teamsByAudits(teams: readonly (Covered<number> & { name: string })[]) {
  const audits = { before: (team: Covered<number>) => team.audits, after: (team: Covered<number>) => team.audits + team.lines };
  const spread = (count: (team: Covered<number>) => number): number[] => [0, 1, 2, 3].map((many) => teams.filter((team) => Math.min(3, count(team)) === many).length);
  return { before: spread(audits.before), after: spread(audits.after), without: teams.filter((team) => audits.after(team) === 0) };
}
