import assert from 'node:assert/strict';
import type { ActionWritten } from '../../src/actions/actions.service.js';
import { addDays } from '../../src/shared/day.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const today = { 'happenedOn-day': '15', 'happenedOn-month': '8', 'happenedOn-year': '2022' };
const on = (day: number, month: number): Record<string, string> => ({ 'happenedOn-day': String(day), 'happenedOn-month': String(month), 'happenedOn-year': '2022' });

const due = (day: number, month: number): Record<string, string> => ({ 'dueOn-day': String(day), 'dueOn-month': String(month), 'dueOn-year': '2022' });
const done = { evidence: 'Case notes.', note: 'All done.' };
const noDate = { 'happenedOn-day': '', 'happenedOn-month': '', 'happenedOn-year': '' };

describe('following up actions', () => {
  let app: TestApp;
  let world: FollowUp;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
  });
  after(() => app.stop());

  const sql = <Row>(text: string, parameters = {}): Promise<Row[]> => app.database.transaction(() => app.database.query<Row>(text, parameters));
  const as = (name: string): Promise<Visitor> => app.as(`${name}@example.org`);

  /** An action of an audit of team 1, accepted on 20 July 2022 unless told. */
  async function action(values: Partial<ActionWritten> = {}, audit: Parameters<FollowUp['audit']>[0] = {}): Promise<string> {
    const auditId = await world.audit({ ...audit, status: 'moderated' });
    const written = { type: 'non_care_planning', description: 'Bring the chronology up to date.', dueOn: '2022-08-10', ownerId: null, ...values } as const;
    const ref = await app.services.actions.add({ staffId: world.staff.auditor, name: 'The auditor' }, auditId, written);
    await sql('update audits set status = :status, accepted_on = :acceptedOn where id = :auditId', { auditId, status: audit.status ?? 'completed', acceptedOn: audit.acceptedOn ?? '2022-07-20' });
    return ref;
  }

  const stored = async (ref: string): Promise<Record<string, unknown>> => {
    const [row] = await sql<Record<string, unknown>>(
      'select first_updated_on as first, last_updated_on as last, completed_on as done, service_ended_on as ended, due_on as due, owner_id as owner, version from actions where ref = :ref',
      { ref },
    );
    return row!;
  };
  const updates = (ref: string): Promise<Record<string, unknown>[]> =>
    sql('select kind, happened_on as "on", note, recorded_by_id as "by" from action_updates join actions on actions.id = action_id where ref = :ref order by action_updates.id', { ref });
  const events = async (ref: string): Promise<string[]> =>
    (await sql<{ event: string }>("select event from history join actions on actions.id = record_id where record_type = 'action' and ref = :ref order by history.id", { ref })).map(({ event }) => event);

  describe('what is recorded', () => {
    it('a progress note moves the state from no update and stands in the timeline', async () => {
      const ref = await action();
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      assert.match(manager.text, /No update/);
      assert.match(manager.text, /5 days overdue/);
      assert.match(manager.text, /The manager 1 \(team manager\)/);
      assert.equal(manager.page('main a:contains("All open actions")').attr('href'), `/actions/${ref}/child`);
      await (await manager.submit({ ...on(12, 8), kind: 'progress', note: 'Half of it is done.\nThe rest on Friday.' })).follow();
      assert.equal(manager.status, 200);
      assert.match(manager.text, /The update is recorded\./);
      assert.match(manager.text, /Progress note by The manager 1 12 August 2022, recorded on 15 August 2022 Half of it is done\. The rest on Friday\./);
      assert.match(manager.text, /State Overdue/);
      assert.deepEqual(await stored(ref), { first: '2022-08-12', last: '2022-08-12', done: null, ended: null, due: '2022-08-10', owner: null, version: 2 });
      assert.deepEqual(await updates(ref), [{ kind: 'progress', on: '2022-08-12', note: 'Half of it is done.\nThe rest on Friday.', by: world.staff.manager_1 }]);
      assert.deepEqual(await events(ref), ['added', 'update_recorded']);
    });

    it('completing a task in time', async () => {
      const ref = await action({ dueOn: '2022-08-15' });
      const head = await as('head_a');
      await head.get(`/actions/${ref}`);
      assert.equal(head.page('input[name=kind][value=transferred]').length, 0);
      await (await head.submit({ ...today, kind: 'completed', note: 'Up to date.', evidence: 'The chronology.' })).follow();
      assert.match(head.text, /State Completed on time/);
      assert.match(head.text, /Verified Not yet/);
      assert.match(head.text, /Did it help the child\? Asked on 15 November 2022/);
      assert.match(head.text, /Recorded in: The chronology\. Up to date\./);
      assert.deepEqual(await stored(ref), { first: '2022-08-15', last: '2022-08-15', done: '2022-08-15', ended: null, due: '2022-08-15', owner: null, version: 2 });
    });

    it('transferring to the child’s plan by the cohort’s way, with who was involved', async () => {
      const ref = await action({ type: 'care_planning' }, { cohort: 'child_protection' });
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      assert.match(manager.text, /Way into the plan At the next child protection conference or core group, whichever is first/);
      assert.equal(manager.page('input[name=kind][value=completed]').length, 0);
      await manager.submit({ ...on(11, 8), kind: 'transferred' });
      assert.equal(manager.status, 400);
      assert.deepEqual(manager.errors, [
        'Say whether the child was involved.', 'Say whether the family was involved.', 'Say whether the reviewing officer was involved.', 'Enter where it is recorded.', 'Enter what was done.',
      ]);
      const answers = { childInvolved: 'yes', familyInvolved: 'no', reviewingOfficerInvolved: 'not_applicable', evidence: 'The minutes.', note: 'Core group.' };
      await (await manager.submit({ ...on(11, 8), kind: 'transferred', ...answers })).follow();
      assert.match(manager.text, /Transferred late/);
      assert.match(manager.text, /Child involved: yes Family involved: no Reviewing officer involved: not applicable Recorded in: The minutes\. Core group\./);
      const [update] = await sql<Record<string, unknown>>(
        'select child_involved, family_involved, reviewing_officer_involved from action_updates join actions on actions.id = action_id where ref = :ref', { ref });
      assert.deepEqual([Boolean(update!['child_involved']), Boolean(update!['family_involved']), update!['reviewing_officer_involved']], [true, false, 'not_applicable']);
    });

    it('a service that ended, with the reason', async () => {
      const ref = await action({ type: 'care_planning' });
      const qa = await as('qa');
      await qa.get(`/actions/${ref}`);
      await qa.submit({ ...on(1, 8), kind: 'service_ended' });
      assert.deepEqual(qa.errors, ['Enter who agreed that the service ended.', 'Enter why the service ended.']);
      await (await qa.submit({ ...on(1, 8), kind: 'service_ended', note: 'The family moved away.', agreedBy: 'The mother' })).follow();
      assert.match(qa.text, /State Service ended/);
      assert.match(qa.text, /Agreed by: The mother The family moved away\./);
      assert.deepEqual(await stored(ref), { first: '2022-08-01', last: '2022-08-01', done: null, ended: '2022-08-01', due: '2022-08-10', owner: null, version: 2 });
    });

    it('nothing but notes once it is closed', async () => {
      const ref = await action();
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      await (await manager.submit({ ...on(1, 8), kind: 'completed', ...done })).follow();
      assert.equal(manager.page('input[name=kind][type=radio]').length, 0);
      await manager.submit({ ...today, kind: 'service_ended', note: 'Closed the file.' });
      assert.equal(manager.status, 400);
      await manager.get(`/actions/${ref}`);
      await (await manager.submit({ ...today, note: 'The family thanked us.' })).follow();
      assert.deepEqual(await stored(ref), { first: '2022-08-01', last: '2022-08-15', done: '2022-08-01', ended: null, due: '2022-08-10', owner: null, version: 3 });
    });

    it('by an owner who is neither manager nor auditor of it', async () => {
      const ref = await action({ ownerId: world.staff.other_auditor });
      const owner = await as('other_auditor');
      await owner.get('/actions');
      assert.match(owner.text, new RegExp(ref));
      await (await (await owner.get(`/actions/${ref}`)).submit({ ...today, kind: 'progress', note: 'Mine.' })).follow();
      assert.match(owner.text, /Progress note by The other auditor/);
      // The audit itself is not theirs to read.
      assert.equal(owner.page('main a[href^="/audits/"]').length, 0);
    });
  });

  describe('what is refused', () => {
    const wrong: [what: string, typed: Record<string, string>, message: string][] = [
      ['tomorrow', { ...on(16, 8), kind: 'progress', note: 'x' }, 'The date must be today or in the past.'],
      ['before the audit was accepted', { ...on(19, 7), kind: 'progress', note: 'x' }, 'The date must be 20 July 2022 or later: the audit was accepted on that day.'],
      ['a day that does not exist', { ...on(30, 2), kind: 'progress', note: 'x' }, 'The date must be a real date, such as 27 3 2026.'],
      ['no date', { ...noDate, kind: 'progress', note: 'x' }, 'Enter the date.'],
      ['no kind', { ...today, note: 'x' }, 'Choose what you want to record.'],
      ['a kind there is not', { ...today, kind: 'deleted', note: 'x' }, 'Choose what you want to record.'],
      ['a kind for the other actions', { ...today, kind: 'transferred', childInvolved: 'yes', familyInvolved: 'yes', reviewingOfficerInvolved: 'yes', ...done }, 'This cannot be recorded for this action. Choose one of the answers shown.'],
      ['an empty note', { ...today, kind: 'progress', note: '  ' }, 'Enter what has been done.'],
      ['a note that is too long', { ...today, kind: 'progress', note: 'x'.repeat(4001) }, 'The note must be 4,000 characters or fewer.'],
    ];
    for (const [what, typed, message] of wrong) {
      it(`${what}, with what was typed kept`, async () => {
        const ref = await action();
        const manager = await as('manager_1');
        await (await manager.get(`/actions/${ref}`)).submit(typed);
        assert.equal(manager.status, 400);
        assert.deepEqual(manager.errors, [message]);
        assert.equal(manager.page('textarea[name=note]').val(), typed['note'] === '  ' ? '  ' : (typed['note'] ?? ''));
        assert.equal(manager.page('[name=happenedOn-day]').val() ?? '', typed['happenedOn-day']);
        assert.deepEqual(await updates(ref), []);
        assert.equal((await stored(ref))['version'], 1);
      });
    }

    it('everybody who does not answer for it', async () => {
      const ref = await action();
      const reading = { auditor: 200, moderator: 200, director: 200, other_auditor: 403, other_moderator: 403, manager_2: 403, head_b: 403, admin: 403, ambassador: 403 };
      for (const [name, status] of Object.entries(reading)) {
        const visitor = await as(name);
        await visitor.get(`/actions/${ref}`);
        assert.equal(visitor.status, status, name);
        assert.equal(visitor.page(`form[action="/actions/${ref}"]`).length, 0, name);
        assert.equal(visitor.page(`a[href="/actions/${ref}/change"]`).length, 0, name);
        for (const [path, answers] of [
          [`/actions/${ref}`, { ...today, kind: 'progress', note: 'Not mine.', version: '1' }],
          [`/actions/${ref}`, { kind: 'progress', version: '1' }],
          [`/actions/${ref}/change`, { reason: 'Not mine.', version: '1' }],
        ] as const) {
          await sendUnasked(visitor, path, answers);
          assert.equal(visitor.status, 403, name);
          assert.match(visitor.text, /may (record|change|see)|Your role does not include|not one of those you may see/, name);
        }
      }
      assert.deepEqual(await updates(ref), []);
      assert.equal((await stored(ref))['version'], 1);
      assert.equal((await (app.visitor()).get(`/actions/${ref}`)).status, 303);
    });

    it('an action whose audit is not accepted, to everybody', async () => {
      const ref = await action({}, { status: 'moderated', acceptedOn: null });
      for (const name of ['qa', 'director', 'auditor', 'manager_1', 'head_a']) {
        const visitor = await as(name);
        assert.equal((await visitor.get(`/actions/${ref}`)).status, 403, name);
        await visitor.get('/actions?state=all&team=all');
        assert.doesNotMatch(visitor.text, new RegExp(ref));
      }
    });

    it('an action there is not', async () => {
      const qa = await as('qa');
      for (const path of ['/actions/X99999', '/actions/%00', '/actions/X99999%00/change', '/actions/X00001%27', `/actions/${'X'.repeat(5000)}`]) {
        assert.equal((await qa.get(path)).status, 404, path.slice(0, 40));
        assert.match(qa.text, /There is no action with this reference|not found/i);
      }
    });
  });

  it('shows what was typed as text, never as markup', async () => {
    const ref = await action({ description: '<script>alert(1)</script>' });
    const qa = await as('qa');
    await (await (await qa.get(`/actions/${ref}`)).submit({ ...today, kind: 'progress', note: '<img src=x onerror=alert(2)>' })).follow();
    assert.equal(qa.page('main script, main img').length, 0);
    assert.match(qa.text, /<script>alert\(1\)<\/script>/);
    assert.match(qa.text, /<img src=x onerror=alert\(2\)>/);
    await qa.get('/actions?state=all');
    assert.equal(qa.page('main script').length, 0);
  });

  it('shows the second of two people both texts, and adds theirs when they save again', async () => {
    const ref = await action();
    const [manager, qa] = [await as('manager_1'), await as('qa')];
    await manager.get(`/actions/${ref}`);
    await qa.get(`/actions/${ref}`);
    await qa.submit({ ...today, kind: 'progress', note: 'The worker is on leave.' });
    await manager.submit({ ...on(14, 8), kind: 'completed', ...done });
    assert.equal(manager.status, 409);
    assert.match(manager.text, /The qa saved this page first/);
    assert.match(manager.text, /Stored now .*The worker is on leave\. What you typed Completed, 14 August 2022 Recorded in: Case notes\. All done\./);
    assert.equal((await updates(ref)).length, 1);
    assert.equal(manager.page('textarea[name=note]').val(), 'All done.');
    await (await manager.submit()).follow();
    assert.equal(manager.status, 200);
    assert.deepEqual((await updates(ref)).map(({ kind }) => kind), ['progress', 'completed']);
  });

  it('tells who comes second that the action is closed by now, and keeps their words as a note', async () => {
    const ref = await action();
    const [manager, qa] = [await as('manager_1'), await as('qa')];
    await manager.get(`/actions/${ref}`);
    await qa.get(`/actions/${ref}`);
    await qa.submit({ ...today, kind: 'service_ended', note: 'The family moved away.', agreedBy: 'The mother' });
    await manager.submit({ ...on(14, 8), kind: 'completed', evidence: 'Case notes.', note: 'Done the day before.' });
    assert.equal(manager.status, 409);
    assert.match(manager.text, /Latest update: Service ended, 15 August 2022/);
    await (await manager.submit()).follow();
    assert.deepEqual((await updates(ref)).map(({ kind, note }) => [kind, note]), [['service_ended', 'The family moved away.'], ['progress', 'Done the day before.']]);
    assert.equal((await stored(ref))['done'], null);
  });

  it('keeps on noticing somebody else’s change after a wrong answer', async () => {
    const ref = await action();
    const [manager, qa] = [await as('manager_1'), await as('qa')];
    await manager.get(`/actions/${ref}`);
    await qa.get(`/actions/${ref}`);
    await qa.submit({ ...today, kind: 'progress', note: 'First.' });
    await manager.submit({ ...noDate, kind: 'progress', note: 'Second.' });
    assert.equal(manager.status, 400);
    await manager.submit(today);
    assert.equal(manager.status, 409);
  });

  it('records a double click once', async () => {
    const ref = await action();
    const manager = await as('manager_1');
    await manager.get(`/actions/${ref}`);
    const { action: path, answers } = manager.fields();
    const typed = { ...answers, ...today, kind: 'progress', note: 'Once.' };
    const both = await Promise.all([1, 2, 3].map(() => manager.agent.post(path).set('Origin', app.address).type('form').send(typed)));
    assert.deepEqual(both.map((response) => [response.status, response.headers['location']]), Array(3).fill([303, `/actions/${ref}`]));
    assert.equal((await updates(ref)).length, 1);
    assert.deepEqual(await events(ref), ['added', 'update_recorded']);
  });

  describe('another owner', () => {
    it('is set by the manager with a reason, which the history shows to QA alone', async () => {
      const ref = await action();
      const manager = await as('manager_1');
      await (await manager.get(`/actions/${ref}/change`)).submit({ ownerId: String(world.staff.auditor) });
      assert.deepEqual(manager.errors, ['Enter the reason for the change.']);
      await (await manager.submit({ reason: 'The worker is new.' })).follow();
      assert.match(manager.text, /Answers for it The auditor/);
      assert.doesNotMatch(manager.text, /History of changes/);
      const { due, owner, version } = await stored(ref);
      assert.deepEqual({ due, owner, version }, { due: '2022-08-10', owner: world.staff.auditor, version: 2 });
      const qa = await as('qa');
      await qa.get(`/actions/${ref}`);
      assert.match(qa.text, /Owner changed Owner Was: Team manager Is: The auditor Reason Was: nothing Is: The worker is new\./);
    });

    it('goes back to the team manager, and to nobody who is not on the list', async () => {
      const ref = await action({ ownerId: world.staff.auditor });
      const head = await as('head_a');
      await (await head.get(`/actions/${ref}/change`)).submit({ ownerId: String(world.staff.other_auditor), reason: 'x' });
      assert.deepEqual(head.errors, ['Choose an owner from the list.']);
      await (await head.submit({ ownerId: '' })).follow();
      assert.equal((await stored(ref))['owner'], null);
    });

    it('is shown beside what somebody else saved first, also when it is the team manager again', async () => {
      const ref = await action({ ownerId: world.staff.auditor });
      const [manager, qa] = [await as('manager_1'), await as('qa')];
      await manager.get(`/actions/${ref}/change`);
      await qa.get(`/actions/${ref}/change`);
      await qa.submit({ ownerId: String(world.staff.other_auditor), reason: 'x' });
      assert.deepEqual(qa.errors, ['Choose an owner from the list.']);
      await (await qa.get(`/actions/${ref}`)).submit({ ...today, kind: 'progress', note: 'x' });
      await manager.submit({ ownerId: '', reason: 'y' });
      assert.equal(manager.status, 409);
      assert.match(manager.text, /Answers for it Stored now The auditor What you typed Whoever manages the team \(now The manager 1\)/);
      await manager.submit();
      assert.equal(manager.status, 303);
      assert.equal((await stored(ref))['owner'], null);
    });

    it('comes with another due date of a task, which the page then tells with the reason', async () => {
      const ref = await action();
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}/change`);
      await manager.submit({ reason: 'x' });
      assert.deepEqual(manager.errors, ['Choose somebody else, or enter another day: nothing has changed.']);
      await manager.submit(due(14, 8));
      assert.deepEqual(manager.errors, ['The due date must be today or later.']);
      assert.equal(manager.page('[name=dueOn-day]').val(), '14');
      await manager.submit(due(31, 6));
      assert.deepEqual(manager.errors, ['The due date must be a real date, such as 27 3 2026.']);
      await (await manager.submit({ ...due(31, 8), ownerId: String(world.staff.auditor), reason: 'The school is closed.' })).follow();
      assert.match(manager.text, /Due 31 August 2022 Due date moved Once To 31 August 2022, set on 15 August 2022 The school is closed\./);
      assert.match(manager.text, /Answers for it The auditor/);
      assert.match(manager.text, /State No update/);
      await (await (await manager.get(`/actions/${ref}/change`)).submit({ ...due(5, 9), reason: 'Again.' })).follow();
      assert.match(manager.text, /Due date moved 2 times To 5 September 2022, set on 15 August 2022 Again\. To 31 August 2022/);
      assert.deepEqual(await events(ref), ['added', 'due_changed', 'owner_changed', 'handed_over', 'due_changed']);
    });

    it('leaves the due date of an action of the plan as it is, whatever is sent', async () => {
      const ref = await action({ type: 'care_planning', ownerId: world.staff.auditor });
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}/change`);
      assert.equal(manager.page('[name^=dueOn]').length, 0);
      const { answers } = manager.fields();
      await manager.send(`/actions/${ref}/change`, { ...answers, ...due(1, 9), ownerId: '', reason: 'x' });
      assert.equal(manager.status, 303);
      assert.equal((await stored(ref))['due'], '2022-08-10');
    });
  });

  describe('the list', () => {
    let listed: TestApp;
    let manager: Visitor;
    before(async () => {
      listed = await TestApp.on(await testDatabase());
      const there = await followUp(listed.database);
      const add = async (teamId: number, type: ActionWritten['type'], dueOn: string, dates = {}): Promise<void> => {
        const auditId = await there.audit({ teamId, status: 'moderated' });
        const ref = await listed.services.actions.add({ staffId: null, name: 'x' }, auditId, { type, description: 'x', dueOn, ownerId: null });
        await listed.database.transaction(async () => {
          await listed.database.query("update audits set status = 'completed', accepted_on = '2022-07-20' where id = :auditId", { auditId });
          for (const [column, day] of Object.entries(dates)) await listed.database.query(`update actions set ${column} = :day where ref = :ref`, { day, ref });
        });
      };
      const updated = { first_updated_on: '2022-08-01', last_updated_on: '2022-08-01' };
      await add(there.teams[1], 'non_care_planning', '2022-08-12', updated); // X00001 overdue
      await add(there.teams[1], 'non_care_planning', '2022-09-12', updated); // X00002 not yet due
      await add(there.teams[1], 'care_planning', '2022-07-31', updated); // X00003 not yet transferred, and past its day
      await add(there.teams[1], 'care_planning', '2022-09-30'); // X00004 no update
      await add(there.teams[1], 'non_care_planning', '2022-07-30', { ...updated, completed_on: '2022-08-01' }); // X00005 late
      await add(there.teams[2], 'non_care_planning', '2022-08-01'); // X00006 no update, another team
      for (let n = 0; n < 30; n++) await add(there.teams[3], 'non_care_planning', addDays('2022-08-20', -n)); // X00007 to X00036
      manager = await listed.as('manager_1@example.org');
    });
    after(() => listed.stop());

    const refs = (visitor: Visitor): string[] => visitor.page('main table tbody th a').toArray().map((link) => visitor.page(link).text());
    const words = (visitor: Visitor): string => visitor.page('.plumbline-shown').text();

    it('shows a team manager what needs an update in their teams, the longest overdue first', async () => {
      assert.deepEqual(refs(await manager.get('/actions')), ['X00003', 'X00001', 'X00004']);
      assert.match(words(manager), /1 to 3 of 3 actions/);
    });

    it('is narrowed by state and kind', async () => {
      const found = async (query: string): Promise<string[]> => refs(await manager.get(`/actions?${query}`));
      assert.deepEqual(await found('state=all'), ['X00003', 'X00001', 'X00002', 'X00004', 'X00005']);
      assert.deepEqual(await found('state=open&type=care_planning'), ['X00003', 'X00004']);
      assert.deepEqual(await found('state=overdue'), ['X00001']);
      assert.deepEqual(await found('state=late'), ['X00005']);
      assert.deepEqual(await found('state=service_ended'), []);
      assert.match(manager.text, /No action fits these filters\./);
    });

    it('is narrowed to a team, within what the person may see', async () => {
      const qa = await listed.as('qa@example.org');
      await qa.get('/actions');
      const options = qa.page('select[name=team] option').toArray().map((option) => [qa.page(option).text(), qa.page(option).attr('value')]);
      assert.deepEqual(options.map(([text]) => text), ['All teams', 'Team 1', 'Team 2', 'Team 3']);
      assert.deepEqual(refs(await qa.get(`/actions?team=${options[2]![1]}`)), ['X00006']);
      assert.deepEqual(refs(await manager.get(`/actions?state=all&team=${options[2]![1]}`)), []);
      assert.equal(manager.page('select[name=team] option').toArray().length, 3);
    });

    it('comes 25 to a page, with the filters kept', async () => {
      const head = await listed.as('head_b@example.org');
      await head.get('/actions?state=no_update');
      assert.equal(refs(head).length, 25);
      assert.match(words(head), /1 to 25 of 30 actions/);
      await head.get(head.page('a[rel=next]').attr('href')!);
      assert.equal(refs(head).length, 5);
      assert.match(words(head), /26 to 30 of 30 actions/);
      assert.equal(head.page('select[name=state]').val(), 'no_update');
    });

    it('is where the page of an action leads back to, as it was, or to its last page where the one it was on is gone', async () => {
      const head = await listed.as('head_b@example.org');
      const back = (): string | undefined => head.page('nav[aria-label=Back] a').attr('href');
      await head.get('/actions/X00007');
      assert.equal(back(), '/actions');
      await head.get('/actions?state=no_update&page=2');
      await head.get('/actions/X00007');
      assert.equal(refs(await head.get(back()!)).length, 5);
      assert.match(words(head), /26 to 30 of 30 actions/);
      await (await head.get('/actions?state=no_update&page=3')).follow();
      assert.match(words(head), /26 to 30 of 30 actions/);
    });

    it('takes any address for what it can', async () => {
      for (const query of ['state=2022-13', 'team=-1', 'team=99999999999', 'type=%00', 'page=0', 'state=a&state=b', 'team=mine%00']) {
        assert.equal((await manager.get(`/actions?${query}`)).status, 200, query);
      }
    });
  });

  it('writes no child’s reference into the log', () => {
    assert.match(app.logged, /\/actions\/X/);
    assert.doesNotMatch(app.logged, /C9000/);
  });
});
