import assert from 'node:assert/strict';
import SqliteConnection from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../src/database/openDatabase.js';
import { ServerProcess } from '../support/serverProcess.js';
import { TestApp, testPassword, Visitor } from '../support/testApp.js';
import { postgresDatabase, sqliteFile, testDatabase } from '../support/testDatabase.js';

const onPostgres = process.env['TEST_DATABASE_URL'];

const email = 'first.admin@example.org';

/** Sets up the first administrator of an empty database and signs them in. */
async function firstAdministrator(server: ServerProcess): Promise<Visitor> {
  const visitor = new Visitor(server.address);
  await visitor.get('/setup');
  const code = /one-time code: ([a-z0-9-]+)/.exec(server.printed)![1]!;
  await visitor.submit({ code, name: 'First Admin', email, password: testPassword, repeated: testPassword });
  return signedIn(server);
}

async function signedIn(server: ServerProcess): Promise<Visitor> {
  const visitor = new Visitor(server.address);
  await visitor.get('/sign-in');
  await visitor.submit({ email, password: testPassword });
  assert.equal(visitor.status, 303);
  return visitor;
}

/** A stream of forms, several at a time, each adding a member of staff, until the server does not answer any more. */
class Stream {
  readonly acknowledged: string[] = [];
  readonly unanswered: string[] = [];
  readonly other: number[] = [];
  private stopped = false;
  private readonly ended: Promise<unknown>;

  constructor(visitor: Visitor, token: string, name: string) {
    let next = 0;
    const sender = async (): Promise<void> => {
      while (!this.stopped) {
        const address = `${name}.${next++}@example.org`;
        try {
          const answer = await visitor.agent.post('/people/new').type('form').send({ _csrf: token, _key: address, name: `${name} ${next}`, email: address, fte: '1', auditFrequency: 'none', roles: 'auditor' });
          if (answer.status === 303) this.acknowledged.push(address);
          else this.other.push(answer.status);
        } catch {
          this.unanswered.push(address);
          this.stopped = true;
        }
      }
    };
    this.ended = Promise.all([1, 2, 3, 4, 5, 6].map(sender));
  }

  /** Waits until so many are acknowledged. */
  async reaches(count: number): Promise<void> {
    while (this.acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  async end(): Promise<void> {
    await this.ended;
  }
}

const tokenOf = async (visitor: Visitor): Promise<string> => (await visitor.get('/people/new')).fields().answers['_csrf'] as string;

/** What the database holds of a stream: the addresses, and those that are there only in part. */
async function stored(url: string, name: string): Promise<{ addresses: string[]; partly: string[] }> {
  const database = await openDatabase(url);
  try {
    const rows = await database.query<{ email: string; roles: number; histories: number; forms: number }>(
      `select email as "email", (select count(*) from staff_roles where staff_id = staff.id) as "roles",
              (select count(*) from history where record_type = 'staff' and record_id = staff.id) as "histories",
              (select count(*) from submissions where location = '/people/' || cast(staff.id as varchar(12))) as "forms"
         from staff where email like :like`,
      { like: `${name}.%` },
    );
    const whole = rows.filter((row) => row.roles === 1 && row.histories === 1 && row.forms === 1);
    return { addresses: rows.map((row) => row.email), partly: rows.filter((row) => !whole.includes(row)).map((row) => row.email) };
  } finally {
    await database.close();
  }
}

describe('what a page has acknowledged', () => {
  it('is all there after the process was killed in the middle of a stream of forms, and nothing is there in part', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    let server = await ServerProcess.start({ DATABASE_URL: url });
    let visitor = await firstAdministrator(server);
    let kills = 0;
    for (const acknowledged of [40, 15, 70]) {
      const name = `kill${++kills}`;
      const stream = new Stream(visitor, await tokenOf(visitor), name);
      await stream.reaches(acknowledged);
      assert.deepEqual(await server.end('SIGKILL'), { code: null, signal: 'SIGKILL' });
      await stream.end();
      assert.deepEqual(stream.other, []);
      assert.ok(stream.unanswered.length > 0, 'it was killed while forms were under way');
      const { addresses, partly } = await stored(url, name);
      assert.deepEqual(stream.acknowledged.filter((address) => !addresses.includes(address)), []);
      assert.deepEqual(partly, []);

      server = await ServerProcess.start({ DATABASE_URL: url });
      visitor = await signedIn(server);
      await visitor.get(`/people?search=${stream.acknowledged.at(-1)!}`);
      assert.match(visitor.text, new RegExp(stream.acknowledged.at(-1)!));
    }
    await server.end('SIGTERM');
    await drop();
  });

  it('is all there, and nothing else, after it was told to stop: every form under way is answered', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const server = await ServerProcess.start({ DATABASE_URL: url });
    const visitor = await firstAdministrator(server);
    const stream = new Stream(visitor, await tokenOf(visitor), 'stop');
    await stream.reaches(30);
    const asked = Date.now();
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
    assert.ok(Date.now() - asked < 8000);
    await stream.end();
    const { addresses, partly } = await stored(url, 'stop');
    assert.deepEqual(addresses.toSorted(), stream.acknowledged.toSorted());
    assert.deepEqual(partly, []);
    assert.ok(!server.printed.includes('"level":50'), server.printed.split('\n').find((line) => line.includes('"level":50')));
    await drop();
  });
});

