import type { Database } from '../database/database.js';
import { NotFound } from '../shared/errors.js';
import { Import } from './import.entity.js';

export interface ImportRun {
  id: number;
  startedAt: string;
  /** Null when it was no signed-in person. */
  startedBy: string | null;
  status: Import['status'];
  /** The files while it runs, then in one sentence what came of it. */
  summary: string;
}

/** The imports begun from the administrators' page. */
export class ImportRunsStore {
  constructor(private readonly database: Database) {}

  async add(startedById: number | null, startedAt: string, files: string): Promise<number> {
    const added = await this.database.manager.insert(Import, { startedById, startedAt, status: 'running', progress: files, outcome: null });
    return (added.identifiers[0] as { id: number }).id;
  }

  /** Keeps others from taking a running import for one that was broken off, until the transaction ends. */
  async hold(id: number): Promise<void> {
    await this.database.forChange(Import, { id });
  }

  async finish(id: number, status: Import['status'], summary: string, outcome: object | null): Promise<void> {
    await this.database.manager.update(Import, { id }, { status, progress: summary, outcome: outcome && JSON.stringify(outcome) });
  }

  /** Imports that are said to run and that no living process holds. */
  async brokenOff(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `select id from imports where status = 'running'${this.database.isPostgres ? ' for update skip locked' : ''}`,
    );
    return rows.map(({ id }) => id);
  }

  /** The latest first; what was found in each is left where it is, for it can be long. */
  async list(offset: number, limit: number): Promise<{ runs: ImportRun[]; total: number }> {
    const runs = await this.database.query<ImportRun>(`${runColumns} order by i.id desc limit :limit offset :offset`, { limit, offset });
    return { runs, total: await this.database.manager.count(Import) };
  }

  /** @throws NotFound */
  async run(id: number): Promise<ImportRun> {
    const [run] = await this.database.query<ImportRun>(`${runColumns} where i.id = :id`, { id });
    if (!run) throw new NotFound();
    return run;
  }

  /** What came of a finished import, as `finish` was given it. */
  async outcome(id: number): Promise<unknown> {
    const found = await this.database.manager.findOneBy(Import, { id });
    return found?.outcome ? JSON.parse(found.outcome) : null;
  }
}

const runColumns = `select i.id, i.started_at as "startedAt", s.name as "startedBy", i.status, i.progress as summary from imports i left join staff s on s.id = i.started_by_id`;
