import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { postgres, sqliteReader, sqliteWriter } from '../../ormconfig.js';
import { CannotStart } from '../shared/errors.js';
import { Database } from './database.js';

/** The file of a `sqlite:` address; null for PostgreSQL. @throws CannotStart for any other address */
export function sqlitePath(url: string): string | null {
  if (/^postgres(ql)?:\/\//.test(url)) return null;
  if (!url.startsWith('sqlite:') || url === 'sqlite:') {
    throw new CannotStart('DATABASE_URL must be sqlite:/path/to/file or postgres://user:password@host:port/database.');
  }
  return resolve(url.slice('sqlite:'.length));
}

/**
 * Opens the database for reading and writing and brings its tables up to date.
 * @throws CannotStart when it cannot be reached, or another process has the SQLite file open for writing
 */
export async function openDatabase(url: string): Promise<Database> {
  const path = sqlitePath(url);
  const letGo = path === null ? undefined : holdForWriting(path);
  try {
    const writer = path === null ? postgres(url) : sqliteWriter(path);
    const database = new Database(writer, path === null ? writer : sqliteReader(path), letGo);
    await database.open();
    return database;
  } catch (error) {
    letGo?.();
    throw cannotReach(url, error);
  }
}

/** Opens an existing database for reading only, also while a server writes to it. @throws CannotStart */
export async function openForReading(url: string): Promise<Database> {
  const path = sqlitePath(url);
  if (path !== null && !existsSync(path)) throw new CannotStart(`There is no database at ${path}. Start Plumbline or import data first.`);
  try {
    const reader = path === null ? postgres(url) : sqliteReader(path);
    await reader.initialize();
    try {
      await reader.query('select 1 from targets where 1 = 0');
    } catch {
      await reader.destroy();
      throw new CannotStart(`The database at ${shown(url)} holds no tables of Plumbline yet. Start Plumbline or import data first.`);
    }
    return new Database(reader, reader);
  } catch (error) {
    throw cannotReach(url, error);
  }
}

/** A second writer on one SQLite file would freeze both: the operating system holds this lock and drops it when the process dies. */
function holdForWriting(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const lock = new SqliteConnection(`${path}.lock`, { timeout: 0 });
    try {
      lock.exec('begin exclusive');
    } catch {
      lock.close();
      throw new CannotStart(`Another Plumbline is using ${path}. Stop it first, or use PostgreSQL to run several.`);
    }
    return () => lock.close();
  } catch (error) {
    throw cannotReach(`sqlite:${path}`, error);
  }
}

function cannotReach(url: string, error: unknown): CannotStart {
  if (error instanceof CannotStart) return error;
  const reason = error instanceof Error ? (error.message || ('code' in error ? String(error.code) : error.name)) : String(error);
  return new CannotStart(`The database at ${shown(url)} cannot be opened: ${reason.replaceAll('\n', ' ')}`);
}

/** The address as it may be printed: without user and password. */
function shown(url: string): string {
  return url.startsWith('sqlite:') ? url : new URL(url).host;
}
