import assert from 'node:assert/strict';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { Audit } from '../../src/audits/audit.entity.js';
import type { MessageFacts, MessageKind } from '../../src/messages/message.js';
import { aColleague, aModeratedAudit, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { MailServer } from '../support/mailServer.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('messages', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
  });
  afterEach(() => app.stop());

  const toldTo = async (name: string): Promise<{ kind: MessageKind; facts: MessageFacts }[]> => {
    const rows = await app.database.query<{ kind: MessageKind; facts: string }>('select kind, facts from messages where staff_id = :id order by id', { id: await aColleague(app, name) });
    return rows.map(({ kind, facts }) => ({ kind, facts: JSON.parse(facts) as MessageFacts }));
  };

  describe('tell people', () => {
    it('what is said once, once: also when it is said to several, and to some of them again', async () => {
      const [robin, jules] = [await aColleague(app, 'Robin Hart', 'auditor'), await aColleague(app, 'Jules Moss', 'auditor')];
      const reminders = (...staffIds: number[]) => staffIds.map((staffId) => ({ kind: 'due_soon' as const, staffId, facts: { auditRef: 'A00001' }, once: 'due_soon A00001 2022-08-31' }));
      await app.services.messages.tellEach(reminders(robin, robin));
      await app.services.messages.tellEach(reminders(jules, robin));
      await app.services.messages.tell('returned', [robin, robin], { auditRef: 'A00001' });
      await app.services.messages.tell('returned', [robin], { auditRef: 'A00001' });
      await app.services.messages.tell('returned', [], { auditRef: 'A00001' });
      assert.deepEqual((await toldTo('Robin Hart')).map(({ kind }) => kind), ['due_soon', 'returned', 'returned']);
      assert.deepEqual((await toldTo('Jules Moss')).map(({ kind }) => kind), ['due_soon']);
    });

    it('many things with few statements, and nothing of what is then taken back', async () => {
      const robin = await aColleague(app, 'Robin Hart', 'auditor');
      const many = Array.from({ length: 1200 }, (_, index) => ({ kind: 'allocated' as const, staffId: robin, facts: { auditRef: `A${index}` }, once: `a ${index}` }));
      await app.services.messages.tellEach(many);
      await assert.rejects(
        app.database.transaction(async () => {
          await app.services.messages.tellEach(many.map((one) => ({ ...one, once: `${one.once} again` })));
          throw new Error('the change failed');
        }),
      );
      assert.equal((await toldTo('Robin Hart')).length, 1200);
    });

    it('that an audit is theirs; whoever it is taken from hears no more of it', async () => {
      const qa = await app.asNew('Quinn Abbot', 'qa');
      const [robin, morgan, jules] = [await aColleague(app, 'Robin Hart', 'auditor'), await aColleague(app, 'Morgan Vale', 'moderator'), await aColleague(app, 'Jules Moss', 'auditor')];
      const teamId = await aTeam(app);
      const added = await app.database.transaction(() => app.database.manager.insert(CaseloadEntry, { month: '2022-07', caseRef: 'C100001', dateOfBirth: '2012-02-03', teamId, cohort: 'child_in_need', reviewingOfficerId: null }));
      await qa.get(`/allocation/children/${(added.identifiers[0] as { id: number }).id}/check?month=2022-08&auditor=${robin}&moderator=${morgan}`);
      await qa.submit();
      assert.equal(qa.status, 303);
      const facts = { auditRef: 'A00001', caseRef: 'C100001', month: '2022-08', dueOn: '2022-08-31' };
      assert.deepEqual(await toldTo('Robin Hart'), [{ kind: 'allocated', facts: { ...facts, part: 'auditor', colleague: 'Morgan Vale' } }]);
      assert.deepEqual(await toldTo('Morgan Vale'), [{ kind: 'allocated', facts: { ...facts, part: 'moderator', colleague: 'Robin Hart' } }]);

      await qa.get('/audits/A00001/reallocate');
      await qa.submit({ auditor: String(jules), reason: 'Robin knows the family.' });
      assert.equal(qa.status, 303);
      assert.deepEqual(await toldTo('Robin Hart'), []);
      assert.deepEqual(await toldTo('Jules Moss'), [{ kind: 'allocated', facts: { ...facts, part: 'auditor', colleague: 'Morgan Vale' } }]);
      assert.equal((await toldTo('Morgan Vale')).length, 1);
    });

    it('that an audit given to them is ready to moderate, when it is submitted already', async () => {
      const audit = await aSubmittedAudit(app);
      const [qa, sandy] = [await app.asNew('Quinn Abbot', 'qa'), await aColleague(app, 'Sandy Reed', 'moderator')];
      await (await qa.get(`${audit.path}/reallocate`)).submit({ moderator: String(sandy), reason: 'Morgan is away.' });
      assert.equal(qa.status, 303);
      assert.deepEqual((await toldTo('Sandy Reed')).map(({ kind, facts }) => [kind, facts.colleague]), [['ready_to_moderate', 'Robin Hart']]);

      const jules = await aColleague(app, 'Jules Moss', 'auditor');
      await (await qa.get(`${audit.path}/reallocate`)).submit({ auditor: String(jules), reason: 'Robin has left.' });
      assert.equal(qa.status, 303);
      assert.match((await (await app.as('jules.moss@example.org')).get('/messages')).text, /is yours now, after it was submitted\. Sandy Reed moderates it/);
    });

    it('that an audit is returned, submitted again, and not accepted', async () => {
      const audit = await aSubmittedAudit(app);
      const facts = { auditRef: audit.ref, caseRef: audit.caseRef, month: '2022-07' };
      const [robin, morgan] = [await app.as(audit.auditor.email), await app.as(audit.moderator.email)];
      await (await morgan.get(`${audit.path}/moderation/return`)).submit({ reason: 'The plan is missing.' });
      assert.equal(morgan.status, 303);
      assert.deepEqual(await toldTo('Robin Hart'), [{ kind: 'returned', facts: { ...facts, colleague: 'Morgan Vale', part: 'auditor' } }]);
      assert.deepEqual(await toldTo('Morgan Vale'), []);
      await (await robin.get(`${audit.path}/write/check`)).submit();
      assert.equal(robin.status, 303);
      assert.deepEqual(await toldTo('Morgan Vale'), [{ kind: 'ready_to_moderate', facts: { ...facts, colleague: 'Robin Hart' } }]);

      const moderated = await aModeratedAudit(app, { auditor: 'Jules Moss', moderator: 'Sandy Reed' });
      const qa = await app.asNew('Quinn Abbot', 'qa');
      await (await qa.get(`${moderated.path}/acceptance`)).submit({ decision: 'return', reason: 'The impact for the child is missing.' });
      assert.equal(qa.status, 303);
      const back = { auditRef: moderated.ref, caseRef: moderated.caseRef, month: '2022-07', colleague: 'Quinn Abbot' };
      assert.deepEqual(await toldTo('Jules Moss'), [{ kind: 'returned', facts: { ...back, part: 'auditor' } }]);
      assert.deepEqual(await toldTo('Sandy Reed'), [{ kind: 'returned', facts: { ...back, part: 'moderator' } }]);
    });

    it('of an immediate worry: the Head of Service of the child’s team and every director; of the case that an Inadequate audit raises: the Head of Service', async () => {
      const audit = await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null });
      for (const name of ['Dana Field', 'Dee Lane', 'Left Already']) await aColleague(app, name, 'director');
      await aTeam(app, 'Alder team');
      await app.database.transaction(() => app.database.query("update staff set ends_on = '2022-08-14' where name = 'Left Already'"));
      const robin = await app.as(audit.auditor.email);
      await (await robin.get(`${audit.path}/safety`)).submit({ detail: 'He sleeps in the car.' });
      assert.equal(robin.status, 303);
      const told = [{ kind: 'safety_escalation', facts: { concernRef: 'K0001', caseRef: audit.caseRef, colleague: 'Robin Hart' } }];
      for (const name of ['Hollis Grey', 'Dana Field', 'Dee Lane']) assert.deepEqual(await toldTo(name), told, name);
      for (const name of ['Left Already', 'Tam Ridley', 'Robin Hart', 'Morgan Vale']) assert.deepEqual(await toldTo(name), [], name);

      await app.services.concerns.raise({ staffId: null, name: 'Quinn Abbot' }, { caseRef: 'C1', teamId: await aTeam(app), auditId: (await aSubmittedAudit(app)).id, cause: 'inadequate', detail: null });
      assert.deepEqual((await toldTo('Hollis Grey')).slice(1), [{ kind: 'concerns_given', facts: { concernRef: 'K0002', caseRef: 'C1', colleague: 'Quinn Abbot' } }]);
      assert.deepEqual(await toldTo('Dana Field'), told);
    });
  });

  describe('each person’s page', () => {
    let robin: Visitor;
    beforeEach(async () => {
      robin = await app.asNew('Robin Hart', 'auditor');
    });

    it('has the latest first, each leading to what it is about, 25 a page, and nobody else’s', async () => {
      const [me, other] = [await aColleague(app, 'Robin Hart'), await aColleague(app, 'Jules Moss', 'auditor')];
      await robin.get('/messages');
      assert.match(robin.text, /There is no message to you\./);
      await app.services.messages.tellEach(Array.from({ length: 30 }, (_, index) => ({ kind: 'due_soon' as const, staffId: me, facts: { auditRef: `A000${10 + index}`, caseRef: 'C70001', month: '2022-08', dueOn: '2022-08-31' } })));
      await app.services.messages.tell('due_soon', [other], { auditRef: 'A00999' });
      await robin.get('/');
      assert.equal(robin.page('header a[href="/messages"]').length, 1);
      await robin.get('/messages');
      assert.match(robin.text, /Showing 1 to 25 of 30 messages/);
      assert.match(robin.page('main tbody tr').first().text().replace(/\s+/g, ' '), /A00039 15 August 2022 at 11:00 A00039 \(case C70001, August 2022\) is due by 31 August 2022\./);
      assert.equal(robin.page('main tbody tr a').first().attr('href'), '/audits/A00039');
      await robin.get('/messages?page=2');
      assert.equal(robin.page('main tbody tr').length, 5);
      assert.doesNotMatch(robin.text, /A00999/);
    });

    it('lets them choose what comes by e-mail, of the kinds that concern them and may be switched off', async () => {
      await robin.get('/messages/settings');
      const labels = (): string[] => robin.page('main .govuk-checkboxes__label').toArray().map((each) => robin.page(each).text().trim());
      assert.deepEqual(labels(), ['Audits given to you', 'Audits due within five days', 'Late audits', 'Returned audits', 'Your requests for exemption', 'Actions given to you', 'Actions reopened']);
      assert.equal(robin.page('main input:checked').length, 7);
      assert.doesNotMatch(robin.text, /Always sent/);
      await robin.submit({ wanted: ['due_soon', 'overdue'] });
      assert.equal(robin.last.headers['location'], '/messages/settings');
      await robin.follow();
      assert.match(robin.text, /Your choice is saved\./);
      assert.deepEqual(robin.fields().answers['wanted'], ['due_soon', 'overdue']);
      const off = async (): Promise<string[]> => (await app.database.query<{ kind: string }>('select kind from messages_switched_off order by kind')).map(({ kind }) => kind);
      assert.deepEqual(await off(), ['action_reopened', 'actions_given', 'allocated', 'exemption_decided', 'returned']);
      // Nothing ticked is an answer too.
      await robin.send('/messages/settings', Object.fromEntries(Object.entries(robin.fields().answers).filter(([name]) => name !== 'wanted')));
      assert.equal(robin.status, 303);
      assert.equal((await off()).length, 7);
      await robin.follow();
      await robin.submit({ wanted: ['allocated', 'due_soon', 'overdue', 'returned', 'exemption_decided', 'actions_given', 'action_reopened'] });
      assert.deepEqual(await off(), []);
    });

    it('shows what is always sent to whom it waits for, and says when a role brings no messages', async () => {
      const director = await app.asNew('Dana Field', 'director');
      await director.get('/messages/settings');
      assert.match(director.text, /Always sent to you[^]*Exemptions to decide[^]*Immediate safety worries/);
      assert.equal(director.page('main input[type=checkbox]').length, 0);
      assert.match(director.text, /No e-mail is sent by this Plumbline at present/);
      const admin = await app.asNew('Ada Minster', 'admin');
      await admin.get('/messages/settings');
      assert.match(admin.text, /Your roles bring no messages, so there is nothing to choose\./);
      assert.doesNotMatch(admin.text, /essages go to/);
    });

    it('refuses what is no kind, and switches off nothing that may not be', async () => {
      const director = await app.asNew('Dana Field', 'director');
      await sendUnasked(director, '/messages/settings', { wanted: 'allocated' });
      assert.equal(director.status, 303);
      assert.deepEqual(await app.database.query('select * from messages_switched_off'), []);
      await robin.get('/messages/settings');
      await robin.submit({ wanted: ['returned', 'everything'] });
      assert.equal(robin.status, 400);
      assert.deepEqual(robin.errors, ['Choose from the list of messages.']);
      assert.deepEqual(robin.fields().answers['wanted'], 'returned');
    });
  });
});

