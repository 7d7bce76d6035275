import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Database } from './database.js';

/** So many rows a statement leave other requests room in between. */
const rowsAtATime = 1000;

/**
 * Sets columns that hold ids, each row to ids of its own, with few statements, inside a transaction. `also` is set for all of them.
 * The rows are those the caller holds; their versions are not compared.
 */
export async function updateIds<Column extends string>(
  database: Database,
  table: string,
  rows: readonly ({ id: number } & Record<Column, number | null>)[],
  columns: readonly Column[],
  also: Record<string, string> = {},
): Promise<void> {
  const assignments = [...columns.map((column, at) => `${column} = cast(given.column${at + 2} as integer)`), ...Object.entries(also).map(([column, value]) => `${column} = ${value}`)];
  for (let from = 0; from < rows.length; from += rowsAtATime) {
    const values = rows.slice(from, from + rowsAtATime).map((row) => `(${[row.id, ...columns.map((column) => row[column] ?? 'null')].join(', ')})`);
    await database.query(`update ${table} set ${assignments.join(', ')} from (values ${values.join(', ')}) as given where ${table}.id = given.column1`);
    await letOthersWork();
  }
}
