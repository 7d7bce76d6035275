import { cpus } from 'node:os';
import { loadConfig } from '../src/config.js';
import { runCommand } from '../src/shared/command.js';
import { bare } from './bare.js';
import { spreadOf, perSecond, type Spread } from './measure.js';
import { generate, type Generated } from './generate.js';
import { readPages, Writer, type ReadPage } from './pages.js';
import { ServerProcess } from './process.js';
import { councils, generateCouncil, qaEmail, timeProposals } from './proposal.js';
import type { Statement } from './recorder.js';
import { scratchDatabase, type Scratch } from './scratch.js';
import { User } from './user.js';

const sizes = [6_000, 60_000];
const sizeThatMustHold = 60_000;
const manyUsers = 10;
const warmUps = 10;
const requests = 80;
/** A slow page is asked for less often than `requests`, so that the whole takes minutes. */
const mostSecondsAPage = 4;
const secondsOfLoad = 0.8;

/** What one page costs beside its own queries run bare. Milliseconds, and requests a second. */
interface Result {
  name: string;
  statements: number;
  page: Spread;
  bare: Spread;
  /** Of the bare milliseconds those of the session and of who is signed in, at the median. */
  signedIn: number;
  perSecond: { one: number; many: number };
  barePerSecond: { one: number; many: number };
}

/** The limit of the Speed section: 3 times the bare queries and 15 ms. */
function limitOf(bareMilliseconds: number): number {
  return 3 * bareMilliseconds + 15;
}

await runCommand(async () => {
  const server = postgresServer();
  console.log(`${cpus().length} cores, Node ${process.versions.node}, ${server ? 'PostgreSQL' : 'SQLite'}`);
  await floor();
  let broken = false;
  for (const audits of sizes) {
    const began = performance.now();
    const scratch = await scratchDatabase(server, (database) => generate(database, audits));
    const { months, rows } = scratch.generated;
    const made = ((performance.now() - began) / 1000).toFixed(0);
    console.log(
      `\n${number(audits)} audits in ${months.length} months, ${number(rows['actions']!)} actions, ${number(rows['history']!)} history entries, ` +
        `${number(rows['caseload']!)} caseload rows (made in ${made} s)`,
    );
    try {
      const results = await measure(scratch);
      print(results, audits === sizeThatMustHold);
      if (audits === sizeThatMustHold) broken = results.some((result) => result.page.p50 > limitOf(result.bare.p50));
    } finally {
      await scratch.remove();
    }
  }
  const tooSlow = await measureProposals(server);
  console.log(
    broken
      ? '\nBROKEN: at 60,000 audits a page takes more than 3 times its bare queries and 15 ms at the median.'
      : '\nAt 60,000 audits every page keeps within 3 times its bare queries and 15 ms at the median.',
  );
  if (tooSlow) console.log('BROKEN: drawing a proposed allocation, or its page, takes longer than its limit.');
  if (broken || tooSlow) process.exitCode = 1;
});

/** The PostgreSQL server to use: databases of the bench's own are made there and removed. */
function postgresServer(): string | undefined {
  const url = process.env['BENCH_DATABASE_URL'] || process.env['DATABASE_URL'];
  return url && loadConfig({ DATABASE_URL: url, SESSION_SECRET: '-'.repeat(32) }).databaseUrl.startsWith('postgres') ? url : undefined;
}

async function floor(): Promise<void> {
  const server = await ServerProcess.start('floor.js', {});
  try {
    const users = Array.from({ length: manyUsers }, () => new User(server.address));
    const [one] = users;
    const times: number[] = [];
    for (let request = -warmUps; request < requests; request++) {
      const { milliseconds } = await one!.get('/');
      if (request >= 0) times.push(milliseconds);
    }
    const { p50, p95 } = spreadOf(times);
    const workers = users.map((user) => () => user.get('/'));
    const alone = await perSecond(workers.slice(0, 1), secondsOfLoad);
    const together = await perSecond(workers, secondsOfLoad);
    for (const user of users) user.close();
    console.log(
      `Floor, a bare page of Express, helmet, session and EJS without a database: p50 ${ms(p50)} ms, p95 ${ms(p95)} ms, ` +
        `${Math.round(alone)} requests a second for one user, ${Math.round(together)} for ${manyUsers}`,
    );
  } finally {
    await server.stop();
  }
}