describe('the outbox page', () => {
  let app: TestApp;
  let server: MailServer;
  beforeEach(async () => {
    server = await MailServer.start();
    app = await TestApp.on(await testDatabase(), undefined, server.settings);
  });
  afterEach(async () => {
    await app.stop();
    await server.stop();
  });

  it('shows administrators what waits, what was sent and what was given up and why, and lets them try again once', async () => {
    const admin = await app.asNew('Ada Minster', 'admin');
    await admin.get('/outbox');
    assert.match(admin.text, /No e-mail is waiting to be sent\./);
    server.answers.recipient = (address) => ({ [emailOf('Given Up')]: 550, [emailOf('Still Waiting')]: 450 })[address];
    for (const name of ['Given Up', 'Still Waiting', 'Was Sent']) {
      await app.services.messages.tell('returned', [await aColleague(app, name, 'auditor')], { auditRef: 'A00001', caseRef: 'C70001', month: '2022-07', colleague: 'Morgan Vale' });
    }
    await app.services.mailRun.run();

    await admin.get('/outbox');
    assert.match(admin.text, /Waiting \(1\) Given up \(1\) Sent in the last 24 hours \(1\)/);
    assert.match(admin.text, /Still Waiting Daily digest 15 August 2022 at 11:01 1 The mail server does not take mail for this person’s address at present \(450\)\./);
    assert.equal(admin.page('main form').length, 0);
    await admin.get('/outbox?part=sent');
    assert.match(admin.text, /Was Sent Daily digest 15 August 2022 at 11:00 1 None/);
    await admin.get('/outbox?part=given_up');
    assert.match(admin.text, /Given Up Daily digest 15 August 2022 at 11:00 1 The mail server refuses this person’s address \(550\)\./);
    for (const hidden of [/A00001/, /C70001/, /Morgan/, /example\.org/]) assert.doesNotMatch(admin.text, hidden);

    server.answers = {};
    const { action, answers } = admin.fields();
    await admin.send(action, answers);
    assert.equal(admin.last.headers['location'], '/outbox');
    await admin.follow();
    assert.match(admin.text, /1 e-mail is tried again\.[^]*Waiting \(2\) Given up \(0\)[^]*Given Up Daily digest Now, in turn 0/);
    await app.services.mailRun.run();
    await admin.send(action, answers);
    await app.services.mailRun.run();
    assert.equal(server.to(emailOf('Given Up')).length, 1);
    await admin.get('/outbox?part=nonsense&page=99');
    assert.equal(admin.status, 200);

    // What was sent long ago is in no part.
    app.clock.moment = new Date('2022-08-16T10:00:01Z');
    const again = await app.as(emailOf('Ada Minster'));
    await again.get('/outbox');
    assert.match(again.text, /Waiting \(1\) Given up \(0\) Sent in the last 24 hours \(0\)/);
  });
});

