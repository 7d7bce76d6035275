import type { Database } from '../database/database.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { checkLines } from './checks.js';
import { format, kinds } from './format.js';
import { readRecorded } from './importing.reads.js';
import { ImportFollowUp } from './importFollowUp.service.js';
import { highestNumbers, ImportStore } from './importing.store.js';
import { planFor, type Plan } from './plan.js';
import type { ImportProblem } from './problem.js';
import type { ImportProgress } from './progress.js';
import { readFiles, type FilesRead } from './readFiles.js';

export interface ImportCounts {
  file: string;
  added: number;
  changed: number;
  unchanged: number;
}

export type ImportOutcome =
  | { ok: true; counts: ImportCounts[] }
  /** `total` may be more than are listed. */
  | { ok: false; problems: ImportProblem[]; total: number };

/** What an import works with. */
export interface ImportTools {
  database: Database;
  history: HistoryStore;
  clock: Clock;
  actor: Actor;
  onProgress?: (progress: ImportProgress) => void;
}

/**
 * Imports a folder's files by name, all or nothing: every problem of every file is listed, and with any nothing is stored.
 * The same files twice change nothing.
 */
export async function importFiles(tools: ImportTools, files: ReadonlyMap<string, Uint8Array>): Promise<ImportOutcome> {
  return storeFiles(tools, await readFiles(files, (file) => tools.onProgress?.({ step: 'reading', file, done: 0, total: 0 })));
}

/** Checks files that have been read and stores them, in one transaction. */
export async function storeFiles({ database, history, clock, actor, onProgress = () => undefined }: ImportTools, { lines, problems, incomplete, files }: FilesRead): Promise<ImportOutcome> {
  return database.transaction(async () => {
    // Two imports at once would both find a record missing; and a pair that is changed by hand meanwhile would be lost.
    await database.oneAtATime('import');
    await database.oneAtATime('pairings');
    onProgress({ step: 'checking', file: '', done: 0, total: 0 });
    const recorded = await readRecorded(database, lines);
    await checkLines(lines, incomplete, recorded, clock.today(), problems);
    const plan = await planFor(lines, recorded, problems);
    if (problems.total > 0) return { ok: false, problems: inFileOrder(problems.listed), total: problems.total };
    for (const { prefix, highest } of highestNumbers(plan)) await database.takeReference(prefix, highest);
    const store = new ImportStore(database, history, actor, clock.now().toISOString(), recorded, (kind, done, total) =>
      onProgress({ step: 'storing', file: format[kind].file, done, total }),
    );
    const followUp = new ImportFollowUp(database, history, clock, actor);
    const before = await followUp.before();
    await store.store(plan);
    await followUp.after(plan, recorded, before);
    return { ok: true, counts: countsOf(plan, files) };
  });
}

function countsOf(plan: Plan, files: readonly string[]): ImportCounts[] {
  const present = new Set(files.map((name) => (name.startsWith('caseload-') ? format.caseload.file : name)));
  return kinds
    .filter((kind) => present.has(format[kind].file))
    .map((kind) => ({ file: format[kind].file, added: plan[kind].added.length, changed: plan[kind].changed.length, unchanged: plan[kind].unchanged }));
}

function inFileOrder(problems: readonly ImportProblem[]): ImportProblem[] {
  return [...problems].sort((one, other) => one.file.localeCompare(other.file) || (one.line ?? 0) - (other.line ?? 0));
}
