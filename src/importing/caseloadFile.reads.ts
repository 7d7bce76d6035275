import type { CaseloadChild } from '../allocation/caseloads/caseloadChanges.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { checkLines } from './checks.js';
import { isWhole } from './format.js';
import { readRecorded } from './importing.reads.js';
import type { ImportProblem } from './problem.js';
import { readFiles } from './readFiles.js';

export type CaseloadRead =
  | { ok: true; children: CaseloadChild[] }
  /** `total` may be more than are listed. */
  | { ok: false; problems: ImportProblem[]; total: number };

/** The children in a month's caseload file, or all that is wrong with it, found as an import would find it; stores nothing. */
export async function readCaseloadFile(database: Database, month: Month, file: { name: string; bytes: Uint8Array }, today: Day): Promise<CaseloadRead> {
  // The month is known, so the file may have any name.
  const { lines, incomplete, problems } = await readFiles(new Map([[`caseload-${month}.csv`, file.bytes]]), () => undefined);
  // What is stored of the month does not matter here, and can be long.
  const recorded = await readRecorded(database, { ...lines, caseload: [] });
  await checkLines(lines, incomplete, recorded, today, problems);
  if (problems.total === 0 && lines.caseload.length === 0) problems.add({ file: file.name, line: 1, column: null, found: 'no rows below the header', expected: 'a row for every child' });
  if (problems.total > 0) {
    return { ok: false, problems: problems.listed.map((problem) => ({ ...problem, file: file.name })).sort((one, other) => (one.line ?? 0) - (other.line ?? 0)), total: problems.total };
  }
  const children = lines.caseload.filter((line) => isWhole('caseload', line)).map(({ cells: { case_ref, date_of_birth, team, cohort, reviewing_officer } }) => ({
    caseRef: case_ref,
    dateOfBirth: date_of_birth,
    teamId: recorded.teams.get(team)!,
    cohort,
    reviewingOfficerId: reviewing_officer === null ? null : recorded.staff.get(reviewing_officer)!,
  }));
  return { ok: true, children };
}
