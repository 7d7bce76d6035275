import type { Database } from '../src/database/database.js';

export type Value = string | number | boolean | null;

/** Below SQLite's limit of 32,766 and PostgreSQL's of 65,535 parameters in a statement. */
const mostParameters = 30_000;

/** Gathers the rows of one table and writes them many at a time, in the running transaction. */
export class Rows {
  private values: Value[] = [];
  private readonly rowsAtOnce: number;
  private readonly fullStatement: string;
  count = 0;

  constructor(
    private readonly database: Database,
    readonly name: string,
    private readonly columns: readonly string[],
    /** The tables whose rows these name. */
    private readonly parents: readonly Rows[] = [],
  ) {
    this.rowsAtOnce = Math.min(500, Math.floor(mostParameters / columns.length));
    this.fullStatement = this.statement(this.rowsAtOnce);
  }

  async add(row: Readonly<Record<string, Value>>): Promise<void> {
    for (const column of this.columns) {
      const value = row[column];
      if (value === undefined) throw new Error(`${this.name} has no value for ${column}`);
      // SQLite has no booleans of its own to bind.
      this.values.push(typeof value === 'boolean' && !this.database.isPostgres ? Number(value) : value);
    }
    this.count += 1;
    if (this.values.length === this.rowsAtOnce * this.columns.length) await this.write(this.fullStatement);
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    if (this.values.length > 0) await this.write(this.statement(this.values.length / this.columns.length));
  }

  private async write(statement: string): Promise<void> {
    const { values } = this;
    this.values = [];
    for (const parent of this.parents) await parent.finish();
    await this.database.manager.query(statement, values);
  }

  private statement(rows: number): string {
    let parameter = 0;
    const row = (): string => `(${this.columns.map(() => (this.database.isPostgres ? `$${++parameter}` : '?')).join(', ')})`;
    return `insert into ${this.name} (${this.columns.join(', ')}) values ${Array.from({ length: rows }, row).join(', ')}`;
  }
}
