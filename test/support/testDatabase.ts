import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase } from '../../src/database/openDatabase.js';
import type { Database } from '../../src/database/database.js';

export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes the database and removes it. */
  remove(): Promise<void>;
}

/** An empty database with its tables: a SQLite file, or a PostgreSQL database when TEST_DATABASE_URL is set. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  return opened(server ? await postgresDatabase(server) : sqliteFile());
}

/** Opens what `sqliteFile` or `postgresDatabase` has made. */
export async function opened({ url, drop }: { url: string; drop: () => Promise<void> }): Promise<TestDatabase> {
  const database = await openDatabase(url);
  return {
    url,
    database,
    async remove() {
      await database.close();
      await drop();
    },
  };
}

export function sqliteFile(): { url: string; drop: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  return {
    url: `sqlite:${join(folder, 'plumbline.sqlite')}`,
    drop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

/** A new database, empty or a copy of `template`. */
export async function postgresDatabase(server: string, template?: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `plumbline_test_${randomBytes(6).toString('hex')}`;
  await asServer(server, `create database ${name}${template ? ` template ${template}` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asServer(server, `drop database ${name}`) };
}

const objectInUse = '55006';

async function asServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    // Connections that were let go a moment ago may still be there; ending them by force would fail a test that has passed.
    for (let tries = 1; ; tries++) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== objectInUse || tries === 200) throw error;
        await setTimeout(25);
      }
    }
  } finally {
    await client.end();
  }
}
