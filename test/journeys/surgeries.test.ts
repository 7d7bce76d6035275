import assert from 'node:assert/strict';
import { Action } from '../../src/actions/action.entity.js';
import { ActionUpdate } from '../../src/actions/actionUpdate.entity.js';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const dayOf = (name: string, day: number, month: number, year = 2022): Record<string, string> => ({ [`${name}-day`]: String(day), [`${name}-month`]: String(month), [`${name}-year`]: String(year) });
const today = dayOf('happenedOn', 15, 8);

describe('QA surgeries', () => {
  let app: TestApp;
  let world: FollowUp;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
  });
  afterEach(() => app.stop());

  const sql = <Row>(text: string, parameters = {}): Promise<Row[]> => app.database.transaction(() => app.database.query<Row>(text, parameters));
  const as = (name: string): Promise<Visitor> => app.as(`${name}@example.org`);

  /** An action of an accepted audit, of team 1 unless told. */
  async function action(values: Partial<Action> = {}, audit: Parameters<FollowUp['audit']>[0] = {}): Promise<string> {
    const auditId = await world.audit(audit);
    return (await anAction(app, auditId, values)).ref;
  }

  async function answered(ref: string, day: string): Promise<void> {
    await app.database.transaction(async () => {
      const { manager } = app.database;
      const { id } = await manager.findOneByOrFail(Action, { ref });
      await manager.update(Action, { id }, { firstUpdatedOn: day, lastUpdatedOn: day });
      await manager.insert(ActionUpdate, { actionId: id, kind: 'progress', happenedOn: day, note: 'On its way.', recordedById: world.staff.manager_1, recordedAt: `${day}T09:00:00.000Z` });
    });
  }

  const wanted = { ...dayOf('meetOn', 15, 8), meetAt: '14:30', place: 'Room 2', note: 'Bring the core group minutes.' };

  /** A surgery with the manager of team 1 today, arranged by the QA team; `qa` is on its page then. */
  async function arranged(typed: Record<string, string> = {}): Promise<{ qa: Visitor; path: string }> {
    const qa = await as('qa');
    await (await (await qa.get('/surgeries/new')).submit({ ...wanted, managerId: String(world.staff.manager_1), ...typed })).follow();
    assert.equal(qa.status, 200, qa.text);
    const [{ id }] = (await sql<{ id: number }>('select max(id) as id from surgeries')) as [{ id: number }];
    return { qa, path: `/surgeries/${id}` };
  }

  async function begun(): Promise<{ qa: Visitor; path: string }> {
    const there = await arranged();
    await (await there.qa.submit({}, `form[action="${there.path}/begin"]`)).follow();
    assert.match(there.qa.text, /The meeting has begun/);
    return there;
  }

  const refs = (visitor: Visitor): string[] => visitor.page('[aria-label=Agenda] th[scope=row]').toArray().map((cell) => visitor.page(cell).text().trim().slice(0, 6));
  const children = (visitor: Visitor): string[] => visitor.page('[aria-label=Agenda] th[scope=rowgroup]').toArray().map((cell) => visitor.page(cell).text());
  const messages = (): Promise<{ staffId: number; kind: string; facts: string }[]> => sql('select staff_id as "staffId", kind, facts from messages order by id');
  const events = async (): Promise<string[]> => (await sql<{ event: string }>("select event from history where record_type = 'surgery' order by id")).map(({ event }) => event);

  it('from arranging over the meeting to its end', async () => {
    const silent = await action({ dueOn: '2022-08-10' });
    const toPlan = await action({ type: 'care_planning', description: 'Take it into the plan.', dueOn: '2022-08-20' }, { cohort: 'child_protection' });
    const moved = await action({ description: 'Bring the chronology up to date.', dueOn: '2022-08-30' });
    await answered(moved, '2022-08-01');
    const owned = await action({ ownerId: world.staff.manager_1, dueOn: '2022-09-05' }, { teamId: world.teams[3] });
    await action({ completedOn: '2022-08-01' });
    await action({}, { teamId: world.teams[2] });
    await action({}, { status: 'moderated' });

    // Arranged by the QA team, who see with whom most is outstanding.
    const qa = await as('qa');
    await qa.get('/surgeries/new');
    const managers = qa.page('select[name=managerId] option').toArray().map((option) => qa.page(option).text());
    assert.deepEqual(managers, ['Choose a manager', 'The manager 1: 4 outstanding actions, 3 without any update', 'The manager 2: 2 outstanding actions, 2 without any update']);
    await (await qa.submit({ ...wanted, meetAt: '9.30', managerId: String(world.staff.manager_1) })).follow();
    assert.match(qa.text, /The surgery is arranged\. The manager is told\./);
    assert.match(qa.text, /QA surgery with The manager 1, 15 August 2022/);
    assert.match(qa.text, /When 15 August 2022 at 09:30 Where Room 2 Note Bring the core group minutes\./);
    const [message, ...others] = await messages();
    assert.deepEqual(others, []);
    assert.deepEqual([message!.staffId, message!.kind, JSON.parse(message!.facts)], [
      world.staff.manager_1, 'surgery', { surgeryId: 1, meetOn: '2022-08-15', meetAt: '09:30', colleague: 'The qa', change: 'scheduled' },
    ]);

    // The agenda is live, and the manager prepares it.
    const manager = await as('manager_1');
    await manager.get('/messages');
    assert.match(manager.text, /The qa arranged a QA surgery with you on 15 August 2022 at 09:30\./);
    await (await manager.get('/surgeries')).get('/surgeries/1');
    assert.match(manager.text, /4 actions of 4 children are outstanding now: 3 without any update\. This list changes until the meeting begins\./);
    assert.deepEqual(refs(manager), [silent, toPlan, owned, moved]);
    assert.match(manager.text, new RegExp(`${silent} Non-care-planning Meet the family\\. 10 August 2022 5 days overdue No update`));
    assert.match(manager.text, /Progress note, 1 August 2022 by The manager 1 On its way\./);
    assert.equal(manager.page('main form[method=post]').length, 0);
    await manager.get(`/actions/${silent}`);
    await manager.submit({ ...today, kind: 'progress', note: 'The family has been met.' }, `form[action="/actions/${silent}"]`);
    await manager.get('/surgeries/1');
    assert.match(manager.text, /4 actions of 4 children are outstanding now: 2 without any update and 1 answered before but overdue\./);

    // From the beginning of the meeting the agenda stays as it is.
    await qa.get('/surgeries/1');
    await (await qa.submit({}, 'form[action="/surgeries/1/begin"]')).follow();
    assert.match(qa.text, /This is what was outstanding when the meeting began: 4 actions of 4 children\. 0 of 4 have an outcome\./);
    const late = await action({ dueOn: '2022-08-01' });
    await qa.get('/surgeries/1');
    assert.deepEqual(refs(qa), [silent, toPlan, owned, moved]);
    assert.doesNotMatch(qa.text, new RegExp(late));
    assert.match(qa.text, /Due nowWhen the meeting began/);

    // An answer by the manager meanwhile shows.
    await manager.get(`/actions/${owned}`);
    await (await manager.submit({ ...today, kind: 'completed', note: 'Done this morning.', evidence: 'The file.' }, `form[action="/actions/${owned}"]`)).follow();
    await qa.get('/surgeries/1');
    assert.match(qa.text, /Since then: Completed, 15 August 2022 by The manager 1 Recorded in: The file\. Done this morning\. Now: completed on time/);

    // Outcomes, one action after the other.
    await qa.get(qa.page(`a:contains("Record the outcome")`).first().attr('href')!);
    assert.match(qa.text, new RegExp(`What was agreed about ${silent}`));
    await (await qa.submit({ ...today, kind: 'completed', note: 'Met at home.', evidence: 'Case note of 12 August.' })).follow();
    assert.match(qa.text, new RegExp(`The outcome of ${silent} is recorded\\. What was agreed about ${toPlan}`));
    assert.equal(qa.page('[name^=dueOn]').length, 0);
    await (await qa.submit({ kind: 'planned', ...dayOf('core_group', 25, 8), note: 'The core group has been put off.' })).follow();
    assert.match(qa.text, new RegExp(`What was agreed about ${moved}`));
    assert.equal(qa.page('[name^=core_group]').length, 0);
    await (await qa.submit({ kind: 'due_changed', ...dayOf('dueOn', 20, 9), note: 'The worker is on leave until the 12th.' })).follow();
    assert.match(qa.text, new RegExp(`The outcome of ${moved} is recorded\\. No open action is without an outcome now\\.`));
    assert.match(qa.text, /3 of 4 have an outcome\./);
    const outcomes = await sql<{ ref: string; kind: string; surgery: number; by: number }>(
      `select actions.ref, action_updates.kind, action_updates.surgery_id as surgery, action_updates.recorded_by_id as "by"
         from surgery_items join action_updates on action_updates.id = update_id join actions on actions.id = surgery_items.action_id order by surgery_items.id`,
    );
    assert.deepEqual(outcomes.map(({ ref, kind, surgery, by }) => [ref, kind, surgery, by]), [
      [silent, 'completed', 1, world.staff.qa], [toPlan, 'planned', 1, world.staff.qa], [moved, 'due_changed', 1, world.staff.qa],
    ]);
    const dates = await sql<{ due: string; done: string | null }>('select due_on as due, completed_on as done from actions where ref in (:...refs) order by id', { refs: [silent, toPlan, moved] });
    assert.deepEqual(dates.map(({ due, done }) => [due, done]), [['2022-08-10', '2022-08-15'], ['2022-08-25', null], ['2022-09-20', null]]);

    // The end: what is closed needs no outcome.
    await qa.get('/surgeries/1/end');
    assert.match(qa.text, /3 of 4 actions have an outcome\./);
    assert.equal(qa.page('[name=confirmed]').length, 0);
    await (await qa.submit()).follow();
    assert.match(qa.text, /The meeting has ended\. What was agreed stays here\./);
    assert.match(qa.text, /Status Held/);
    assert.match(qa.text, new RegExp(`3 of 4 have an outcome\\. Without an outcome: ${owned}\\.`));
    assert.match(qa.text, /Due date changed, 15 August 2022 by The qa Due: 20 September 2022 The worker is on leave until the 12th\./);
    assert.match(qa.text, /Outcome recorded Action Was: nothing Is: X0000\d/);
    assert.equal(qa.page('main form[method=post]').length, 0);
    assert.deepEqual(await events(), ['arranged', 'begun', 'outcome_recorded', 'outcome_recorded', 'outcome_recorded', 'ended']);

    // The action's own page says where it was agreed, and the record of the meeting stays for its readers.
    await manager.get(`/actions/${toPlan}`);
    assert.match(manager.text, /Meeting planned by The qa 15 August 2022, in the QA surgery of 15 August 2022/);
    for (const name of ['manager_1', 'head_a', 'director', 'qa']) {
      const reader = await as(name);
      await reader.get('/surgeries');
      assert.match(reader.text, /15 August 2022 at 09:30 with The manager 1 The manager 1 Room 2 Held 3 of 4 actions/, name);
      await reader.get('/surgeries/1');
      assert.deepEqual(refs(reader), [silent, toPlan, owned, moved], name);
      assert.equal(reader.text.includes('History of changes'), name === 'qa', name);
    }
  });

  it('keeps the actions of a child together, 25 to a page, and the whole to print', async () => {
    const audits = [];
    for (let n = 0; n < 3; n++) audits.push(await world.audit({ caseRef: `C8000${n}` }));
    for (let n = 0; n < 30; n++) await anAction(app, audits[n % 3]!, { dueOn: `2022-09-${String(30 - n).padStart(2, '0')}` });
    const { qa, path } = await arranged();
    assert.deepEqual(children(qa).map((words) => words.slice(0, 11)), ['Case C80002', 'Case C80001', 'Case C80000']);
    assert.equal(refs(qa).length, 25);
    assert.match(qa.page('.plumbline-shown').text(), /1 to 25 of 30 actions/);
    await qa.get(qa.page('a[rel=next]').attr('href')!);
    assert.equal(refs(qa).length, 5);
    assert.deepEqual(children(qa).length, 1);
    await qa.get(qa.page('a:contains("to print")').attr('href')!);
    assert.equal(refs(qa).length, 30);
    await qa.get(path);
    await (await qa.submit({}, `form[action="${path}/begin"]`)).follow();
    assert.equal(refs(qa).length, 25);
    await qa.get(`${path}/end?page=2`);
    assert.equal(refs(qa).length, 5);
  });

  describe('arranging', () => {
    const wrong: [what: string, typed: Record<string, string>, message: string][] = [
      ['nobody', { managerId: '' }, 'Choose the manager.'],
      ['somebody who manages no team', { managerId: 'auditor' }, 'Choose the manager from the list.'],
      ['somebody there is not', { managerId: '99999' }, 'Choose the manager from the list.'],
      ['no id', { managerId: 'x' }, 'Choose the manager.'],
      ['yesterday', dayOf('meetOn', 14, 8), 'The day must be today or later.'],
      ['no day', { 'meetOn-day': '', 'meetOn-month': '', 'meetOn-year': '' }, 'Enter the day.'],
      ['a day there is not', dayOf('meetOn', 31, 9), 'The day must be a real date, such as 27 3 2026.'],
      ['no time', { meetAt: '' }, 'Enter the time.'],
      ['a time there is not', { meetAt: '24:00' }, 'Enter the time as hours and minutes, such as 14:30.'],
      ['a time in words', { meetAt: 'after lunch' }, 'Enter the time as hours and minutes, such as 14:30.'],
      ['no place', { place: ' ' }, 'Enter the place, or the link of an online meeting.'],
      ['a place that is too long', { place: 'x'.repeat(201) }, 'The place must be 200 characters or fewer.'],
      ['a note that is too long', { note: 'x'.repeat(4001) }, 'The note must be 4,000 characters or fewer.'],
    ];
    it('says what is wrong, with what was typed kept', async () => {
      const qa = await as('qa');
      for (const [what, typed, message] of wrong) {
        const sent: Record<string, string> = { ...wanted, managerId: String(world.staff.manager_1), ...(typed['managerId'] === 'auditor' ? { managerId: String(world.staff.auditor) } : typed) };
        await (await qa.get('/surgeries/new')).submit(sent);
        assert.equal(qa.status, 400, what);
        assert.deepEqual(qa.errors, [message], what);
        assert.equal(qa.page('textarea[name=note]').val(), sent['note'], what);
        assert.equal(qa.page('[name=meetAt]').val(), sent['meetAt'], what);
        assert.equal(qa.page('[name=meetOn-day]').val(), sent['meetOn-day'], what);
      }
      assert.deepEqual(await sql('select id from surgeries'), []);
      assert.deepEqual(await messages(), []);
    });

    it('asks first when there is one within 14 days, and arranges both if they are wanted', async () => {
      const { qa } = await arranged(dayOf('meetOn', 20, 8));
      await (await qa.get('/surgeries/new')).submit({ ...wanted, ...dayOf('meetOn', 3, 9), managerId: String(world.staff.manager_1) });
      assert.deepEqual(qa.errors, ['There is a QA surgery with this manager on 20 August 2022 at 14:30. Tick the box if you want both, or choose another day.']);
      assert.equal(qa.page('.govuk-error-summary a').attr('href'), '#anyway');
      await qa.submit();
      assert.equal(qa.status, 400);
      await qa.submit({ anyway: 'yes' });
      assert.equal(qa.status, 303);
      // Another manager's does not matter.
      await (await qa.get('/surgeries/new')).submit({ ...wanted, managerId: String(world.staff.manager_2) });
      assert.equal(qa.status, 303);
      assert.equal((await sql('select id from surgeries')).length, 3);
    });

    it('happens once, however often it is sent', async () => {
      const qa = await as('qa');
      await qa.get('/surgeries/new');
      const { action: address, answers } = qa.fields();
      const sent = { ...answers, ...wanted, managerId: String(world.staff.manager_1) };
      const other = await as('qa');
      await Promise.all([qa.send(address, sent), other.get('/')]);
      const first = qa.last.headers['location']!;
      await qa.send(address, sent);
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, first]);
      assert.equal((await sql('select id from surgeries')).length, 1);
      assert.equal((await messages()).length, 1);
    });
  });

  describe('before it begins', () => {
    it('is changed, and the manager is told; nothing happens where nothing is different', async () => {
      const { qa, path } = await arranged();
      await (await (await qa.get(`${path}/change`)).submit()).follow();
      assert.deepEqual(await events(), ['arranged']);
      await (await (await qa.get(`${path}/change`)).submit({ ...dayOf('meetOn', 1, 9), place: 'Online' })).follow();
      assert.match(qa.text, /When 1 September 2022 at 14:30 Where Online/);
      assert.match(qa.text, /can begin on that day/);
      assert.equal(qa.page(`form[action="${path}/begin"]`).length, 0);
      const facts = (await messages()).map((message) => JSON.parse(message.facts) as { change: string; meetOn: string });
      assert.deepEqual(facts.map(({ change, meetOn }) => [change, meetOn]), [['scheduled', '2022-08-15'], ['changed', '2022-09-01']]);
      assert.deepEqual(await events(), ['arranged', 'changed']);
      assert.match((await (await as('manager_1')).get('/messages')).text, /The qa changed a QA surgery with you\. It is on 1 September 2022 at 14:30\./);
      await (await qa.get(`${path}/change`)).submit({ ...dayOf('meetOn', 1, 8), place: '' });
      assert.deepEqual(qa.errors, ['Enter the place, or the link of an online meeting.']);
      await qa.submit({ place: 'Online' });
      assert.deepEqual(qa.errors, ['The day must be today or later.']);
    });

    it('is cancelled, and the manager is told', async () => {
      await action();
      const { qa, path } = await arranged();
      await (await (await qa.get(`${path}/cancel`)).submit()).follow();
      assert.match(qa.text, /The surgery is cancelled\. The manager is told\./);
      assert.equal(refs(qa).length, 0);
      assert.equal(qa.page('main form[method=post]').length, 0);
      assert.deepEqual((await messages()).map(({ facts }) => (JSON.parse(facts) as { change: string }).change), ['scheduled', 'cancelled']);
      assert.deepEqual(await events(), ['arranged', 'cancelled']);
      assert.match((await (await as('manager_1')).get('/messages')).text, /The qa cancelled the QA surgery with you on 15 August 2022 at 14:30\./);
      for (const page of ['change', 'cancel', 'end']) {
        await qa.get(`${path}/${page}`);
        assert.equal(qa.status, 409, page);
        assert.match(qa.text, /the surgery is cancelled/);
      }
    });

    it('shows the second of two people what the first has saved', async () => {
      const { qa, path } = await arranged();
      await app.services.accounts.addStaff({ name: 'Second Colleague', email: 'second@example.org', roles: ['qa'] });
      const second = await app.as('second@example.org');
      await qa.get(`${path}/change`);
      await second.get(`${path}/change`);
      await qa.submit({ place: 'Room 3' });
      await second.submit({ place: 'Room 4', meetAt: '15:00' });
      assert.equal(second.status, 409);
      assert.match(second.text, /The qa saved this page first/);
      assert.match(second.text, /Stored now 15 August 2022 at 14:30 Room 3 .* What you typed 15 August 2022 at 15:00 Room 4/);
      assert.equal(second.page('[name=place]').val(), 'Room 4');
      await (await second.submit()).follow();
      assert.match(second.text, /15 August 2022 at 15:00 Where Room 4/);

      await qa.get(`${path}/change`);
      await second.get(`${path}/cancel`);
      await second.submit();
      await qa.submit({ place: 'Room 5' });
      assert.equal(qa.status, 409);
      assert.match(qa.text, /cannot be changed any more.*Room 5/);
      assert.equal(qa.page('main form[method=post]').length, 0);
    });

    it('begins once for two people, and not once it is cancelled', async () => {
      await action();
      const { qa, path } = await arranged();
      await app.services.accounts.addStaff({ name: 'Second Colleague', email: 'second@example.org', roles: ['qa'] });
      const second = await app.as('second@example.org');
      await second.get(path);
      await Promise.all([qa, second].map((visitor) => visitor.submit({}, `form[action="${path}/begin"]`)));
      assert.deepEqual([qa.status, second.status].toSorted(), [303, 409]);
      assert.match((qa.status === 409 ? qa : second).text, /Somebody else changed this surgery after you opened the page.*This is what was outstanding when the meeting began/);
      assert.equal((await sql('select id from surgery_items')).length, 1);
      assert.deepEqual(await events(), ['arranged', 'begun']);
      await sendUnasked(qa, `${path}/cancel`, { version: '2' });
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['This cannot be done any more: the surgery is under way.']);
    });

    it('is not begun before its day, whatever is sent', async () => {
      const { qa, path } = await arranged(dayOf('meetOn', 16, 8));
      await sendUnasked(qa, `${path}/begin`, { version: '1' });
      assert.equal(qa.status, 400);
      assert.match(qa.errors[0]!, /The surgery is on 16 August 2022 and can begin on that day\./);
      assert.deepEqual(await events(), ['arranged']);
    });
  });

  describe('an outcome', () => {
    it('says what is wrong with it, with what was typed kept', async () => {
      const [task, plan] = [await action(), await action({ type: 'care_planning' }, { cohort: 'child_in_care' })];
      const { qa, path } = await begun();
      const wrong: [ref: string, typed: Record<string, string>, messages: string[]][] = [
        [task, { note: 'x' }, ['Choose what you want to record.']],
        [task, { kind: 'verified', note: 'x' }, ['Choose what you want to record.']],
        [task, { kind: 'completed', note: 'x' }, ['Enter where it is recorded.']],
        [task, { kind: 'service_ended', note: 'x' }, ['Enter who agreed that the service ended.']],
        [task, { kind: 'progress', ...dayOf('happenedOn', 16, 8), note: 'x' }, ['The date must be today or in the past.']],
        [task, { kind: 'due_changed', ...dayOf('dueOn', 20, 9) }, ['Enter why there is a new due date.']],
        [task, { kind: 'due_changed', ...dayOf('dueOn', 1, 8), note: 'x' }, ['The due date must be today or later.']],
        [task, { kind: 'due_changed', ...dayOf('dueOn', 1, 9), note: 'x' }, ['Enter another day: it is due on this day already.']],
        [task, { kind: 'planned', ...dayOf('core_group', 1, 9), note: 'x' }, ['There is nothing to plan: this action is closed, or does not go into the child’s plan.']],
        [plan, { kind: 'transferred', note: 'x', evidence: 'y' }, ['Say whether the child was involved.', 'Say whether the family was involved.', 'Say whether the reviewing officer was involved.']],
        [plan, { kind: 'planned', ...dayOf('discussion_with_child', 1, 9), ...dayOf('discussion_with_reviewing_officer', 2, 9) }, ['Enter the reason: the action would be due later than 1 September 2022.']],
        [plan, { kind: 'planned', note: 'x' }, ['Enter the day of the discussion with the child.', 'Enter the day of the discussion with the reviewing officer.']],
        [plan, { kind: 'planned', ...dayOf('discussion_with_child', 30, 2), note: 'x' }, ['The day of the discussion with the child must be a real date, such as 27 3 2026.']],
        [plan, { kind: 'due_changed', ...dayOf('dueOn', 20, 9), note: 'x' }, ['Plan the meeting instead: the action is due on its day.']],
      ];
      for (const [ref, typed, messages] of wrong) {
        await (await qa.get(`${path}/actions/${ref}`)).submit(typed);
        assert.equal(qa.status, 400, JSON.stringify(typed));
        assert.deepEqual(qa.errors, messages);
        if (typed['note']) assert.equal(qa.page('textarea[name=note]').val(), typed['note']);
        if (typed['dueOn-day'] && ref === task) assert.equal(qa.page('[name=dueOn-day]').val(), typed['dueOn-day']);
        if (typed['discussion_with_child-day']) assert.equal(qa.page('[name=discussion_with_child-day]').val(), typed['discussion_with_child-day']);
      }
      assert.deepEqual(await sql('select id from action_updates'), []);
    });

    it('is recorded once, however often it is sent', async () => {
      const ref = await action();
      const { qa, path } = await begun();
      await qa.get(`${path}/actions/${ref}`);
      const { action: address, answers } = qa.fields();
      const sent = { ...answers, ...today, kind: 'progress', note: 'Next week.' };
      await qa.send(address, sent);
      const first = qa.last.headers['location']!;
      await qa.send(address, sent);
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, first]);
      assert.equal((await sql('select id from action_updates')).length, 1);
    });

    it('is shown beside an answer of the manager that came first, and then added', async () => {
      const ref = await action();
      const { qa, path } = await begun();
      await qa.get(`${path}/actions/${ref}`);
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      await manager.submit({ ...today, kind: 'progress', note: 'We met them yesterday.' }, `form[action="/actions/${ref}"]`);
      await qa.submit({ ...today, kind: 'progress', note: 'They will be met.' });
      assert.equal(qa.status, 409);
      assert.match(qa.text, /The manager 1 saved this page first/);
      assert.match(qa.text, /Stored now .*We met them yesterday\. What you typed Progress note, 15 August 2022 They will be met\./);
      assert.equal(qa.page('textarea[name=note]').val(), 'They will be met.');
      await (await qa.submit({ note: 'They have been met.' })).follow();
      assert.match(qa.text, /1 of 1 has an outcome/);
      assert.match(qa.text, /Since then: Progress note, 15 August 2022 by The manager 1 We met them yesterday\./);
    });

    it('of an action closed meanwhile is a note', async () => {
      const ref = await action();
      const { qa, path } = await begun();
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      await manager.submit({ ...today, kind: 'service_ended', note: 'They moved away.', agreedBy: 'The head a' }, `form[action="/actions/${ref}"]`);
      await qa.get(`${path}/actions/${ref}`);
      assert.equal(qa.page('input[type=radio]').length, 0);
      await (await qa.submit({ ...today, note: 'The new council is told.' })).follow();
      assert.match(qa.text, /1 of 1 has an outcome/);
      assert.match(qa.text, /Now: service ended/);
    });

    it('is not taken twice, nor once the meeting has ended: what was typed is shown to be copied', async () => {
      const [first, second] = [await action(), await action({ dueOn: '2022-09-02' })];
      const { qa, path } = await begun();
      await app.services.accounts.addStaff({ name: 'Second Colleague', email: 'second@example.org', roles: ['qa'] });
      const colleague = await app.as('second@example.org');
      await colleague.get(`${path}/actions/${first}`);
      await qa.get(`${path}/actions/${first}`);
      await qa.submit({ ...today, kind: 'progress', note: 'From the first.' });
      await colleague.submit({ ...today, kind: 'progress', note: 'From the second.' });
      assert.equal(colleague.status, 409);
      assert.match(colleague.text, /From the first\. What you typed Progress note, 15 August 2022 From the second\./);
      assert.match(colleague.text, /nothing more can be recorded about this action in this meeting/);
      assert.equal(colleague.page('main form[method=post]').length, 0);

      await colleague.get(`${path}/actions/${second}`);
      await (await qa.get(`${path}/end`)).submit({ confirmed: 'yes' });
      assert.equal(qa.status, 303);
      await colleague.submit({ kind: 'due_changed', ...dayOf('dueOn', 20, 9), note: 'Too late to tell.' });
      assert.equal(colleague.status, 409);
      assert.match(colleague.text, /What you typed Due date changed Due: 20 September 2022 Too late to tell\./);
      assert.equal(colleague.page(`main a[href="/actions/${second}"]`).length, 1);
      // Also where it could not have been recorded anyway.
      await sendUnasked(colleague, `${path}/actions/${second}`, { version: '1', kind: 'planned', 'core_group-day': '99', 'core_group-month': '9', 'core_group-year': '2022', note: 'Nothing is lost.' });
      assert.equal(colleague.status, 409);
      assert.match(colleague.text, /What you typed Nothing is lost\./);
      assert.deepEqual((await sql<{ note: string }>('select note from action_updates')).map(({ note }) => note), ['From the first.']);
    });

    it('is only of an action on the agenda', async () => {
      await action();
      const { qa, path } = await begun();
      const later = await action();
      for (const address of [`${path}/actions/${later}`, `${path}/actions/X99999`, '/surgeries/99/actions/X00001', `${path}/actions/%00`]) {
        assert.equal((await qa.get(address)).status, 404, address);
      }
      await sendUnasked(qa, `${path}/actions/${later}`, { version: '1', ...today, kind: 'progress', note: 'x' });
      assert.equal(qa.status, 404);
      assert.deepEqual(await sql('select id from action_updates'), []);
    });
  });

  describe('the end', () => {
    it('with open actions without an outcome is asked about, and lists them', async () => {
      const [first, second] = [await action(), await action({ dueOn: '2022-09-02' })];
      const { qa, path } = await begun();
      await (await qa.get(`${path}/actions/${first}`)).submit({ ...today, kind: 'progress', note: 'Next week.' });
      await qa.get(`${path}/end`);
      assert.deepEqual(refs(qa), [second]);
      await qa.submit();
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['Tick the box to end the meeting although one open action has no outcome.']);
      assert.deepEqual(refs(qa), [second]);
      await (await qa.submit({ confirmed: 'yes' })).follow();
      assert.match(qa.text, new RegExp(`1 of 2 has an outcome\\. Without an outcome: ${second}\\.`));
      assert.match(qa.text, /None recorded/);
      const [ended] = await sql<{ changes: string }>("select changes from history where record_type = 'surgery' and event = 'ended'");
      assert.deepEqual(JSON.parse(ended!.changes), [{ field: 'outcomes', was: null, is: '1 of 2' }]);
      // What the manager answers after it is no part of the meeting.
      app.clock.moment = new Date('2022-08-16T10:00:00Z');
      const manager = await as('manager_1');
      await manager.get(`/actions/${second}`);
      await manager.submit({ ...today, kind: 'progress', note: 'The day after.' }, `form[action="/actions/${second}"]`);
      await manager.get(path);
      assert.doesNotMatch(manager.text, /The day after/);
      assert.deepEqual(refs(manager), [first, second]);
    });

    it('comes once for two people, and with nothing on the agenda too', async () => {
      const { qa, path } = await begun();
      assert.match(qa.text, /Nothing was outstanding when the meeting began\./);
      await app.services.accounts.addStaff({ name: 'Second Colleague', email: 'second@example.org', roles: ['qa'] });
      const colleague = await app.as('second@example.org');
      await colleague.get(`${path}/end`);
      await (await qa.get(`${path}/end`)).submit();
      assert.equal(qa.status, 303);
      await colleague.submit();
      assert.equal(colleague.status, 409);
      assert.match(colleague.text, /Somebody else changed this surgery.*Status Held/);
      assert.deepEqual(await events(), ['arranged', 'begun', 'ended']);
    });
  });

  it('is refused to everybody else, to read and to change', async () => {
    const ref = await action();
    const { path } = await begun();
    const reading = { qa: 200, director: 200, manager_1: 200, head_a: 200, manager_2: 403, head_b: 403, auditor: 403, moderator: 403, admin: 403, ambassador: 403 };
    for (const [name, status] of Object.entries(reading)) {
      const visitor = await as(name);
      assert.equal((await visitor.get(path)).status, status, name);
      await visitor.get('/surgeries');
      assert.equal(visitor.text.includes('with The manager 1'), status === 200, name);
      if (name === 'qa') continue;
      for (const page of ['/surgeries/new', `${path}/change`, `${path}/cancel`, `${path}/end`, `${path}/actions/${ref}`]) assert.equal((await visitor.get(page)).status, 403, `${name} ${page}`);
      for (const page of ['/surgeries/new', `${path}/change`, `${path}/cancel`, `${path}/begin`, `${path}/end`, `${path}/actions/${ref}`]) {
        await sendUnasked(visitor, page, { version: '2', ...wanted, ...today, managerId: '3', kind: 'progress', note: 'Not mine.', confirmed: 'yes' });
        assert.equal(visitor.status, 403, `${name} ${page}`);
      }
    }
    assert.deepEqual(await events(), ['arranged', 'begun']);
    assert.deepEqual(await sql('select id from action_updates'), []);
  });

  it('that there is not is not found', async () => {
    const qa = await as('qa');
    for (const path of ['/surgeries/1', '/surgeries/x', '/surgeries/0/change', '/surgeries/99999999999/end', '/surgeries/1/cancel', '/surgeries/%00']) assert.equal((await qa.get(path)).status, 404, path);
    for (const path of ['/surgeries?page=-1', '/surgeries?page=9999999']) assert.equal((await qa.get(path)).status, 200, path);
    assert.match((await qa.get('/surgeries')).text, /No QA surgery has been arranged yet\./);
    await sendUnasked(qa, '/surgeries/1/begin', { version: 'x' });
    assert.equal(qa.status, 400);
  });

  it('shows what was typed as text, never as markup, and names no child in the log or a message', async () => {
    await action({ description: '<script>alert(1)</script>' }, { caseRef: 'C90001' });
    const { qa } = await arranged({ place: '<img src=x>', note: '<b>x</b>' });
    assert.equal(qa.page('main script, main img, main b').length, 0);
    assert.match(qa.text, /<script>alert\(1\)<\/script>/);
    assert.doesNotMatch(app.logged, /C90001/);
    assert.doesNotMatch(JSON.stringify(await messages()), /C90001|img|<b>/);
  });
});
