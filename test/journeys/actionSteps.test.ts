import assert from 'node:assert/strict';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase } from '../support/testDatabase.js';

/** The three parts of a day of 2022 as the form of a meeting sends them. */
const on = (meeting: string, day: number | '', month: number | '' = 8): Record<string, string> => ({
  [`${meeting}-day`]: String(day), [`${meeting}-month`]: day === '' ? '' : String(month), [`${meeting}-year`]: day === '' ? '' : '2022',
});

describe('the steps of an action', () => {
  let app: TestApp;
  let world: FollowUp;
  let clock: TestClock;
  before(async () => {
    clock = new TestClock();
    app = await TestApp.on(await testDatabase(), clock);
    world = await followUp(app.database);
  });
  after(() => app.stop());
  beforeEach(() => today('2022-08-15'));

  const today = (day: string): void => {
    clock.moment = new Date(`${day}T10:00:00Z`);
  };
  const as = (name: string): Promise<Visitor> => app.as(`${name}@example.org`);
  const action = async (values: Parameters<typeof anAction>[2] = {}, audit: Parameters<FollowUp['audit']>[0] = {}): Promise<string> =>
    (await anAction(app, await world.audit(audit), { type: 'care_planning', ...values })).ref;
  /** An action of the plan that its manager recorded as transferred on 1 August. */
  const transferred = async (): Promise<string> => {
    const ref = await action();
    const manager = await as('manager_1');
    const answers = { childInvolved: 'yes', familyInvolved: 'no', reviewingOfficerInvolved: 'yes', evidence: 'Minutes of the review.', note: 'It is in the plan.' };
    await (await manager.get(`/actions/${ref}`)).submit({ kind: 'transferred', 'happenedOn-day': '1', ...answers });
    assert.equal(manager.status, 303);
    return ref;
  };
  const stored = async (ref: string): Promise<Record<string, unknown>> => {
    const [row] = await app.database.query<Record<string, unknown>>('select due_on as due, completed_on as done, verified_on as verified, helped, version from actions where ref = :ref', { ref });
    return row!;
  };
  const kinds = async (ref: string): Promise<string[]> =>
    (await app.database.query<{ kind: string }>('select kind from action_updates join actions on actions.id = action_id where ref = :ref order by action_updates.id', { ref })).map(({ kind }) => kind);
  const twice = async (visitor: Visitor, typed: Record<string, string>): Promise<(string | number | undefined)[][]> => {
    const { action: path, answers } = visitor.fields();
    const both = await Promise.all([1, 2].map(() => visitor.agent.post(path).set('Origin', app.address).type('form').send({ ...answers, ...typed })));
    return both.map((response) => [response.status, response.headers['location']]);
  };

  describe('into the plan', () => {
    it('are planned from the page of the action, which is then due on the day of the meeting', async () => {
      const ref = await action({}, { cohort: 'child_protection' });
      const manager = await as('manager_1');
      await manager.get(`/actions/${ref}`);
      assert.match(manager.text, /Meetings planned None yet/);
      await manager.get(manager.page('main a:contains("Plan the meeting")').attr('href')!);
      assert.match(manager.text, /whichever is first/);
      assert.match(manager.text, /Child C9\d+ Plan how action/);
      await (await manager.submit({ ...on('core_group', 22), ...on('child_protection_conference', 29) })).follow();
      assert.match(manager.text, /The meeting is planned, and the action is due on its day\./);
      assert.match(manager.text, /Due 22 August 2022/);
      assert.match(manager.text, /Core group: 22 August 2022 Child protection conference: 29 August 2022 The core group comes first, so the conference chair has to be told\./);
      assert.match(manager.text, /State Not yet transferred/);
      assert.match(manager.text, /Planned: Core group: 22 August 2022, Child protection conference: 29 August 2022\./);
      assert.match(manager.text, /Meeting planned by The manager 1 15 August 2022/);
      const qa = await as('qa');
      await qa.get(`/actions/${ref}`);
      assert.match(qa.text, /Core group Was: nothing Is: 22 August 2022/);
    });

    it('are planned anew for a reason, with what was planned in the form', async () => {
      const ref = await action({}, { cohort: 'child_in_care' });
      let manager = await as('manager_1');
      await manager.get(`/actions/${ref}/plan`);
      assert.deepEqual(manager.page('main form fieldset legend').toArray().map((legend) => manager.page(legend).text().trim()), [
        'Discussion with the child', 'Discussion with the reviewing officer', 'Child in care review',
      ]);
      await manager.submit({ ...on('discussion_with_child', 16), ...on('discussion_with_reviewing_officer', 18) });
      assert.equal(manager.status, 303);
      today('2022-08-17');
      manager = await as('manager_1');
      await manager.get(`/actions/${ref}/plan`);
      assert.equal(manager.page('[name=discussion_with_child-day]').val(), '16');
      await manager.submit(on('child_in_care_review', 9, 9));
      assert.equal(manager.status, 400);
      assert.deepEqual(manager.errors, ['Enter the reason: the action would be due later than 18 August 2022.']);
      assert.equal(manager.page('[name=child_in_care_review-month]').val(), '9');
      await (await manager.submit({ reason: 'Her plan changes.' })).follow();
      assert.match(manager.text, /Due 9 September 2022 Due date moved 2 times To 9 September 2022, set on 17 August 2022 Her plan changes\. To 18 August 2022, set on 15 August 2022/);
      assert.deepEqual(await kinds(ref), ['planned', 'planned']);
    });

    const wrong: [what: string, typed: Record<string, string>, message: string][] = [
      ['no day at all', {}, 'Enter the day of a meeting.'],
      ['a day gone by', on('child_in_need_review', 14), 'The day of the child in need review must be today or later.'],
      ['a day that does not exist', on('child_in_need_review', 31, 9), 'The day of the child in need review must be a real date, such as 27 3 2026.'],
      ['a meeting of other children', on('core_group', 20), 'Another way leads into the plan of this child. Plan the action on its own page.'],
      ['a reason that is too long', { ...on('child_in_need_review', 20), reason: 'x'.repeat(4001) }, 'The reason must be 4,000 characters or fewer.'],
    ];
    for (const [what, typed, message] of wrong) {
      it(`are not planned with ${what}, and what was typed is kept`, async () => {
        const ref = await action();
        const manager = await as('manager_1');
        await (await manager.get(`/actions/${ref}/plan`)).submit(typed);
        assert.equal(manager.status, 400);
        assert.deepEqual(manager.errors, [message]);
        assert.equal(manager.page('[name=child_in_need_review-day]').val() ?? '', typed['child_in_need_review-day'] ?? '');
        assert.equal(manager.page('textarea[name=reason]').val(), typed['reason'] ?? '');
        assert.deepEqual(await kinds(ref), []);
      });
    }

    it('are planned once by a double click, and by the second of two people with both texts before them', async () => {
      const ref = await action();
      const [manager, qa] = [await as('manager_1'), await as('qa')];
      await manager.get(`/actions/${ref}/plan`);
      await qa.get(`/actions/${ref}/plan`);
      assert.deepEqual(await twice(qa, on('child_in_need_review', 20)), Array(2).fill([303, `/actions/${ref}`]));
      assert.deepEqual(await kinds(ref), ['planned']);
      await manager.submit(on('team_around_family', 25));
      assert.equal(manager.status, 409);
      assert.match(manager.text, /The qa saved this page first/);
      assert.match(manager.text, /Stored now Child in need review: 20 August 2022 What you typed Team around the family meeting: 25 August 2022/);
      assert.equal(manager.page('[name=team_around_family-day]').val(), '25');
      await manager.submit({ reason: 'The review is cancelled.' });
      assert.equal(manager.status, 303);
      assert.equal((await stored(ref))['due'], '2022-08-25');
    });

    it('are nothing that is planned for a task, or once it is closed', async () => {
      const [task, closed] = [await action({ type: 'non_care_planning' }), await transferred()];
      const manager = await as('manager_1');
      for (const ref of [task, closed]) {
        assert.equal((await manager.get(`/actions/${ref}/plan`)).last.headers['location'], `/actions/${ref}`);
        await manager.get(`/actions/${ref}`);
        assert.equal(manager.page('main a[href$="/plan"]').length, 0);
        await sendUnasked(manager, `/actions/${ref}/plan`, { ...on('child_in_need_review', 20), version: String((await stored(ref))['version']) });
        assert.deepEqual([manager.status, manager.errors], [400, ['There is nothing to plan: this action is closed, or does not go into the child’s plan.']]);
      }
    });
  });

  describe('after it is recorded as done', () => {
    it('are to verify it, on a page that says what was done and where it is recorded', async () => {
      const ref = await transferred();
      const head = await as('head_a');
      await head.get('/actions?state=to_verify');
      assert.match(head.text, new RegExp(`${ref} .*On 1 August 2022\\. Not verified yet`));
      await head.get(`/actions/${ref}`);
      assert.match(head.text, /Verified Not yet/);
      await head.get(head.page('main a:contains("Verify or reopen")').attr('href')!);
      assert.match(head.text, /Child C9\d+ Verify or reopen/);
      assert.match(head.text, /What was recorded Transferred to the child’s plan, 1 August 2022, by The manager 1 Who took part Child involved: yes Family involved: no Reviewing officer involved: yes What was done It is in the plan\. Where it is recorded Minutes of the review\./);
      await head.submit();
      assert.deepEqual(head.errors, ['Choose whether you verify the action or reopen it.']);
      await (await head.submit({ outcome: 'verified' })).follow();
      assert.match(head.text, /The action is verified\./);
      assert.match(head.text, /Verified On 15 August 2022 by The head a/);
      assert.equal(head.page('main a[href$="/verify"]').length, 0);
      assert.equal((await head.get(`/actions/${ref}/verify`)).last.headers['location'], `/actions/${ref}`);
    });

    it('or to reopen it with a reason, of which its manager is told', async () => {
      const ref = await transferred();
      const qa = await as('qa');
      await (await qa.get(`/actions/${ref}/verify`)).submit({ outcome: 'reopened' });
      assert.deepEqual(qa.errors, ['Enter why you reopen the action.']);
      await (await qa.submit({ outcome: 'reopened', reason: '<b>Not</b> in the plan.' })).follow();
      assert.match(qa.text, /The action is open again\./);
      assert.match(qa.text, /State Not yet transferred/);
      assert.match(qa.text, /Reopened by The qa 15 August 2022 <b>Not<\/b> in the plan\./);
      const manager = await as('manager_1');
      await manager.get('/messages');
      assert.match(manager.text, new RegExp(`The qa reopened action ${ref}`));
      // It is done again, no earlier than it was reopened.
      await manager.get(`/actions/${ref}`);
      const answers = { kind: 'transferred', childInvolved: 'yes', familyInvolved: 'yes', reviewingOfficerInvolved: 'yes', evidence: 'The plan.', note: 'Now it is.' };
      await manager.submit({ ...answers, 'happenedOn-day': '14' });
      assert.deepEqual(manager.errors, ['The date must be 15 August 2022 or later: the action was reopened on that day.']);
      await (await manager.submit({ 'happenedOn-day': '15' })).follow();
      assert.match(manager.text, /State Transferred on time/);
    });

    it('are for neither who recorded it nor the team', async () => {
      const ref = await action({ type: 'non_care_planning' });
      const qa = await as('qa');
      await (await qa.get(`/actions/${ref}`)).submit({ kind: 'completed', 'happenedOn-day': '1', evidence: 'File.', note: 'Done.' });
      for (const name of ['qa', 'manager_1', 'auditor', 'director', 'head_b', 'manager_2', 'admin']) {
        const visitor = await as(name);
        await visitor.get(`/actions/${ref}`);
        assert.equal(visitor.page('main a[href$="/verify"]').length, 0, name);
        assert.equal((await visitor.get(`/actions/${ref}/verify`)).status, 403, name);
        await sendUnasked(visitor, `/actions/${ref}/verify`, { outcome: 'verified', version: '2' });
        assert.equal(visitor.status, 403, name);
      }
      assert.equal((await stored(ref))['verified'], null);
    });

    it('are only to reopen it where the service ended', async () => {
      const ref = await action();
      const manager = await as('manager_1');
      await (await manager.get(`/actions/${ref}`)).submit({ kind: 'service_ended', 'happenedOn-day': '1', note: 'They moved.', agreedBy: 'The review' });
      const qa = await as('qa');
      await qa.get(`/actions/${ref}`);
      await qa.get(qa.page('main a:contains("Reopen")').attr('href')!);
      assert.match(qa.text, /Why the service ended They moved\. Who agreed The review/);
      assert.equal(qa.page('input[name=outcome][type=radio]').length, 0);
      await qa.submit();
      assert.deepEqual(qa.errors, ['Enter why you reopen the action.']);
      await (await qa.submit({ reason: 'They are back.' })).follow();
      assert.match(qa.text, /State Not yet transferred/);
    });

    it('are done by one of two people, and the other is shown what was saved', async () => {
      const ref = await transferred();
      const [head, qa] = [await as('head_a'), await as('qa')];
      await head.get(`/actions/${ref}/verify`);
      await qa.get(`/actions/${ref}/verify`);
      assert.deepEqual(await twice(qa, { outcome: 'verified' }), Array(2).fill([303, `/actions/${ref}`]));
      assert.deepEqual(await kinds(ref), ['transferred', 'verified']);
      await head.submit({ outcome: 'reopened', reason: 'I do not find it.' });
      assert.equal(head.status, 409);
      assert.match(head.text, /The qa saved this page first/);
      assert.match(head.text, /There is nothing left to do here: what you typed has not been saved\./);
      assert.match(head.text, /What you typed Reopened I do not find it\./);
      assert.equal(head.page('main form').length, 0);
    });
  });

  describe('three months on', () => {
    it('are one question, asked until it is answered', async () => {
      const ref = await transferred();
      let manager = await as('manager_1');
      assert.equal((await manager.get(`/actions/${ref}/helped`)).last.headers['location'], `/actions/${ref}`);
      today('2022-11-01');
      manager = await as('manager_1');
      await manager.get('/actions?state=to_look_back');
      assert.match(manager.text, new RegExp(ref));
      await manager.get(`/actions/${ref}`);
      assert.match(manager.text, /Did it help the child\? Waits for an answer/);
      await manager.get(manager.page('main a:contains("Say whether it helped the child")').attr('href')!);
      assert.match(manager.text, /Child C9\d+ Did action/);
      await manager.submit();
      assert.deepEqual(manager.errors, ['Choose whether it helped the child.', 'Enter what makes you say so.']);
      await (await manager.submit({ helped: 'too_early', why: 'The plan has just begun.' })).follow();
      assert.match(manager.text, /Did it help the child\? It is too early to say Asked on 1 February 2023/);
      assert.equal(manager.page('main a[href$="/helped"]').length, 0);
      today('2023-02-01');
      manager = await as('manager_1');
      await (await (await manager.get(`/actions/${ref}/helped`)).submit({ helped: 'better', why: 'She sleeps at night.' })).follow();
      assert.match(manager.text, /Did it help the child\? Yes: things are better for the child On 1 February 2023/);
      assert.match(manager.text, /Did it help the child\? by The manager 1 1 February 2023 Yes: things are better for the child She sleeps at night\./);
      await manager.get('/actions?state=to_look_back');
      assert.doesNotMatch(manager.text, new RegExp(ref));
    });

    it('are answered by those who answer for it, the first of them', async () => {
      const ref = await transferred();
      today('2022-11-01');
      for (const name of ['auditor', 'director', 'manager_2', 'head_b']) assert.equal((await (await as(name)).get(`/actions/${ref}/helped`)).status, 403, name);
      const [manager, head] = [await as('manager_1'), await as('head_a')];
      await manager.get(`/actions/${ref}/helped`);
      await head.get(`/actions/${ref}/helped`);
      await head.submit({ helped: 'same', why: 'Nothing has changed.' });
      await manager.submit({ helped: 'better', why: 'It has.' });
      assert.equal(manager.status, 409);
      assert.match(manager.text, /What you typed Yes: things are better for the child It has\./);
      assert.equal((await stored(ref))['helped'], 'same');
      assert.deepEqual(await kinds(ref), ['transferred', 'impact']);
    });
  });

  it('are pages of actions there are', async () => {
    const qa = await as('qa');
    for (const page of ['plan', 'verify', 'helped', 'change']) assert.equal((await qa.get(`/actions/X99999/${page}`)).status, 404, page);
  });
});
