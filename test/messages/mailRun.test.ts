import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { ExemptionRequest } from '../../src/allocation/availability/exemptionRequest.entity.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { ConcernUpdate } from '../../src/concerns/concernUpdate.entity.js';
import { loadConfig } from '../../src/config.js';
import { openDatabase } from '../../src/database/openDatabase.js';
import { Mailer } from '../../src/messages/mailer.js';
import type { MessageFacts, MessageKind } from '../../src/messages/message.js';
import { Account } from '../../src/people/account.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { createServices } from '../../src/services.js';
import { createLog } from '../../src/web/log.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { MailServer } from '../support/mailServer.js';
import { TestApp } from '../support/testApp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase } from '../support/testDatabase.js';

const minutes = 60_000;
const days = 24 * 60 * minutes;

describe('the mail run', () => {
  let server: MailServer;
  let app: TestApp;
  let clock: TestClock;

  beforeEach(async () => {
    server = await MailServer.start();
    clock = new TestClock(new Date('2022-08-15T07:00:00Z'));
    app = await TestApp.on(await testDatabase(), clock, server.settings);
  });
  afterEach(async () => {
    await app.stop();
    await server.stop();
  });

  const run = (): Promise<void> => app.services.mailRun.run();
  const pass = (milliseconds: number): void => void (clock.moment = new Date(clock.moment.getTime() + milliseconds));
  const at = (moment: string): void => void (clock.moment = new Date(moment));
  const tell = async (name: string, kind: MessageKind = 'returned', facts: MessageFacts = {}): Promise<void> =>
    app.services.messages.tell(kind, [await aColleague(app, name, 'auditor')], { auditRef: 'A00001', caseRef: 'C70001', month: '2022-07', colleague: 'Morgan Vale', ...facts });
  const outbox = (): Promise<{ name: string; status: string; attempts: number; lastError: string | null }[]> =>
    app.database.query('select name, status, attempts, last_error as "lastError" from deliveries join staff on staff.id = staff_id order by name, deliveries.id');
  /** Tells these people something and makes today's digests, of which the server has taken none yet. */
  const waitingFor = async (...names: string[]): Promise<void> => {
    for (const name of names) await tell(name);
    await server.stop();
    await run();
    await server.startAgain();
    pass(2 * minutes);
  };

  describe('makes the digests', () => {
    it('at seven in England, one e-mail a person with all they have been told; what comes later is for tomorrow', async () => {
      at('2022-08-15T05:59:00Z');
      await tell('Robin Hart', 'returned', { auditRef: 'A00001' });
      await tell('Robin Hart', 'allocated', { auditRef: 'A00002', dueOn: '2022-08-31', part: 'auditor' });
      await tell('Jules Moss');
      await run();
      assert.equal(server.mails.length, 0);
      at('2022-08-15T06:00:00Z');
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), [emailOf('Jules Moss'), emailOf('Robin Hart')]);
      const [mail] = server.to(emailOf('Robin Hart'));
      assert.match(mail!.text, /A00001[^]*A00002|A00002[^]*A00001/);

      await tell('Robin Hart', 'returned', { auditRef: 'A00003' });
      await tell('Ash Grove');
      pass(30 * minutes);
      await run();
      assert.equal(server.mails.length, 2);
      at('2022-08-16T06:00:00Z');
      await run();
      const [, tomorrows] = server.to(emailOf('Robin Hart'));
      assert.match(tomorrows!.text, /A00003/);
      assert.doesNotMatch(tomorrows!.text, /A00001|A00002/);
      assert.equal(server.to(emailOf('Ash Grove')).length, 1);
      assert.equal(server.mails.length, 4);
    });

    it('at the first run after that hour, when nothing ran at seven', async () => {
      await tell('Robin Hart');
      at('2022-08-15T15:20:00Z');
      await run();
      assert.equal(server.mails.length, 1);
    });

    it('without what somebody has switched off, what is older than thirty days, and whoever has left or is shut out; an account is not needed', async () => {
      const [off, gone, last, out] = [await aColleague(app, 'Off Switched', 'auditor'), await aColleague(app, 'Gone Before', 'auditor'), await aColleague(app, 'Last Day', 'auditor'), await aColleague(app, 'Shut Out', 'auditor')];
      at('2022-07-16T06:59:00Z');
      await tell('Old News');
      at('2022-07-16T07:01:00Z');
      await tell('Just New');
      at('2022-08-15T07:00:00Z');
      await app.database.transaction(async () => {
        await app.database.query("insert into messages_switched_off (staff_id, kind) values (:off, 'returned')", { off });
        await app.database.manager.update(Staff, { id: gone }, { endsOn: '2022-08-14' });
        await app.database.manager.update(Staff, { id: last }, { endsOn: '2022-08-15' });
        await app.database.manager.insert(Account, { staffId: out, passwordHash: 'x', mustChangePassword: false, disabled: true, credentialsVersion: 1, lastSignedInAt: null, version: 1 });
      });
      for (const name of ['Off Switched', 'Gone Before', 'Last Day', 'Shut Out']) await tell(name);
      await tell('Off Switched', 'allocated', { auditRef: 'A00009', dueOn: '2022-08-31', part: 'auditor' });
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), ['Just New', 'Last Day', 'Off Switched'].map(emailOf));
      const [mail] = server.to(emailOf('Off Switched'));
      assert.match(mail!.text, /A00009/);
      assert.doesNotMatch(mail!.text, /returned/);
    });

    it('and sends escalations at once, each by itself, whatever the hour and whatever is switched off', async () => {
      at('2022-08-15T01:00:00Z');
      const director = await aColleague(app, 'Dana Field', 'director');
      await app.database.transaction(() => app.database.query("insert into messages_switched_off (staff_id, kind) values (:director, 'safety_escalation')", { director }));
      await app.services.messages.tell('safety_escalation', [director], { concernRef: 'K0001', caseRef: 'C70001', colleague: 'Robin Hart' });
      await app.services.messages.tell('safety_escalation', [director], { concernRef: 'K0002', caseRef: 'C70002', colleague: 'Robin Hart' });
      await tell('Dana Field');
      await run();
      assert.deepEqual(server.mails.map((mail) => /K000\d/.exec(mail.text)![0]).toSorted(), ['K0001', 'K0002']);
      assert.ok(server.mails.every((mail) => mail.subject === 'Plumbline: urgent, please read now'));
      await run();
      assert.equal(server.mails.length, 2);
      at('2022-08-15T07:00:00Z');
      await run();
      assert.equal(server.mails.length, 3);
      assert.doesNotMatch(server.mails[2]!.text, /K000/);
    });

    it('sends an escalation before the digests that wait', async () => {
      await waitingFor('Robin Hart', 'Jules Moss', 'Ash Grove');
      await app.services.messages.tell('safety_escalation', [await aColleague(app, 'Zoe Young', 'director')], { concernRef: 'K0001', caseRef: 'C70001' });
      pass(1);
      await run();
      assert.equal(server.mails[0]!.to, emailOf('Zoe Young'));
      assert.equal(server.mails.length, 4);
    });

    it('reminds an auditor once that an audit is due in five days, once when it is late, and then every week', async () => {
      const audit = await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null, month: '2022-09' });
      await aSubmittedAudit(app, { status: 'submitted', month: '2022-09' });
      const extended = await aSubmittedAudit(app, { status: 'returned', month: '2022-09', extendedTo: '2022-10-20' });
      const said: [string, string][] = [];
      for (let day = new Date('2022-09-20T07:00:00Z'); day < new Date('2022-10-17'); day = new Date(day.getTime() + days)) {
        clock.moment = day;
        await run();
        await run();
        for (const mail of server.mails.splice(0)) said.push([day.toISOString().slice(5, 10), `${mail.text.includes(audit.ref) ? 'first' : ''}${mail.text.includes(extended.ref) ? 'second' : ''} ${mail.text.includes('was due') ? 'late' : 'due'}`]);
      }
      assert.deepEqual(said, [['09-25', 'first due'], ['10-01', 'first late'], ['10-08', 'first late'], ['10-15', 'firstsecond late']]);
    });

    it('reminds of a day that passed while nothing ran, and of a month with few days in time', async () => {
      await aSubmittedAudit(app, { status: 'allocated', submittedOn: null, month: '2022-08' });
      at('2022-08-29T09:00:00Z');
      await run();
      assert.equal(server.mails.length, 1);
      await aSubmittedAudit(app, { status: 'allocated', submittedOn: null, month: '2023-02' });
      at('2023-02-23T09:00:00Z');
      await run();
      assert.match(server.mails.at(-1)!.text, /is due by 28 February 2023/);
    });
  });

  describe('loses nothing and doubles nothing', () => {
    it('while the mail server is down, and asks it with one e-mail a run until it is back', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `Person ${String.fromCharCode(65 + index)}`);
      for (const name of names) await tell(name);
      await server.stop();
      for (let times = 1; times <= 3; times += 1) {
        await run();
        const tried = (await outbox()).filter((each) => each.attempts > 0);
        assert.equal(tried.length, times);
        assert.equal(tried[0]!.lastError, 'The mail server could not be reached.');
        pass(1000);
      }
      await server.startAgain();
      await run();
      assert.equal(server.mails.length, 9);
      pass(5 * minutes);
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), names.map(emailOf));
      await run();
      assert.equal(server.mails.length, 12);
      assert.ok((await outbox()).every((each) => each.status === 'sent' && each.lastError === null));
    });

    it('when the server refuses for now: that one is sent later, with the same Message-ID, and the others now', async () => {
      await waitingFor('Robin Hart', 'Jules Moss');
      const ids = await app.database.query<{ id: string }>('select message_id as id from deliveries join staff on staff.id = staff_id where name = :name', { name: 'Robin Hart' });
      server.answers.recipient = (address) => (address === emailOf('Robin Hart') ? 450 : undefined);
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to), [emailOf('Jules Moss')]);
      assert.equal((await outbox())[1]!.lastError, 'The mail server does not take mail for this person’s address at present (450).');
      server.answers.recipient = () => undefined;
      server.answers.mail = (address) => (address === emailOf('Robin Hart') ? 452 : undefined);
      pass(4 * minutes);
      await run();
      assert.equal(server.mails.length, 1);
      server.answers.mail = () => undefined;
      pass(8 * minutes);
      await run();
      await run();
      assert.equal(server.mails.length, 2);
      assert.equal(server.mails[1]!.messageId, ids[0]!.id);
    });

    it('when the server refuses one address for good: only that one is given up, and an administrator can try again', async () => {
      await waitingFor('Robin Hart', 'Jules Moss');
      server.answers.recipient = (address) => (address === emailOf('Robin Hart') ? 550 : undefined);
      await run();
      pass(5 * days);
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to), [emailOf('Jules Moss')]);
      assert.deepEqual((await outbox()).map(({ status, lastError }) => [status, lastError]), [['sent', null], ['given_up', 'The mail server refuses this person’s address (550).']]);

      server.answers = {};
      const admin = await app.asNew('Ada Minster', 'admin');
      await admin.get('/outbox?part=given_up');
      await admin.submit();
      await run();
      await run();
      assert.equal(server.to(emailOf('Robin Hart')).length, 1);
    });

    for (const [what, answers, reason] of [
      ['the sender', { sender: () => 550 }, 'The mail server refuses the sender’s address, MAIL_FROM (550).'],
      ['every connection', { connection: () => 421 }, 'The mail server takes no mail at present (421).'],
      ['the e-mail itself', { mail: () => 554 }, 'The mail server refuses the e-mail (554).'],
    ] as const) {
      it(`when the server refuses ${what}: all wait, and go out when that is put right`, async () => {
        await waitingFor('Robin Hart', 'Jules Moss');
        server.answers = answers;
        await run();
        assert.equal(server.mails.length, 0);
        assert.ok((await outbox()).some((each) => each.lastError === reason), JSON.stringify(await outbox()));
        assert.ok((await outbox()).every((each) => each.status === 'waiting'));
        server.answers = {};
        pass(10 * minutes);
        await run();
        assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), ['Jules Moss', 'Robin Hart'].map(emailOf));
      });
    }

    it('when the server is slow, and a run begins while another is at it', async () => {
      await waitingFor('Robin Hart', 'Jules Moss', 'Ash Grove');
      server.answers.mail = () => setTimeout(150, undefined);
      await Promise.all([run(), run(), run()]);
      await run();
      assert.equal(server.mails.length, 3);
      assert.equal(new Set(server.mails.map((mail) => mail.messageId)).size, 3);
    });

    it('when it is told to stop: the e-mail under way is ended, the others wait', async () => {
      await waitingFor('Robin Hart', 'Jules Moss', 'Ash Grove');
      server.answers.mail = () => setTimeout(200, undefined);
      const running = run();
      while (server.connections === 0) await setTimeout(5);
      await app.services.mailRun.stop();
      await running;
      assert.equal(server.mails.length, 1);
      assert.deepEqual((await outbox()).map((each) => each.status).toSorted(), ['sent', 'waiting', 'waiting']);
    });

    it('when the server has the e-mail and its answer is lost: it comes again with the same Message-ID, which mail systems know as one', async () => {
      await waitingFor('Robin Hart');
      server.answers.accepted = async () => {
        await server.stop();
        return undefined;
      };
      await run();
      server.answers = {};
      await server.startAgain();
      pass(5 * minutes);
      await run();
      await run();
      assert.equal(server.mails.length, 2);
      assert.equal(new Set(server.mails.map((mail) => mail.messageId)).size, 1);
    });

    it('when a process dies while it sends: nobody sends it before the lease ends, and then it is sent once', async () => {
      await waitingFor('Robin Hart');
      await app.database.transaction(() => app.database.query("update deliveries set attempts = 1, version = version + 1, next_attempt_at = :lease", { lease: new Date(clock.moment.getTime() + 10 * minutes).toISOString() }));
      await run();
      assert.equal(server.mails.length, 0);
      pass(11 * minutes);
      await run();
      await run();
      assert.equal(server.mails.length, 1);
    });

    it('for three days, then it gives up until an administrator tries again', async () => {
      await tell('Robin Hart');
      await run();
      server.mails.splice(0);
      at('2022-08-16T07:00:00Z');
      await tell('Robin Hart');
      server.answers.recipient = () => 450;
      const tried: number[] = [];
      for (let since = 0; since < 4 * days; since += minutes) {
        const before = server.connections;
        await run();
        if (server.connections > before) tried.push(since / minutes);
        pass(minutes);
      }
      assert.deepEqual(tried.slice(0, 10), [0, 1, 3, 7, 15, 31, 63, 127, 255, 495]);
      assert.ok(tried.at(-1)! >= 3 * 24 * 60 && tried.at(-1)! <= 3 * 24 * 60 + 240, String(tried.at(-1)));
      assert.equal((await outbox())[1]!.status, 'given_up');
      assert.equal(await app.services.mailRun.run(), undefined);
    }).timeout(120_000);

    it('and gives up nobody’s e-mail because the server is down, however long', async () => {
      await tell('Robin Hart');
      await server.stop();
      for (let hours = 0; hours <= 5 * 24; hours += 4) {
        await run();
        pass(days / 6);
      }
      await server.startAgain();
      server.answers.recipient = () => 450;
      await run();
      assert.equal((await outbox())[0]!.status, 'waiting', 'its own three days begin when the server is back');
      server.answers = {};
      pass(days / 6);
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to), [emailOf('Robin Hart')]);
    });

    it('sends nobody two digests on the day the server is back: what came meanwhile is in the next day’s', async () => {
      await tell('Robin Hart', 'returned', { auditRef: 'A00001' });
      await server.stop();
      await run();
      at('2022-08-16T07:00:00Z');
      await tell('Robin Hart', 'returned', { auditRef: 'A00002' });
      await tell('Jules Moss', 'returned', { auditRef: 'A00003' });
      await run();
      await server.startAgain();
      at('2022-08-16T12:00:00Z');
      await run();
      assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), [emailOf('Jules Moss'), emailOf('Robin Hart')]);
      assert.doesNotMatch(server.to(emailOf('Robin Hart'))[0]!.text, /A00002/);
      at('2022-08-17T07:00:00Z');
      await run();
      assert.equal(server.mails.length, 3);
      assert.match(server.to(emailOf('Robin Hart'))[1]!.text, /A00002/);
      assert.doesNotMatch(server.to(emailOf('Robin Hart'))[1]!.text, /A00001/);
    });

    it('sends an escalation at most a quarter of an hour after the server is back', async () => {
      await app.services.messages.tell('safety_escalation', [await aColleague(app, 'Dana Field', 'director')], { concernRef: 'K0001', caseRef: 'C70001' });
      await server.stop();
      for (let waited = 0; waited < 12 * 60; waited += 5) {
        await run();
        pass(5 * minutes);
      }
      await server.startAgain();
      pass(15 * minutes);
      await run();
      assert.equal(server.mails.length, 1);
    });

    if (process.env['TEST_DATABASE_URL']) {
      it('when several processes send from one outbox', async () => {
        const names = Array.from({ length: 40 }, (_, index) => `Person ${String.fromCharCode(65 + (index % 26))}${index}`);
        await waitingFor(...names);
        server.answers.mail = () => setTimeout(10, undefined);
        const config = loadConfig({ DATABASE_URL: app.url, SESSION_SECRET: 'a secret only for the tests of this project', ...server.settings });
        const others = await Promise.all([1, 2, 3].map(() => openDatabase(app.url)));
        const processes = await Promise.all(others.map((database) => createServices({ config, database, clock, log: createLog('silent'), pool: null })));
        await Promise.all([run(), ...processes.map(({ mailRun }) => mailRun.run())]);
        assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), names.map(emailOf).toSorted());
        assert.ok((await outbox()).every((each) => each.status === 'sent' && each.attempts <= 2));
        for (const database of others) await database.close();
      });

      it('when several processes make the digests at once', async () => {
        const names = Array.from({ length: 40 }, (_, index) => `Person ${String.fromCharCode(65 + (index % 26))}${index}`);
        for (const name of names) await tell(name);
        const config = loadConfig({ DATABASE_URL: app.url, SESSION_SECRET: 'a secret only for the tests of this project', ...server.settings });
        const others = await Promise.all([1, 2, 3].map(() => openDatabase(app.url)));
        const processes = await Promise.all(others.map((database) => createServices({ config, database, clock, log: createLog('silent'), pool: null })));
        await Promise.all([run(), ...processes.map(({ mailRun }) => mailRun.run())]);
        assert.deepEqual(server.mails.map((mail) => mail.to).toSorted(), names.map(emailOf).toSorted());
        for (const database of others) await database.close();
      });
    }
  });

  describe('when an e-mail has waited says only what is still so', () => {
    const waited = async (): Promise<void> => {
      await server.startAgain();
      pass(5 * minutes);
      await run();
      await run();
    };

    it('of audits: none that is submitted, put off or given to somebody else meanwhile', async () => {
      at('2022-08-30T07:00:00Z');
      const auditsOf = async (auditor: string, howMany: number) => {
        const audits = [];
        for (let each = 0; each < howMany; each += 1) audits.push(await aSubmittedAudit(app, { auditor, status: 'in_progress', submittedOn: null, month: '2022-08' }));
        return audits;
      };
      const [still, submitted, putOff, given] = await auditsOf('Robin Hart', 4);
      const [only] = await auditsOf('Jules Moss', 1);
      const zoe = await aColleague(app, 'Zoe Young', 'auditor');
      await server.stop();
      await run();
      assert.equal((await outbox()).length, 2);
      await app.database.transaction(async () => {
        await app.database.query("update audits set status = 'submitted' where ref in (:...refs)", { refs: [submitted!.ref, only!.ref] });
        await app.database.query("update audits set extended_to = '2022-09-07' where ref = :ref", { ref: putOff!.ref });
        await app.database.query('update audits set auditor_id = :zoe where ref = :ref', { zoe, ref: given!.ref });
      });
      await waited();
      assert.deepEqual(server.mails.map((mail) => [mail.to, mail.subject]), [[emailOf('Robin Hart'), 'Plumbline: 1 message for you']]);
      assert.match(server.mails[0]!.text, new RegExp(`- ${still!.ref} `));
      assert.deepEqual((await outbox()).map(({ name, status }) => [name, status]), [['Jules Moss', 'needless'], ['Robin Hart', 'sent']]);
    });

    it('of cases of concern without an update: nothing when they have theirs meanwhile, or the month is over', async () => {
      at('2022-08-25T07:00:00Z');
      const teamId = await aTeam(app);
      const head = await aColleague(app, 'Hollis Grey');
      const id = await app.database.transaction(() => app.database.add(Concern, { ref: 'K0001', caseRef: 'C70001', teamId, auditId: null, cause: 'inadequate', detail: null, raisedOn: '2022-06-01', resolvedOn: null, version: 1 }));
      await run();
      assert.match(server.to(emailOf('Hollis Grey'))[0]!.text, /- 1 case of concern you hold has no update in August 2022 yet\. You record one every month\.\n {2}\S+\/concerns\?state=lacks_update\n/);
      at('2022-09-29T07:00:00Z');
      await server.stop();
      await run();
      const updated = { concernId: id, updatedOn: '2022-09-29', updatedById: head, childSafe: true, planProgressing: false, note: 'Seen.' };
      await app.database.transaction(() => app.database.manager.insert(ConcernUpdate, updated));
      await waited();
      at('2022-10-31T08:00:00Z');
      await server.stop();
      await run();
      pass(1 * days);
      await waited();
      assert.equal(server.mails.length, 1);
      assert.deepEqual((await outbox()).map(({ status }) => status), ['sent', 'needless', 'needless']);
    });

    it('of requests: none that is decided or withdrawn meanwhile', async () => {
      const [dana, robin] = [await aColleague(app, 'Dana Field', 'director'), await aColleague(app, 'Robin Hart', 'auditor')];
      const asked = async (month: string, decision: 'refused' | null): Promise<number> => {
        const request = { staffId: robin, month, reason: 'sickness' as const, detail: null, askedOn: '2022-08-15', decision, decidedById: null, decidedOn: null, decisionNote: null, version: 1 };
        return ((await app.database.transaction(() => app.database.manager.insert(ExemptionRequest, request))).identifiers[0] as { id: number }).id;
      };
      for (const [month, decision] of [['2022-09', null], ['2022-10', 'refused']] as const) {
        await app.services.messages.tell('exemption_asked', [dana], { requestId: await asked(month, decision), month, colleague: 'Robin Hart' });
      }
      await run();
      assert.equal(server.mails.length, 1);
      assert.match(server.mails[0]!.text, /September 2022\. You decide/);
      assert.doesNotMatch(server.mails[0]!.text, /October/);
    });

    it('and nothing that is taken back', async () => {
      for (const name of ['Robin Hart', 'Jules Moss']) await tell(name, 'allocated', { auditRef: 'A00001', dueOn: '2022-08-31', part: 'auditor' });
      await tell('Robin Hart', 'allocated', { auditRef: 'A00002', dueOn: '2022-08-31', part: 'auditor' });
      await server.stop();
      await run();
      await app.services.messages.withdraw('A00001', [await aColleague(app, 'Robin Hart'), await aColleague(app, 'Jules Moss')]);
      await waited();
      assert.deepEqual(server.mails.map((mail) => mail.to), [emailOf('Robin Hart')]);
      assert.doesNotMatch(server.mails[0]!.text, /A00001/);
    });
  });

  it('writes neither an address nor a name nor a case into the log', async () => {
    await tell('Robin Hart');
    server.answers.recipient = () => 550;
    await run();
    server.answers = {};
    await tell('Jules Moss');
    at('2022-08-16T07:00:00Z');
    await run();
    assert.match(app.logged, /an e-mail was not sent/);
    assert.match(app.logged, /e-mails sent/);
    assert.doesNotMatch(app.logged, /example\.org|Robin|Jules|C70001|A00001/);
  });

  it('says that it is automatic, and when and from whom it is', async () => {
    await tell('Robin Hart');
    await run();
    const { email, messageId } = server.mails[0]!;
    assert.equal(email.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
    assert.equal(email.from?.address, 'plumbline@example.org');
    assert.equal(new Date(email.date!).toISOString(), '2022-08-15T07:00:00.000Z');
    assert.match(messageId, /^<digest\.\d+\.[0-9a-f]{16}@localhost>$/);
  });
});