/** Drawing a proposed allocation, everything included, and the page that shows it; true when either breaks its limit. */
async function measureProposals(server: string | undefined): Promise<boolean> {
  let broken = false;
  for (const council of councils) {
    const scratch = await scratchDatabase(server, (database) => generateCouncil(database, council));
    const plumbline = await plumblineOn(scratch.url);
    try {
      const { seconds, page, lines } = await timeProposals(plumbline);
      const slowest = Math.max(...seconds);
      const holds = slowest <= council.limitSeconds;
      console.log(
        `\nDrawing a proposed allocation for ${number(council.staff)} staff and ${number(council.children)} children (${number(lines)} lines, ${number(scratch.generated.audits)} audits before), ` +
          `from sending the form until the answer: median ${spreadOf(seconds).p50.toFixed(2)} s, slowest of ${seconds.length} ${slowest.toFixed(2)} s, limit ${council.limitSeconds} s: ${holds ? 'holds' : 'BROKEN'}`,
      );
      await plumbline.record();
      const users: User[] = [];
      for (let user = 0; user < manyUsers; user++) users.push(await new User(plumbline.address).signIn(qaEmail));
      const result = await measureReading(plumbline, scratch, { name: 'Proposed allocation', who: 'qa', paths: [page, `${page}?page=2`, `${page}?show=open`] }, users);
      print([result], true);
      broken ||= !holds || result.page.p50 > limitOf(result.bare.p50);
    } finally {
      await plumbline.stop();
      await scratch.remove();
    }
  }
  return broken;
}

function plumblineOn(url: string): Promise<ServerProcess> {
  return ServerProcess.start('server.js', { DATABASE_URL: url, SESSION_SECRET: 'a secret only for measuring Plumbline', PORT: '0', LOG_LEVEL: 'info', BASE_URL: '', TRUSTED_PROXIES: '' });
}

async function measure(scratch: Scratch<Generated>): Promise<Result[]> {
  const server = await plumblineOn(scratch.url);
  try {
    const { people, writing } = scratch.generated;
    const readers = new Map<string, User[]>();
    for (const [who, email] of Object.entries(people)) {
      const users: User[] = [];
      // One after the other: several passwords at once for one address would look like guessing.
      for (let user = 0; user < manyUsers; user++) users.push(await new User(server.address).signIn(email));
      readers.set(who, users);
    }
    const writers = await Promise.all(
      writing.slice(0, manyUsers).map(async ({ email, auditRef }) => {
        const writer = new Writer(await new User(server.address).signIn(email), auditRef);
        await writer.open();
        return writer;
      }),
    );
    await server.record();
    const results: Result[] = [];
    // Saving comes first, because its statements only mean the same on a copy that is as the database was.
    results.push(await measureSaving(server, scratch, writers));
    for (const page of readPages(scratch.generated)) results.push(await measureReading(server, scratch, page, readers.get(page.who)!));
    return results;
  } finally {
    await server.stop();
  }
}