describe('what leaves in e-mails', () => {
  it('is nothing that anybody typed, and of a child the case reference alone', async () => {
    const server = await MailServer.start();
    const app = await TestApp.on(await testDatabase(), undefined, server.settings);
    try {
      const secret = 'Xylophone';
      const born = '2011-11-11';
      const audit = await aModeratedAudit(app, {
        auditor: 'Robin Hart', moderator: 'Morgan Vale', dateOfBirth: born, teamId: await aTeam(app, `${secret} team`), status: 'submitted', moderatedOn: null,
        childSaid: secret, familySaid: secret, childContext: secret, strengths: secret, improvements: secret, impact: secret, overallAuditor: 'inadequate', moderationRationale: secret,
        areas: { permanence: { worksWell: secret, mustImprove: secret, impact: secret, finalReason: secret } },
      });
      const [robin, morgan, qa] = [await app.as(audit.auditor.email), await app.as(audit.moderator.email), await app.asNew('Quinn Abbot', 'qa')];
      const [dana, jules] = [await aColleague(app, 'Dana Field', 'director'), await aColleague(app, 'Jules Moss', 'auditor')];
      const done = (visitor: Visitor): void => assert.equal(visitor.status, 303, visitor.text);
      done(await (await morgan.get(`${audit.path}/moderation/return`)).submit({ reason: secret }));
      done(await (await robin.get(`${audit.path}/write/check`)).submit());
      done(await (await robin.get(`${audit.path}/safety`)).submit({ detail: secret }));
      await app.database.transaction(() => app.database.manager.update(Audit, { id: audit.id }, { status: 'moderated', moderatedOn: '2022-08-01' }));
      done(await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'return', reason: secret }));
      await app.services.mailRun.run();
      done(await (await qa.get(`${audit.path}/reallocate`)).submit({ auditor: String(jules), reason: secret }));
      await app.services.messages.tell('exemption_asked', [dana], { requestId: 1, month: '2022-08', colleague: 'Robin Hart' });
      await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null, auditor: 'Jules Moss', dateOfBirth: born, childContext: secret, month: '2022-07' });
      app.clock.moment = new Date('2022-08-16T10:00:00Z');
      await app.services.mailRun.run();

      assert.deepEqual([...new Set(server.mails.map((mail) => mail.to))].toSorted(), ['Dana Field', 'Hollis Grey', 'Jules Moss', 'Morgan Vale', 'Robin Hart'].map(emailOf));
      const all = server.mails.map((mail) => `${mail.raw}\n${mail.subject}\n${mail.text}`).join('\n');
      assert.match(all, /an immediate safety worry/);
      for (const hidden of [/xylophone/i, /2011|11 November|11\/11/, /child.in.need|inadequate|social.care/i]) assert.doesNotMatch(all, hidden);
      for (const { subject } of server.mails) assert.doesNotMatch(subject, /[ACK]\d{4}/);
      // Nothing but these words of ours, references, names of colleagues and days: one line a fact.
      const lines = server.mails.flatMap((mail) => mail.text.split('\n').filter((line) => line.startsWith('- ')));
      for (const line of lines) {
        const known = line.replaceAll(/[AK]\d{4,5}|C7\d+|(Robin Hart|Jules Moss|Morgan Vale|Quinn Abbot)|\d{1,2} (July|August) 2022|(July|August) 2022/g, '#');
        assert.match(known, /^- [#(),.:a-zA-Z ]+\.$/, line);
        assert.ok(known.split(' ').length < 20, line);
      }
    } finally {
      await app.stop();
      await server.stop();
    }
  });
});
