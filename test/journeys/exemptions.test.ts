import assert from 'node:assert/strict';
import { Exemption } from '../../src/allocation/availability/exemption.entity.js';
import { Audit } from '../../src/audits/audit.entity.js';
import type { AuditStatus } from '../../src/audits/auditLifecycle.js';
import { Staff } from '../../src/people/staff.entity.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf, type BuiltAudit } from '../support/builders.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('an auditor asks to be let off a month', () => {
  let app: TestApp;
  let robin: { id: number; visitor: Visitor };
  let director: Visitor;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    const teamId = await aTeam(app);
    const id = await aColleague(app, 'Robin Hart', 'auditor');
    await app.database.transaction(() => app.database.manager.update(Staff, { id }, { teamId }));
    robin = { id, visitor: await app.as('robin.hart@example.org') };
    director = await app.asNew('Dana Lake', 'director');
  });
  afterEach(() => app.stop());

  const ask = async (answers: Record<string, string> = {}, visitor = robin.visitor): Promise<string> => {
    await visitor.get('/exemptions/new');
    await visitor.submit({ month: '2022-08', reason: 'sickness', detail: 'Back in September.', ...answers });
    return String(visitor.last.headers['location']);
  };
  const decide = async (path: string, answers: Record<string, string>, visitor = director): Promise<Visitor> => {
    await visitor.get(path);
    return visitor.submit(answers, 'form[action$="/decision"]');
  };
  const anAudit = (status: AuditStatus, values: Parameters<typeof aSubmittedAudit>[1] = {}): Promise<BuiltAudit> =>
    aSubmittedAudit(app, { month: '2022-08', status, submittedOn: status === 'allocated' || status === 'in_progress' ? null : '2022-08-10', ...values });
  const stored = async (ref: string): Promise<Audit> => (await app.database.manager.findOneBy(Audit, { ref }))!;
  const exemptions = (): Promise<unknown[]> =>
    app.database.query('select staff_id as staff, kind, reason, from_month as "from", to_month as "to", authorised_on as "on" from exemptions order by id');
  const told = async (): Promise<unknown[]> =>
    (await app.database.query<{ name: string; kind: string; facts: string }>('select name, kind, facts from messages join staff on staff.id = staff_id order by messages.id')).map(({ name, kind, facts }) => [name, kind, JSON.parse(facts) as object]);

  it('and is granted it: the audit is exempted, the month is off, and both sides are told', async () => {
    const audit = await anAudit('in_progress');
    await robin.visitor.get('/exemptions/new');
    assert.match(robin.visitor.text, /Write nothing about a child here/);
    const path = await ask();
    await robin.visitor.follow();
    assert.match(robin.visitor.text, /You have asked\. The directors are told/);
    assert.match(robin.visitor.text, /Robin Hart: exemption for August 2022/);
    assert.match(robin.visitor.text, /Not decided yet/);

    await director.get('/exemptions');
    assert.match(director.text, /1 not decided yet/);
    await director.get(path);
    assert.match(director.text, /Back in September\./);
    assert.match(director.text, new RegExp(`Audit of August 2022 ${audit.ref} In progress`));
    await director.submit({ decision: 'granted' });
    await director.follow();
    assert.match(director.text, /The exemption is granted\./);
    assert.match(director.text, /Granted by Dana Lake on 15 August 2022/);

    const { status, exemptedOn } = await stored(audit.ref);
    assert.deepEqual([status, exemptedOn], ['exempted', '2022-08-15']);
    assert.deepEqual(await exemptions(), [{ staff: robin.id, kind: 'single_month', reason: 'sickness', from: '2022-08', to: '2022-08', on: '2022-08-15' }]);
    const requestId = Number(path.split('/').at(-1));
    assert.deepEqual(await told(), [
      ['Dana Lake', 'exemption_asked', { requestId, month: '2022-08', colleague: 'Robin Hart' }],
      ['Robin Hart', 'exemption_decided', { requestId, month: '2022-08', decision: 'granted' }],
    ]);
    await robin.visitor.get(audit.path);
    assert.match(robin.visitor.text, /What happened Exempted for this month by Dana Lake/);
    const qa = await app.asNew('Quinn Abbot', 'qa');
    await qa.get('/availability?name=robin');
    assert.match(qa.page('main table').last().text().replace(/\s+/g, ' '), /Robin Hart Rowan team Expected Exempt for this month Expected Expected/);
    await qa.get(path);
    assert.match(qa.text, /History of changes.*Granted.*Asked for/);
  });

  it('before anything is given out', async () => {
    const path = await ask({ month: '2022-10', reason: 'leave', detail: '' });
    const qa = await app.asNew('Quinn Abbot', 'qa');
    await qa.get('/availability?from=2022-10&show=asked');
    assert.match(qa.page('main table').last().text().replace(/\s+/g, ' '), /Robin Hart Rowan team Expected Exemption asked/);
    await director.get(path);
    assert.match(director.text, /Audit of October 2022 None is allocated/);
    await director.submit({ decision: 'granted', note: 'Have a good rest.' });
    assert.equal(director.status, 303);
    assert.equal((await exemptions()).length, 1);
    await robin.visitor.get(path);
    assert.match(robin.visitor.text, /Note Have a good rest\./);
  });

  it('and is refused it, with the reason; the refusal stays visible, the audit stays as it is, and they may ask again', async () => {
    const audit = await anAudit('allocated');
    const path = await ask();
    await decide(path, { decision: 'refused', note: '  ' });
    assert.deepEqual([director.status, director.errors], [400, ['Say why you refuse it.']]);
    assert.equal(director.page('input[value=refused]').attr('checked'), 'checked');
    await director.submit({ decision: 'refused', note: 'There is time until the 31st.' });
    assert.equal(director.status, 303);
    assert.equal((await stored(audit.ref)).status, 'allocated');
    assert.deepEqual(await exemptions(), []);
    await robin.visitor.get('/exemptions');
    assert.match(robin.visitor.text, /August 2022 Rowan team Sickness 15 August 2022 Refused/);
    await robin.visitor.get(path);
    assert.match(robin.visitor.text, /Reason for refusing There is time until the 31st\./);
    assert.match(await ask(), /^\/exemptions\/\d+$/);
  });

  it('and takes it back while nobody has decided; what was withdrawn stays visible', async () => {
    const path = await ask();
    await robin.visitor.get(path);
    await robin.visitor.submit({}, 'form[action$="/withdraw"]');
    await robin.visitor.follow();
    assert.match(robin.visitor.text, /The request is withdrawn\./);
    assert.match(robin.visitor.text, /Withdrawn by Robin Hart on 15 August 2022/);
    await director.get(path);
    assert.equal(director.page('form[action$="/decision"]').length, 0);
    assert.match(await ask(), /^\/exemptions\/\d+$/);
  });

  it('once: a double click is one request, and a second one for the month is an error', async () => {
    await robin.visitor.get('/exemptions/new');
    const { action, answers } = robin.visitor.fields();
    const form = { ...answers, month: '2022-08', reason: 'leave' };
    const twice = await Promise.all([1, 2].map(() => robin.visitor.agent.post(action).set('Origin', app.address).type('form').send(form)));
    assert.deepEqual(twice.map((answer) => answer.status), [303, 303]);
    assert.equal(twice[0]!.headers['location'], twice[1]!.headers['location']);
    await robin.visitor.send(action, { ...form, _key: 'another', detail: 'Once more.' });
    assert.deepEqual([robin.visitor.status, robin.visitor.errors], [400, ['You have asked for August 2022 already. A director will decide.']]);
    assert.equal(robin.visitor.page('textarea[name=detail]').text(), 'Once more.');
    assert.equal((await told()).length, 1);
  });

  it('once, also from two browsers at the same moment', async () => {
    const forms = await Promise.all([robin.visitor, await app.as('robin.hart@example.org')].map(async (visitor) => {
      await visitor.get('/exemptions/new');
      return { visitor, ...visitor.fields() };
    }));
    const answers = await Promise.all(forms.map(({ visitor, action, answers: typed }) => visitor.agent.post(action).set('Origin', app.address).type('form').send({ ...typed, month: '2022-08', reason: 'leave' })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400]);
  });

  it('for no month in which nothing is expected of them, and with nothing left out', async () => {
    await robin.visitor.get('/exemptions/new');
    await robin.visitor.submit({ month: '', detail: 'Typed already.' });
    assert.deepEqual([robin.visitor.status, robin.visitor.errors], [400, ['Choose the month.', 'Choose the reason.']]);
    assert.equal(robin.visitor.page('textarea[name=detail]').text(), 'Typed already.');
    await robin.visitor.submit({ month: '2022-07', reason: 'other', detail: '' });
    assert.deepEqual(robin.visitor.errors, ['Choose this month or one of the next six, or last month while its audit is open.', 'Say what the reason is.']);
    await app.database.transaction(() => app.database.manager.update(Staff, { id: robin.id }, { auditFrequency: 'alternate', alternateMonths: 'odd' }));
    await robin.visitor.get('/exemptions/new');
    assert.deepEqual(robin.visitor.page('select[name=month] option').toArray().map((option) => robin.visitor.page(option).text()), ['Choose a month', 'September 2022', 'November 2022', 'January 2023']);
    assert.match(robin.visitor.text, /No audit is expected of you in August 2022, so there is nothing to be exempt from \(Odd months only\)\./);
    await robin.visitor.submit({ month: '2022-08', reason: 'leave' });
    assert.match(robin.visitor.errors.join(), /No audit is expected of you in August 2022/);
    assert.deepEqual(await exemptions(), []);
  });

  it('for last month while its audit is open', async () => {
    const audit = await anAudit('allocated', { month: '2022-07' });
    const path = await ask({ month: '2022-07' });
    await decide(path, { decision: 'granted' });
    assert.equal((await stored(audit.ref)).status, 'exempted');
  });

  it('too late: what has been submitted or closed since is not exempted any more, and nothing is saved', async () => {
    const audit = await anAudit('in_progress');
    const path = await ask();
    const now = async (status: AuditStatus): Promise<string> => {
      await app.database.transaction(() => app.database.manager.update(Audit, { ref: audit.ref }, { status }));
      await decide(path, { decision: 'granted' });
      assert.equal(director.status, 400);
      return director.errors.join();
    };
    assert.match(await now('submitted'), new RegExp(`Audit ${audit.ref} has been submitted already, so it cannot be exempted any more\\. Refuse the exemption instead\\.`));
    assert.match(await now('not_submitted'), /has been closed as not submitted\. Give it more time first/);
    assert.deepEqual([await exemptions(), (await stored(audit.ref)).status], [[], 'not_submitted']);
    assert.equal((await told()).length, 1);
    await director.submit({ decision: 'refused', note: 'It is done.' });
    assert.equal(director.status, 303);
  });

  it('and what an import has granted in the meantime is not granted twice', async () => {
    const path = await ask();
    await app.database.transaction(() =>
      app.database.manager.insert(Exemption, { staffId: robin.id, kind: 'single_month', reason: 'leave', fromMonth: '2022-08', toMonth: '2022-08', authorisedById: null, authorisedOn: '2022-08-01', version: 1 }),
    );
    await decide(path, { decision: 'granted' });
    assert.equal(director.status, 303);
    assert.equal((await exemptions()).length, 1);
    await robin.visitor.get('/exemptions/new');
    assert.match(robin.visitor.text, /You are exempt for August 2022 already\./);
  });

  describe('and is decided about', () => {
    it('by nobody but a director: not the QA team, not the Head of Service, not another auditor', async () => {
      const path = await ask();
      for (const visitor of [robin.visitor, await app.asNew('Quinn Abbot', 'qa'), await app.as('hollis.grey@example.org'), await app.asNew('Tay Moor', 'auditor')]) {
        await sendUnasked(visitor, `${path}/decision`, { decision: 'granted', version: '1' });
        assert.equal(visitor.status, 403);
      }
      await sendUnasked(director, `${path}/withdraw`, { version: '1' });
      assert.equal(director.status, 403);
      assert.deepEqual(await exemptions(), []);
    });

    it('not by the director who asked, nor by one who moderates the audit', async () => {
      await aColleague(app, 'Dual Ember', 'auditor', 'director', 'moderator');
      const dual = await app.as(emailOf('Dual Ember'));
      const own = await ask({}, dual);
      await dual.get(own);
      assert.equal(dual.page('form[action$="/decision"]').length, 0);
      await sendUnasked(dual, `${own}/decision`, { decision: 'granted', version: '1' });
      assert.equal(dual.status, 403);
      assert.deepEqual((await told()).map((one) => (one as unknown[])[0]), ['Dana Lake']);

      await anAudit('allocated', { moderator: 'Dual Ember' });
      const path = await ask();
      await dual.get(path);
      assert.equal(dual.page('form[action$="/decision"]').length, 0);
      for (const answers of [{ decision: 'granted' }, { decision: 'refused', note: 'No.' }] as Record<string, string>[]) {
        await sendUnasked(dual, `${path}/decision`, { ...answers, version: '1' });
        assert.equal(dual.status, 403);
        assert.match(dual.text, /Another director decides this/);
      }
      await decide(path, { decision: 'granted' });
      assert.equal(director.status, 303);
    });

    it('once: who comes second is shown what was decided beside their own decision', async () => {
      const path = await ask();
      const other = await app.asNew('Eden Brook', 'director');
      await other.get(path);
      await decide(path, { decision: 'granted' });
      await other.submit({ decision: 'refused', note: 'We need everybody.' }, 'form[action$="/decision"]');
      assert.equal(other.status, 409);
      assert.match(other.text, /Dana Lake saved this page first/);
      assert.match(other.text, /What you decided was not saved, and the request cannot be decided again/);
      assert.doesNotMatch(other.text, /then save again/);
      assert.match(other.text, /Stored now Granted What you typed Refused: We need everybody\./);
      assert.equal((await exemptions()).length, 1);
    });

    it('once, also when two decide at the same moment, or it is withdrawn at that moment', async () => {
      for (const second of ['decision', 'withdraw'] as const) {
        const path = await ask(second === 'decision' ? {} : { month: '2022-09' });
        const other = second === 'decision' ? await app.asNew('Eden Brook', 'director') : robin.visitor;
        await director.get(path);
        await other.get(path);
        const [one, two] = [director.fields('form[action$="/decision"]'), other.fields(`form[action$="/${second}"]`)];
        const answers = await Promise.all([
          director.agent.post(one.action).set('Origin', app.address).type('form').send({ ...one.answers, decision: 'granted' }),
          other.agent.post(two.action).set('Origin', app.address).type('form').send({ ...two.answers, ...(second === 'decision' ? { decision: 'refused', note: 'No.' } : {}) }),
        ]);
        assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409], second);
      }
    });

    it('with the answers a form can have, and at an address that is there', async () => {
      const path = await ask();
      await decide(path, { decision: 'perhaps', note: 'I wonder.' });
      assert.deepEqual([director.status, director.errors], [400, ['Choose whether you grant or refuse it.']]);
      assert.equal(director.page('textarea[name=note]').text(), 'I wonder.');
      for (const nowhere of ['/exemptions/999', '/exemptions/x', '/exemptions/0']) {
        await director.get(nowhere);
        assert.equal(director.status, 404, nowhere);
      }
    });
  });

  it('and is read by themselves, the Head of Service of their team, the QA team and directors; undecided ones come first', async () => {
    const path = await ask({ month: '2022-09' });
    await ask({ month: '2022-08' });
    await decide(path, { decision: 'refused', note: 'No.' });
    const stranger = await app.asNew('Tay Moor', 'auditor');
    const otherHead = await app.asNew('Lee Wren', 'head_of_service');
    for (const [visitor, sees] of [[robin.visitor, true], [await app.as('hollis.grey@example.org'), true], [await app.asNew('Quinn Abbot', 'qa'), true], [director, true], [stranger, false], [otherHead, false]] as const) {
      await visitor.get(path);
      assert.equal(visitor.status, sees ? 200 : 403);
      await visitor.get('/exemptions');
      assert.equal(visitor.status, 200);
      assert.deepEqual(visitor.page('main tbody tr td:nth-of-type(1)').toArray().map((cell) => visitor.page(cell).text()), sees ? ['August 2022', 'September 2022'] : []);
    }
    const manager = await app.as('tam.ridley@example.org');
    await manager.get('/exemptions');
    assert.equal(manager.status, 403);
  });
});