describe('without SMTP_URL', () => {
  it('nothing is sent and no e-mail made, and people are reminded in Plumbline all the same', async () => {
    const clock = new TestClock(new Date('2022-08-28T08:00:00Z'));
    const app = await TestApp.on(await testDatabase(), clock);
    try {
      const audit = await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null, month: '2022-08' });
      await app.services.mailRun.run();
      assert.deepEqual(await app.database.query('select id from deliveries'), []);
      const robin = await app.as(audit.auditor.email);
      await robin.get('/messages');
      assert.match(robin.text, new RegExp(`${audit.ref} \\(case ${audit.caseRef}, August 2022\\) is due by 31 August 2022`));
    } finally {
      await app.stop();
    }
  });
});

describe('the connection to the mail server', () => {
  const mail = { to: 'robin.hart@example.org', subject: 'A subject', text: 'A text', messageId: '<1@example.org>', date: new Date('2022-08-15T07:00:00Z') };
  const send = (settings: NodeJS.ProcessEnv, patience?: ConstructorParameters<typeof Mailer>[1]) => new Mailer(loadConfig(settings).mail!, patience).send(mail, new AbortController().signal);

  it('signs in where it is told to, and says when it may not', async () => {
    const server = await MailServer.start({ password: 'a p@ss:word/' });
    const SMTP_URL = server.settings.SMTP_URL.replace('a p@ss:word/', encodeURIComponent('a p@ss:word/'));
    assert.equal(await send({ ...server.settings, SMTP_URL }), null);
    assert.deepEqual([server.signedIn, server.mails.length], [['mailer'], 1]);
    const failure = await send({ ...server.settings, SMTP_URL: SMTP_URL.replace('mailer:', 'mailer:wrong') });
    assert.deepEqual(failure, { reason: 'The mail server refuses the user name or password in SMTP_URL (535).', forGood: false, everybodys: true });
    await server.stop();
  });

  // 127.0.0.2 is this machine as well, but nothing in its name says so.
  it('to another machine is encrypted or none: neither password nor e-mail goes to a server that offers no encryption', async () => {
    const server = await MailServer.start({ host: '127.0.0.2', password: 'secret' });
    const failure = await send(server.settings);
    assert.equal(failure?.reason, 'The connection to the mail server could not be encrypted (500).');
    assert.deepEqual([server.connections, server.signedIn, server.mails], [1, [], []]);
    await server.stop();
  });

  it('to another machine is made only with a certificate that can be trusted', async () => {
    const server = await MailServer.start({ host: '127.0.0.2', startTls: true, password: 'secret' });
    const failure = await send(server.settings);
    assert.equal(failure?.reason, 'The certificate of the mail server cannot be trusted.');
    assert.deepEqual([server.signedIn, server.mails], [[], []]);
    await server.stop();
  });

  it('is given up when the server takes no notice, and says so', async () => {
    const server = await MailServer.start();
    server.answers.connection = () => new Promise(() => undefined);
    assert.equal((await send(server.settings, { connection: 1000, greeting: 60, silence: 1000, attempt: 5000 }))?.reason, 'The mail server did not answer in time.');
    server.answers = { mail: () => new Promise(() => undefined) };
    assert.equal((await send(server.settings, { connection: 1000, greeting: 1000, silence: 60, attempt: 5000 }))?.reason, 'The mail server did not answer in time.');
    assert.equal((await send(server.settings, { connection: 1000, greeting: 1000, silence: 5000, attempt: 60 }))?.reason, 'The mail server did not answer in time.');
    await server.stop();
  });

  it('takes an address as one, whatever is in it', async () => {
    const server = await MailServer.start();
    const to = 'robin,jules@example.org';
    assert.equal(await new Mailer(loadConfig(server.settings).mail!).send({ ...mail, to }, new AbortController().signal), null);
    assert.deepEqual(server.mails.map((each) => each.to), ['"robin,jules"@example.org']);
    await server.stop();
  });

  it('to a name that does not exist is a server that cannot be reached', async () => {
    assert.equal((await send({ SMTP_URL: 'smtp://no-such-host.invalid:25', MAIL_FROM: 'a@example.org' }))?.reason, 'The mail server could not be reached.');
  });
});
