import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '../../src/database/openDatabase.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { systemClock } from '../../src/shared/clock.js';
import { aColleague, emailOf } from '../support/builders.js';
import { MailServer } from '../support/mailServer.js';
import { ServerProcess } from '../support/serverProcess.js';
import { postgresDatabase, sqliteFile } from '../support/testDatabase.js';

const onPostgres = process.env['TEST_DATABASE_URL'];

const names = Array.from({ length: 24 }, (_, index) => `Person ${String.fromCharCode(65 + index)}`);

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await setTimeout(10);
};

describe('the outbox of a real process', () => {
  it('that is killed in the middle of sending, again and again: every e-mail arrives exactly once', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const mailServer = await MailServer.start();
    const settings = { DATABASE_URL: url, MAIL_DIGEST_HOUR: '0', ...mailServer.settings };
    const database = await openDatabase(url);
    for (const name of names) {
      await new MessagesService(database, systemClock).tell('returned', [await aColleague({ database }, name, 'auditor')], { auditRef: 'A00001', caseRef: 'C70001', month: '2022-07', colleague: 'Morgan Vale' });
    }
    await database.close();

    for (const arrived of [5, 12, 19]) {
      // The next one is neither accepted nor refused: the process dies while it asks.
      let asking = false;
      mailServer.answers.recipient = () => {
        if (mailServer.mails.length < arrived) return undefined;
        asking = true;
        return new Promise(() => undefined);
      };
      const running = await ServerProcess.start(settings);
      await until(() => asking);
      assert.deepEqual(await running.end('SIGKILL'), { code: null, signal: 'SIGKILL' });
      assert.equal(mailServer.mails.length, arrived);
      const left = await openDatabase(url);
      const claimed = await left.query<{ id: number }>("select id from deliveries where status = 'waiting' and attempts > 0 and next_attempt_at > :now", { now: new Date().toISOString() });
      assert.equal(claimed.length, 1, 'what the dead process was sending is still its own');
      // The lease passes.
      await left.transaction(() => left.query('update deliveries set next_attempt_at = :now where id = :id', { now: new Date().toISOString(), id: claimed[0]!.id }));
      await left.close();
    }
    mailServer.answers = {};
    const last = await ServerProcess.start(settings);
    await until(() => mailServer.mails.length >= names.length);
    assert.deepEqual(await last.end('SIGTERM'), { code: 0, signal: null });
    assert.deepEqual(mailServer.mails.map((mail) => mail.to).toSorted(), names.map(emailOf));
    assert.equal(new Set(mailServer.mails.map((mail) => mail.messageId)).size, names.length);
    const after = await openDatabase(url);
    assert.deepEqual(await after.query("select status, count(*) as n from deliveries group by status"), [{ status: 'sent', n: names.length }]);
    await after.close();
    await drop();
  });

  it('that is told to stop while it sends ends that e-mail, and the next process sends the others', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const mailServer = await MailServer.start();
    mailServer.answers.mail = () => setTimeout(80, undefined);
    const settings = { DATABASE_URL: url, MAIL_DIGEST_HOUR: '0', ...mailServer.settings };
    const database = await openDatabase(url);
    for (const name of names) await new MessagesService(database, systemClock).tell('returned', [await aColleague({ database }, name, 'auditor')], { auditRef: 'A00001' });
    await database.close();
    const first = await ServerProcess.start(settings);
    await until(() => mailServer.mails.length >= 3);
    assert.deepEqual(await first.end('SIGTERM'), { code: 0, signal: null });
    assert.ok(mailServer.mails.length < names.length);
    mailServer.answers = {};
    const next = await ServerProcess.start(settings);
    await until(() => mailServer.mails.length >= names.length);
    await next.end('SIGTERM');
    assert.deepEqual(mailServer.mails.map((mail) => mail.to).toSorted(), names.map(emailOf));
    assert.doesNotMatch(first.printed + next.printed, /example\.org|"level":50/);
    await drop();
  });

  it('without SMTP_URL says once at its start that it sends none', async () => {
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const server = await ServerProcess.start({ DATABASE_URL: url });
    assert.equal(server.printed.match(/No e-mail is sent: SMTP_URL is not set/g)?.length, 1);
    await server.end('SIGTERM');
    await drop();
  });
});
