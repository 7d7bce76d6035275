import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.js';
import { openDatabase } from '../../src/database/openDatabase.js';
import { createServices } from '../../src/services.js';
import { addDays, type Day } from '../../src/shared/day.js';
import { createLog } from '../../src/web/log.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { MailServer } from '../support/mailServer.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase } from '../support/testDatabase.js';

const button = 'form[action$="/acknowledge"]';

describe('an immediate safety worry', function () {
  this.timeout(60_000);
  let server: MailServer;
  let clock: TestClock;
  let app: TestApp;
  let world: FollowUp;
  let ref: string;
  beforeEach(async () => {
    server = await MailServer.start();
    // The Wednesday before Easter 2023: Thursday is worked, Friday and Monday are bank holidays.
    clock = new TestClock(new Date('2023-04-05T15:00:00Z'));
    app = await TestApp.on(await testDatabase(), clock, server.settings);
    world = await followUp(app.database);
    ref = await raise('immediate_safety');
  });
  afterEach(async () => {
    await app.stop();
    await server.stop();
  });

  const raise = async (cause: 'immediate_safety' | 'inadequate', team: 1 | 3 = 1): Promise<string> =>
    app.services.concerns.raise({ staffId: null, name: 'Robin Hart' }, { caseRef: 'C90001', teamId: world.teams[team], auditId: await world.audit({ status: 'submitted', acceptedOn: null }), cause, detail: 'Left alone overnight.' });
  const write = (sql: string, values: object = {}): Promise<unknown> => app.database.transaction(() => app.database.query(sql, values));
  const run = (): Promise<void> => app.services.mailRun.run();
  /** Who gets an urgent e-mail of this case on each day, after the hour of the daily round. */
  const urgentOn = async (day: Day): Promise<string[]> => {
    clock.moment = new Date(`${day}T07:30:00Z`);
    await run();
    await run();
    const mails = server.mails.splice(0).filter(({ text }) => text.includes(ref));
    assert.ok(mails.every(({ subject }) => subject === 'Plumbline: urgent, please read now'));
    return mails.map(({ to }) => to.split('@')[0]!).toSorted();
  };
  const urgentBetween = async (from: Day, to: Day): Promise<Record<Day, string[]>> => {
    const days: Record<Day, string[]> = {};
    for (let day = from; day <= to; day = addDays(day, 1)) {
      const told = await urgentOn(day);
      if (told.length > 0) days[day] = told;
    }
    return days;
  };
  const acknowledge = async (name: string): Promise<Visitor> => {
    const visitor = await app.as(`${name}@example.org`);
    await visitor.get(`/concerns/${ref}`);
    return visitor.submit({}, button);
  };

  it('is told at once, and again every working day to whoever has not acknowledged it, until the Head of Service and a director have', async () => {
    await app.asNew('Dana Field', 'director');
    await run();
    assert.deepEqual(server.mails.splice(0).map(({ to, text }) => [to, text.includes('raised an immediate safety worry')]).toSorted(), [['director@example.org', true], ['head_a@example.org', true]]);
    assert.deepEqual(await urgentBetween('2023-04-06', '2023-04-12'), {
      '2023-04-06': ['dana.field', 'director', 'head_a'],
      '2023-04-11': ['dana.field', 'director', 'head_a'],
      '2023-04-12': ['dana.field', 'director', 'head_a'],
    });
    await acknowledge('director');
    assert.deepEqual(await urgentBetween('2023-04-13', '2023-04-13'), { '2023-04-13': ['dana.field', 'head_a'] });
    await acknowledge('head_a');
    assert.deepEqual(await urgentBetween('2023-04-14', '2023-04-30'), {});
    const second = await app.as('dana.field@example.org');
    await second.get(`/concerns/${ref}`);
    assert.match(second.text, /Dana Field 6 April 2023 at 08:30 Not yet/);
  });

  it('says in the repeated e-mail what is still to do, and nothing to whoever has done it before it goes out', async () => {
    await run();
    server.mails.splice(0);
    await server.stop();
    clock.moment = new Date('2023-04-06T07:30:00Z');
    await run();
    await acknowledge('head_a');
    await server.startAgain();
    clock.moment = new Date('2023-04-06T09:30:00Z');
    await run();
    await run();
    assert.deepEqual(server.mails.map(({ to }) => to), ['director@example.org']);
    assert.ok(server.mails[0]!.text.includes(`- The immediate safety worry of case of concern ${ref} (case C90001) waits for you to acknowledge it.`), server.mails[0]!.text);
    assert.match(server.mails[0]!.text, /sent at once and cannot be switched off/);
  });

  it('is acknowledged by name, once, on its page and at the top of My work', async () => {
    const head = await app.as('head_a@example.org');
    await head.get('/');
    assert.equal(head.page('h2').first().text(), 'Immediate safety worries to acknowledge');
    assert.match(head.text, new RegExp(`${ref} C90001 Team 1 5 April 2023 at 16:00`));
    await head.get(`/concerns/${ref}`);
    assert.match(head.text, /Who knows that the child may not be safe Who Told Acknowledged The director 5 April 2023 at 16:00 Not yet The head a 5 April 2023 at 16:00 Not yet/);
    const { action, answers } = head.fields(button);
    await Promise.all([head.agent.post(action).set('Origin', app.address).type('form').send(answers), head.agent.post(action).set('Origin', app.address).type('form').send(answers)]);
    clock.moment = new Date('2023-04-05T15:10:00Z');
    await head.send(action, { ...answers, _key: 'another page of the same form' });
    assert.equal(head.status, 303);
    await head.follow();
    assert.match(head.text, /You have acknowledged this safety worry/);
    assert.match(head.text, /The head a 5 April 2023 at 16:00 5 April 2023 at 16:00/);
    assert.equal(head.page(button).length, 0);
    assert.doesNotMatch((await head.get('/')).text, /Immediate safety worries/);
    assert.deepEqual(await app.database.query("select actor_name as who from history where record_type = 'concern' and event = 'acknowledged'"), [{ who: 'The head a' }]);
  });

  it('asks nobody else: not the QA team while leaders are there, no other Head of Service, no manager', async () => {
    for (const name of ['qa', 'manager_1', 'auditor']) {
      const visitor = await app.as(`${name}@example.org`);
      assert.doesNotMatch((await visitor.get('/')).text, /Immediate safety worries/, name);
      await visitor.get(`/concerns/${ref}`);
      assert.match(visitor.text, /The head a 5 April 2023 at 16:00 Not yet/, name);
      assert.equal(visitor.page(button).length, 0, name);
    }
    const send = async (name: string): Promise<Visitor> => {
      const visitor = await app.as(`${name}@example.org`);
      const { answers } = (await visitor.get('/account/password')).fields();
      return visitor.send(`/concerns/${ref}/acknowledge`, { _csrf: answers['_csrf']!, _key: 'k' });
    };
    for (const name of ['manager_1', 'auditor', 'head_b']) assert.equal((await send(name)).status, 403, name);
    const qa = await send('qa');
    assert.equal(qa.status, 409);
    assert.match(qa.text, /You have not been told of an immediate safety worry here/);
    const director = await app.as('director@example.org');
    const { answers } = (await director.get('/account/password')).fields();
    assert.equal((await director.send('/concerns/K9999/acknowledge', { _csrf: answers['_csrf']!, _key: 'k' })).status, 404);
    assert.deepEqual(await app.database.query('select 1 from concern_acknowledgements where acknowledged_at is not null'), []);
  });

  it('is asked of the QA team where neither a Head of Service nor a director is in post', async () => {
    await write("update staff set ends_on = '2023-04-04' where id in (:...gone)", { gone: [world.staff.head_a, world.staff.director] });
    ref = await raise('immediate_safety');
    assert.deepEqual(await urgentOn('2023-04-06'), ['qa', 'qa']);
    const qa = await acknowledge('qa');
    assert.equal(qa.status, 303);
    assert.deepEqual(await urgentOn('2023-04-11'), []);
  });

  it('goes with the child: the next Head of Service is asked, the one before no more', async () => {
    await acknowledge('director');
    await write('update concerns set team_id = :team, revised_on = :today where ref = :ref', { team: world.teams[3], today: '2023-04-05', ref });
    await run();
    server.mails.splice(0);
    assert.deepEqual(await urgentBetween('2023-04-06', '2023-04-11'), { '2023-04-06': ['head_b'], '2023-04-11': ['head_b'] });
    assert.doesNotMatch((await (await app.as('head_a@example.org')).get('/')).text, /Immediate safety worries/);
    assert.match((await (await app.as('head_b@example.org')).get('/')).text, /Immediate safety worries/);
  });

  it('is asked no more once the case is resolved, and never of a case that another cause raised', async () => {
    await urgentOn('2023-04-05');
    await write("update concerns set resolved_on = '2023-04-05' where ref = :ref", { ref });
    assert.deepEqual(await urgentOn('2023-04-06'), []);
    const head = await app.as('head_a@example.org');
    assert.doesNotMatch((await head.get('/')).text, /Immediate safety worries/);
    assert.equal((await head.get(`/concerns/${ref}`)).page(button).length, 0);
    ref = await raise('inadequate');
    server.mails.splice(0);
    for (const day of ['2023-04-11', '2023-04-12']) {
      clock.moment = new Date(`${day}T07:30:00Z`);
      await run();
    }
    assert.ok(server.mails.every(({ subject }) => !subject.includes('urgent')));
    assert.doesNotMatch((await head.get(`/concerns/${ref}`)).text, /Who knows/);
  });

  if (process.env['TEST_DATABASE_URL']) {
    it('is told again by one of several processes', async () => {
      await run();
      server.mails.splice(0);
      clock.moment = new Date('2023-04-06T07:30:00Z');
      const config = loadConfig({ DATABASE_URL: app.url, SESSION_SECRET: 'a secret only for the tests of this project', ...server.settings });
      const others = await Promise.all([1, 2, 3].map(() => openDatabase(app.url)));
      const processes = await Promise.all(others.map((database) => createServices({ config, database, clock, log: createLog('silent'), pool: null })));
      await Promise.all([run(), ...processes.map(({ mailRun }) => mailRun.run())]);
      assert.deepEqual(server.mails.map(({ to }) => to).toSorted(), ['director@example.org', 'head_a@example.org']);
      for (const database of others) await database.close();
    });
  }
});
