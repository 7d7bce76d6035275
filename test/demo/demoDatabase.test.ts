import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { CaseloadReads } from '../../src/allocation/caseloads/caseloads.reads.js';
import { loadConfig } from '../../src/config.js';
import { sqlitePath } from '../../src/database/openDatabase.js';
import { DemoClock } from '../../src/demo/demoClock.js';
import { demoDay, prepareDemo } from '../../src/demo/demoDatabase.js';
import { demoPassword, demoPeople } from '../../src/demo/demoPeople.js';
import { passwordIsRight } from '../../src/people/passwords.js';
import { figuresFor, type Figures } from '../../src/reporting/figuresFor.js';
import { createServices, type Services } from '../../src/services.js';
import { CannotStart } from '../../src/shared/errors.js';
import { createLog } from '../../src/web/log.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('the demonstration', function () {
  this.timeout(60_000);
  const clock = new DemoClock(demoDay);
  let test: TestDatabase;
  let pool: pg.Pool | null;
  let services: Services;

  async function onEmptyDatabase(): Promise<void> {
    test = await testDatabase();
    const config = loadConfig({ DATABASE_URL: test.url, SESSION_SECRET: 'a secret only for the tests of this project' });
    pool = sqlitePath(test.url) === null ? new pg.Pool({ connectionString: test.url, max: 2 }) : null;
    services = await createServices({ config, database: test.database, clock, log: createLog('silent'), pool });
  }
  async function remove(): Promise<void> {
    services.sessions.close();
    await pool?.end();
    await test.remove();
  }

  describe('on a fresh machine', () => {
    before(async () => {
      await onEmptyDatabase();
      assert.equal(await prepareDemo(services, clock), true);
    });
    after(remove);

    it('stands on its day when it is ready', () => {
      assert.equal(clock.today(), '2022-08-15');
    });

    it('has an account for everyone it names, with the password it prints', async () => {
      for (const { email } of demoPeople) {
        const account = await services.people.accountByEmail(email);
        assert.ok(account && !account.mustChangePassword && !account.disabled, email);
        assert.ok(await passwordIsRight(account.passwordHash, demoPassword), email);
      }
    });

    it('names someone for every role', async () => {
      const roles = new Set<string>();
      for (const { email } of demoPeople) {
        const account = await services.people.accountByEmail(email);
        for (const role of (await services.people.person(account!)).roles) roles.add(role);
      }
      assert.deepEqual([...roles].sort(), [
        'admin', 'ambassador', 'auditor', 'director', 'external_reviewer', 'head_of_service', 'moderator', 'qa', 'reviewing_officer', 'team_manager',
      ]);
    });

    it('has people who can take one audit the whole way', async () => {
      const [audit] = await test.database.query<Record<string, string>>(
        `select a.status, u.email as auditor, m.email as moderator, t.name as team, r.email as manager, h.email as head
           from audits a join staff u on u.id = a.auditor_id join staff m on m.id = a.moderator_id join teams t on t.id = a.team_id
                join staff r on r.id = t.team_manager_id join services s on s.id = t.service_id join staff h on h.id = s.head_of_service_id
          where a.month = '2022-08' and u.email = 'parker.rowan@example.org'`,
      );
      assert.deepEqual({ ...audit }, {
        status: 'allocated', auditor: 'parker.rowan@example.org', moderator: 'morgan.juniper@example.org', team: 'Disabled Children 3',
        manager: 'jordan.rook@example.org', head: 'toby.gorse@example.org',
      });
    });

    it('has audits of August at every stage, each with its own days', async () => {
      const stages = await test.database.query<{ status: string; audits: number; days: string | null }>(
        "select status, count(*) as audits, max(coalesce(moderated_on, submitted_on, allocated_on)) as days from audits where month = '2022-08' group by status order by status",
      );
      assert.deepEqual(stages.map(({ status, audits, days }) => [status, Number(audits), days]), [
        ['allocated', 5, '2022-08-02'], ['in_progress', 1, '2022-08-02'], ['moderated', 2, '2022-08-11'], ['returned', 1, '2022-08-08'], ['submitted', 3, '2022-08-08'],
      ]);
    });

    it('has children who came, went and moved team in August', async () => {
      const { open, came, went, moved, changed } = await new CaseloadReads(test.database).counts({ before: '2022-07', month: '2022-08' });
      assert.deepEqual({ open, came, went, moved, changed }, { open: 4526, came: 58, went: 49, moved: 39, changed: 63 });
    });

    it('has actions verified and looked back at, a review planned, one surgery held and one to come', async () => {
      const kinds = await test.database.query<{ kind: string; updates: number }>("select kind, count(*) as updates from action_updates where kind in ('verified', 'impact', 'planned') group by kind order by kind");
      assert.deepEqual(kinds.map(({ kind, updates }) => [kind, updates]), [['impact', 2], ['planned', 1], ['verified', 3]]);
      const surgeries = await test.database.query<{ status: string; agreed: number }>(
        'select status, (select count(update_id) from surgery_items where surgery_id = surgeries.id) as agreed from surgeries order by meet_on',
      );
      assert.deepEqual(surgeries.map(({ status, agreed }) => [status, agreed]), [['held', 2], ['scheduled', 0]]);
    });

    it('has on the agenda of the surgery that was held only actions of audits accepted by then', async () => {
      const later = await test.database.query(
        `select actions.ref from surgery_items join actions on actions.id = action_id join audits on audits.id = actions.audit_id join surgeries on surgeries.id = surgery_id where audits.accepted_on > surgeries.meet_on`,
      );
      assert.deepEqual(later, []);
    });

    it('leaves the figures of July as they are', async () => {
      const expected = JSON.parse(readFileSync('src/demo/july-2022.figures.json', 'utf8')) as Partial<Figures>;
      const figures = await figuresFor(test.database, '2022-07', demoDay);
      for (const key of Object.keys(expected) as (keyof Figures)[]) assert.deepEqual(figures[key], expected[key], key);
    });

    it('keeps everything in a second run', async () => {
      const rows = async (): Promise<unknown> => test.database.query('select (select count(*) from audits) as audits, (select count(*) from history) as history, (select count(*) from accounts) as accounts');
      const before = await rows();
      assert.equal(await prepareDemo(services, clock), false);
      assert.deepEqual(await rows(), before);
    });
  });

  it('keeps off a database that holds something else', async () => {
    await onEmptyDatabase();
    try {
      await services.accounts.addStaff({ name: 'Somebody', email: 'somebody@example.org', roles: ['admin'] });
      await assert.rejects(prepareDemo(services, clock), CannotStart);
      assert.deepEqual(await test.database.query('select * from audits'), []);
    } finally {
      await remove();
    }
  });
});
