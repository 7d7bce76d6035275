import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { load, type CheerioAPI } from 'cheerio';
import pg from 'pg';
import supertest, { type Response } from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { createApp, type Plumbline } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { sqlitePath } from '../../src/database/openDatabase.js';
import { Account } from '../../src/people/account.entity.js';
import { hashPassword } from '../../src/people/passwords.js';
import { createServices, type Services } from '../../src/services.js';
import { createLog } from '../../src/web/log.js';
import { TestClock } from './testClock.js';
import type { TestDatabase } from './testDatabase.js';

export const testPassword = 'three random words';
let testPasswordHash: Promise<string> | undefined;

/** Plumbline on a test database: real requests through the whole application. */
export class TestApp {
  private constructor(
    private readonly test: TestDatabase,
    readonly services: Services,
    readonly plumbline: Plumbline,
    readonly clock: TestClock,
    private readonly lines: string[],
    private readonly pool: pg.Pool | null,
    private readonly server: Server,
  ) {}

  /** Takes the database over: `stop` removes it. `settings` are environment variables beside the usual ones. */
  static async on(test: TestDatabase, clock = new TestClock(), settings: NodeJS.ProcessEnv = {}): Promise<TestApp> {
    const config = loadConfig({ DATABASE_URL: test.url, SESSION_SECRET: 'a secret only for the tests of this project', ...settings });
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const pool = sqlitePath(test.url) === null ? new pg.Pool({ connectionString: test.url, max: 3 }) : null;
    const services = await createServices({ config, database: test.database, clock, log: createLog('info', sink), pool });
    const plumbline = createApp(services);
    const server = plumbline.app.listen(0);
    return new TestApp(test, services, plumbline, clock, lines, pool, server);
  }

  get database() {
    return this.test.database;
  }

  /** Where the application listens. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return this.test.url;
  }

  /** Everything logged so far. */
  get logged(): string {
    return this.lines.join('');
  }

  /** Someone without an account. */
  visitor(): Visitor {
    return new Visitor(this.address);
  }

  /** A member of staff by e-mail, signed in; an account is opened when there is none. */
  async as(email: string): Promise<Visitor> {
    await this.openAccount(email);
    const visitor = this.visitor();
    await visitor.get('/sign-in');
    await visitor.submit({ email, password: testPassword });
    if (visitor.last.status !== 303) throw new Error(`${email} could not sign in: ${visitor.last.status} ${visitor.text}`);
    return visitor;
  }

  /** Gives a member of staff an account with the test password. */
  async openAccount(email: string): Promise<void> {
    if (await this.services.people.accountByEmail(email)) return;
    const [staff] = await this.database.query<{ id: number }>('select id from staff where email = :email', { email });
    if (!staff) throw new Error(`no staff with the address ${email}`);
    testPasswordHash ??= hashPassword(testPassword);
    const passwordHash = await testPasswordHash;
    await this.database.transaction(() =>
      this.database.manager.insert(Account, { staffId: staff.id, passwordHash, mustChangePassword: false, disabled: false, credentialsVersion: 1, lastSignedInAt: null, version: 1 }),
    );
  }

  /** Adds a member of staff with these roles, signed in. */
  async asNew(name: string, ...roles: Parameters<Services['accounts']['addStaff']>[0]['roles'][number][]): Promise<Visitor> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
    await this.services.accounts.addStaff({ name, email, roles });
    return this.as(email);
  }

  async stop(): Promise<void> {
    await new Promise((closed) => {
      this.server.close(closed);
      this.server.closeAllConnections();
    });
    this.services.sessions.close();
    await this.pool?.end();
    await this.test.remove();
  }
}

type Answers = Record<string, string | string[]>;

/** Someone at a browser without JavaScript: pages, and the forms on them. */
export class Visitor {
  last!: Response;

  readonly agent: TestAgent;

  constructor(private readonly address: string) {
    this.agent = supertest.agent(address);
  }

  async get(path: string): Promise<this> {
    this.last = await this.agent.get(path);
    return this;
  }

  /** Takes a file; `last` has its headers. */
  async download(path: string): Promise<Buffer> {
    this.last = await this.agent.get(path).responseType('blob');
    return this.last.body as Buffer;
  }

  /** Opens the page an answer leads to. */
  async follow(): Promise<this> {
    while (this.last.status === 303) await this.get(String(this.last.headers['location']));
    return this;
  }

  get status(): number {
    return this.last.status;
  }

  get page(): CheerioAPI {
    return load(this.last.text);
  }

  /** What a reader reads: the text of the page with white space folded. */
  get text(): string {
    return this.page('body').text().replace(/\s+/g, ' ').trim();
  }

  /** The messages in the error summary. */
  get errors(): string[] {
    const page = this.page;
    return page('.govuk-error-summary__list li').toArray().map((item) => page(item).text().trim());
  }

  /** What the form on the page would send, before anything is typed. `form` selects one of several; sign-out is passed over. */
  fields(form = 'main form[method=post]'): { action: string; answers: Answers } {
    const page = this.page;
    const found = page(form).first();
    if (found.length === 0) throw new Error(`no form ${form} on the page: ${this.last.status} ${this.text.slice(0, 300)}`);
    const answers: Answers = {};
    for (const { name, value } of found.serializeArray()) {
      const before = answers[name];
      answers[name] = before === undefined ? value : [...[before].flat(), value];
    }
    return { action: found.attr('action') ?? '', answers };
  }

  /** Fills in the form on the page and sends it. */
  async submit(typed: Answers = {}, form?: string): Promise<this> {
    const { action, answers } = this.fields(form);
    return this.send(action, { ...answers, ...typed });
  }

  /** Sends these answers to a path as a form. */
  async send(path: string, answers: Answers): Promise<this> {
    this.last = await this.agent.post(path).set('Origin', this.address).type('form').send(answers);
    return this;
  }
}
