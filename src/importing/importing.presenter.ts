import { momentInWords } from '../shared/clock.js';
import { format, kinds } from './format.js';
import type { ImportOutcome } from './importFiles.js';
import type { ImportRun } from './importRuns.store.js';
import type { ImportProblem } from './problem.js';

const statuses: Record<ImportRun['status'], { text: string; colour: string }> = {
  running: { text: 'Going on', colour: 'blue' },
  done: { text: 'Stored', colour: 'green' },
  refused: { text: 'Not stored', colour: 'red' },
  failed: { text: 'Failed', colour: 'red' },
};

/** The files of the format and their columns, for whoever makes them. */
export function formatHelp(): { text: string; note: string }[] {
  return kinds.map((kind) => ({ text: format[kind].file, note: Object.keys(format[kind].columns).join(', ') }));
}

export function runList(runs: readonly ImportRun[]) {
  return {
    columns: [{ label: 'Begun' }, { label: 'By' }, { label: 'Result' }],
    rows: runs.map((run) => [{ text: momentInWords(run.startedAt), hidden: `(import ${run.id})`, href: `/imports/${run.id}` }, run.startedBy ?? 'Plumbline', { tag: statuses[run.status], note: run.status === 'running' ? '' : run.summary }]),
  };
}

/** What an import is doing, or that it has ended. */
export function progressShown(run: ImportRun, doing: string | undefined) {
  return {
    title: `Import of ${momentInWords(run.startedAt)}`,
    here: `/imports/${run.id}`,
    goingOn: run.status === 'running',
    doing: run.status === 'running' ? `${doing ?? 'Working'}…` : 'The import has ended.',
  };
}

/** The page of one import: how far it is, what was stored, or a page of the problems found. */
export function outcomePage(run: ImportRun, doing: string | undefined, found: unknown, offset: number, limit: number) {
  const outcome = found as ImportOutcome | null;
  const counts = outcome?.ok ? outcome.counts : [];
  const number = (rows: number): string => rows.toLocaleString('en-GB');
  return {
    ...progressShown(run, doing),
    stored: outcome?.ok === true,
    refused: outcome?.ok === false,
    facts: [
      { key: 'Begun', value: momentInWords(run.startedAt) },
      { key: 'By', value: run.startedBy ?? 'Plumbline' },
      ...(run.status === 'running' ? [{ key: 'Files', value: run.summary }] : [{ key: 'Result', value: { tag: statuses[run.status], note: run.summary } }]),
    ],
    countColumns: [{ label: 'File' }, { label: 'Rows added', numeric: true }, { label: 'Changed', numeric: true }, { label: 'Unchanged', numeric: true }],
    countRows: counts.map(({ file, added, changed, unchanged }) => [file, number(added), number(changed), number(unchanged)]),
    ...problemsShown(outcome?.ok === false ? outcome : { problems: [], total: 0 }, offset, limit),
  };
}

/** A page of what is wrong with files, for `importing/problems`. */
export function problemsShown({ problems, total }: { problems: readonly ImportProblem[]; total: number }, offset: number, limit: number) {
  return {
    problemColumns: [{ label: 'File' }, { label: 'Line', numeric: true }, { label: 'Column' }, { label: 'Found' }, { label: 'Expected' }],
    problemRows: problems.slice(offset, offset + limit).map(problemRow),
    listed: problems.length,
    unlisted: total > problems.length ? `${(total - problems.length).toLocaleString('en-GB')} more problems are not listed. Put these right first.` : '',
  };
}

function problemRow({ file, line, column, found, expected }: ImportProblem) {
  return [file, line ?? '', column ?? '', found, expected];
}
