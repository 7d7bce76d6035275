import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../src/database/openDatabase.js';
import type { Database } from '../src/database/database.js';

/** A database made for one size and removed afterwards, and a copy of it as it was before the first request. */
export interface Scratch<Generated> {
  url: string;
  /** For carrying out saves again from the same start. */
  copyUrl: string;
  generated: Generated;
  remove(): Promise<void>;
}

type Generate<Generated> = (database: Database) => Promise<Generated>;

/** Makes and fills a database: a SQLite file on this disk, or a new database of the PostgreSQL server at `server`. */
export async function scratchDatabase<Generated>(server: string | undefined, generate: Generate<Generated>): Promise<Scratch<Generated>> {
  return server ? onPostgres(server, generate) : onSqlite(generate);
}

async function onSqlite<Generated>(generate: Generate<Generated>): Promise<Scratch<Generated>> {
  // Not in a temporary folder, which may be in memory: a save has to reach a disk.
  mkdirSync('var', { recursive: true });
  const folder = resolve(mkdtempSync(join('var', 'bench-')));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const [file, copy] = ['plumbline.sqlite', 'copy.sqlite'].map((name) => join(folder, name)) as [string, string];
    const generated = await fill(`sqlite:${file}`, generate);
    copyFileSync(file, copy);
    return { url: `sqlite:${file}`, copyUrl: `sqlite:${copy}`, generated, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function onPostgres<Generated>(server: string, generate: Generate<Generated>): Promise<Scratch<Generated>> {
  const name = `plumbline_bench_${randomBytes(4).toString('hex')}`;
  const copyName = `${name}_copy`;
  const at = (database: string): string => Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const remove = (): Promise<void> => asServer(server, `drop database if exists ${copyName} with (force)`, `drop database if exists ${name} with (force)`);
  try {
    await asServer(server, `create database ${name}`);
    const generated = await fill(at(name), generate);
    // What autovacuum has done by the time a database has grown this big.
    await asServer(at(name), 'vacuum analyze');
    await asServer(server, `create database ${copyName} template ${name}`);
    return { url: at(name), copyUrl: at(copyName), generated, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill<Generated>(url: string, generate: Generate<Generated>): Promise<Generated> {
  const database = await openDatabase(url);
  try {
    return await generate(database);
  } finally {
    await database.close();
  }
}

async function asServer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