describe('a full disk', () => {
  it('ends in a page about a problem, leaves nothing half done and loses nothing; when there is room again all goes on', async () => {
    const app = await TestApp.on(await testDatabase());
    try {
      const admin = await app.asNew('Ada Minster', 'admin');
      const { writer } = app.database as unknown as { writer: DataSource };
      const rows = async (): Promise<number[]> => {
        const counts = await app.database.query<{ n: number }>('select count(*) as n from staff union all select count(*) from staff_roles union all select count(*) from history union all select count(*) from submissions');
        return counts.map((count) => count.n);
      };
      const add = async (n: number): Promise<number> => {
        await admin.get('/people/new');
        await admin.submit({ name: `Person ${n} ${'x'.repeat(150)}`, email: `person.${n}@example.org`, roles: ['auditor', 'qa'] });
        return admin.status;
      };
      assert.equal(await add(0), 303);

      if (app.database.isPostgres) {
        // What PostgreSQL raises when it cannot make a file longer, at the last row of the transaction.
        await writer.query(`create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
        await writer.query('create trigger full_disk before insert on history for each row execute function full_disk()');
      } else {
        const [{ page_count: pages }] = (await writer.query<{ page_count: number }[]>('pragma page_count')) as [{ page_count: number }];
        await writer.query(`pragma max_page_count = ${pages}`);
      }
      let before = await rows();
      let status = 303;
      let n = 0;
      for (; status === 303 && n < 500; n++) {
        before = await rows();
        status = await add(n + 1);
      }
      assert.equal(status, 500, `after ${n}`);
      assert.match(admin.page('.plumbline-reference').text(), /^[0-9a-f-]{36}$/);
      assert.doesNotMatch(admin.text, /disk|full|extend|SQLITE/i);
      assert.deepEqual(await rows(), before);
      assert.match(app.logged, /"code":"(SQLITE_FULL|53100)"/);
      assert.ok(!app.logged.includes(`person.${n}@`));
      // Reading goes on, and a second try fails as cleanly.
      assert.equal((await admin.get('/people')).status, 200);
      assert.equal(await add(n), 500);
      assert.deepEqual(await rows(), before);

      if (app.database.isPostgres) await writer.query('drop trigger full_disk on history');
      else await writer.query('pragma max_page_count = 1000000');
      assert.equal(await add(n), 303);
    } finally {
      await app.stop();
    }
  });

  // PostgreSQL keeps sessions in the database itself.
  if (!onPostgres) {
    it('that takes no session any more is a page about a problem too, and does not end the process', async () => {
      const app = await TestApp.on(await testDatabase());
      try {
        const visitor = await app.asNew('Ada Minster', 'admin');
        const file = new SqliteConnection(`${app.url.slice('sqlite:'.length)}.sessions`);
        file.exec('alter table sessions rename to elsewhere');
        await visitor.get('/people');
        assert.equal(visitor.status, 500);
        const stranger = app.visitor();
        await stranger.get('/sign-in');
        assert.equal(stranger.status, 200);
        file.exec('alter table elsewhere rename to sessions');
        file.close();
        assert.equal((await visitor.get('/people')).status, 200);
      } finally {
        await app.stop();
      }
    });
  }
});
