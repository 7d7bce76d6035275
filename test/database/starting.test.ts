import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../src/database/openDatabase.js';
import { runServer, ServerProcess } from '../support/serverProcess.js';
import { opened, postgresDatabase, sqliteFile } from '../support/testDatabase.js';

const onPostgres = process.env['TEST_DATABASE_URL'];

/** The two connections a database works with. */
const connections = (database: object): { writer: DataSource; reader: DataSource } => database as { writer: DataSource; reader: DataSource };

describe('the embedded database', () => {
  it('writes every commit to the disk before it is acknowledged, and checks what rows belong to', async () => {
    const test = await opened(sqliteFile());
    const { writer } = connections(test.database);
    const pragma = async (name: string): Promise<unknown> => Object.values((await writer.query<object[]>(`pragma ${name}`))[0]!)[0];
    assert.equal(await pragma('journal_mode'), 'wal');
    assert.equal(await pragma('synchronous'), 2, 'FULL');
    assert.equal(await pragma('foreign_keys'), 1);
    await test.remove();
  });

  it('is read through a connection that cannot write', async () => {
    const test = await opened(sqliteFile());
    const { reader, writer } = connections(test.database);
    assert.notEqual(reader, writer);
    await assert.rejects(reader.query("insert into services (name, version) values ('x', 1)"), /readonly/);
    await assert.rejects(test.database.query("insert into services (name, version) values ('x', 1)"), /readonly/);
    await assert.rejects(reader.query('drop table services'), /readonly/);
    await test.remove();
  });

  it('is opened for writing by one process only, and let go at its end', async () => {
    const { url, drop } = sqliteFile();
    const first = await openDatabase(url);
    await assert.rejects(openDatabase(url), /^CannotStart: Another Plumbline is using .*plumbline\.sqlite\. Stop it first, or use PostgreSQL to run several\.$/);
    await first.close();
    const second = await openDatabase(url);
    await second.close();
    await drop();
  });
});

