import assert from 'node:assert/strict';
import { figuresFor } from '../../src/reporting/figuresFor.js';
import { areas } from '../../src/shared/practice.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const script = '<script>alert("x")</script><img src=x onerror=alert(1)>';
const slug = (area: string): string => area.replaceAll('_', '-');

interface HistoryRow {
  event: string;
  actor: string;
  changes: string;
}

describe('an auditor writes an audit', () => {
  let app: TestApp;
  let made: FollowUp;
  let auditor: Visitor;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    made = await followUp(app.database);
    await made.audit({ ref: 'A00001', status: 'allocated', month: '2022-08', caseRef: 'C900077' });
    auditor = await app.as('auditor@example.org');
  });
  afterEach(() => app.stop());

  const stored = async (): Promise<Record<string, unknown>> => (await app.database.query<Record<string, unknown>>("select * from audits where ref = 'A00001'"))[0]!;
  const storedArea = async (area: string): Promise<Record<string, unknown> | undefined> =>
    (await app.database.query<Record<string, unknown>>("select * from audit_areas where area = :area and audit_id = (select id from audits where ref = 'A00001')", { area }))[0];
  const history = async (): Promise<HistoryRow[]> =>
    app.database.query("select event, actor_name as actor, changes from history where record_type = 'audit' and record_id = (select id from audits where ref = 'A00001') order by id");

  /** Fills every page in, each by "Save and continue", and ends on the check. */
  async function writeAll(answers: { rating?: string; words?: string } = {}): Promise<void> {
    const { rating = 'good', words = 'Said in a few words.' } = answers;
    await auditor.get('/audits/A00001/write/child');
    await auditor.submit({ socialWorkerInvolved: 'yes', teamManagerInvolved: 'yes', reviewingOfficerInvolved: 'not_applicable', childContext: words });
    await auditor.follow();
    await auditor.submit({ child: 'spoken_to', childSaid: words, childFeedback: 'mixed', family: 'unreachable', familyTried: words });
    await auditor.follow();
    for (const area of areas) {
      assert.match(auditor.last.request.url, new RegExp(`/write/areas/${slug(area)}$`));
      await auditor.submit({ rating: area === 'permanence' ? 'not_applicable' : rating, worksWell: words, mustImprove: words, impact: words });
      await auditor.follow();
    }
    await auditor.submit({ rating, strengths: words, improvements: words, impact: words });
    await auditor.follow();
  }

  it('page by page from the task list to the moderator', async () => {
    await auditor.get('/audits/A00001/write');
    assert.match(auditor.text, /0 of 9 parts are complete/);
    await writeAll();
    assert.match(auditor.last.request.url, /write\/actions$/);
    await auditor.get('/audits/A00001/write/actions/new');
    await auditor.submit({ description: 'Test the safety plan.', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'care_planning', ownerId: '' });
    await auditor.follow();
    assert.match(auditor.text, /The action is added\./);
    assert.match(auditor.text, /Action 1: care-planning Change action 1 Remove action 1 What must be done Test the safety plan\. By 1 September 2022/);

    await auditor.get('/audits/A00001/write');
    assert.match(auditor.text, /9 of 9 parts are complete/);
    assert.match(auditor.text, /Ready to submit/);
    await auditor.get('/audits/A00001/write/check');
    assert.doesNotMatch(auditor.text, /Before you can submit/);
    await auditor.submit();
    assert.equal(auditor.last.headers['location'], '/audits/A00001');
    await auditor.follow();
    assert.match(auditor.text, /The audit is submitted and is now with the moderator\./);

    const audit = await stored();
    assert.deepEqual(
      [audit['status'], audit['submitted_on'], audit['overall_auditor'], audit['child_view'], audit['family_view'], audit['family_view_reason'], audit['family_view_detail']],
      ['submitted', '2022-08-15', 'good', 'spoken_to', 'not_obtained', 'unreachable', 'Said in a few words.'],
    );
    assert.equal((await storedArea('permanence'))?.['auditor_rating'], 'not_applicable');
    const events = (await history()).map((row) => row.event);
    assert.deepEqual([events[0], events.at(-1)], ['started', 'submitted']);
    assert.equal(events.filter((event) => event === 'started').length, 1);
    assert.equal(events.filter((event) => event === 'saved').length, 9);
  });

  it('saves an incomplete page, and shows how far each part has come', async () => {
    await auditor.get('/audits/A00001/write/areas/assessment');
    await auditor.submit({ worksWell: 'Only half of it\r\nso far.', after: 'later' });
    assert.equal(auditor.last.headers['location'], '/audits/A00001/write');
    await auditor.follow();
    assert.match(auditor.text, /Saved\. You can stop here/);
    assert.match(auditor.text, /Assessment In progress/);
    assert.match(auditor.text, /Permanence Not started/);
    assert.equal((await storedArea('assessment'))?.['works_well'], 'Only half of it\nso far.');
    assert.equal((await stored())['status'], 'in_progress');
    await auditor.get('/audits/A00001/write/areas/assessment');
    assert.equal(auditor.page('#worksWell').val(), 'Only half of it\nso far.');
  });

  it('leads back to the check when a page was opened from it', async () => {
    await auditor.get('/audits/A00001/write/overall?from=check');
    await auditor.submit({ rating: 'good' });
    assert.equal(auditor.last.headers['location'], '/audits/A00001/write/check');
  });

  it('keeps only what belongs to the answer about a voice, and remembers the rest in history', async () => {
    await auditor.get('/audits/A00001/write/voice');
    await auditor.submit({ child: 'inappropriate', childConsulted: 'no', childInappropriate: 'A trial is under way.', family: 'not_applicable', familyNotApplicable: 'An adult care leaver.' });
    assert.deepEqual(
      await stored().then((audit) => [audit['child_view'], audit['child_view_reason'], Boolean(audit['child_worker_consulted']), audit['child_view_detail'], audit['family_view'], audit['family_view_detail']]),
      ['not_obtained', 'inappropriate', false, 'A trial is under way.', 'not_applicable', 'An adult care leaver.'],
    );
    await auditor.get('/audits/A00001/write/voice');
    assert.equal(auditor.page('input[name=child]:checked').val(), 'inappropriate');
    assert.equal(auditor.page('input[name=childConsulted]:checked').val(), 'no');
    await auditor.submit({ child: 'spoken_to', childSaid: 'I like her.', childFeedback: 'positive' });
    const audit = await stored();
    assert.deepEqual([audit['child_view'], audit['child_view_reason'], audit['child_worker_consulted'], audit['child_view_detail']], ['spoken_to', null, null, null]);
    assert.match((await history()).at(-1)!.changes, /A trial is under way/);
  });

  it('offers "under four" only for a child who is', async () => {
    await auditor.get('/audits/A00001/write/voice');
    assert.equal(auditor.page('input[value=under_four]').length, 0);
    await auditor.submit({ child: 'under_four' });
    assert.equal(auditor.status, 400);
    assert.deepEqual(auditor.errors, ['The child is four or older. Choose another answer.']);
    assert.equal((await stored())['child_view'], null);
    await app.database.transaction(() => app.database.query("update audits set date_of_birth = '2018-08-16' where ref = 'A00001'"));
    await auditor.get('/audits/A00001/write/voice');
    await auditor.submit({ child: 'under_four' });
    assert.equal(auditor.status, 303);
    assert.equal((await stored())['child_view'], 'under_four');
  });

  describe('is told what to put right, with what was typed kept', () => {
    it('over-long text', async () => {
      const long = 'x'.repeat(10_001);
      await auditor.get('/audits/A00001/write/areas/permanence');
      await auditor.submit({ rating: 'good', worksWell: 'Kept.', impact: long });
      assert.equal(auditor.status, 400);
      assert.deepEqual(auditor.errors, ['The impact for the child must be 10,000 characters or fewer.']);
      assert.equal(auditor.page('.govuk-error-summary__list a').attr('href'), '#impact');
      assert.equal(auditor.page('#impact').val(), long);
      assert.equal(auditor.page('#worksWell').val(), 'Kept.');
      assert.equal(auditor.page('input[name=rating]:checked').val(), 'good');
      assert.equal(await storedArea('permanence'), undefined);
      assert.equal((await stored())['status'], 'allocated');
    });

    for (const [page, answers, message] of [
      ['child', { socialWorkerInvolved: 'perhaps' }, 'Choose whether the social worker was involved.'],
      ['voice', { child: 'shouted_at' }, 'Choose one of the answers about the child.'],
      ['voice', { family: 'spoken_to', familyFeedback: 'lovely' }, 'Choose whether the family’s feedback was positive, mixed or negative.'],
      ['areas/assessment', { rating: 'excellent' }, 'Choose one of the four ratings, or not applicable.'],
      ['overall', { rating: 'not_applicable' }, 'Choose one of the four ratings.'],
      ['overall', { after: 'elsewhere' }, 'Choose one of the buttons of the page.'],
    ] as const) {
      it(`a choice that is none: ${page} ${JSON.stringify(answers)}`, async () => {
        await auditor.get(`/audits/A00001/write/${page}`);
        await auditor.submit(answers);
        assert.equal(auditor.status, 400);
        assert.deepEqual(auditor.errors, [message]);
        assert.equal((await stored())['status'], 'allocated');
      });
    }

    it('a form that lost a field on its way empties nothing', async () => {
      await auditor.get('/audits/A00001/write/overall');
      await auditor.submit({ strengths: 'Here to stay.' });
      await auditor.get('/audits/A00001/write/overall');
      const { action, answers } = auditor.fields();
      const { strengths: _, ...cut } = answers;
      await auditor.send(action, cut);
      assert.equal(auditor.status, 400);
      const { version: __, ...unversioned } = answers;
      await auditor.send(action, unversioned);
      assert.equal(auditor.status, 400);
      assert.equal((await stored())['strengths'], 'Here to stay.');
    });

    it('an action', async () => {
      await auditor.get('/audits/A00001/write/actions/new');
      await auditor.submit({ 'dueOn-day': '31', 'dueOn-month': '2', 'dueOn-year': '2023', type: 'other' });
      assert.equal(auditor.status, 400);
      assert.deepEqual(auditor.errors, [
        'Write down what must be done.', 'The day it must be done by must be a real date, such as 27 3 2026.', 'Choose whether this is a care-planning action.',
      ]);
      assert.equal(auditor.page('#dueOn').val(), '31');
      const good = { description: 'Do it.', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'non_care_planning' };
      await auditor.submit({ ...good, 'dueOn-year': '2021' });
      assert.deepEqual(auditor.errors, ['The day it must be done by must be today or later.']);
      for (const ownerId of ['999999', 'nobody', String(made.staff.head_b)]) {
        await auditor.submit({ ...good, ownerId });
        assert.equal(auditor.status, 400, ownerId);
        assert.deepEqual(auditor.errors, ['Choose who does it from the list.']);
      }
      await auditor.submit({ ...good, ownerId: String(made.staff.head_a) });
      assert.equal(auditor.status, 303);
      assert.deepEqual(await app.database.query('select description, due_on as due, owner_id as owner from actions'), [{ description: 'Do it.', due: '2022-09-01', owner: made.staff.head_a }]);
    });
  });

  it('shows every text that holds a script as text', async () => {
    await writeAll({ words: script });
    await auditor.get('/audits/A00001/write/actions/new');
    await auditor.submit({ description: script, 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'care_planning' });
    await auditor.get('/audits/A00001/safety');
    await auditor.submit({ detail: script });
    const qa = await app.as('qa@example.org');
    for (const [visitor, path] of [
      [auditor, '/audits/A00001/write'], [auditor, '/audits/A00001/write/child'], [auditor, '/audits/A00001/write/voice'], [auditor, '/audits/A00001/write/areas/assessment'],
      [auditor, '/audits/A00001/write/overall'], [auditor, '/audits/A00001/write/actions'], [auditor, '/audits/A00001/write/check'], [auditor, '/audits/A00001/safety'],
      [auditor, '/audits/A00001'], [qa, '/audits/A00001'],
    ] as const) {
      await visitor.get(path);
      assert.equal(visitor.status, 200, path);
      assert.equal(visitor.page('main script, main img').length, 0, path);
    }
    assert.ok(qa.text.includes(script));
  });

  describe('when two windows save the same page', () => {
    it('the second sees both texts, loses nothing and may save again', async () => {
      const other = await app.as('auditor@example.org');
      await auditor.get('/audits/A00001/write/areas/assessment');
      await other.get('/audits/A00001/write/areas/assessment');
      await auditor.submit({ rating: 'good', worksWell: 'From the first window.' });
      assert.equal(auditor.status, 303);
      await other.submit({ rating: 'inadequate', worksWell: 'From the second window.' });
      assert.equal(other.status, 409);
      assert.match(other.text, /You saved this page first/);
      const conflict = other.page('.plumbline-conflict').text();
      for (const text of ['From the first window.', 'From the second window.', 'Good', 'Inadequate']) assert.ok(conflict.includes(text), text);
      assert.equal(other.page('#worksWell').val(), 'From the second window.');
      assert.equal((await storedArea('assessment'))?.['works_well'], 'From the first window.');
      await other.submit();
      assert.equal(other.status, 303);
      assert.equal((await storedArea('assessment'))?.['works_well'], 'From the second window.');
    });

    it('also on a page about the audit as a whole', async () => {
      const other = await app.as('auditor@example.org');
      await auditor.get('/audits/A00001/write/overall');
      await other.get('/audits/A00001/write/overall');
      await auditor.submit({ strengths: 'First.' });
      await other.submit({ strengths: 'Second.' });
      assert.equal(other.status, 409);
      assert.equal((await stored())['strengths'], 'First.');
      await other.submit();
      assert.equal(other.status, 303);
      assert.equal((await stored())['strengths'], 'Second.');
    });

    it('but not when they save two different pages', async () => {
      const other = await app.as('auditor@example.org');
      await auditor.get('/audits/A00001/write/child');
      await other.get('/audits/A00001/write/overall');
      await auditor.submit({ childContext: 'From one page.' });
      await other.submit({ strengths: 'From another.' });
      assert.deepEqual([auditor.status, other.status], [303, 303]);
      const { child_context, strengths } = await stored();
      assert.deepEqual([child_context, strengths], ['From one page.', 'From another.']);
    });

    it('and on an action', async () => {
      await auditor.get('/audits/A00001/write/actions/new');
      await auditor.submit({ description: 'Do it.', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'care_planning' });
      const [{ ref }] = (await app.database.query<{ ref: string }>('select ref from actions')) as [{ ref: string }];
      const other = await app.as('auditor@example.org');
      await auditor.get(`/audits/A00001/write/actions/${ref}`);
      await other.get(`/audits/A00001/write/actions/${ref}`);
      await auditor.submit({ description: 'Do it first.' });
      await other.submit({ description: 'Do it second.' });
      assert.equal(other.status, 409);
      assert.match(other.page('.plumbline-conflict').text(), /Do it first\.[^]*Do it second\./);
      await other.submit();
      assert.equal(other.status, 303);
      await auditor.get(`/audits/A00001/write/actions/${ref}/remove`);
      await other.get(`/audits/A00001/write/actions/${ref}`);
      await other.submit({ description: 'Do it third.' });
      await auditor.submit();
      assert.equal(auditor.status, 409);
      assert.match(auditor.text, /has not been removed[^]*Do it third\./);
      await auditor.submit();
      assert.equal(auditor.status, 303);
      assert.deepEqual(await app.database.query('select id from actions'), []);
    });
  });

  it('makes one action of a double click and of a form sent again', async () => {
    await auditor.get('/audits/A00001/write/actions/new');
    const { action, answers } = auditor.fields();
    const filled = { ...answers, description: 'Once.', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'care_planning' };
    const twice = await Promise.all([1, 2].map(() => auditor.agent.post(action).set('Origin', app.address).type('form').send(filled)));
    assert.deepEqual(twice.map((answer) => [answer.status, answer.headers['location']]), [[303, '/audits/A00001/write/actions'], [303, '/audits/A00001/write/actions']]);
    await auditor.send(action, filled);
    assert.equal(auditor.status, 303);
    assert.equal((await app.database.query('select id from actions')).length, 1);
  });

  describe('and cannot submit', () => {
    it('what is not complete: everything missing is listed with its place', async () => {
      await auditor.get('/audits/A00001/write/areas/assessment');
      await auditor.submit({ rating: 'good', worksWell: 'Good.' });
      await auditor.get('/audits/A00001/write/voice');
      await auditor.submit({ child: 'unreachable', family: 'inappropriate' });
      await auditor.get('/audits/A00001/write/check');
      await auditor.submit();
      assert.equal(auditor.status, 400);
      const links = auditor.page('.govuk-error-summary__list a').toArray().map((link) => [auditor.page(link).text(), link.attribs['href']]);
      assert.deepEqual(links.find(([, href]) => href?.endsWith('#childTried')), ['Say what was tried to reach the child.', '/audits/A00001/write/voice?from=check#childTried']);
      assert.deepEqual(links.find(([, href]) => href?.endsWith('#familyConsulted')), [
        'Say whether the worker was consulted about not speaking to the family.', '/audits/A00001/write/voice?from=check#familyConsulted',
      ]);
      assert.ok(links.some(([message]) => message === 'Assessment: describe the impact for the child.'));
      assert.ok(links.some(([message]) => message === 'Rate permanence.'));
      assert.equal((await stored())['status'], 'in_progress');
      for (const [, href] of links) {
        const [path, field] = href!.split('#') as [string, string];
        await auditor.get(path);
        assert.equal(auditor.page(`#${field}`).length, 1, href);
      }
    });

    it('twice: the first day is kept, and a form sent again lands on the same page', async () => {
      await writeAll();
      await auditor.get('/audits/A00001/write/check');
      const { action, answers } = auditor.fields();
      await auditor.send(action, answers);
      await auditor.send(action, answers);
      assert.deepEqual([auditor.status, auditor.last.headers['location']], [303, '/audits/A00001']);
      assert.equal((await history()).filter((row) => row.event === 'submitted').length, 1);
      await app.database.transaction(() => app.database.query("update audits set status = 'returned', return_reason = 'Say more.' where ref = 'A00001'"));
      app.clock.moment = new Date('2022-08-20T10:00:00Z');
      auditor = await app.as('auditor@example.org');
      await auditor.get('/audits/A00001/write');
      assert.match(auditor.text, /Returned to the auditor Say more\./);
      await auditor.get('/audits/A00001/write/check');
      await auditor.submit();
      assert.equal(auditor.status, 303);
      assert.equal((await stored())['submitted_on'], '2022-08-15');
    });

    it('again after the QA team did not accept it: with that day beside the first', async () => {
      await writeAll();
      await auditor.get('/audits/A00001/write/check');
      await auditor.submit();
      const days = async (): Promise<unknown[]> => [(await stored())['submitted_on'], (await stored())['resubmitted_on']];
      const placesOn = async (day: string): Promise<number[]> => {
        const { allocation } = await figuresFor(app.database, '2022-08', day);
        return [allocation.submitted, allocation.not_accepted, allocation.awaiting_decision];
      };
      assert.deepEqual(await days(), ['2022-08-15', null]);
      await app.database.transaction(() => app.database.query("update audits set status = 'not_accepted', moderated_on = '2022-08-17', not_accepted_on = '2022-08-18' where ref = 'A00001'"));
      for (const [moment, status] of [['2022-08-20T10:00:00Z', 'returned'], ['2022-08-23T10:00:00Z', 'returned']] as const) {
        app.clock.moment = new Date(moment);
        auditor = await app.as('auditor@example.org');
        await auditor.get('/audits/A00001/write/check');
        await auditor.submit();
        assert.equal(auditor.status, 303);
        assert.deepEqual(await days(), ['2022-08-15', '2022-08-20']);
        await app.database.transaction(() => app.database.query('update audits set status = :status where ref = :ref', { status, ref: 'A00001' }));
      }
      assert.deepEqual(await placesOn('2022-08-17'), [1, 0, 1]);
      assert.deepEqual(await placesOn('2022-08-19'), [1, 1, 0]);
      assert.deepEqual(await placesOn('2022-08-20'), [1, 0, 1]);
    });

    it('from a check page that is out of date', async () => {
      await writeAll();
      await auditor.get('/audits/A00001/write/check');
      const other = await app.as('auditor@example.org');
      await other.get('/audits/A00001/write/overall');
      await other.submit({ strengths: 'Changed since.' });
      await auditor.submit();
      assert.equal(auditor.status, 409);
      assert.match(auditor.text, /has not been submitted[^]*Changed since\./);
      await auditor.submit();
      assert.equal(auditor.status, 303);
    });
  });

  it('after submission nothing is saved, and what was typed is shown', async () => {
    await writeAll();
    const late = await app.as('auditor@example.org');
    await late.get('/audits/A00001/write/areas/assessment');
    const lateAction = await app.as('auditor@example.org');
    await lateAction.get('/audits/A00001/write/actions/new');
    await auditor.get('/audits/A00001/write/check');
    await auditor.submit();
    await late.submit({ worksWell: 'Too late.' });
    assert.equal(late.status, 409);
    assert.match(late.text, /cannot be done while the audit is with the moderator[^]*Too late\./);
    assert.equal((await storedArea('assessment'))?.['works_well'], 'Said in a few words.');
    await lateAction.submit({ description: 'Late.', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022', type: 'care_planning' });
    assert.equal(lateAction.status, 409);
    assert.equal((await app.database.query('select id from actions')).length, 0);
    for (const page of ['', '/child', '/areas/assessment', '/check', '/actions', '/actions/new']) {
      await late.get(`/audits/A00001/write${page}`);
      assert.equal(late.last.headers['location'], '/audits/A00001', page);
    }
    await late.follow();
    assert.match(late.text, /This audit cannot be written now: with the moderator\./);
  });

  it('a save that meets a submission waits for it, and then comes too late', async () => {
    await writeAll();
    await auditor.get('/audits/A00001/write/areas/assessment');
    let submitted = (): void => undefined;
    const held = new Promise<void>((resolve) => (submitted = resolve));
    const submission = app.database.transaction(async () => {
      await app.database.query("update audits set status = 'submitted', version = version + 1 where ref = 'A00001'");
      await held;
    });
    const saving = auditor.submit({ worksWell: 'Crossing.' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    submitted();
    await submission;
    await saving;
    assert.equal(auditor.status, 409);
    assert.equal((await storedArea('assessment'))?.['works_well'], 'Said in a few words.');
  });

  it('refuses everybody but the auditor of this audit', async () => {
    const other = await app.as('other_auditor@example.org');
    const mine = await app.as('auditor@example.org');
    for (const page of ['', '/child', '/voice', '/areas/assessment', '/overall', '/actions', '/actions/new', '/check']) {
      await other.get(`/audits/A00001/write${page}`);
      assert.equal(other.status, 403, page);
    }
    await other.get('/audits/A00001/safety');
    assert.equal(other.status, 403);
    // A form made for the right person does not help the wrong one.
    for (const page of ['/write/child', '/write/areas/assessment', '/write/check', '/write/actions/new', '/safety']) {
      await mine.get(`/audits/A00001${page}`);
      const { action, answers } = mine.fields();
      await other.get('/account/password');
      const token = String(other.fields().answers['_csrf']);
      await other.send(action, { ...answers, _csrf: token, detail: 'x', description: 'x', type: 'care_planning', 'dueOn-day': '1', 'dueOn-month': '9', 'dueOn-year': '2022' });
      assert.equal(other.status, 403, page);
      assert.doesNotMatch(other.text, /token|too long/i, page);
    }
    for (const name of ['moderator', 'qa', 'director', 'manager_1', 'admin']) {
      const visitor = await app.as(`${name}@example.org`);
      await visitor.get('/audits/A00001/write');
      assert.equal(visitor.status, 403, name);
    }
    assert.equal((await stored())['status'], 'allocated');
    await auditor.get('/audits/A09999/write');
    assert.equal(auditor.status, 404);
    await auditor.get('/audits/A00001/write/areas/nothing');
    assert.equal(auditor.status, 404);
    await auditor.get('/audits/A00001/write/nothing');
    assert.equal(auditor.status, 404);
  });

  describe('with an immediate worry about safety', () => {
    const concerns = async (): Promise<Record<string, unknown>[]> => app.database.query('select ref, case_ref, team_id, cause, detail, raised_on from concerns');

    it('raises a case of concern at once, once', async () => {
      await auditor.get('/audits/A00001/write/areas/assessment');
      await auditor.submit({ worksWell: 'Saved on the way.', after: 'safety' });
      assert.equal(auditor.last.headers['location'], '/audits/A00001/safety');
      assert.equal((await storedArea('assessment'))?.['works_well'], 'Saved on the way.');
      await auditor.follow();
      assert.deepEqual(await concerns(), []);
      await auditor.submit({ detail: '  ' });
      assert.deepEqual(auditor.errors, ['Write down what worries you, so that the Head of Service can act on it.']);
      const { action, answers } = auditor.fields();
      await auditor.send(action, { ...answers, detail: 'He sleeps in the car.' });
      assert.equal(auditor.status, 303);
      await auditor.send(action, { ...answers, detail: 'He sleeps in the car.' });
      assert.equal(auditor.status, 303);
      assert.deepEqual(await concerns(), [{ ref: 'K0001', case_ref: 'C900077', team_id: made.teams[1], cause: 'immediate_safety', detail: 'He sleeps in the car.', raised_on: '2022-08-15' }]);
      await auditor.send(action, { ...answers, detail: 'Another text.' });
      assert.equal(auditor.status, 409);
      assert.match(auditor.text, /raised from this audit already[^]*Another text\./);
      assert.equal((await concerns()).length, 1);
      assert.equal((await history()).filter((row) => row.event === 'safety_raised').length, 1);
      await auditor.get('/audits/A00001/write');
      assert.match(auditor.text, /A case of concern, K0001, was raised/);
      assert.equal((await stored())['status'], 'in_progress');
    });

    it('also after submission', async () => {
      await app.database.transaction(() => app.database.query("update audits set status = 'submitted' where ref = 'A00001'"));
      await auditor.get('/audits/A00001/safety');
      await auditor.submit({ detail: 'Seen too late.' });
      assert.equal(auditor.status, 303);
      assert.equal((await concerns()).length, 1);
    });
  });

  it('brings back what was typed when the session has run out', async () => {
    await auditor.get('/audits/A00001/write/areas/assessment');
    const { action, answers } = auditor.fields();
    app.clock.moment = new Date('2022-08-16T10:00:00Z');
    await auditor.send(action, { ...answers, worksWell: 'Typed before the session ended.' });
    assert.equal(auditor.status, 401);
    await auditor.submit({ email: 'auditor@example.org', password: 'three random words' });
    assert.ok(auditor.text.includes('Typed before the session ended.'), auditor.text);
    await auditor.submit();
    assert.equal(auditor.status, 303);
    assert.equal((await storedArea('assessment'))?.['works_well'], 'Typed before the session ended.');
  });
});
