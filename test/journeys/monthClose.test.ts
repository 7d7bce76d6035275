import assert from 'node:assert/strict';
import { NilReturn } from '../../src/allocation/board/nilReturn.entity.js';
import { Audit } from '../../src/audits/audit.entity.js';
import type { Change } from '../../src/history/history.js';
import { Staff } from '../../src/people/staff.entity.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf, type BuiltAudit } from '../support/builders.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const unsubmitted = { submittedOn: null, overallAuditor: null } as const;

describe('more time, the close of the month and its nil returns', function () {
  this.timeout(60_000);
  let app: TestApp;
  let qa: Visitor;
  let head: Visitor;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    await aTeam(app);
    qa = await app.asNew('Quinn Abbot', 'qa');
    head = await app.as(emailOf('Hollis Grey'));
  });
  afterEach(() => app.stop());

  const stored = async (ref: string): Promise<Audit> => (await app.database.manager.findOneBy(Audit, { ref }))!;
  const historyOf = async (id: number, type = 'audit'): Promise<{ event: string; changes: Change[] }[]> =>
    (await app.database.query<{ event: string; changes: string }>('select event, changes from history where record_type = :type and record_id = :id order by id', { id, type })).map(
      ({ event, changes }) => ({ event, changes: JSON.parse(changes) as Change[] }),
    );
  const told = async (): Promise<Record<string, unknown>[]> =>
    (await app.database.query<{ staffId: number; facts: string }>(`select staff_id as "staffId", facts from messages where kind = 'nil_return' order by id`)).map(({ staffId, facts }) => ({ staffId, ...(JSON.parse(facts) as object) }));

  describe('an extension', () => {
    const day = (text: string, reason = 'Two weeks of sickness.'): Record<string, string> => {
      const [year, month, of] = text.split('-') as [string, string, string];
      return { 'extendedTo-day': of, 'extendedTo-month': month, 'extendedTo-year': year, reason };
    };
    let audit: BuiltAudit;
    beforeEach(async () => {
      audit = await aSubmittedAudit(app, { ...unsubmitted, month: '2022-08', status: 'in_progress' });
    });

    it('is given by the QA team, up to seven days, with the reason kept', async () => {
      await qa.get(`${audit.path}/extend`);
      await qa.submit(day('2022-09-08'));
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['A director can give longer. Ask one, or choose a day up to 7 September 2022.']);
      // What was typed is still there.
      assert.equal(qa.page('#reason').val(), 'Two weeks of sickness.');
      assert.equal(qa.page('#extendedTo').val(), '08');
      await qa.submit(day('2022-09-07'));
      assert.equal(qa.last.headers['location'], audit.path);
      await qa.follow();
      assert.match(qa.text, /The audit is due on 7 September 2022 now/);
      assert.match(qa.text, /Extended by Quinn Abbot 15 August 2022 at 11:00 To 7 September 2022 Two weeks of sickness\./);
      const after = await stored(audit.ref);
      assert.deepEqual([after.extendedTo, after.status], ['2022-09-07', 'in_progress']);
      assert.deepEqual(await historyOf(audit.id), [
        { event: 'extended', changes: [{ field: 'extendedTo', was: null, is: '2022-09-07' }, { field: 'reason', was: null, is: 'Two weeks of sickness.' }] },
      ]);
      // Its auditor goes on as before.
      const auditor = await app.as(audit.auditor.email);
      assert.equal((await auditor.get(`${audit.path}/write`)).status, 200);
    });

    it('is given by a director for longer', async () => {
      const director = await app.asNew('Dale Marsh', 'director');
      await director.get(`${audit.path}/extend`);
      await director.submit(day('2022-11-01'));
      assert.deepEqual(director.errors, ['60 days after the end of the month is the longest. Choose a day up to 30 October 2022.']);
      await director.submit(day('2022-10-30'));
      assert.equal(director.status, 303);
      assert.equal((await stored(audit.ref)).extendedTo, '2022-10-30');
      // Somebody of the QA team who is a director too gives it as director.
      const both = await app.asNew('Bo Marsh', 'qa', 'director');
      const another = await aSubmittedAudit(app, { ...unsubmitted, month: '2022-08', status: 'allocated' });
      await both.get(`${another.path}/extend`);
      await both.submit(day('2022-09-20'));
      assert.equal(both.status, 303);
      // The QA team cannot take that back.
      await qa.get(`${audit.path}/extend`);
      assert.match(qa.text, /It is extended to 30 October 2022 already\. Only a director can give longer\./);
      assert.equal(qa.page('main form').length, 0);
    });

    it('says what is missing, and what is no day', async () => {
      await qa.get(`${audit.path}/extend`);
      await qa.submit({});
      assert.deepEqual(qa.errors, ['Enter the day it is to be due.', 'Say why it is extended.']);
      await qa.submit(day('2022-09-31'));
      assert.deepEqual(qa.errors, ['The day it is to be due must be a real date, such as 27 3 2026.']);
      await qa.submit(day('2022-08-20'));
      assert.deepEqual(qa.errors, ['The audit is due on 31 August 2022 anyway. Choose a later day.']);
      assert.equal((await stored(audit.ref)).extendedTo, null);
    });

    it('is carried out once by a double click, and is not disturbed by what the auditor saves meanwhile', async () => {
      await qa.get(`${audit.path}/extend`);
      const form = qa.fields();
      await app.database.transaction(() => app.database.manager.update(Audit, { id: audit.id }, { childContext: 'Written meanwhile.', version: 7 }));
      await qa.send(form.action, { ...form.answers, ...day('2022-09-02') });
      await qa.send(form.action, { ...form.answers, ...day('2022-09-02') });
      assert.equal(qa.status, 303);
      assert.equal((await historyOf(audit.id)).length, 1);
    });

    it('given by somebody else first is shown beside what was typed', async () => {
      const other = await app.asNew('Robin Abbot', 'qa');
      await qa.get(`${audit.path}/extend`);
      await other.get(`${audit.path}/extend`);
      await other.submit(day('2022-09-02', 'Leave.'));
      await qa.submit(day('2022-09-05'));
      assert.equal(qa.status, 409);
      assert.match(qa.text, /Due 2 September 2022 18 days left, extended/);
      assert.equal(qa.page('#reason').val(), 'Two weeks of sickness.');
      assert.equal((await stored(audit.ref)).extendedTo, '2022-09-02');
      await qa.submit();
      assert.equal((await stored(audit.ref)).extendedTo, '2022-09-05');
    });

    it('of an audit that has been submitted meanwhile is refused, and what was typed is kept', async () => {
      await qa.get(`${audit.path}/extend`);
      await app.database.transaction(() => app.database.manager.update(Audit, { id: audit.id }, { status: 'submitted', submittedOn: '2022-08-15' }));
      await qa.submit(day('2022-09-05'));
      assert.equal(qa.status, 409);
      assert.equal(qa.page('#reason').val(), 'Two weeks of sickness.');
      assert.equal((await stored(audit.ref)).extendedTo, null);
      await qa.submit();
      assert.deepEqual(qa.errors, ['This cannot be done while the audit is with the moderator.']);
      await qa.get(`${audit.path}/extend`);
      assert.match(qa.text, /This audit cannot be extended now: with the moderator\./);
      assert.equal(qa.page('main form').length, 0);
    });

    it('is not given by those with a part in the audit, nor by others', async () => {
      await app.database.transaction(() => app.database.query('insert into staff_roles (staff_id, role) values (:id, :role)', { id: audit.moderator.id, role: 'qa' }));
      for (const visitor of [await app.as(audit.moderator.email), await app.as(audit.auditor.email), head]) {
        assert.equal((await visitor.get(`${audit.path}/extend`)).status, 403);
        await sendUnasked(visitor, `${audit.path}/extend`, { ...day('2022-09-05'), version: '1' });
        assert.equal(visitor.status, 403);
      }
      assert.equal((await stored(audit.ref)).extendedTo, null);
    });

    it('takes a nil return up again: it is no nil return any more, and the answer stays in history', async () => {
      const director = await app.asNew('Dale Marsh', 'director');
      const nil = await aSubmittedAudit(app, { ...unsubmitted, status: 'not_submitted' });
      await head.get(`/nil-returns/${nil.ref}`);
      await head.submit({ answer: 'absence', note: 'Back on Monday.' });
      await director.get(`${nil.path}/extend`);
      assert.match(director.text, /With an extension its auditor can go on with it/);
      await director.submit(day('2022-08-31'));
      assert.deepEqual([(await stored(nil.ref)).status, (await stored(nil.ref)).extendedTo], ['in_progress', '2022-08-31']);
      assert.equal(await app.database.manager.countBy(NilReturn, {}), 0);
      assert.deepEqual((await historyOf(nil.id)).map(({ event }) => event), ['nil_return_answered', 'extended']);
      await head.get(`/nil-returns/${nil.ref}`);
      assert.match(head.text, /This audit is no nil return: in progress\. No answer is needed\./);
      assert.equal((await (await app.as(nil.auditor.email)).get(`${nil.path}/write`)).status, 200);
    });
  });

  it('does not take a nil return up again whose child has another audit within the year', async () => {
    const director = await app.asNew('Dale Marsh', 'director');
    const nil = await aSubmittedAudit(app, { ...unsubmitted, status: 'not_submitted', caseRef: 'C123' });
    const instead = await aSubmittedAudit(app, { ...unsubmitted, month: '2022-08', status: 'allocated', caseRef: 'C123' });
    const answers = { 'extendedTo-day': '31', 'extendedTo-month': '8', 'extendedTo-year': '2022', reason: 'Leave.' };
    await director.get(`${nil.path}/extend`);
    await director.submit(answers);
    assert.deepEqual(director.errors, [`The child has another audit, ${instead.ref}, less than 12 months away. This one stays a nil return.`]);
    assert.equal((await stored(nil.ref)).status, 'not_submitted');
    await app.database.transaction(() => app.database.manager.update(Audit, { id: instead.id }, { status: 'exempted' }));
    await director.submit(answers);
    assert.equal((await stored(nil.ref)).status, 'in_progress');
  });

  describe('the close of a month', () => {
    const close = async (visitor: Visitor): Promise<Visitor> => {
      await visitor.get('/month/close?month=2022-07');
      return visitor.submit();
    };

    it('turns what was never submitted into nil returns, keeps what was written, and leaves all else', async () => {
      const begun = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress' });
      const allocated = await aSubmittedAudit(app, { ...unsubmitted, status: 'allocated', auditor: 'Jules Moss' });
      const extended = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress', extendedTo: '2022-08-15' });
      const lapsed = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress', extendedTo: '2022-08-14' });
      const others = [];
      for (const status of ['submitted', 'returned', 'moderated', 'not_accepted', 'completed', 'exempted'] as const) others.push(await aSubmittedAudit(app, { status }));
      const august = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress', month: '2022-08' });

      await qa.get('/month?month=2022-07');
      assert.match(qa.text, /Close of the month 3 audits to close/);
      await qa.get('/month/close?month=2022-07');
      assert.match(qa.text, /3 audits become nil returns/);
      assert.deepEqual(qa.page('[aria-label="Audits that become nil returns"] tbody th a').toArray().map((link) => qa.page(link).text()), [allocated.ref, begun.ref, lapsed.ref]);
      assert.match(qa.text, /Not submitted, but extended to a day to come 1 not submitted, but extended Returned 1 .* Submitted 1 .* Awaiting acceptance 1 .* Not accepted 1/);
      await qa.submit();
      await qa.follow();
      assert.match(qa.text, /July 2022 is closed: 3 audits are nil returns now/);
      assert.match(qa.text, /Close of the month Last closed on 15 August 2022 at 11:00\. Closed/);
      for (const audit of [begun, allocated, lapsed]) {
        assert.equal((await stored(audit.ref)).status, 'not_submitted');
        assert.equal((await stored(audit.ref)).version, 2);
      }
      assert.deepEqual(await historyOf(allocated.id), [{ event: 'not_submitted', changes: [{ field: 'status', was: 'allocated', is: 'not_submitted' }] }]);
      assert.deepEqual(await historyOf(202207, 'month'), [{ event: 'closed', changes: [{ field: 'notSubmitted', was: null, is: 3 }] }]);
      assert.deepEqual(await Promise.all([extended, ...others, august].map(async ({ ref }) => (await stored(ref)).status)), [
        'in_progress', 'submitted', 'returned', 'moderated', 'not_accepted', 'completed', 'exempted', 'in_progress',
      ]);

      // What was typed can still be read, but not gone on with.
      const auditor = await app.as(begun.auditor.email);
      await auditor.get(begun.path);
      assert.match(auditor.text, /What works well in permanence\./);
      assert.match(auditor.text, /Not submitted at the close of the month by Quinn Abbot/);
      await (await auditor.get(`${begun.path}/write`)).follow();
      assert.match(auditor.text, /This audit cannot be written now: not submitted/);

      const headId = await aColleague(app, 'Hollis Grey');
      assert.deepEqual(
        (await told()).toSorted((one, other) => String(one['auditRef']).localeCompare(String(other['auditRef']))),
        [begun, allocated, lapsed].map(({ ref, caseRef }) => ({ staffId: headId, auditRef: ref, caseRef, month: '2022-07', colleague: ref === allocated.ref ? 'Jules Moss' : 'Robin Hart' })),
      );

      // The rest can be closed later.
      await qa.get('/month/close?month=2022-07');
      assert.match(qa.text, /Nothing of July 2022 is left to close/);
      app.clock.moment = new Date('2022-08-16T10:00:00Z');
      qa = await app.as(emailOf('Quinn Abbot'));
      await close(qa);
      assert.equal((await stored(extended.ref)).status, 'not_submitted');
      assert.equal((await historyOf(202207, 'month')).length, 2);
      assert.equal((await told()).length, 4);
    });

    it('tells the Head of Service of the auditor’s team, not of the child’s', async () => {
      const [rowan, beech] = [await aTeam(app), await aTeam(app, 'Beech team')];
      const other = await aColleague(app, 'Robin Other', 'head_of_service');
      const robin = await aColleague(app, 'Robin Hart', 'auditor');
      await app.database.transaction(async () => {
        await app.database.query("update services set head_of_service_id = :other where name = 'Service of Beech team'", { other });
        await app.database.manager.update(Staff, { id: robin }, { teamId: beech });
      });
      const audit = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress', teamId: rowan });
      await qa.get('/month/close?month=2022-07');
      assert.match(qa.text, new RegExp(`${audit.ref} Child ${audit.caseRef} Robin Hart Beech team Robin Other`));
      await qa.submit();
      assert.deepEqual((await told()).map(({ staffId }) => staffId), [other]);
    });

    it('waits until the month is over', async () => {
      const audit = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress', month: '2022-08' });
      await qa.get('/month/close?month=2022-08');
      assert.match(qa.text, /August 2022 is not over yet\. It can be closed from 1 September 2022\..*Not submitted, and not due yet 1/);
      assert.equal(qa.page('main form').length, 0);
      await sendUnasked(qa, '/month/close', { month: '2022-08', version: '1' });
      assert.equal(qa.status, 409);
      assert.deepEqual(qa.errors, ['August 2022 is not over yet. Close it when it is.']);
      assert.equal((await stored(audit.ref)).status, 'in_progress');
    });

    it('closes only what was shown: when that has changed it shows it again', async () => {
      const first = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress' });
      const second = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress' });
      await qa.get('/month/close?month=2022-07');
      await app.database.transaction(() => app.database.manager.update(Audit, { id: second.id }, { status: 'submitted', submittedOn: '2022-08-15' }));
      await qa.submit();
      assert.equal(qa.status, 409);
      assert.match(qa.errors[0]!, /Nothing is closed yet: other audits are to be closed/);
      assert.match(qa.text, /1 audit becomes a nil return\./);
      assert.equal((await stored(first.ref)).status, 'in_progress');
      await qa.submit();
      assert.deepEqual([(await stored(first.ref)).status, (await stored(second.ref)).status], ['not_submitted', 'submitted']);
    });

    it('by two at once, or by a double click, is done once', async () => {
      const audit = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress' });
      const other = await app.asNew('Robin Abbot', 'qa');
      await qa.get('/month/close?month=2022-07');
      await other.get('/month/close?month=2022-07');
      const form = qa.fields();
      await Promise.all([qa.submit(), other.submit()]);
      assert.deepEqual([qa.status, other.status].toSorted(), [303, 409]);
      await qa.send(form.action, form.answers);
      assert.ok([303, 409].includes(qa.status));
      assert.equal((await historyOf(audit.id)).length, 1);
      assert.equal((await historyOf(202207, 'month')).length, 1);
      assert.equal((await told()).length, 1);
    });

    it('can be done by somebody of the QA team whose own audit is in it', async () => {
      const audit = await aSubmittedAudit(app, { ...unsubmitted, status: 'in_progress' });
      await app.database.transaction(() => app.database.query('insert into staff_roles (staff_id, role) values (:id, :role)', { id: audit.auditor.id, role: 'qa' }));
      await close(await app.as(audit.auditor.email));
      assert.equal((await stored(audit.ref)).status, 'not_submitted');
    });

    it('tells nobody where a service has no Head of Service, and takes many audits a page', async () => {
      await app.database.transaction(() => app.database.query('update services set head_of_service_id = null'));
      for (let audits = 0; audits < 26; audits += 1) await aSubmittedAudit(app, { ...unsubmitted, status: 'allocated' });
      await qa.get('/month/close?month=2022-07');
      assert.match(qa.text, /26 audits become nil returns/);
      assert.match(qa.text, /Showing 1 to 25 of 26 audits/);
      assert.match(qa.text, /Nobody: the service has no Head of Service/);
      await qa.get('/month/close?month=2022-07&page=2');
      await qa.submit();
      assert.equal((await app.database.query<{ audits: number }>("select count(*) as audits from audits where status = 'not_submitted'"))[0]!.audits, 26);
      assert.deepEqual(await told(), []);
    });

    it('tells nobody where the Head of Service has left', async () => {
      await aSubmittedAudit(app, { ...unsubmitted, status: 'allocated' });
      await app.database.transaction(() => app.database.query("update staff set ends_on = '2022-08-14' where name = 'Hollis Grey'"));
      await qa.get('/month/close?month=2022-07');
      assert.match(qa.text, /Nobody: the service has no Head of Service/);
      await qa.submit();
      assert.deepEqual(await told(), []);
    });

    it('of no month is no page', async () => {
      assert.equal((await qa.get('/month/close?month=2022-13')).status, 400);
      assert.equal((await qa.get('/month/close')).page('h1').text(), 'Close July 2022');
      await sendUnasked(qa, '/month/close', { month: 'x', version: '1' });
      assert.equal(qa.status, 400);
    });
  });

  describe('nil returns', () => {
    const refs = (visitor: Visitor): string[] => visitor.page('[aria-label="Nil returns"] tbody th a').toArray().map((link) => visitor.page(link).text());

    it('are those of the Head of Service’s own auditors, unanswered first and oldest first', async () => {
      const [rowan, alder] = [await aTeam(app), await aTeam(app, 'Alder team')];
      const beech = await aTeam(app, 'Beech team');
      const otherHead = await app.asNew('Robin Other', 'head_of_service');
      const [other] = await app.database.query<{ id: number }>("select id from staff where name = 'Robin Other'");
      await app.database.transaction(() => app.database.query("update services set head_of_service_id = :id where name = 'Service of Beech team'", { id: other!.id }));
      const nil = { ...unsubmitted, status: 'not_submitted' } as const;
      // The auditor's team counts, and the child's where the auditor has none.
      const robin = await aColleague(app, 'Robin Hart', 'auditor');
      await app.database.transaction(() => app.database.manager.update(Staff, { id: robin }, { teamId: rowan }));
      const july = await aSubmittedAudit(app, { ...nil, teamId: beech });
      const june = await aSubmittedAudit(app, { ...nil, month: '2022-06', teamId: alder });
      const officer = await aSubmittedAudit(app, { ...nil, auditor: 'Iris Officer', teamId: beech });
      await head.get('/nil-returns');
      assert.deepEqual(refs(head), [june.ref, july.ref]);
      assert.match(head.text, /30 June 2022 46 days ago/);
      assert.match(head.text, new RegExp(`${july.ref} 31 July 2022 15 days ago Robin Hart Rowan team Hollis Grey No answer yet`));
      assert.deepEqual(refs(await otherHead.get('/nil-returns')), [officer.ref]);
      assert.deepEqual(refs(await qa.get('/nil-returns')), [june.ref, july.ref, officer.ref]);
      assert.deepEqual(refs(await qa.get('/nil-returns?month=2022-06')), [june.ref]);

      // The child's own Head of Service has nothing to do with it, though they may read the audit.
      assert.equal((await otherHead.get(`/nil-returns/${july.ref}`)).status, 403);
      await sendUnasked(otherHead, `/nil-returns/${july.ref}`, { answer: 'other', note: 'No.', version: '0' });
      assert.equal(otherHead.status, 403);
      // Who answers is not always one of those who may read it.
      await head.get(`/nil-returns/${july.ref}`);
      assert.equal(head.page(`main a[href="${july.path}"]`).length, 0);
      await head.get(`/nil-returns/${june.ref}`);
      assert.equal(head.page(`main a[href="${june.path}"]`).length, 1);
      await head.submit({ answer: 'workload', note: 'One less from September.' });
      assert.deepEqual(refs(await head.get('/nil-returns')), [july.ref]);
      assert.deepEqual(refs(await head.get('/nil-returns?answered=answered')), [june.ref]);
      assert.deepEqual(refs(await head.get('/nil-returns?answered=all')), [july.ref, june.ref]);
      assert.equal((await head.get('/nil-returns?answered=perhaps&month=x')).status, 400);
    });

    it('are answered with what was found out and agreed, and the answer may be changed', async () => {
      const nil = await aSubmittedAudit(app, { ...unsubmitted, status: 'not_submitted' });
      await head.get(`/nil-returns/${nil.ref}`);
      await head.submit({});
      assert.deepEqual(head.errors, ['Choose what you found out.', 'Say what was agreed with the auditor.']);
      await head.submit({ answer: 'absence' });
      assert.equal(head.page('input[value=absence]').is(':checked'), true);
      await head.submit({ answer: 'absence', note: 'Back on Monday.' });
      await head.follow();
      assert.match(head.text, /What was found out The auditor was away What was agreed Back on Monday\. Answered 15 August 2022 by Hollis Grey/);
      await head.submit({ answer: 'other', note: 'Back on Tuesday.' });
      assert.deepEqual(await historyOf(nil.id), [
        { event: 'nil_return_answered', changes: [{ field: 'nilReturn', was: null, is: 'absence' }, { field: 'agreed', was: null, is: 'Back on Monday.' }] },
        { event: 'nil_return_changed', changes: [{ field: 'nilReturn', was: 'absence', is: 'other' }, { field: 'agreed', was: 'Back on Monday.', is: 'Back on Tuesday.' }] },
      ]);
      // The QA team reads it, and does not answer.
      await qa.get(`/nil-returns/${nil.ref}`);
      assert.match(qa.text, /What was found out Something else/);
      assert.equal(qa.page('main form').length, 0);
      await sendUnasked(qa, `/nil-returns/${nil.ref}`, { answer: 'other', note: 'No.', version: '2' });
      assert.equal(qa.status, 403);
      assert.match((await qa.get(nil.path)).text, /Nil return answered by Hollis Grey/);
    });

    it('answered on another page first show both answers', async () => {
      const nil = await aSubmittedAudit(app, { ...unsubmitted, status: 'not_submitted' });
      const [one, other] = [head, await app.as(emailOf('Hollis Grey'))];
      await one.get(`/nil-returns/${nil.ref}`);
      await other.get(`/nil-returns/${nil.ref}`);
      await one.submit({ answer: 'absence', note: 'Back on Monday.' });
      await other.submit({ answer: 'workload', note: 'Fewer cases.' });
      assert.equal(other.status, 409);
      assert.match(other.text, /Stored now Back on Monday\. What you typed Fewer cases\./);
      await other.submit();
      assert.equal(other.status, 303);
      assert.equal((await app.database.manager.findOneByOrFail(NilReturn, { auditId: nil.id })).note, 'Fewer cases.');
    });

    it('taken up again meanwhile are not answered, and what was typed can be copied', async () => {
      const nil = await aSubmittedAudit(app, { ...unsubmitted, status: 'not_submitted' });
      await head.get(`/nil-returns/${nil.ref}`);
      await app.database.transaction(() => app.database.manager.update(Audit, { id: nil.id }, { status: 'in_progress', extendedTo: '2022-08-31' }));
      await head.submit({ answer: 'absence', note: 'Back on Monday.' });
      assert.equal(head.status, 409);
      assert.match(head.text, /What you typed was not saved/);
      assert.match(head.text, /Back on Monday\./);
      assert.equal(await app.database.manager.countBy(NilReturn, {}), 0);
      assert.equal((await head.get('/nil-returns/A99999')).status, 404);
    });
  });
});