describe('starting the server', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-start-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** That it ends in one line on stderr, exit code 1 and nothing else. */
  const endsWith = async (settings: Record<string, string>, line: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await runServer(settings);
    assert.equal(code, 1, stderr);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.doesNotMatch(stderr + stdout, /\bat \S+ \(|node_modules/);
  };

  it('answers, and says so on one line of the log', async () => {
    const server = await ServerProcess.start({ DATABASE_URL: `sqlite:${join(folder, 'new folder', 'plumbline.sqlite')}` });
    assert.equal((await fetch(`${server.address}/health`)).status, 200);
    assert.match(server.printed, /one-time code: [a-z0-9-]{14}/);
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
    for (const line of server.printed.trim().split('\n')) JSON.parse(line);
  });

  it('refuses a second server on the same SQLite file, and the first goes on', async () => {
    const DATABASE_URL = `sqlite:${join(folder, 'plumbline.sqlite')}`;
    const first = await ServerProcess.start({ DATABASE_URL });
    await endsWith({ DATABASE_URL }, /^Another Plumbline is using .*plumbline\.sqlite\. Stop it first, or use PostgreSQL to run several\.$/m);
    assert.equal((await fetch(`${first.address}/sign-in`, { redirect: 'manual' })).status, 303);
    await first.end('SIGKILL');
    // What was killed holds nothing.
    const next = await ServerProcess.start({ DATABASE_URL });
    await next.end('SIGTERM');
  });

  it('ends when its port is in use, and lets go of the database', async () => {
    const taken = createServer().listen(0);
    const { port } = taken.address() as AddressInfo;
    const DATABASE_URL = `sqlite:${join(folder, 'plumbline.sqlite')}`;
    await endsWith({ DATABASE_URL, PORT: String(port) }, new RegExp(`^Port ${port} is in use\\. Stop what uses it, or set PORT to another one\\.$`, 'm'));
    taken.close();
    if (onPostgres) {
      const { url, drop } = await postgresDatabase(onPostgres);
      const again = createServer().listen(0);
      await endsWith({ DATABASE_URL: url, PORT: String((again.address() as AddressInfo).port) }, /^Port \d+ is in use/m);
      again.close();
      await drop();
    }
  });

  it('ends in one line when a setting is wrong', async () => {
    const DATABASE_URL = `sqlite:${join(folder, 'plumbline.sqlite')}`;
    await endsWith({ DATABASE_URL: 'mysql://somewhere/x' }, /^DATABASE_URL must be sqlite:\/path\/to\/file or postgres:\/\//m);
    await endsWith({ DATABASE_URL: 'sqlite:' }, /^DATABASE_URL must be /m);
    await endsWith({ DATABASE_URL, PORT: 'eighty' }, /^PORT must be a whole number from 0 to 65535\.$/m);
    await endsWith({ DATABASE_URL, BASE_URL: 'http://plumbline.council.gov.uk' }, /^BASE_URL must start with https:\/\//m);
    await endsWith({ DATABASE_URL, SESSION_SECRET: 'short' }, /^SESSION_SECRET must be at least 32 characters long\.$/m);
    await endsWith({ DATABASE_URL, SESSION_IDLE_MINUTES: '0' }, /^SESSION_IDLE_MINUTES must be a whole number from 1 to 1440\.$/m);
    await endsWith({ DATABASE_URL, LOG_LEVEL: 'chatty' }, /^LOG_LEVEL must be one of /m);
    await endsWith({ DATABASE_URL: 'postgres://user:secretword@127.0.0.1:1/x', SESSION_SECRET: '' }, /^SESSION_SECRET must be set when DATABASE_URL is PostgreSQL/m);
    assert.ok(!existsSync(join(folder, 'plumbline.sqlite')));
  });

  it('ends in one line when the SQLite file cannot be opened, is no database or its folder cannot be made', async () => {
    const directory = join(folder, 'a folder.sqlite');
    mkdirSync(directory);
    await endsWith({ DATABASE_URL: `sqlite:${directory}` }, /^The database at sqlite:.* cannot be opened: /m);
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'this is no database, however long it may be '.repeat(50));
    await endsWith({ DATABASE_URL: `sqlite:${text}` }, /^The database at sqlite:.* cannot be opened: .*not a database/m);
    await endsWith({ DATABASE_URL: `sqlite:${join(text, 'below', 'plumbline.sqlite')}` }, /^The database at sqlite:.* cannot be opened: /m);
  });

  it('ends in one line without user and password when PostgreSQL cannot be reached', async () => {
    const { stderr } = await runServer({ DATABASE_URL: 'postgres://user:secretword@127.0.0.1:1/x' });
    assert.doesNotMatch(stderr, /secretword/);
    await endsWith({ DATABASE_URL: 'postgres://user:secretword@127.0.0.1:1/x' }, /^The database at 127\.0\.0\.1:1 cannot be opened: .*ECONNREFUSED/m);
    await endsWith({ DATABASE_URL: 'postgres://user:secretword@no-such-host.invalid/x' }, /^The database at no-such-host\.invalid cannot be opened: /m);
    if (onPostgres) {
      const url = new URL(onPostgres);
      url.pathname = '/no_such_database';
      await endsWith({ DATABASE_URL: url.href }, /^The database at .* cannot be opened: .*does not exist/m);
    }
  });

  // On SQLite the counterpart is the refusal above.
  if (onPostgres) {
    it('runs several processes on one PostgreSQL, also when they start at once on an empty one', async () => {
      const { url, drop } = await postgresDatabase(onPostgres);
      const servers = await Promise.all([1, 2, 3, 4].map(() => ServerProcess.start({ DATABASE_URL: url })));
      for (const server of servers) assert.equal((await fetch(`${server.address}/health`)).status, 200);
      for (const server of servers) assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
      await drop();
    });
  }
});
