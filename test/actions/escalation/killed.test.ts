import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '../../../src/database/openDatabase.js';
import { anAction } from '../../support/builders.js';
import { followUp } from '../../support/followUp.js';
import { MailServer } from '../../support/mailServer.js';
import { ServerProcess } from '../../support/serverProcess.js';
import { postgresDatabase, sqliteFile } from '../../support/testDatabase.js';

const onPostgres = process.env['TEST_DATABASE_URL'];
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await setTimeout(10);
};

describe('a silent action, where the process is killed', () => {
  it('while its e-mails go out, is taken further once and told of once', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const mailServer = await MailServer.start();
    const settings = { DATABASE_URL: url, MAIL_DIGEST_HOUR: '0', ...mailServer.settings };
    const before = await openDatabase(url);
    const world = await followUp(before);
    await anAction({ database: before }, await world.audit({ acceptedOn: '2022-08-01' }), { toldId: world.staff.manager_1 });
    await before.close();

    // The second e-mail is neither accepted nor refused: the process dies while it asks.
    let asking = false;
    mailServer.answers.recipient = () => {
      if (mailServer.mails.length < 1) return undefined;
      asking = true;
      return new Promise(() => undefined);
    };
    const first = await ServerProcess.start(settings);
    await until(() => asking);
    assert.deepEqual(await first.end('SIGKILL'), { code: null, signal: 'SIGKILL' });

    mailServer.answers = {};
    const left = await openDatabase(url);
    // The lease passes.
    await left.transaction(() => left.query("update deliveries set next_attempt_at = :now where status = 'waiting'", { now: new Date().toISOString() }));
    await left.close();
    const second = await ServerProcess.start(settings);
    await until(() => mailServer.mails.length >= 3);
    await second.end('SIGTERM');
    const third = await ServerProcess.start(settings);
    await third.end('SIGTERM');
    assert.deepEqual(mailServer.mails.map(({ to }) => to.split('@')[0]).toSorted(), ['director', 'head_a', 'manager_1']);
    const after = await openDatabase(url);
    assert.deepEqual(await after.query('select escalated from actions'), [{ escalated: 3 }]);
    assert.deepEqual(await after.query("select count(*) as \"events\" from history where event = 'escalated'"), [{ events: 3 }]);
    await after.close();
    await drop();
  }).timeout(60_000);
});
