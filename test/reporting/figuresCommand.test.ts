import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFiguresArguments } from '../../src/reporting/figuresArguments.js';
import { BadRequest } from '../../src/shared/errors.js';
import { testDatabase } from '../support/testDatabase.js';

function figures(args: string[], databaseUrl: string): { status: number | null; stdout: string; stderr: string } {
  const command = join(import.meta.dirname, '../../src/reporting/figures.command.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  });
  return { status, stdout, stderr };
}

function endsInOneLine(args: string[], databaseUrl: string, expected: RegExp): void {
  const { status, stdout, stderr } = figures(args, databaseUrl);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, expected);
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
}

describe('the figures command', function () {
  this.timeout(30_000);

  it('reads the month and the as-at day in any order', () => {
    const expected = { month: '2022-07', asAt: '2022-08-15' };
    assert.deepEqual(readFiguresArguments(['2022-07', '--as-at', '2022-08-15'], '2026-01-01'), expected);
    assert.deepEqual(readFiguresArguments(['--as-at=2022-08-15', '2022-07'], '2026-01-01'), expected);
    assert.deepEqual(readFiguresArguments(['2022-07'], '2026-01-01'), expected);
  });

  it('refuses what it does not understand, saying how it is used', () => {
    for (const wrong of [[], ['2022-13'], ['July'], ['2022-07', '--as-at', '2022-02-30'], ['2022-07', '--as-at'], ['2022-07', '--on', 'x'], ['2022-07', '2022-06']]) {
      assert.throws(() => readFiguresArguments(wrong, '2026-01-01'), (error) => error instanceof BadRequest && error.message.includes('Use: npm run'), wrong.join(' '));
    }
  });

  it('ends in one line and exit code 1 for bad arguments, a missing database and one that cannot be reached', () => {
    endsInOneLine(['2022-13'], 'sqlite:/nowhere/plumbline.sqlite', /“2022-13” is not a month/);
    endsInOneLine(['2022-07'], 'sqlite:/nowhere/plumbline.sqlite', /There is no database at \/nowhere\/plumbline\.sqlite/);
    endsInOneLine(['2022-07'], 'postgres://nobody@127.0.0.1:1/none', /cannot be opened/);
    endsInOneLine(['2022-07'], 'mysql://localhost', /DATABASE_URL/);
  });

  it('ends in one line for a file that is no database of ours', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-figures-'));
    try {
      writeFileSync(join(folder, 'empty'), '');
      writeFileSync(join(folder, 'text'), 'This is a letter, not a database. '.repeat(100));
      endsInOneLine(['2022-07'], `sqlite:${join(folder, 'empty')}`, /holds no tables of Plumbline yet/);
      endsInOneLine(['2022-07'], `sqlite:${join(folder, 'text')}`, /cannot be opened|holds no tables/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('prints JSON and nothing else', async () => {
    const test = await testDatabase();
    try {
      const { status, stdout, stderr } = figures(['2022-07', '--as-at', '2022-08-15'], test.url);
      assert.equal(status, 0, stderr);
      assert.equal(stderr, '');
      const printed = JSON.parse(stdout) as { month: string; as_at: string };
      assert.deepEqual([printed.month, printed.as_at], ['2022-07', '2022-08-15']);
    } finally {
      await test.remove();
    }
  });
});
