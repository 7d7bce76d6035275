import type { Database } from '../src/database/database.js';

export type Value = string | number | boolean | null;

/** Below SQLite's limit of 32,766 parameters in a statement. */
const mostParameters = 30_000;

/** Gathers the rows of one table and writes them many at a time, in the running transaction. */
export class Rows {
  private rows: Readonly<Record<string, Value>>[] = [];
  private readonly rowsAtOnce: number;
  count = 0;

  constructor(
    private readonly database: Database,
    readonly name: string,
    private readonly columns: readonly string[],
    /** The tables whose rows these name. */
    private readonly parents: readonly Rows[] = [],
  ) {
    this.rowsAtOnce = Math.min(500, Math.floor(mostParameters / columns.length));
  }

  async add(row: Readonly<Record<string, Value>>): Promise<void> {
    this.rows.push(row);
    this.count += 1;
    if (this.rows.length === this.rowsAtOnce) await this.finish();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    const { rows } = this;
    if (rows.length === 0) return;
    this.rows = [];
    for (const parent of this.parents) await parent.finish();
    await (this.database.isPostgres ? this.writeAsJson(rows) : this.writeAsValues(rows));
  }

  /** Thousands of parameters take PostgreSQL longer than the rows do. */
  private async writeAsJson(rows: readonly object[]): Promise<void> {
    const columns = this.columns.join(', ');
    await this.database.manager.query(`insert into ${this.name} (${columns}) select ${columns} from json_populate_recordset(null::${this.name}, $1)`, [JSON.stringify(rows)]);
  }

  private async writeAsValues(rows: readonly Readonly<Record<string, Value>>[]): Promise<void> {
    const row = `(${this.columns.map(() => '?').join(', ')})`;
    const values = rows.flatMap((each) => this.columns.map((column) => this.valueOf(each, column)));
    await this.database.manager.query(`insert into ${this.name} (${this.columns.join(', ')}) values ${rows.map(() => row).join(', ')}`, values);
  }

  private valueOf(row: Readonly<Record<string, Value>>, column: string): string | number | null {
    const value = row[column];
    if (value === undefined) throw new Error(`${this.name} has no value for ${column}`);
    // SQLite has no booleans of its own to bind.
    return typeof value === 'boolean' ? Number(value) : value;
  }
}
