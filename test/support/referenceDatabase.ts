import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { HistoryStore } from '../../src/history/history.store.js';
import { importFiles } from '../../src/importing/importFiles.js';
import { opened, postgresDatabase, sqliteFile, type TestDatabase } from './testDatabase.js';
import { TestClock } from './testClock.js';

const folder = 'src/demo/july-2022';

/** The reference months as an administrator would upload them. */
export function referenceFiles(): Map<string, Buffer> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`)]));
}

interface Master {
  url: string;
  drop(): Promise<void>;
}

let master: Promise<Master> | undefined;

/** A database of its own with the reference months in it. They are imported once a process, and copied. */
export async function referenceDatabase(): Promise<TestDatabase> {
  master ??= makeMaster();
  const { url } = await master;
  const server = process.env['TEST_DATABASE_URL'];
  if (server) return opened(await postgresDatabase(server, new URL(url).pathname.slice(1)));
  const copy = sqliteFile();
  copyFileSync(url.slice('sqlite:'.length), copy.url.slice('sqlite:'.length));
  return opened(copy);
}

async function makeMaster(): Promise<Master> {
  const server = process.env['TEST_DATABASE_URL'];
  const made = server ? await postgresDatabase(server) : sqliteFile();
  const { database } = await opened(made);
  const clock = new TestClock();
  const outcome = await importFiles({ database, history: new HistoryStore(database, clock), clock, actor: { staffId: null, name: 'Import' } }, referenceFiles());
  await database.close();
  if (!outcome.ok) throw new Error(`The reference months have problems: ${JSON.stringify(outcome.problems.slice(0, 3))}`);
  return made;
}

after('remove the database with the reference months', async () => {
  await (await master)?.drop();
});
