import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HistoryStore } from '../../src/history/history.store.js';
import { importFiles, type ImportOutcome } from '../../src/importing/importFiles.js';
import { fileNames } from '../../src/importing/format.js';
import type { ImportProblem } from '../../src/importing/problem.js';
import { readFolder } from '../../src/importing/readFolder.js';
import { CannotStart } from '../../src/shared/errors.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { smallFolder, splitRow, withCell } from './smallFolder.js';

/** A cell put in the place of a good one, and what has to be said about it there. */
const badCells: [file: string, line: number, column: string, cell: string, found: string, expected: string][] = [
  ['services.csv', 2, 'service', '', 'an empty cell', 'text of at most 200 characters on one line'],
  ['services.csv', 2, 'head_of_service', 'Lee Wren', 'Lee Wren', 'an e-mail address, or an empty cell'],
  ['services.csv', 2, 'head_of_service', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['teams.csv', 2, 'service', 'Nowhere', 'Nowhere', 'the name of a service, in services.csv or already in Plumbline'],
  ['teams.csv', 2, 'programme', 'Social care', 'Social care', 'one of social_care, early_help, youth_support, fostering'],
  ['teams.csv', 3, 'team_manager', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['staff.csv', 3, 'name', 'x'.repeat(201), `${'x'.repeat(80)}… (201 characters)`, 'text of at most 200 characters on one line'],
  ['staff.csv', 3, 'roles', 'auditor;boss', 'auditor;boss', 'any of auditor, moderator, qa, admin, team_manager, head_of_service, director, reviewing_officer, ambassador, external_reviewer, separated by semicolons'],
  ['staff.csv', 3, 'team', 'Assessment 9', 'Assessment 9', 'the name of a team, in teams.csv or already in Plumbline'],
  ['staff.csv', 3, 'fte', '1.5', '1.5', 'a number from 0 to 1, such as 0.6'],
  ['staff.csv', 3, 'fte', 'half', 'half', 'a number from 0 to 1, such as 0.6'],
  ['staff.csv', 3, 'audit_frequency', 'weekly', 'weekly', 'one of monthly, alternate, elective, none'],
  ['staff.csv', 4, 'alternate_months', '', 'an empty cell', 'one of odd, even, because audit_frequency is alternate'],
  ['staff.csv', 5, 'moderation_capacity', '-1', '-1', 'a whole number from 0 to 99, or an empty cell'],
  ['staff.csv', 5, 'external', 'TRUE', 'TRUE', 'yes or no'],
  ['staff.csv', 4, 'ends_on', '2019-12-31', '2019-12-31', 'not before starts_on, which is 2020-01-01'],
  ['exemptions.csv', 2, 'email', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['exemptions.csv', 2, 'kind', 'forever', 'forever', 'one of standing, single_month, moderation'],
  ['exemptions.csv', 2, 'from_month', '2022-13', '2022-13', 'a month as YYYY-MM, such as 2022-07'],
  ['exemptions.csv', 2, 'to_month', '2022-05', '2022-05', 'not before from_month, which is 2022-06'],
  ['exemptions.csv', 3, 'to_month', '2022-06', '2022-06', '2022-05, the month it starts in, because it is for a single month'],
  ['exemptions.csv', 3, 'authorised_on', '03/05/2022', '03/05/2022', 'a date as YYYY-MM-DD, such as 2022-07-31, or an empty cell'],
  ['pairings.csv', 2, 'moderator', 'auditor@example.org', 'auditor@example.org', 'someone other than the auditor'],
  ['pairings.csv', 2, 'to_month', '2022-01', '2022-01', 'not before from_month, which is 2022-02'],
  ['caseload-2022-07.csv', 2, 'case_ref', 'C'.repeat(41), 'C'.repeat(41), 'text of at most 40 characters on one line'],
  ['caseload-2022-07.csv', 2, 'date_of_birth', '2011-02-29', '2011-02-29', 'a date as YYYY-MM-DD, such as 2022-07-31'],
  ['caseload-2022-07.csv', 2, 'date_of_birth', '0012-02-29', '0012-02-29', 'a date as YYYY-MM-DD, such as 2022-07-31'],
  ['caseload-2022-07.csv', 2, 'cohort', 'CIN', 'CIN', 'one of subject_to_assessment, child_in_need, child_protection, disabled_children, child_in_care, care_leaver'],
  ['caseload-2022-07.csv', 3, 'case_ref', 'C1', 'the same case_ref as in line 2', 'each case_ref once'],
  ['caseload-2022-07.csv', 3, 'reviewing_officer', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['audits.csv', 2, 'audit_ref', 'A 1', 'A 1', 'a reference of at most 20 letters, digits and hyphens'],
  ['audits.csv', 3, 'audit_ref', 'A00001', 'the same audit_ref as in line 2', 'each audit_ref once'],
  ['audits.csv', 3, 'case_ref', 'C1', 'C1', 'another child, because A00001 is the audit of this child in 2022-07'],
  ['audits.csv', 2, 'template', 'fostering', 'fostering', 'core'],
  ['audits.csv', 2, 'month', '2022-7', '2022-7', 'a month as YYYY-MM, such as 2022-07'],
  ['audits.csv', 2, 'auditor', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['audits.csv', 2, 'moderator', 'Auditor@example.org', 'auditor@example.org', 'someone other than the auditor'],
  ['audits.csv', 2, 'status', 'in_progress', 'in_progress', 'one of completed, not_accepted, not_submitted, exempted'],
  ['audits.csv', 2, 'accepted_on', '', 'an empty cell', 'a date as YYYY-MM-DD, such as 2022-07-31, because status is completed'],
  ['audits.csv', 2, 'accepted_on', '2022-07-11', '2022-07-11', 'not before moderated_on, which is 2022-07-12'],
  ['audits.csv', 2, 'moderated_on', '2022-07-09', '2022-07-09', 'not before submitted_on, which is 2022-07-10'],
  ['audits.csv', 2, 'overall_final', '', 'an empty cell', 'one of outstanding, good, requires_improvement, inadequate, because status is completed'],
  ['audits.csv', 2, 'overall_final', 'not_applicable', 'not_applicable', 'one of outstanding, good, requires_improvement, inadequate, or an empty cell'],
  ['audits.csv', 2, 'lower_end_ri', 'yes', 'yes', 'no or an empty cell, because overall_final is not requires_improvement'],
  ['audits.csv', 2, 'permanence_final', '', 'an empty cell', 'one of outstanding, good, requires_improvement, inadequate, not_applicable, because status is completed'],
  ['audits.csv', 2, 'permanence_final', 'RI', 'RI', 'one of outstanding, good, requires_improvement, inadequate, not_applicable, or an empty cell'],
  ['audits.csv', 2, 'social_worker_involved', '', 'an empty cell', 'one of yes, no, not_applicable, because status is completed'],
  ['audits.csv', 2, 'family_view_reason', '', 'an empty cell', 'one of inappropriate, unreachable, declined, because family_view is not_obtained'],
  ['audits.csv', 2, 'child_view_reason', 'declined', 'declined', 'an empty cell, because child_view is not not_obtained'],
  ['audits.csv', 2, 'family_feedback', 'mixed', 'mixed', 'an empty cell, because family_view is not spoken_to'],
  ['audits.csv', 2, 'strengths', 'x'.repeat(10_001), `${'x'.repeat(80)}… (10001 characters)`, 'text of at most 10,000 characters, or an empty cell'],
  ['audits.csv', 3, 'submitted_on', '2022-07-20', '2022-07-20', 'an empty cell, because status is not_submitted'],
  ['audits.csv', 4, 'accepted_on', '2022-07-20', '2022-07-20', 'an empty cell, because status is not_accepted'],
  ['audits.csv', 4, 'submitted_on', '', 'an empty cell', 'a date as YYYY-MM-DD, such as 2022-07-31, because status is not_accepted'],
  ['actions.csv', 2, 'audit_ref', 'A09999', 'A09999', 'the reference of an audit, in audits.csv or already in Plumbline'],
  ['actions.csv', 2, 'type', 'care', 'care', 'one of care_planning, non_care_planning'],
  ['actions.csv', 2, 'description', '', 'an empty cell', 'text of at most 10,000 characters'],
  ['actions.csv', 2, 'due_on', '2022-06-31', '2022-06-31', 'a date as YYYY-MM-DD, such as 2022-07-31'],
  ['actions.csv', 3, 'closed_reason', 'moved', 'moved', 'service_ended, or an empty cell'],
  ['actions.csv', 3, 'last_update_on', '', 'an empty cell', 'a date as YYYY-MM-DD, such as 2022-07-31, because closed_reason is service_ended'],
  ['actions.csv', 3, 'completed_on', '2022-08-02', '2022-08-02', 'an empty cell, because closed_reason is service_ended'],
  ['cases_of_concern.csv', 2, 'resolved_on', '2021-02-28', '2021-02-28', 'not before raised_on, which is 2021-03-01'],
  ['cases_of_concern.csv', 2, 'team', 'Nowhere', 'Nowhere', 'the name of a team, in teams.csv or already in Plumbline'],
  ['cases_of_concern.csv', 3, 'audit_ref', 'A09999', 'A09999', 'the reference of an audit, in audits.csv or already in Plumbline'],
  ['cases_of_concern.csv', 3, 'case_ref', 'C2', 'C2', 'C1, the child of audit A00001'],
  ['concern_updates.csv', 2, 'concern_ref', 'K0009', 'K0009', 'the reference of a case of concern, in cases_of_concern.csv or already in Plumbline'],
  ['concern_updates.csv', 2, 'updated_on', '2022-07-13', '2022-07-13', 'not before 2022-07-14, when the case of concern was raised'],
  ['concern_updates.csv', 2, 'updated_by', 'nobody@example.org', 'nobody@example.org', 'the e-mail address of a member of staff, in staff.csv or already in Plumbline'],
  ['concern_updates.csv', 2, 'child_safe', 'Yes', 'Yes', 'yes or no'],
  ['ambassador_reviews.csv', 2, 'audit_ref', 'A09999', 'A09999', 'the reference of an audit, in audits.csv or already in Plumbline'],
  ['ambassador_reviews.csv', 2, 'likes_and_interests', '', 'an empty cell', 'yes or no'],
  ['programme_audits.csv', 2, 'template', 'core', 'core', 'one of fostering, early_help, youth_support'],
  ['programme_audits.csv', 2, 'completed_on', '', 'an empty cell', 'a date as YYYY-MM-DD, such as 2022-07-31, because status is completed'],
  ['programme_audits.csv', 3, 'audit_ref', 'P00001', 'the same audit_ref as in line 2', 'each audit_ref once'],
];

type Files = Map<string, Buffer>;

function withFile(name: string, content: string | Buffer): Files {
  return smallFolder().set(name, Buffer.from(content));
}

function withLines(name: string, change: (lines: string[]) => void): Files {
  return smallFolder((files) => change(files[name]!));
}

const servicesHeader = 'service,head_of_service';
const notText = { column: null, found: 'a file that is not text', expected: 'a CSV file: comma-separated text in UTF-8' };
const onlyServiceColumns = 'only the columns service, head_of_service';

/** Files that are wrong as files, and everything that has to be said about them. */
const badFiles: [what: string, files: () => Files, problems: ImportProblem[]][] = [
  ['an empty file', () => withFile('pairings.csv', ''), [{ file: 'pairings.csv', line: null, column: null, found: 'an empty file', expected: 'a header row' }]],
  ['a file of blank lines', () => withFile('pairings.csv', '\n\n'), [{ file: 'pairings.csv', line: 1, column: null, found: 'an empty file', expected: 'a header row' }]],
  ['a workbook', () => withFile('pairings.csv', Buffer.from('PK\u0003\u0004\u0000\u0000\u0008')), [{ file: 'pairings.csv', line: 1, ...notText }]],
  ['text in UTF-16', () => withFile('pairings.csv', Buffer.from('\uFEFFauditor,moderator\nx,y\n', 'utf16le')), [{ file: 'pairings.csv', line: 1, ...notText }]],
  ['a NUL byte', () => withLines('pairings.csv', (lines) => (lines[1] = `${lines[1]}\0`)), [{ file: 'pairings.csv', line: 2, ...notText }]],
  [
    'text that is not UTF-8',
    () => smallFolder().set('services.csv', Buffer.from(`${servicesHeader}\nAssessment,\nZo\u00EB,\n"Care, and after",\n`, 'latin1')),
    [{ file: 'services.csv', line: 3, column: 'service', found: 'Zo\uFFFD', expected: 'text in UTF-8 (in Excel: save as “CSV UTF-8”)' }],
  ],
  [
    'an unknown file',
    () => withFile('Audits.csv', 'audit_ref\n'),
    [{ file: 'Audits.csv', line: null, column: null, found: 'a file named Audits.csv', expected: `only files named ${fileNames.join(', ')}` }],
  ],
  [
    'a caseload of no month',
    () => withFile('caseload-2022-13.csv', 'case_ref\n'),
    [{ file: 'caseload-2022-13.csv', line: null, column: null, found: 'a file named caseload-2022-13.csv', expected: `only files named ${fileNames.join(', ')}` }],
  ],
  [
    'a missing column',
    () => withLines('exemptions.csv', (lines) => lines.forEach((line, index) => (lines[index] = splitRow(line).toSpliced(2, 1).join(',')))),
    [{ file: 'exemptions.csv', line: 1, column: 'reason', found: 'no such column', expected: 'a column reason in the header row' }],
  ],
  [
    'an unknown column',
    () => withLines('services.csv', (lines) => lines.forEach((line, index) => (lines[index] = `${line},${index === 0 ? 'phone' : '1'}`))),
    [{ file: 'services.csv', line: 1, column: 'phone', found: 'an unknown column', expected: onlyServiceColumns }],
  ],
  [
    'a column without a name',
    () => withLines('services.csv', (lines) => lines.forEach((line, index) => (lines[index] = `${line},`))),
    [{ file: 'services.csv', line: 1, column: 'column 3', found: 'a column without a name', expected: onlyServiceColumns }],
  ],
  [
    'a column twice',
    () => withLines('services.csv', (lines) => lines.forEach((line, index) => (lines[index] = `${line},${index === 0 ? 'service' : 'x'}`))),
    [{ file: 'services.csv', line: 1, column: 'service', found: 'the same column again', expected: 'each column once' }],
  ],
  [
    'semicolons for commas',
    () => withFile('pairings.csv', 'auditor;moderator;from_month;to_month\na;b;2022-01;2022-02\n'),
    [
      { file: 'pairings.csv', line: 1, column: 'auditor;moderator;from_month;to_month', found: 'an unknown column', expected: 'only the columns auditor, moderator, from_month, to_month' },
      ...['auditor', 'moderator', 'from_month', 'to_month'].map((column) => ({
        file: 'pairings.csv', line: 1, column, found: 'no such column', expected: `a column ${column} in the header row`,
      })),
    ],
  ],
  [
    'rows that are too short and too long',
    () => withLines('services.csv', (lines) => lines.push('Other', 'More,,,')),
    [
      { file: 'services.csv', line: 4, column: null, found: '1 cell', expected: '2 cells, as in the header row' },
      { file: 'services.csv', line: 5, column: null, found: '4 cells', expected: '2 cells, as in the header row' },
    ],
  ],
  [
    'a quotation mark that is not closed',
    () => withLines('services.csv', (lines) => lines.push('"Other,')),
    [{ file: 'services.csv', line: 4, column: null, found: 'a quotation mark that is not closed', expected: 'a closing quotation mark' }],
  ],
  [
    'quotation marks inside cells, each in its line, and what follows them',
    () => withLines('services.csv', (lines) => lines.push('"Said "so" to me",', 'An "other",', ',')),
    [
      { file: 'services.csv', line: 4, column: null, found: 'a quotation mark inside a cell', expected: 'a cell with quotation marks in it to be put in quotation marks, and those inside it doubled' },
      { file: 'services.csv', line: 5, column: null, found: 'a quotation mark inside a cell', expected: 'a cell with quotation marks in it to be put in quotation marks, and those inside it doubled' },
    ],
  ],
  [
    'the same child twice, below a cell of several lines',
    () => withLines('caseload-2022-07.csv', (lines) => lines.push('"C3","2012-01-01","Assessment 1",child_in_need,"\n\n"', 'C3,2012-01-01,Assessment 1,child_in_need,')),
    [{ file: 'caseload-2022-07.csv', line: 7, column: 'case_ref', found: 'the same case_ref as in line 4', expected: 'each case_ref once' }],
  ],
  [
    'two cases of concern of one audit',
    () => withLines('cases_of_concern.csv', (lines) => lines.push('K0003,C1,Assessment 1,A00001,2022-07-15,')),
    [{ file: 'cases_of_concern.csv', line: 4, column: 'audit_ref', found: 'A00001', expected: 'another audit, because K0002 is the case of concern of this one' }],
  ],
  [
    'a row far too long',
    () => withLines('services.csv', (lines) => lines.push(`${'x'.repeat(1_100_000)},`)),
    [{ file: 'services.csv', line: 4, column: null, found: 'a row longer than 1,000,000 characters', expected: 'a shorter row; is a quotation mark not closed?' }],
  ],
];

describe('files with something wrong in them', () => {
  let test: TestDatabase;
  before(async () => {
    test = await testDatabase();
  });
  after(async () => {
    for (const table of ['services', 'teams', 'staff', 'caseload', 'audits', 'actions', 'concerns', 'history', 'counters']) {
      assert.deepEqual(await test.database.query(`select * from ${table}`), [], `${table} holds something though nothing was to be stored`);
    }
    await test.remove();
  });

  const clock = new TestClock();
  const importInto = ({ database }: TestDatabase, files: Files): Promise<ImportOutcome> =>
    importFiles({ database, history: new HistoryStore(database, clock), clock, actor: { staffId: null, name: 'Import' } }, files);
  const problemsOf = async (files: Files): Promise<ImportProblem[]> => {
    const outcome = await importInto(test, files);
    assert.ok(!outcome.ok);
    return outcome.problems;
  };

  /** What `work` gives, with all it wrote taken back. */
  const undone = async <T>(work: () => Promise<T>): Promise<T> => {
    let result: T | undefined;
    const takenBack = new Error('taken back');
    await test.database
      .transaction(async () => {
        result = await work();
        throw takenBack;
      })
      .catch((error: unknown) => {
        if (error !== takenBack) throw error;
      });
    return result!;
  };

  it('starts from a folder that is right', async () => {
    const good = await testDatabase();
    try {
      assert.deepEqual(await importInto(good, smallFolder()).then((outcome) => (outcome.ok ? [] : outcome.problems)), []);
    } finally {
      await good.remove();
    }
  });

  for (const [file, line, column, cell, found, expected] of badCells) {
    it(`${file}: ${column} ${cell.length > 30 ? 'that is too long' : `“${cell}”`}`, async () => {
      const problems = await problemsOf(withCell(file, line, column, cell));
      assert.deepEqual(problems.filter((problem) => problem.file === file && problem.column === column), [{ file, line, column, found, expected }]);
      // A name that changed is missed where others refer to it; nothing else may be said.
      const others = problems.filter((problem) => problem.file !== file || problem.column !== column);
      assert.deepEqual(others.filter((problem) => !problem.expected.endsWith('or already in Plumbline')), []);
    });
  }

  for (const [what, files, expected] of badFiles) {
    it(what, async () => {
      const concerned = new Set(expected.map(({ file }) => file));
      assert.deepEqual((await problemsOf(files())).filter(({ file }) => concerned.has(file)), expected);
    });
  }

  it('lists the problems of all files at once', async () => {
    const files = smallFolder((lines) => {
      lines['teams.csv']![1] = 'Assessment 1,Assessment,other,';
      lines['audits.csv']![1] = lines['audits.csv']![1]!.replace('2022-07-10', '2022-07-32').replace(',inadequate,', ',bad,');
      lines['pairings.csv']!.push('x,moderator@example.org,2022-02,2022-07');
    });
    const places = (await problemsOf(files)).map(({ file, line, column }) => [file, line, column]);
    assert.deepEqual(places, [['audits.csv', 2, 'submitted_on'], ['audits.csv', 2, 'overall_final'], ['pairings.csv', 3, 'auditor'], ['teams.csv', 2, 'programme']]);
  });

  it('says nothing about references to a file that could not be read', async () => {
    const problems = await problemsOf(withFile('staff.csv', '\0'));
    assert.deepEqual(problems.map(({ file }) => file), ['staff.csv']);
  });

  it('counts problems beyond ten thousand without listing them', async () => {
    const rows = Array.from({ length: 6000 }, (_, row) => `C${row},never,Assessment 1,other,`);
    const outcome = await importInto(test, withFile('caseload-2022-07.csv', ['case_ref,date_of_birth,team,cohort,reviewing_officer', ...rows].join('\n')));
    assert.deepEqual(outcome.ok ? null : [outcome.problems.length, outcome.total], [10_000, 12_000]);
  });

  it('imports or lists problems, and never fails, whatever stands in a cell', async () => {
    const folder = [...smallFolder()].map(([name, bytes]) => ({ name, lines: bytes.toString().trimEnd().split('\n') }));
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('', '"', '""', ',', '\n', '\0', 'null', '__proto__', 'constructor', '2022-02-30', '9'.repeat(400), "' or 1=1 --", '<script>alert(1)</script>', '=1+1', '\uFEFF', ';', '\r', 'A99999999999999999999'),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), odd, async (f, l, c, cell) => {
        const chosen = folder[f % folder.length]!;
        const line = l % chosen.lines.length;
        const files = smallFolder((all) => {
          const cells = splitRow(all[chosen.name]![line]!);
          cells[c % cells.length] = cell;
          all[chosen.name]![line] = cells.join(',');
        });
        const outcome = await undone(() => importInto(test, files));
        if (outcome.ok) return;
        assert.ok(outcome.problems.length > 0);
        for (const problem of outcome.problems) assert.ok(problem.found.length > 0 && problem.found.length < 200 && problem.expected.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the folder to import', () => {
  it('has to be there and to hold CSV files', async () => {
    await assert.rejects(readFolder('no/such/folder'), (error) => error instanceof CannotStart && error.message === 'There is no folder no/such/folder.');
    await assert.rejects(readFolder('package.json'), CannotStart);
    await assert.rejects(readFolder('src/importing'), (error) => error instanceof CannotStart && error.message === 'There is no CSV file in src/importing.');
  });
});
