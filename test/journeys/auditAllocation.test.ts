import assert from 'node:assert/strict';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { Pairing } from '../../src/allocation/pairings/pairing.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { aColleague, aModeratedAudit, aSubmittedAudit, aTeam } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('the QA team gives children out for audit', () => {
  let app: TestApp;
  let qa: Visitor;
  let teams: { rowan: number; alder: number };
  let people: Record<'robin' | 'jules' | 'morgan' | 'sandy', number>;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    teams = { rowan: await aTeam(app), alder: await aTeam(app, 'Alder team') };
    people = {
      robin: await aColleague(app, 'Robin Hart', 'auditor'),
      jules: await aColleague(app, 'Jules Moss', 'auditor'),
      morgan: await aColleague(app, 'Morgan Vale', 'moderator'),
      sandy: await aColleague(app, 'Sandy Reed', 'moderator'),
    };
    await app.database.transaction(async () => {
      await app.database.manager.update(Staff, { id: people.robin }, { teamId: teams.rowan });
      await app.database.manager.insert(Pairing, { auditorId: people.robin, moderatorId: people.morgan, fromMonth: '2022-06', toMonth: '2022-11' });
    });
    qa = await app.asNew('Quinn Abbot', 'qa');
  });
  afterEach(() => app.stop());

  /** Children of the July caseload; returns the row id of each. */
  async function children(...some: Partial<CaseloadEntry>[]): Promise<number[]> {
    return app.database.transaction(async () => {
      const added = await app.database.manager.insert(
        CaseloadEntry,
        some.map((one, index) => ({ month: '2022-07', caseRef: `C10000${index + 1}`, dateOfBirth: '2012-02-03', teamId: teams.rowan, cohort: 'child_in_need' as const, reviewingOfficerId: null, ...one })),
      );
      return added.identifiers.map((identifier) => (identifier as { id: number }).id);
    });
  }

  const audits = async (): Promise<Record<string, unknown>[]> =>
    app.database.query('select ref, template, month, status, case_ref as "caseRef", team_id as team, auditor_id as auditor, moderator_id as moderator, allocated_on as "allocatedOn" from audits order by id');

  it('from the list to the allocated audit', async () => {
    const [id] = await children({ caseRef: 'C100001' });
    await qa.get('/allocation?month=2022-08');
    assert.match(qa.text, /Children in the caseload of July 2022/);
    assert.equal(qa.page('main table a').first().attr('href'), `/allocation/children/${id}?month=2022-08`);
    await qa.get(`/allocation/children/${id}?month=2022-08`);
    assert.match(qa.text, /Robin Hart \(Rowan team\): none yet, paired with Morgan Vale/);
    await qa.get(`/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
    assert.match(qa.text, /Moderator Morgan Vale/);
    assert.match(qa.text, /Robin Hart belongs to the child’s team\. This is allowed, and the audit is marked\./);
    await qa.submit();
    assert.equal(qa.last.headers['location'], '/audits/A00001');
    assert.deepEqual(await audits(), [
      { ref: 'A00001', template: 'core', month: '2022-08', status: 'allocated', caseRef: 'C100001', team: teams.rowan, auditor: people.robin, moderator: people.morgan, allocatedOn: '2022-08-15' },
    ]);
    await qa.follow();
    assert.match(qa.text, /The audit is allocated\./);
    assert.match(qa.text, /Robin Hart Audited in their own team/);
    assert.match(qa.text, /What happened Allocated by Quinn Abbot/);
    const robin = await app.as('robin.hart@example.org');
    await robin.get('/audits/A00001');
    assert.match(robin.text, /Start writing/);
  });

  it('once, however often the form is sent, and by however many at once', async () => {
    const [id] = await children({});
    const other = await app.asNew('Ash Grove', 'qa');
    const path = `/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=${people.sandy}`;
    await qa.get(path);
    await other.get(path);
    const { action, answers } = qa.fields();
    const twice = await Promise.all([1, 2].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send(answers)));
    assert.deepEqual(twice.map((answer) => [answer.status, answer.headers['location']]), [[303, '/audits/A00001'], [303, '/audits/A00001']]);
    await other.submit();
    assert.equal(other.status, 400);
    assert.deepEqual(other.errors, ['This child has been allocated for August 2022 already. Choose another child or another month.']);
    assert.equal((await audits()).length, 1);
  });

  it('for the next month only when the child has not been audited lately', async () => {
    await aSubmittedAudit(app, { caseRef: 'C100002', month: '2021-11', status: 'completed' });
    await aSubmittedAudit(app, { caseRef: 'C100003', month: '2021-11', status: 'exempted' });
    const [free, recent, exempted] = await children({ caseRef: 'C100001' }, { caseRef: 'C100002' }, { caseRef: 'C100003' });
    await qa.get('/allocation?month=2022-08');
    assert.deepEqual(qa.page('main table tbody th').toArray().map((cell) => qa.page(cell).text().trim()), ['C100001', 'C100003']);
    assert.match(qa.text, /Showing 1 to 2 of 2 children/);
    await qa.get('/allocation?month=2022-08&show=all');
    assert.match(qa.text, /C100002 \d+ Rowan team Child in need November 2021 Not allocated/);
    await qa.get(`/allocation/children/${recent}?month=2022-08`);
    assert.match(qa.text, /has an audit in November 2021, less than 12 months from August 2022/);
    assert.equal(qa.page('form[action$=check]').length, 0);
    for (const id of [recent]) {
      await qa.get(`/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
      assert.equal(qa.status, 400);
    }
    for (const id of [free, exempted]) {
      await qa.get(`/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
      assert.equal(qa.status, 200);
    }
  });

  it('only from the caseload in force', async () => {
    const [old] = await children({ month: '2021-01', caseRef: 'C100001' }, { month: '2022-07', caseRef: 'C100002' });
    const why = 'This child was found in the caseload of January 2021, but audits of August 2022 are from that of July 2022. Find the child in the caseload again.';
    await qa.get(`/allocation/children/${old}?month=2022-08`);
    assert.ok(qa.text.includes(why));
    await qa.get(`/allocation/children/${old}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
    assert.deepEqual([qa.status, qa.errors], [400, [why]]);
    const { answers } = (await qa.get('/account/password')).fields();
    await qa.send(`/allocation/children/${old}/check`, { _csrf: answers['_csrf']!, month: '2022-08', auditor: String(people.robin), moderator: 'paired' });
    assert.deepEqual([qa.status, qa.errors], [400, [why]]);
    assert.deepEqual(await audits(), []);
  });

  it('at most once in 12 months, also for two months at once', async () => {
    const refs = Array.from({ length: 8 }, (_, index) => `C20000${index}`);
    const july = await children(...refs.map((caseRef) => ({ caseRef, month: '2022-07' })));
    const august = await children(...refs.map((caseRef) => ({ caseRef, month: '2022-08' })));
    const other = await app.asNew('Ash Grove', 'qa');
    const formsOf = async (visitor: Visitor, id: number | undefined, month: string): Promise<() => Promise<number>> => {
      await visitor.get(`/allocation/children/${id}/check?month=${month}&auditor=${people.robin}&moderator=${people.sandy}`);
      const { action, answers } = visitor.fields();
      return async () => (await visitor.send(action, answers)).status;
    };
    for (const [index] of refs.entries()) {
      const both = [await formsOf(qa, july[index], '2022-07'), await formsOf(other, august[index], '2022-08')];
      assert.deepEqual((await Promise.all(both.map((send) => send()))).toSorted(), [303, 400]);
    }
    assert.equal((await audits()).length, refs.length);
  });

  it('and is told what forbids it, with the choice kept', async () => {
    const [id, withOfficer] = await children({}, { caseRef: 'C100009', reviewingOfficerId: people.sandy });
    await app.database.transaction(() => app.database.manager.update(Staff, { id: people.jules }, { endsOn: '2022-07-31' }));
    const both = await aColleague(app, 'Bo Both', 'auditor', 'moderator');
    const ask = async (child: number | undefined, query: string): Promise<string[]> => {
      await qa.get(`/allocation/children/${child}/check?${query}`);
      assert.equal(qa.status, 400, query);
      return qa.errors;
    };
    assert.deepEqual(await ask(id, `month=2022-13&auditor=${people.robin}&moderator=paired`), ['Choose an audit month from the list.']);
    assert.deepEqual(await ask(id, `month=2023-01&auditor=${people.robin}&moderator=paired`), ['Choose a month from May 2022 to November 2022.']);
    assert.deepEqual(await ask(id, 'month=2022-08&moderator=paired'), ['Choose an auditor.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.robin}`), ['Choose a moderator.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.robin}&moderator=x`), ['Choose a moderator.']);
    assert.deepEqual(await ask(id, 'month=2022-08&auditor=999&moderator=paired'), ['Choose an auditor from the list.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.morgan}&moderator=${people.sandy}`), ['Choose an auditor from the list.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.robin}&moderator=${people.jules}`), ['Choose a moderator from the list.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.jules}&moderator=paired`), ['Jules Moss has no paired moderator in this month. Choose a moderator.']);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${people.jules}&moderator=${people.sandy}`), [
      'Jules Moss left on 31 July 2022 and cannot have an audit of August 2022. Choose another auditor.',
    ]);
    assert.deepEqual(await ask(id, `month=2022-08&auditor=${both}&moderator=${both}`), ['Nobody moderates their own audit. Choose another moderator.']);
    assert.equal(qa.page('#auditor').val(), String(both));
    assert.equal(qa.page('#moderator').val(), String(both));
    assert.deepEqual(await ask(withOfficer, `month=2022-08&auditor=${people.robin}&moderator=${people.sandy}`), [
      'Sandy Reed is this child’s reviewing officer and cannot moderate the audit. Choose another moderator.',
    ]);
    await qa.get(`/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
    await qa.submit({ month: '2022-13' });
    assert.equal(qa.status, 400);
    await qa.get(`/allocation/children/${id}/check?month=2022-08&auditor=${people.robin}&moderator=paired`);
    await qa.submit({ moderator: String(people.robin) });
    assert.equal(qa.status, 400);
    for (const missing of ['0', '9999', 'x', `${id}x`]) {
      await qa.get(`/allocation/children/${missing}?month=2022-08`);
      assert.equal(qa.status, 404, missing);
    }
    assert.deepEqual(await audits(), []);
  });

  it('finding a child by case reference without putting it in an address', async () => {
    const [id] = await children({ caseRef: 'C100777' });
    await qa.get('/allocation?month=2022-08');
    await qa.submit({ caseRef: ' c100777 ' });
    assert.deepEqual([qa.status, qa.last.headers['location']], [303, `/allocation/children/${id}?month=2022-08`]);
    await qa.get('/allocation?month=2022-08');
    await qa.submit({ caseRef: 'C1' });
    assert.equal(qa.status, 400);
    assert.deepEqual(qa.errors, ['No child with this case reference is in the caseload. Check the reference.']);
    assert.equal(qa.page('#caseRef').val(), 'C1');
    await qa.submit({ caseRef: '' });
    assert.deepEqual(qa.errors, ['Enter a case reference.']);
    assert.equal(app.logged.includes('C100777'), false);
    assert.equal(app.logged.includes('c100777'), false);
  });

  it('page by page, filtered and counted', async () => {
    await children(...Array.from({ length: 30 }, (_, n) => ({ caseRef: `C2${String(n).padStart(5, '0')}`, teamId: n < 28 ? teams.rowan : teams.alder, cohort: n % 2 === 0 ? ('care_leaver' as const) : ('child_in_need' as const) })));
    await qa.get('/allocation?month=2022-08');
    assert.match(qa.text, /Showing 1 to 25 of 30 children/);
    await qa.get('/allocation?month=2022-08&page=2');
    assert.match(qa.text, /Showing 26 to 30 of 30 children/);
    await qa.get(`/allocation?month=2022-08&team=${teams.alder}`);
    assert.match(qa.text, /Showing 1 to 2 of 2 children/);
    await qa.get('/allocation?month=2022-08&cohort=care_leaver');
    assert.match(qa.text, /Showing 1 to 15 of 15 children/);
    await qa.get('/allocation?month=2022-06');
    assert.match(qa.text, /There is no caseload for June 2022 or before it/);
    await qa.get('/allocation?month=2022-13&cohort=none&team=x&show=y');
    assert.equal(qa.status, 400);
    assert.deepEqual(qa.errors, [
      'Choose an audit month from the list.', 'The team must be a whole number from 1 to 999999999.', 'Choose a cohort from the list.', 'Choose which children from the list.',
    ]);
  });

  it('and nobody else does', async () => {
    const [id] = await children({});
    for (const role of ['auditor', 'moderator', 'team_manager', 'head_of_service', 'director', 'admin'] as const) {
      const visitor = await app.asNew(`Some ${role.replaceAll('_', ' ')}`, role);
      for (const path of ['/allocation', `/allocation/children/${id}`, '/audits/A00001/reallocate']) {
        await visitor.get(path);
        assert.equal(visitor.status, 403, `${role} ${path}`);
      }
    }
  });

  describe('and changes who audits or moderates', () => {
    it('is offered those who have no audit of the month yet before the others', async () => {
      const { path } = await aSubmittedAudit(app, { auditor: 'Robin Hart', moderator: 'Morgan Vale' });
      await aSubmittedAudit(app, { auditor: 'Abe Early', moderator: 'Morgan Vale' });
      await aColleague(app, 'Zoe Late', 'auditor');
      await qa.get(`${path}/reallocate`);
      const offered = qa.page('select[name=auditor] option').toArray().map((option) => qa.page(option).text());
      const place = (name: string): number => offered.findIndex((option) => option.startsWith(name));
      assert.ok(place('Zoe Late') > 0 && place('Zoe Late') < place('Abe Early'), offered.join('; '));
    });

    it('with the reason in the history', async () => {
      const { ref, path } = await aSubmittedAudit(app, { auditor: 'Robin Hart', moderator: 'Morgan Vale' });
      await qa.get(`${path}/reallocate`);
      await qa.submit({ moderator: String(people.sandy), reason: 'Morgan is ill. <b>Soon</b>' });
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, path]);
      const [audit] = await audits();
      assert.deepEqual([audit?.['status'], audit?.['auditor'], audit?.['moderator']], ['submitted', people.robin, people.sandy]);
      await qa.follow();
      assert.match(qa.text, /Auditor or moderator changed by Quinn Abbot [^]*Moderator: Sandy Reed instead of Morgan Vale Morgan is ill\. <b>Soon<\/b>/);
      assert.equal(qa.page('main b').length, 0);
      const [row] = await app.database.query<{ changes: string }>("select changes from history where record_type = 'audit' and event = 'reallocated'");
      assert.deepEqual(JSON.parse(row!.changes), [
        { field: 'moderator', was: 'Morgan Vale', is: 'Sandy Reed' },
        { field: 'reason', was: null, is: 'Morgan is ill. <b>Soon</b>' },
      ]);
      const morgan = await app.as('morgan.vale@example.org');
      await morgan.get(`/audits/${ref}`);
      assert.equal(morgan.status, 403);
    });

    it('not without a reason, a change, or somebody fit for it', async () => {
      const { path } = await aSubmittedAudit(app, { auditor: 'Robin Hart', moderator: 'Morgan Vale' });
      await qa.get(`${path}/reallocate`);
      await qa.submit({ moderator: String(people.sandy), reason: ' ' });
      assert.deepEqual(qa.errors, ['Say why it is changed.']);
      assert.equal(qa.page('#moderator').val(), String(people.sandy));
      await qa.submit({ moderator: String(people.morgan), reason: 'None.' });
      assert.deepEqual(qa.errors, ['Choose another auditor or another moderator.']);
      await qa.submit({ moderator: String(people.jules), reason: 'None.' });
      assert.deepEqual(qa.errors, ['Choose a moderator from the list.']);
      await qa.submit({ auditor: '77777', reason: 'None.' });
      assert.deepEqual(qa.errors, ['Choose an auditor from the list.']);
      assert.equal(qa.page('#reason').val(), 'None.');
      await qa.submit({ reason: 'x'.repeat(2001) });
      assert.deepEqual(qa.errors, ['Reason must be 2,000 characters or fewer.']);
      const [audit] = await audits();
      assert.equal(audit?.['moderator'], people.morgan);
    });

    describe('but nobody moderates what they wrote', () => {
      const allBoth = async (): Promise<void> => {
        await app.database.transaction(() => app.database.manager.insert(StaffRole, (['robin', 'morgan', 'sandy'] as const).flatMap((name) => ({ staffId: people[name], role: name === 'robin' ? ('moderator' as const) : ('auditor' as const) }))));
      };
      const parts = async (): Promise<unknown[]> => [(await audits())[0]!['auditor'], (await audits())[0]!['moderator']];
      beforeEach(allBoth);

      it('though somebody else took the writing over', async () => {
        const { path } = await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null });
        const robin = await app.as('robin.hart@example.org');
        await robin.get(`${path}/write/overall`);
        await robin.submit({ strengths: 'My own words.' });
        for (const together of [true, false]) {
          await qa.get(`${path}/reallocate`);
          if (together) {
            await qa.submit({ auditor: String(people.jules), moderator: String(people.robin), reason: 'Both at once.' });
          } else {
            await qa.submit({ auditor: String(people.jules), reason: 'First one.' });
            assert.equal(qa.status, 303);
            await qa.get(`${path}/reallocate`);
            await qa.submit({ moderator: String(people.robin), reason: 'Then the other.' });
          }
          assert.equal(qa.status, 400);
          assert.deepEqual(qa.errors, ['Robin Hart has written in this audit and cannot moderate it. Choose another moderator.']);
        }
        assert.deepEqual(await parts(), [people.jules, people.morgan]);
      });

      it('whatever they wrote', async () => {
        const { id, path } = await aSubmittedAudit(app);
        for (const event of ['started', 'reopened', 'saved', 'submitted', 'action_added', 'action_removed', 'safety_raised']) {
          const staffId = await aColleague(app, `Wrote by ${event}`, 'moderator');
          await app.services.history.append({ staffId, name: 'Wrote' }, 'audit', id, event);
          await qa.get(`${path}/reallocate`);
          await qa.submit({ moderator: String(staffId), reason: 'Wrong.' });
          assert.equal(qa.status, 400, event);
        }
        assert.deepEqual(await parts(), [people.robin, people.morgan]);
      });

      it('nor do the two change places', async () => {
        const { path } = await aSubmittedAudit(app);
        await qa.get(`${path}/reallocate`);
        await qa.submit({ auditor: String(people.morgan), moderator: String(people.robin), reason: 'A swap.' });
        assert.deepEqual(qa.errors, [
          'Morgan Vale has moderated this audit and cannot write it. Choose another auditor.', 'Robin Hart has written in this audit and cannot moderate it. Choose another moderator.',
        ]);
        const morgan = await app.as('morgan.vale@example.org');
        await (await morgan.get(`${path}/moderation/overall`)).submit({ rating: 'good' });
        await qa.get(`${path}/reallocate`);
        await qa.submit({ moderator: String(people.sandy), reason: 'Morgan is ill.' });
        assert.equal(qa.status, 303);
        await qa.get(`${path}/reallocate`);
        await qa.submit({ auditor: String(people.morgan), reason: 'Well again.' });
        assert.deepEqual(qa.errors, ['Morgan Vale has moderated this audit and cannot write it. Choose another auditor.']);
        assert.deepEqual(await parts(), [people.robin, people.sandy]);
      });

      it('but the two may change places before anything is written', async () => {
        const { path } = await aSubmittedAudit(app, { status: 'allocated', submittedOn: null });
        await qa.get(`${path}/reallocate`);
        await qa.submit({ auditor: String(people.morgan), moderator: String(people.robin), reason: 'A swap.' });
        assert.deepEqual([qa.status, await parts()], [303, [people.morgan, people.robin]]);
      });
    });

    it('whose account of the discussion is recorded anew, the former one in the history', async () => {
      const said = { auditorDiscussion: 'Robin’s side.', auditorAgrees: false, moderatorDiscussion: 'Morgan’s side.', moderatorDecision: 'It stands.' };
      const stored = async (id: number): Promise<Record<string, unknown>> => {
        const [row] = await app.database.query<Record<string, unknown>>(
          `select auditor_discussion as "auditorDiscussion", auditor_agrees as "auditorAgrees", moderator_discussion as "moderatorDiscussion", moderator_decision as "moderatorDecision"
             from audits where id = :id`,
          { id },
        );
        return { ...row, auditorAgrees: row!['auditorAgrees'] === null ? null : Boolean(row!['auditorAgrees']) };
      };
      const audit = await aSubmittedAudit(app, said);
      await qa.get(`${audit.path}/reallocate`);
      await qa.submit({ auditor: String(people.jules), reason: 'Robin left.' });
      assert.deepEqual(await stored(audit.id), { ...said, auditorDiscussion: null, auditorAgrees: null });
      await qa.get(`${audit.path}/reallocate`);
      await qa.submit({ moderator: String(people.sandy), reason: 'Morgan left.' });
      assert.deepEqual(await stored(audit.id), { auditorDiscussion: null, auditorAgrees: null, moderatorDiscussion: null, moderatorDecision: null });
      const history = await app.services.history.of('audit', audit.id);
      assert.deepEqual(history.map(({ changes }) => changes), [
        [
          { field: 'auditor', was: 'Robin Hart', is: 'Jules Moss' }, { field: 'auditorDiscussion', was: 'Robin’s side.', is: null },
          { field: 'auditorAgrees', was: false, is: null }, { field: 'reason', was: null, is: 'Robin left.' },
        ],
        [
          { field: 'moderator', was: 'Morgan Vale', is: 'Sandy Reed' }, { field: 'moderatorDiscussion', was: 'Morgan’s side.', is: null },
          { field: 'moderatorDecision', was: 'It stands.', is: null }, { field: 'reason', was: null, is: 'Morgan left.' },
        ],
      ]);
    });

    it('but not while it awaits acceptance: nobody becomes the moderator of what somebody else moderated', async () => {
      const { path } = await aModeratedAudit(app);
      await qa.get(`${path}/reallocate`);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /cannot be done while the audit is awaiting acceptance/);
    });

    it('and the second of two is told, with their choice kept', async () => {
      const { path } = await aSubmittedAudit(app, { auditor: 'Robin Hart', moderator: 'Morgan Vale' });
      const other = await app.asNew('Ash Grove', 'qa');
      await qa.get(`${path}/reallocate`);
      await other.get(`${path}/reallocate`);
      await qa.submit({ moderator: String(people.sandy), reason: 'First.' });
      await other.submit({ auditor: String(people.jules), reason: 'Second.' });
      assert.equal(other.status, 409);
      assert.match(other.text, /nothing has been saved\. Robin Hart is its auditor and Sandy Reed its moderator now/);
      assert.equal(other.page('#reason').val(), 'Second.');
      assert.equal(other.page('#auditor').val(), String(people.jules));
      await other.submit({ moderator: String(people.sandy) });
      assert.equal(other.status, 303);
      const [audit] = await audits();
      assert.deepEqual([audit?.['auditor'], audit?.['moderator']], [people.jules, people.sandy]);
    });

    it('but not of a completed audit, nor of one they moderate themselves', async () => {
      const done = await aModeratedAudit(app, { status: 'completed', acceptedOn: '2022-08-02' });
      await qa.get(`${done.path}/reallocate`);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /cannot be done while the audit is completed/);
      await aColleague(app, 'Mo Both', 'moderator', 'qa');
      const own = await aSubmittedAudit(app, { moderator: 'Mo Both', caseRef: 'C7777' });
      const mo = await app.as('mo.both@example.org');
      await mo.get(`${own.path}/reallocate`);
      assert.equal(mo.status, 403);
    });
  });
});
