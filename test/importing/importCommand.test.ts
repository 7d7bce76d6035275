import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/openDatabase.js';
import { testDatabase } from '../support/testDatabase.js';
import { smallFolder, withCell } from './smallFolder.js';

describe('the import command', function () {
  this.timeout(60_000);

  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plumbline-folder-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (files: Map<string, Buffer>): void => files.forEach((bytes, name) => writeFileSync(join(folder, name), bytes));
  const run = (args: string[], databaseUrl: string): { status: number | null; stdout: string; stderr: string } => {
    const command = join(import.meta.dirname, '../../src/importing/import.command.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl } });
    return { status, stdout, stderr };
  };

  it('imports a folder and says what it did', async () => {
    const test = await testDatabase();
    await test.database.close();
    write(smallFolder());
    const first = run([folder], test.url);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    assert.match(first.stdout, /^Reading actions\.csv\n/);
    assert.match(first.stdout, /\naudits\.csv: 3 added, 0 changed, 0 unchanged\n/);
    const second = run([folder], test.url);
    assert.match(second.stdout, /\naudits\.csv: 0 added, 0 changed, 3 unchanged\n/);
    await test.remove();
  });

  it('lists what is wrong, stores nothing and ends with exit code 1', async () => {
    const test = await testDatabase();
    await test.database.close();
    write(withCell('audits.csv', 2, 'month', '2022-13'));
    const { status, stderr } = run([folder], test.url);
    assert.equal(status, 1);
    assert.equal(stderr, 'audits.csv, line 2, month: found 2022-13; expected a month as YYYY-MM, such as 2022-07\nNothing was imported: 1 problem.\n');
    const database = await openDatabase(test.url);
    assert.deepEqual(await database.query('select * from services'), []);
    await database.close();
    await test.remove();
  });

  it('ends in one line and exit code 1 for bad arguments, a missing folder and a database that cannot be reached', () => {
    write(smallFolder());
    const cases: [string[], string, RegExp][] = [
      [[], 'sqlite:/nowhere', /^Name one folder of CSV files\. Use: npm run import -- FOLDER$/],
      [['--help'], 'sqlite:/nowhere', /^Name one folder/],
      [[folder, folder], 'sqlite:/nowhere', /^Name one folder/],
      [['/no/such/folder'], 'sqlite:/nowhere', /^There is no folder \/no\/such\/folder\.$/],
      [[folder], 'postgres://nobody@127.0.0.1:1/none', /^The database at 127\.0\.0\.1:1 cannot be opened: .*ECONNREFUSED/],
      [[folder], `sqlite:${folder}/staff.csv/plumbline.sqlite`, /^The database at .* cannot be opened/],
      [[folder], 'mysql://localhost', /^DATABASE_URL must be/],
    ];
    for (const [args, databaseUrl, expected] of cases) {
      const { status, stderr, stdout } = run(args, databaseUrl);
      assert.deepEqual([status, stdout], [1, ''], stderr);
      assert.match(stderr.trimEnd(), expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
