import type { Database } from '../database/database.js';
import { plumbline, type Actor, type HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { RuleBroken, StaleVersion } from '../shared/errors.js';
import type { Logger } from '../web/log.js';
import { storeFiles, type ImportOutcome } from './importFiles.js';
import type { ImportRun, ImportRunsStore } from './importRuns.store.js';
import { progressInWords, type ImportProgress } from './progress.js';
import { readFiles } from './readFiles.js';

type Files = ReadonlyMap<string, Uint8Array>;

/** Imports that go on after the page that began them has been answered. */
export class ImportsService {
  /** How far the imports of this process are; too short-lived, and on SQLite too much in the way, for the database. */
  private readonly underWay = new Map<number, string>();

  constructor(
    private readonly database: Database,
    private readonly runs: ImportRunsStore,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Writes down that an import begins and returns its id; `carryOut` does it. @throws RuleBroken while another is going on */
  async begin(actor: Actor, files: Files): Promise<number> {
    if (this.underWay.size > 0) throw new RuleBroken([{ field: 'files', message: 'Another import is going on. Wait until it has ended, then send your files again.' }]);
    const names = [...files.keys()].sort().join(', ');
    return this.database.transaction(async () => {
      const id = await this.runs.add(actor.staffId, this.clock.now().toISOString(), names);
      await this.history.append(actor, 'import', id, 'begun', [{ field: 'files', was: null, is: names }]);
      return id;
    });
  }

  /** Does an import to its end, which is written down in the transaction that stores the data. Never rejects. */
  async carryOut(id: number, actor: Actor, files: Files): Promise<void> {
    const onProgress = (progress: ImportProgress): void => void this.underWay.set(id, progressInWords(progress));
    this.underWay.set(id, 'Beginning');
    try {
      const read = await readFiles(files, (file) => onProgress({ step: 'reading', file, done: 0, total: 0 }));
      await this.database.transaction(async () => {
        await this.runs.hold(id);
        const outcome = await storeFiles({ database: this.database, history: this.history, clock: this.clock, actor, onProgress }, read);
        await this.runs.finish(id, outcome.ok ? 'done' : 'refused', summaryOf(outcome), outcome);
        await this.history.append(actor, 'import', id, outcome.ok ? 'done' : 'refused');
      });
    } catch (error) {
      this.log.error({ err: error, importId: id }, 'an import failed');
      await this.fail(id, whyItFailed(error)).catch((again: unknown) => this.log.error({ err: again, importId: id }, 'a failed import could not be marked'));
    } finally {
      this.underWay.delete(id);
    }
  }

  /** What an import is doing; undefined when it does not run in this process. */
  progressOf({ id }: Pick<ImportRun, 'id'>): string | undefined {
    return this.underWay.get(id);
  }

  /** Call it at the start: an import that was under way when Plumbline stopped has stored nothing and will not go on. */
  async failBrokenOff(): Promise<void> {
    await this.database.transaction(async () => {
      for (const id of await this.runs.brokenOff()) await this.fail(id, 'Plumbline stopped while importing; nothing was stored.');
    });
  }

  private async fail(id: number, why: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.runs.finish(id, 'failed', why, null);
      await this.history.append(plumbline, 'import', id, 'failed');
    });
  }
}

function summaryOf(outcome: ImportOutcome): string {
  if (!outcome.ok) return `${outcome.total.toLocaleString('en-GB')} ${outcome.total === 1 ? 'problem' : 'problems'}; nothing was stored.`;
  const sum = (of: 'added' | 'changed' | 'unchanged'): string => outcome.counts.reduce((rows, counts) => rows + counts[of], 0).toLocaleString('en-GB');
  return `${sum('added')} rows added, ${sum('changed')} changed, ${sum('unchanged')} unchanged.`;
}

function whyItFailed(error: unknown): string {
  const cause = error instanceof Error && 'driverError' in error ? (error.driverError as { code?: unknown }) : undefined;
  const clash = error instanceof StaleVersion || /^(23505|40001|40P01|SQLITE_CONSTRAINT)/.test(String(cause?.code));
  if (clash) return 'Someone saved one of these records at the same moment; nothing was stored. Import the files again.';
  return 'Something went wrong in Plumbline; nothing was stored. Whoever looks after it finds the reason in its log.';
}
