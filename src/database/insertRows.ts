import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Database } from './database.js';

type Value = string | number | boolean | null;
/** A row by its columns; all rows of one call have the same ones. */
export type Fields = Record<string, Value>;

/** PostgreSQL and SQLite take some 32,000 parameters a statement; smaller statements let other requests in between. */
const parametersAtATime = 8000;

/** Inserts many rows with few statements, inside a transaction; with `key` gives their new ids by that column. `onStored` is told how many are in. */
export async function insertRows(
  database: Database,
  table: string,
  rows: readonly Fields[],
  { key, onStored = () => undefined }: { key?: string | undefined; onStored?: (rows: number) => void } = {},
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const columns = Object.keys(rows[0] ?? {});
  const size = Math.max(1, Math.floor(parametersAtATime / Math.max(1, columns.length)));
  // better-sqlite3 binds no booleans.
  const bound = (value: Value): Value => (typeof value === 'boolean' && !database.isPostgres ? Number(value) : value);
  for (let from = 0; from < rows.length; from += size) {
    const chunk = rows.slice(from, from + size);
    const placeholders = chunk.map((_, row) => `(${columns.map((_column, at) => (database.isPostgres ? `$${row * columns.length + at + 1}` : '?')).join(', ')})`);
    const sql = `insert into ${table} (${columns.join(', ')}) values ${placeholders.join(', ')}${key ? ` returning id, ${key}` : ''}`;
    const values = chunk.flatMap((row) => columns.map((column) => bound(row[column] ?? null)));
    const inserted = await database.manager.query<Record<string, unknown>[]>(sql, values);
    if (key) for (const row of inserted) ids.set(String(row[key]), Number(row['id']));
    onStored(Math.min(rows.length, from + size));
    // SQLite answers at once, so that waiting for it alone would let nobody else in.
    await letOthersWork();
  }
  return ids;
}
