import assert from 'node:assert/strict';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('targets in a browser', function () {
  this.timeout(60_000);
  let app: TestApp;
  let qa: Visitor;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    qa = await app.asNew('Quin Ash', 'qa');
  });
  afterEach(() => app.stop());

  const targetsOf = (measure: string): Promise<{ id: number; from_month: string; value: number; tolerance: number; version: number }[]> =>
    app.database.query('select id, from_month, value, tolerance, version from targets where measure = :measure order by from_month', { measure });

  it('lists every target with its months of effect', async () => {
    await qa.get('/targets');
    assert.equal(qa.status, 200);
    assert.match(qa.text, /Rated good or outstanding at least 50% 5 percentage points April 2022 Further notice/);
    assert.match(qa.text, /Rated good or outstanding at least 40% 5 percentage points The beginning March 2022/);
    assert.match(qa.text, /Audits completed 45 audits 10% of the target/);
    assert.match(qa.text, /Rated inadequate at most 9%/);
  });

  it('sets a target from a month on, once however often it is sent, and keeps who did it', async () => {
    await qa.get('/targets/new');
    const { action, answers } = qa.fields();
    const typed = { ...answers, measure: 'good_or_outstanding', fromMonth: '2023-04', target: '60', tolerance: '3' };
    await qa.send(action, typed);
    assert.equal(qa.status, 303);
    assert.equal(qa.last.headers['location'], '/targets');
    await qa.send(action, typed);
    assert.equal(qa.status, 303);
    await qa.follow();
    assert.match(qa.text, /Rated good or outstanding at least 60% 3 percentage points April 2023 Further notice/);
    assert.match(qa.text, /at least 50% 5 percentage points April 2022 March 2023/);
    const targets = await targetsOf('good_or_outstanding');
    assert.deepEqual(targets.map(({ from_month, value }) => [from_month, value]), [['2000-01', 40], ['2022-04', 50], ['2023-04', 60]]);
    await qa.get(`/targets/${targets[2]!.id}`);
    assert.match(qa.text, /Quin Ash Set/);
    const [history] = await app.database.query<{ changes: string }>("select changes from history where record_type = 'target'");
    assert.deepEqual(JSON.parse(history!.changes), [
      { field: 'measure', was: null, is: 'good_or_outstanding' },
      { field: 'fromMonth', was: null, is: '2023-04' },
      { field: 'value', was: null, is: 60 },
      { field: 'tolerance', was: null, is: 3 },
    ]);
  });

  it('says what is wrong and keeps what was typed', async () => {
    await qa.get('/targets/new');
    await qa.submit({ measure: '', fromMonth: '2023-13', target: 'sixty', tolerance: '-1' });
    assert.equal(qa.status, 400);
    assert.deepEqual(qa.errors, [
      'Choose the measure the target is for.',
      'Enter the month the target begins as year and month, such as 2023-04.',
      'Target must be a whole number from 0 to 1000.',
      'Tolerance must be a whole number from 0 to 100.',
    ]);
    assert.equal(qa.page('#fromMonth').val(), '2023-13');
    assert.equal(qa.page('#target').val(), 'sixty');

    await qa.submit({ measure: 'inadequate', fromMonth: '2023-04', target: '101', tolerance: '5' });
    assert.equal(qa.status, 400);
    assert.deepEqual(qa.errors, ['The target of a percentage must be 100 or less.']);
    await qa.submit({ measure: 'audits_completed', fromMonth: '2023-04', target: '0', tolerance: '5' });
    assert.deepEqual(qa.errors, ['The target number of audits must be 1 or more.']);
    await qa.submit({ measure: 'requires_improvement', fromMonth: '2023-04', target: '40', tolerance: '5' });
    assert.deepEqual(qa.errors, ['Choose the measure the target is for.']);
    await qa.submit({ measure: 'good_or_outstanding', fromMonth: '2022-04', target: '55', tolerance: '5' });
    assert.equal(qa.status, 400);
    assert.deepEqual(qa.errors, ['This measure has a target from April 2022 already. Change that one in the list.']);
    assert.equal((await targetsOf('good_or_outstanding')).length, 2);
  });

  it('corrects a target, and shows the second of two people both texts', async () => {
    const [target] = await targetsOf('inadequate');
    const path = `/targets/${target!.id}`;
    const admin = await app.asNew('Ada Min', 'admin');
    await admin.get(path);
    await qa.get(path);
    await qa.submit({ target: '8' });
    assert.equal(qa.status, 303);
    await admin.submit({ target: '12' });
    assert.equal(admin.status, 409);
    assert.match(admin.text, /Quin Ash saved this page first.*Stored now 8 What you typed 12/);
    assert.equal(admin.page('#target').val(), '12');
    await admin.submit();
    assert.equal(admin.status, 303);
    assert.deepEqual((await targetsOf('inadequate')).map(({ value, version }) => [value, version]), [[12, 3]]);
    await admin.get(path);
    assert.match(admin.text, /Ada Min Changed/);
    await admin.submit({ target: '150' });
    assert.equal(admin.status, 400);
    assert.equal((await admin.get('/targets/999')).status, 404);
    assert.equal((await admin.get('/targets/x')).status, 404);
  });

  it('changes the snapshot of its months and no earlier one', async () => {
    await qa.get('/targets/new');
    await qa.submit({ measure: 'audits_completed', fromMonth: '2022-07', target: '50', tolerance: '10' });
    assert.match((await qa.get('/snapshot?month=2022-07')).text, /50 audits/);
    assert.match((await qa.get('/snapshot?month=2022-06')).text, /45 audits/);
  });

  it('is for the QA team and administrators', async () => {
    for (const role of ['auditor', 'moderator', 'team_manager', 'head_of_service', 'director', 'reviewing_officer'] as const) {
      const someone = await app.asNew(`Some ${role}`.replaceAll('_', ''), role);
      assert.equal((await someone.get('/targets')).status, 403, role);
      assert.equal((await someone.get('/targets/new')).status, 403, role);
    }
  });
});
