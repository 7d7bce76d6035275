import { addMonthsToDay, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { numberInWords } from '../../shared/number.js';
import type { Cohort } from '../../shared/practice.js';

/** A child as a caseload has them. */
export interface ChildInMonth {
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
  reviewingOfficerId: number | null;
}

export interface CaseloadChild extends ChildInMonth {
  caseRef: string;
}

/** What can differ between two caseloads about one child. */
export const childChanges = ['came', 'went', 'moved', 'cohort', 'officer', 'born'] as const;
export type ChildChange = (typeof childChanges)[number];

/** What differs about one child, who is missing (null) from the caseload before or from the one now; `changesInSql` says the same to the database. */
export function changesOf(was: ChildInMonth | null, is: ChildInMonth | null): ChildChange[] {
  if (was === null) return is === null ? [] : ['came'];
  if (is === null) return ['went'];
  const differs: Record<Exclude<ChildChange, 'came' | 'went'>, boolean> = {
    moved: was.teamId !== is.teamId,
    cohort: was.cohort !== is.cohort,
    officer: was.reviewingOfficerId !== is.reviewingOfficerId,
    born: was.dateOfBirth !== is.dateOfBirth,
  };
  return childChanges.filter((change) => change !== 'came' && change !== 'went' && differs[change]);
}

/** The same rule as conditions on rows that have a child's columns now, and those before as `was_…`. */
export const changesInSql: Record<ChildChange, string> = {
  came: 'was_case_ref is null',
  went: 'case_ref is null',
  moved: 'team_id <> was_team_id',
  cohort: 'cohort <> was_cohort',
  officer: 'case_ref is not null and was_case_ref is not null and coalesce(reviewing_officer_id, 0) <> coalesce(was_reviewing_officer_id, 0)',
  born: 'date_of_birth <> was_date_of_birth',
};

const anyOf = (...changes: ChildChange[]): string => `(${changes.map((change) => `(${changesInSql[change]})`).join(' or ')})`;

/** Which children a list shows: with one change or with any, all that are open, or those too old for the service. */
export const kindsListed = ['all', 'came', 'went', 'changed', 'moved', 'cohort', 'officer', 'born', 'over_25', 'open'] as const;
export type KindListed = (typeof kindsListed)[number];

/** Children of each kind as a condition on the same rows; `:tooOld` is the last birthday of those over 25. */
export const kindsInSql: Record<KindListed, string> = {
  all: anyOf(...childChanges),
  ...changesInSql,
  changed: anyOf('moved', 'cohort', 'officer', 'born'),
  over_25: 'date_of_birth <= :tooOld',
  open: 'case_ref is not null',
};

/** Born on this day or before, a child is 26 or older on the first of the month. */
export function tooOldFor(month: Month): Day {
  return addMonthsToDay(`${month}-01`, -26 * 12);
}

/** How many children of each kind there are. */
export type ChangeCounts = Record<KindListed, number>;

/** Children in the caseload before. */
export function childrenBefore({ open, came, went }: ChangeCounts): number {
  return open - came + went;
}

export interface CaseloadSeen {
  /** The month compared with; null when there is none before. */
  before: Month | null;
  counts: ChangeCounts;
  /** What the file changes in the caseload of its month; null when there is none of it yet. */
  storedCounts: ChangeCounts | null;
  /** Names of the teams that should have children and have none. */
  teamsWithout: readonly string[];
}

export interface Warning {
  text: string;
  /** Whom it is about. */
  kind?: KindListed;
}

/** What looks as if it were the wrong file; none of it forbids anything. */
export function warningsAbout({ before, counts, storedCounts, teamsWithout }: CaseloadSeen): Warning[] {
  const earlier = childrenBefore(counts);
  const warnings: [boolean, Warning][] = [
    [storedCounts?.all === 0, { text: 'This file is the same as the caseload there is of this month. Taking it over changes nothing.' }],
    [before !== null && counts.all === 0, { text: `Nothing differs from ${monthInWords(before ?? '')}. Check that this is not the file of that month.` }],
    [earlier > 0 && counts.came * 5 > earlier, { text: `${numberInWords(counts.came)} children came to ${numberInWords(earlier)}: more than one in five. Check that this is the right file.`, kind: 'came' }],
    [earlier > 0 && counts.went * 5 > earlier, { text: `${numberInWords(counts.went)} children of ${numberInWords(earlier)} went: more than one in five. Check that the file is whole.`, kind: 'went' }],
    [counts.over_25 > 0, { text: `${counts.over_25 === 1 ? 'One child is' : `${numberInWords(counts.over_25)} children are`} over 25. Check the dates of birth.`, kind: 'over_25' }],
    [teamsWithout.length > 0, { text: `No child belongs to ${inWords(teamsWithout)}. Check that every team is in the file.` }],
  ];
  return warnings.filter(([applies]) => applies).map(([, warning]) => warning);
}

const mostNamed = 10;

function inWords(names: readonly string[]): string {
  if (names.length > mostNamed) return `${names.slice(0, mostNamed).join(', ')} or ${names.length - mostNamed} more teams`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}
