import assert from 'node:assert/strict';
import { loadConfig } from '../../../src/config.js';
import { openDatabase } from '../../../src/database/openDatabase.js';
import { createServices } from '../../../src/services.js';
import { addDays, type Day } from '../../../src/shared/day.js';
import { createLog } from '../../../src/web/log.js';
import { anAction } from '../../support/builders.js';
import { followUp, type FollowUp } from '../../support/followUp.js';
import { MailServer } from '../../support/mailServer.js';
import { TestApp } from '../../support/testApp.js';
import { TestClock } from '../../support/testClock.js';
import { testDatabase } from '../../support/testDatabase.js';

describe('silent actions', function () {
  this.timeout(120_000);
  let server: MailServer;
  let clock: TestClock;
  let app: TestApp;
  let world: FollowUp;
  beforeEach(async () => {
    server = await MailServer.start();
    clock = new TestClock(new Date('2022-12-12T07:30:00Z'));
    app = await TestApp.on(await testDatabase(), clock, server.settings);
    world = await followUp(app.database);
  });
  afterEach(async () => {
    await app.stop();
    await server.stop();
  });

  const on = (day: Day): void => void (clock.moment = new Date(`${day}T07:30:00Z`));
  const run = (): Promise<void> => app.services.mailRun.run();
  const write = (sql: string, values: object = {}): Promise<unknown> => app.database.transaction(() => app.database.query(sql, values));
  /** An action of an audit accepted on a day. */
  const silentSince = async (acceptedOn: Day, team: 1 | 2 | 3 | 4 = 1): Promise<string> => (await anAction(app, await world.audit({ acceptedOn, teamId: world.teams[team] }))).ref;
  /** Who was sent what about silent actions, every day from one to another: `day name: sentence`. */
  const sentBetween = async (from: Day, to: Day): Promise<string[]> => {
    const said: string[] = [];
    for (let day = from; day <= to; day = addDays(day, 1)) {
      on(day);
      await run();
      await run();
      for (const { to: address, text } of server.mails.splice(0).toSorted((one, other) => one.to.localeCompare(other.to))) {
        for (const [, sentence] of text.matchAll(/^- (.*\bno update\b.*)$/gm)) said.push(`${day} ${address.split('@')[0]}: ${sentence}`);
      }
    }
    return said;
  };
  const escalatedOf = async (ref: string): Promise<number> => (await app.database.query<{ escalated: number }>('select escalated from actions where ref = :ref', { ref }))[0]!.escalated;
  const sentence = (ref: string, caseRef: string, days: number): string => `Action ${ref} (case ${caseRef}) has had no update for ${days} working days or more since its audit was accepted.`;

  it('climb the ladder by working days, over Christmas', async () => {
    const ref = await silentSince('2022-12-12');
    assert.deepEqual(await sentBetween('2022-12-12', '2023-02-28'), [
      `2022-12-28 manager_1: ${sentence(ref, 'C90001', 10)}`,
      `2023-01-12 head_a: ${sentence(ref, 'C90001', 20)}`,
      `2023-01-26 director: ${sentence(ref, 'C90001', 30)}`,
    ]);
  });

  it('climb the ladder by working days, over Easter and three bank holidays in May', async () => {
    const ref = await silentSince('2023-03-31');
    assert.deepEqual(await sentBetween('2023-03-31', '2023-06-15'), [
      `2023-04-18 manager_1: ${sentence(ref, 'C90001', 10)}`,
      `2023-05-03 head_a: ${sentence(ref, 'C90001', 20)}`,
      `2023-05-18 director: ${sentence(ref, 'C90001', 30)}`,
    ]);
    const history = await app.database.query<{ changes: string; by: string }>("select changes, actor_name as by from history where record_type = 'action' and event = 'escalated' order by id");
    assert.deepEqual(history.map(({ by }) => by), ['Plumbline', 'Plumbline', 'Plumbline']);
    assert.deepEqual(history.map(({ changes }) => JSON.parse(changes) as unknown), [
      [{ field: 'takenTo', was: null, is: 'team_manager' }],
      [{ field: 'takenTo', was: 'team_manager', is: 'head_of_service' }],
      [{ field: 'takenTo', was: 'head_of_service', is: 'director' }],
    ]);
  });

  it('stop where they are with the first update, and none of the answered, closed or unaccepted ones climb', async () => {
    const stopped = await silentSince('2022-12-12');
    const never: string[] = [];
    for (const values of [
      { firstUpdatedOn: '2022-12-13', lastUpdatedOn: '2022-12-13' },
      { firstUpdatedOn: '2022-12-13', lastUpdatedOn: '2022-12-13', completedOn: '2022-12-13' },
      { serviceEndedOn: '2022-12-13' },
      // Reopened: done once, so that it has an update.
      { firstUpdatedOn: '2022-12-13', lastUpdatedOn: '2022-12-20', revisedOn: '2022-12-20' },
    ]) never.push((await anAction(app, await world.audit({ acceptedOn: '2022-12-12' }), values)).ref);
    for (const acceptedOn of [null, '2022-12-12']) never.push((await anAction(app, await world.audit({ status: 'moderated', acceptedOn }))).ref);
    assert.deepEqual(await sentBetween('2022-12-12', '2023-01-04'), [`2022-12-28 manager_1: ${sentence(stopped, 'C90001', 10)}`]);

    const manager = await app.services.people.person((await (await app.as('manager_1@example.org'), app.services.people.accountByEmail('manager_1@example.org')))!);
    const [{ version }] = (await app.database.query<{ version: number }>('select version from actions where ref = :ref', { ref: stopped })) as [{ version: number }];
    assert.equal(version, 1, 'being taken further is no change that overtakes what somebody is writing');
    await app.services.actions.recordUpdate(manager, stopped, version, {
      kind: 'progress', happenedOn: '2023-01-04', note: 'We have met the family.', evidence: null, agreedBy: null, childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null,
    });
    assert.deepEqual(await sentBetween('2023-01-05', '2023-03-10'), []);
    assert.equal(await escalatedOf(stopped), 1);
    for (const ref of never) assert.equal(await escalatedOf(ref), 0);
  });

  it('go to whoever holds the chair on the day, and to the next where nobody does', async () => {
    const ref = await silentSince('2022-12-12', 4);
    await write('update staff set ends_on = :gone where id = :director', { gone: '2023-01-20', director: world.staff.director });
    assert.deepEqual(await sentBetween('2022-12-12', '2022-12-31'), [`2022-12-28 head_b: ${sentence(ref, 'C90001', 10)}`]);
    await write("delete from staff_roles where staff_id = :head", { head: world.staff.head_b });
    assert.deepEqual(await sentBetween('2023-01-01', '2023-02-28'), [`2023-01-12 director: ${sentence(ref, 'C90001', 20)}`, `2023-01-26 qa: ${sentence(ref, 'C90001', 30)}`]);
    const qa = await app.as('qa@example.org');
    assert.match((await qa.get('/messages/settings')).text, /Actions nobody has answered/);
  });

  it('go with the child to the manager of the team that answers now', async () => {
    const ref = await silentSince('2022-12-12', 1);
    await write('update actions set team_id = :team where ref = :ref', { team: world.teams[3], ref });
    assert.deepEqual(await sentBetween('2022-12-12', '2023-01-15'), [`2022-12-28 manager_2: ${sentence(ref, 'C90001', 10)}`, `2023-01-12 head_b: ${sentence(ref, 'C90001', 20)}`]);
  });

  it('of years before the first round pass every level at once: one message a person and level, not one an action', async () => {
    const audits: number[] = [];
    for (let at = 0; at < 12; at += 1) audits.push(await world.audit({ acceptedOn: `20${19 + (at % 3)}-06-01`, teamId: world.teams[((at % 3) + 1) as 1 | 2 | 3] }));
    for (let each = 0; each < 120; each += 1) await anAction(app, audits[each % 12]!);
    const many = (howMany: number, days: number): string => `${howMany} actions have had no update for ${days} working days or more since their audits were accepted.`;
    assert.deepEqual(await sentBetween('2022-12-12', '2022-12-14'), [
      `2022-12-12 director: ${many(120, 30)}`,
      `2022-12-12 head_a: ${many(80, 20)}`,
      `2022-12-12 head_b: ${many(40, 20)}`,
      `2022-12-12 manager_1: ${many(40, 10)}`,
      `2022-12-12 manager_2: ${many(80, 10)}`,
    ]);
    assert.deepEqual(await app.database.query('select escalated, count(*) as "actions" from actions group by escalated'), [{ escalated: 3, actions: 120 }]);
    assert.deepEqual(await app.database.query("select count(*) as \"events\" from history where event = 'escalated'"), [{ events: 360 }]);
  });

  it('are told of as they are when the e-mail goes out', async () => {
    const [first, second, third, other] = [await silentSince('2022-11-01'), await silentSince('2022-11-01'), await silentSince('2022-11-01'), await silentSince('2022-11-01', 3)];
    await server.stop();
    await run();
    await write("update actions set first_updated_on = '2022-12-12', last_updated_on = '2022-12-12' where ref in (:...refs)", { refs: [first, third, other] });
    await server.startAgain();
    clock.moment = new Date('2022-12-12T12:30:00Z');
    await run();
    await run();
    // Whoever has come to answer for actions is told so as well.
    const told = server.mails.filter(({ text }) => text.includes('no update'));
    assert.deepEqual(told.map(({ to }) => to.split('@')[0]).toSorted(), ['head_a', 'manager_1']);
    for (const { text } of told) assert.ok(text.includes(`Action ${second} (case C90002) has had no update`), text);
    assert.deepEqual(await app.database.query("select name from deliveries join staff on staff.id = staff_id where status = 'needless'"), [{ name: 'The head b' }]);
  });

  it('follow the settings from the next round on, and tell nobody twice', async () => {
    const ref = await silentSince('2022-12-12');
    const set = (version: number, team_manager: number, head_of_service: number): Promise<void> =>
      app.services.escalation.setDays({ staffId: null, name: 'Quinn Abbot' }, version, { team_manager, head_of_service, director: 30 });
    await set(1, 3, 5);
    assert.deepEqual(await sentBetween('2022-12-12', '2022-12-19'), [`2022-12-15 manager_1: ${sentence(ref, 'C90001', 3)}`, `2022-12-19 head_a: ${sentence(ref, 'C90001', 5)}`]);
    await set(2, 10, 20);
    assert.deepEqual(await sentBetween('2022-12-20', '2023-01-25'), []);
    assert.deepEqual(await sentBetween('2023-01-26', '2023-01-26'), [`2023-01-26 director: ${sentence(ref, 'C90001', 30)}`]);
    await assert.rejects(set(2, 1, 2), /Someone else has saved this/);
    await assert.rejects(set(3, 20, 20), /later than the team manager/);
  });

  it('are taken further whole or not at all: a round that breaks off is made again', async () => {
    const ref = await silentSince('2022-11-01');
    await write('alter table concern_acknowledgements rename to not_there');
    await assert.rejects(run());
    assert.equal(await escalatedOf(ref), 0);
    assert.deepEqual(await app.database.query('select 1 from messages'), []);
    await write('alter table not_there rename to concern_acknowledgements');
    await run();
    assert.equal(await escalatedOf(ref), 2);
    assert.equal(server.mails.length, 2);
  });

  if (process.env['TEST_DATABASE_URL']) {
    it('are taken further by one of several processes', async () => {
      for (let each = 0; each < 30; each += 1) await silentSince('2022-11-01');
      const config = loadConfig({ DATABASE_URL: app.url, SESSION_SECRET: 'a secret only for the tests of this project', ...server.settings });
      const others = await Promise.all([1, 2, 3].map(() => openDatabase(app.url)));
      const processes = await Promise.all(others.map((database) => createServices({ config, database, clock, log: createLog('silent'), pool: null })));
      await Promise.all([run(), ...processes.map(({ mailRun }) => mailRun.run())]);
      assert.deepEqual(server.mails.map(({ to }) => to.split('@')[0]).toSorted(), ['head_a', 'manager_1']);
      assert.deepEqual(await app.database.query("select count(*) as \"events\" from history where event = 'escalated'"), [{ events: 60 }]);
      for (const database of others) await database.close();
    });

    it('that are being answered during the round are left for the next, and nobody waits for the other', async () => {
      const [answered, silent] = [await silentSince('2022-11-01'), await silentSince('2022-11-01')];
      const other = await openDatabase(app.url);
      await other.transaction(async () => {
        await other.query("update actions set first_updated_on = '2022-12-12' where ref = :ref", { ref: answered });
        await app.services.escalation.run();
      });
      assert.deepEqual([await escalatedOf(answered), await escalatedOf(silent)], [0, 2]);
      await other.close();
    });
  }
});
