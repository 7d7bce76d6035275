import type { Database } from '../database/database.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { checkLines } from './checks.js';
import { format, kinds } from './format.js';
import { readRecorded } from './importing.reads.js';
import { highestNumbers, ImportStore } from './importing.store.js';
import { planFor, type Plan } from './plan.js';
import { Problems, type ImportProblem } from './problem.js';
import type { ImportProgress } from './progress.js';
import { readFiles } from './readFiles.js';

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

/** Carries the problems out of the transaction, which rolls back. */
class HasProblems extends Error {
  constructor(readonly problems: Problems) {
    super();
  }
}

/**
 * Imports a folder's files by name, all or nothing: every problem of every file is listed, and with any nothing is stored.
 * The same files twice change nothing.
 */
export async function importFiles(
  database: Database,
  history: HistoryStore,
  clock: Clock,
  files: ReadonlyMap<string, Uint8Array>,
  actor: Actor,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportOutcome> {
  const { lines, problems, incomplete } = await readFiles(files, (file) => onProgress({ step: 'reading', file, done: 0, total: 0 }));
  try {
    return await database.transaction(async () => {
      // Two imports at once would both find a record missing; on SQLite they wait for each other anyway.
      if (database.isPostgres) await database.query('select pg_advisory_xact_lock(7254101)');
      onProgress({ step: 'checking', file: '', done: 0, total: 0 });
      const recorded = await readRecorded(database, lines);
      checkLines(lines, incomplete, recorded, problems);
      const plan = planFor(lines, recorded, problems);
      if (problems.total > 0) throw new HasProblems(problems);
      for (const { prefix, highest } of highestNumbers(plan)) await database.takeReference(prefix, highest);
      const store = new ImportStore(database, history, actor, clock.now().toISOString(), recorded, (kind, done, total) =>
        onProgress({ step: 'storing', file: format[kind].file, done, total }),
      );
      await store.store(plan);
      return { ok: true as const, counts: countsOf(plan, files) };
    });
  } catch (error) {
    if (error instanceof HasProblems) return { ok: false, problems: inFileOrder(error.problems.listed), total: error.problems.total };
    throw error;
  }
}

function countsOf(plan: Plan, files: ReadonlyMap<string, unknown>): ImportCounts[] {
  const present = new Set([...files.keys()].map((name) => (name.startsWith('caseload-') ? format.caseload.file : name)));
  return kinds
    .filter((kind) => present.has(format[kind].file))
    .map((kind) => ({ file: format[kind].file, added: plan[kind].added.length, changed: plan[kind].changed.length, unchanged: plan[kind].unchanged }));
}

function inFileOrder(problems: readonly ImportProblem[]): ImportProblem[] {
  return [...problems].sort((one, other) => one.file.localeCompare(other.file) || (one.line ?? 0) - (other.line ?? 0));
}
