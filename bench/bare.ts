import SqliteConnection from 'better-sqlite3';
import pg from 'pg';
import { sqlitePath } from '../src/database/openDatabase.js';
import type { Statement } from './recorder.js';

/** Runs recorded statements straight through the driver, with nothing of Plumbline around them. */
export interface Bare {
  /** The statements of one request, one after the other; milliseconds, in all and for those of session and account alone. */
  run(statements: readonly Statement[]): Promise<{ all: number; signedIn: number }>;
  /** How often the areas of practice have been changed, all together. */
  changesOfAreas(): Promise<number>;
  close(): Promise<void>;
}

const changes = 'select sum(version) as changes from audit_areas';

/**
 * `url`: where the statements of the page go; `sessionsUrl`: where the session store's go.
 * Commits are durable and nothing is compiled, as Plumbline has it.
 */
export async function bare(url: string, sessionsUrl: string): Promise<Bare> {
  return sqlitePath(url) === null ? new BarePostgres(await connected(url), url === sessionsUrl ? null : await connected(sessionsUrl)) : new BareSqlite(url, sessionsUrl);
}

class BareSqlite implements Bare {
  private readonly database: Prepared;
  private readonly sessions: Prepared;

  constructor(url: string, sessionsUrl: string) {
    this.database = new Prepared(sqlitePath(url)!, 'FULL');
    this.sessions = new Prepared(`${sqlitePath(sessionsUrl)!}.sessions`, 'NORMAL');
  }

  run(statements: readonly Statement[]): Promise<{ all: number; signedIn: number }> {
    let signedIn = 0;
    const began = performance.now();
    for (const { sql, parameters, of } of statements) {
      const asked = performance.now();
      (of === 'sessions' ? this.sessions : this.database).run(sql, parameters);
      if (of !== 'page') signedIn += performance.now() - asked;
    }
    return Promise.resolve({ all: performance.now() - began, signedIn });
  }

  changesOfAreas(): Promise<number> {
    return Promise.resolve(this.database.number(changes));
  }

  close(): Promise<void> {
    this.database.close();
    this.sessions.close();
    return Promise.resolve();
  }
}

/** A SQLite file with the settings Plumbline has for it, and statements that are prepared once, as TypeORM's driver does. */
class Prepared {
  private readonly connection: SqliteConnection.Database;
  private readonly statements = new Map<string, SqliteConnection.Statement>();

  constructor(path: string, synchronous: 'FULL' | 'NORMAL') {
    this.connection = new SqliteConnection(path);
    this.connection.pragma('journal_mode = WAL');
    this.connection.pragma(`synchronous = ${synchronous}`);
    this.connection.pragma('foreign_keys = ON');
    this.connection.pragma('mmap_size = 1073741824');
  }

  run(sql: string, parameters: readonly unknown[]): void {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.connection.prepare(sql)));
    if (statement.reader) statement.all(...parameters);
    else statement.run(...parameters);
  }

  number(sql: string): number {
    return Number(this.connection.prepare(sql).pluck().get());
  }

  close(): void {
    this.connection.close();
  }
}

class BarePostgres implements Bare {
  constructor(
    private readonly client: pg.Client,
    private readonly sessions: pg.Client | null,
  ) {}

  async run(statements: readonly Statement[]): Promise<{ all: number; signedIn: number }> {
    let signedIn = 0;
    const began = performance.now();
    for (const { sql, parameters, of } of statements) {
      const asked = performance.now();
      await (of === 'sessions' && this.sessions ? this.sessions : this.client).query(sql, parameters);
      if (of !== 'page') signedIn += performance.now() - asked;
    }
    return { all: performance.now() - began, signedIn };
  }

  async changesOfAreas(): Promise<number> {
    return Number((await this.client.query<{ changes: string }>(changes)).rows[0]?.changes);
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.sessions?.end();
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: '-c jit=off' });
  await client.connect();
  return client;
}
