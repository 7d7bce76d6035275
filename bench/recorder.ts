import SqliteConnection from 'better-sqlite3';
import pg from 'pg';

/** One statement as it reached the driver. */
export interface Statement {
  sql: string;
  parameters: unknown[];
  /** `sessions`: the session store's; `account`: who is signed in, asked on every page; `page`: what the page itself asks. */
  of: 'page' | 'account' | 'sessions';
}

/** Writes down every statement that reaches a database driver of this process, so that the same can be run bare. */
export class Recorder {
  private statements: Statement[] = [];

  /** What was asked since the last time. */
  take(): Statement[] {
    const { statements } = this;
    this.statements = [];
    return statements;
  }

  start(): void {
    const note = (sql: string, parameters: unknown[], inSessionFile: boolean): void => {
      this.statements.push({ sql, parameters, of: inSessionFile ? 'sessions' : kindOf(sql) });
    };
    const connection = new SqliteConnection(':memory:');
    const statements = Object.getPrototypeOf(connection.prepare('select 1')) as Record<string, (...parameters: unknown[]) => unknown>;
    connection.close();
    for (const method of ['all', 'get', 'run']) {
      const original = statements[method]!;
      statements[method] = function (this: SqliteConnection.Statement, ...parameters: unknown[]) {
        note(this.source, parameters.flat(), this.database.name.endsWith('.sessions'));
        return original.apply(this, parameters);
      };
    }
    const clients = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
    const original = clients.query;
    clients.query = function (this: unknown, ...given: unknown[]) {
      const [first, second] = given as [string | { text: string; values?: unknown[] }, unknown];
      if (typeof first === 'string') note(first, Array.isArray(second) ? second : [], false);
      else note(first.text, first.values ?? [], false);
      return original.apply(this, given);
    };
  }
}

function kindOf(sql: string): Statement['of'] {
  if (/\b(from|into|update) "?sessions\b/i.test(sql)) return 'sessions';
  return /from accounts join staff|from staff_roles where/.test(sql) ? 'account' : 'page';
}