async function measureReading(server: ServerProcess, scratch: Pick<Scratch<unknown>, 'url'>, { name, paths }: ReadPage, users: readonly User[]): Promise<Result> {
  const pathOf = (request: number): string => paths[((request % paths.length) + paths.length) % paths.length]!;
  const open = async (user: User, path: string): Promise<number> => {
    const answer = await user.get(path);
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status} ${answer.location ?? ''}`);
    return answer.milliseconds;
  };
  const times: number[] = [];
  const recorded: Statement[][] = [];
  await server.recorded();
  let until = Infinity;
  for (let request = -warmUps; request < requests && performance.now() < until; request++) {
    if (request === 0) until = performance.now() + mostSecondsAPage * 1000;
    const milliseconds = await open(users[0]!, pathOf(request));
    const statements = await server.recorded();
    if (request >= 0) {
      times.push(milliseconds);
      recorded.push(statements);
    }
  }
  let turn = 0;
  const workers = users.map((user) => () => open(user, pathOf(turn++)));
  const alone = await perSecond(workers.slice(0, 1), secondsOfLoad);
  const together = await perSecond(workers, secondsOfLoad);
  await server.recorded();

  const connections = await Promise.all(users.map(() => bare(scratch.url, scratch.url)));
  try {
    const bareTimes: { all: number; signedIn: number }[] = [];
    for (const statements of recorded.slice(0, warmUps)) await connections[0]!.run(statements);
    for (const statements of recorded) bareTimes.push(await connections[0]!.run(statements));
    const bareWorkers = connections.map((connection) => () => connection.run(recorded[turn++ % recorded.length]!));
    return {
      name,
      statements: Math.round(recorded.reduce((total, statements) => total + statements.length, 0) / recorded.length),
      page: spreadOf(times),
      bare: spreadOf(bareTimes.map(({ all }) => all)),
      signedIn: spreadOf(bareTimes.map(({ signedIn }) => signedIn)).p50,
      perSecond: { one: alone, many: together },
      barePerSecond: { one: await perSecond(bareWorkers.slice(0, 1), secondsOfLoad / 3), many: await perSecond(bareWorkers, secondsOfLoad / 3) },
    };
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

/** Saves of an area of practice by POST, and the statements of the very same saves on the copy, which is as the database was before them. */
async function measureSaving(server: ServerProcess, scratch: Scratch<Generated>, writers: readonly Writer[]): Promise<Result> {
  const recorded: Statement[][] = [];
  const times: number[] = [];
  await server.recorded();
  for (let request = -warmUps; request < requests; request++) {
    const { milliseconds } = await writers[(request + warmUps) % writers.length]!.save();
    recorded.push(await server.recorded());
    if (request >= 0) times.push(milliseconds);
  }
  const together: Statement[][][] = [];
  for (const writer of writers) {
    const ofOne: Statement[][] = [];
    for (let save = 0; save < requests / manyUsers; save++) {
      await writer.save();
      ofOne.push(await server.recorded());
    }
    together.push(ofOne);
  }
  const workers = writers.map((writer) => () => writer.save());
  const one = await perSecond(workers.slice(0, 1), secondsOfLoad);
  const many = await perSecond(workers, secondsOfLoad);
  await server.recorded();

  const connections = await Promise.all(writers.map(() => bare(scratch.copyUrl, scratch.url)));
  try {
    const bareTimes: { all: number; signedIn: number }[] = [];
    const changesBefore = await connections[0]!.changesOfAreas();
    for (const statements of recorded) bareTimes.push(await connections[0]!.run(statements));
    bareTimes.splice(0, warmUps);
    const began = performance.now();
    await Promise.all(
      together.map(async (ofOne, index) => {
        for (const statements of ofOne) await connections[index]!.run(statements);
      }),
    );
    const elapsed = performance.now() - began;
    const saves = recorded.length + together.flat().length;
    const saved = (await connections[0]!.changesOfAreas()) - changesBefore;
    if (saved !== saves) throw new Error(`of ${saves} saves run bare ${saved} changed anything, so that nothing is comparable`);
    return {
      name: 'Saving a section',
      statements: Math.round(recorded.reduce((total, statements) => total + statements.length, 0) / recorded.length),
      page: spreadOf(times),
      bare: spreadOf(bareTimes.map(({ all }) => all)),
      signedIn: spreadOf(bareTimes.map(({ signedIn }) => signedIn)).p50,
      perSecond: { one, many },
      barePerSecond: {
        one: (1000 * bareTimes.length) / bareTimes.reduce((total, { all }) => total + all, 0),
        many: (1000 * together.flat().length) / elapsed,
      },
    };
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

function print(results: readonly Result[], mustHold: boolean): void {
  const holds = (of: 'p50' | 'p95') => (result: Result) => (result.page[of] <= limitOf(result.bare[of]) ? 'yes' : 'NO');
  table([
    ['Milliseconds', ({ name }) => name],
    ['p50', ({ page }) => ms(page.p50)],
    ['p95', ({ page }) => ms(page.p95)],
    ['bare p50', (result) => ms(result.bare.p50)],
    ['bare p95', (result) => ms(result.bare.p95)],
    ['ratio p50', (result) => ratio(result.page.p50, result.bare.p50)],
    ['ratio p95', (result) => ratio(result.page.p95, result.bare.p95)],
    ['limit p50', (result) => ms(limitOf(result.bare.p50))],
    [mustHold ? 'holds' : '(holds)', holds('p50')],
    ['limit p95', (result) => ms(limitOf(result.bare.p95))],
    ['(holds)', holds('p95')],
    ['queries', ({ statements }) => String(statements)],
    ['of bare: session, account', ({ signedIn }) => ms(signedIn)],
  ], results);
  table([
    ['Requests a second', ({ name }) => name],
    ['one user', (result) => perS(result.perSecond.one)],
    ['bare', (result) => perS(result.barePerSecond.one)],
    ['ratio', (result) => ratio(result.perSecond.one, result.barePerSecond.one)],
    [`${manyUsers} users`, (result) => perS(result.perSecond.many)],
    ['bare', (result) => perS(result.barePerSecond.many)],
    ['ratio', (result) => ratio(result.perSecond.many, result.barePerSecond.many)],
  ], results);
}

/** A table whose first column is text and the others numbers. */
function table(columns: readonly [heading: string, cell: (result: Result) => string][], results: readonly Result[]): void {
  const lines = [columns.map(([heading]) => heading), ...results.map((result) => columns.map(([, cell]) => cell(result)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const padded = lines.map((line) => `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`);
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  console.log(['', padded[0]!, rule, ...padded.slice(1)].join('\n'));
}

function ms(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 2 : 1);
}

function perS(times: number): string {
  return times.toFixed(times < 100 ? 1 : 0);
}

function ratio(of: number, to: number): string {
  return (of / to).toFixed(2);
}

function number(whole: number): string {
  return whole.toLocaleString('en-GB');
}
