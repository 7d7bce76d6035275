import fc from 'fast-check';
import { changesOf, childChanges, tooOldFor, type CaseloadChild, type ChangeCounts } from '../../../src/allocation/caseloads/caseloadChanges.js';
import { cohorts } from '../../../src/shared/practice.js';

/** A caseload of a few children out of a few, so that two of them have much in common. */
export function anyCaseload(teamIds: readonly number[] = [1, 2, 3], officerIds: readonly number[] = [1, 2]): fc.Arbitrary<CaseloadChild[]> {
  return fc.uniqueArray(
    fc.record({
      caseRef: fc.integer({ min: 1, max: 12 }).map((number) => `C${number}`),
      dateOfBirth: fc.constantFrom('1996-08-01', '1996-08-02', '2012-02-29'),
      teamId: fc.constantFrom(...teamIds),
      cohort: fc.constantFrom(cohorts[0], cohorts[1]),
      reviewingOfficerId: fc.option(fc.constantFrom(...officerIds)),
    }),
    { selector: ({ caseRef }) => caseRef, maxLength: 12 },
  );
}

/** Counts by the rule for one child; the caseload now is of August 2022. */
export function comparedByRule(before: readonly CaseloadChild[], now: readonly CaseloadChild[]): ChangeCounts {
  const [was, is] = [before, now].map((children) => new Map(children.map((one) => [one.caseRef, one]))) as [Map<string, CaseloadChild>, Map<string, CaseloadChild>];
  const changes = [...new Set([...was.keys(), ...is.keys()])].map((caseRef) => changesOf(was.get(caseRef) ?? null, is.get(caseRef) ?? null));
  const count = (fits: (found: (typeof changes)[number]) => boolean): number => changes.filter(fits).length;
  const [came, went, moved, cohort, officer, born] = childChanges.map((change) => count((found) => found.includes(change))) as [number, number, number, number, number, number];
  const all = count((found) => found.length > 0);
  return { all, came, went, changed: all - came - went, moved, cohort, officer, born, over_25: now.filter(({ dateOfBirth }) => dateOfBirth <= tooOldFor('2022-08')).length, open: now.length };
}
