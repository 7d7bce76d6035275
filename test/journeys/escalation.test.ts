import assert from 'node:assert/strict';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('the page about escalation', function () {
  this.timeout(60_000);
  let app: TestApp;
  let world: FollowUp;
  let qa: Visitor;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
    qa = await app.as('qa@example.org');
  });
  afterEach(() => app.stop());

  const stored = (): Promise<{ name: string; value: number }[]> => app.database.query("select name, value from settings where name like 'silent_days_%' order by value");

  it('says what will happen, who would be told, and which days do not count', async () => {
    await qa.get('/escalation');
    assert.equal(qa.status, 200);
    assert.match(qa.text, /After 10 working days The team manager is reminded.* on 30 August 2022\. After 20 working days The Head of Service .* on 13 September 2022\. After 30 working days Every director .* on 28 September 2022\./);
    assert.match(qa.text, /Directors: The director\./);
    assert.match(qa.text, /Service A The head a None Service B The head b Team 4/);
    assert.match(qa.text, /Bank holidays of 2022 Day Bank holiday 3 January 2022 New Year’s Day \(substitute day\).* 19 September 2022 Queen Elizabeth’s Funeral Day 26 December 2022/);
    assert.match(qa.text, /Bank holidays of 2023 .* 8 May 2023 King Charles III’s Coronation/);
    await app.database.transaction(() => app.database.query("update staff set ends_on = '2022-08-14' where id in (:...gone)", { gone: [world.staff.director, world.staff.head_a, world.staff.manager_1] }));
    await qa.get('/escalation');
    assert.match(qa.text, /Directors: Nobody in post: the QA team is told \(The qa\)\./);
    assert.match(qa.text, /Service A Nobody in post Team 1 Service B/);
  });

  it('changes the working days once, and keeps who did it', async () => {
    await qa.get('/escalation');
    const { action, answers } = qa.fields();
    const typed = { ...answers, team_manager: '5', head_of_service: '15', director: '25' };
    await qa.send(action, typed);
    assert.equal(qa.status, 303);
    await qa.send(action, typed);
    assert.equal(qa.status, 303);
    await qa.follow();
    assert.match(qa.text, /The working days are saved/);
    assert.match(qa.text, /The qa Changed Team manager Was: 10 Is: 5/);
    assert.deepEqual(await stored(), [{ name: 'silent_days_team_manager', value: 5 }, { name: 'silent_days_head_of_service', value: 15 }, { name: 'silent_days_director', value: 25 }]);
    assert.deepEqual(await app.database.query("select count(*) as \"times\" from history where record_type = 'settings'"), [{ times: 1 }]);
    const admin = await app.as('admin@example.org');
    assert.match((await admin.get('/escalation')).text, /The qa Changed/);
  });

  it('says what is wrong and keeps what was typed', async () => {
    await qa.get('/escalation');
    for (const [typed, errors] of [
      [{ team_manager: '0', head_of_service: '251', director: 'thirty' }, [
        'Working days for the team manager must be a whole number from 1 to 250.', 'Working days for the Head of Service must be a whole number from 1 to 250.', 'Working days for the directors must be a whole number from 1 to 250.',
      ]],
      [{ team_manager: '1.5', head_of_service: '', director: '30' }, ['Working days for the team manager must be a whole number from 1 to 250.', 'Working days for the Head of Service must be a whole number from 1 to 250.']],
      [{ team_manager: '20', head_of_service: '20', director: '20' }, [
        'The Head of Service must be told later than the team manager: enter more working days.', 'The directors must be told later than the Head of Service: enter more working days.',
      ]],
    ] as const) {
      await qa.submit(typed);
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, errors);
      assert.equal(qa.page('#team_manager').val(), typed.team_manager);
      assert.equal(qa.page('#head_of_service').val(), typed.head_of_service);
    }
    assert.deepEqual((await stored()).map(({ value }) => value), [10, 20, 30]);
  });

  it('shows the second of two people both texts, and takes theirs when they save again', async () => {
    const admin = await app.as('admin@example.org');
    await admin.get('/escalation');
    await qa.get('/escalation');
    await qa.submit({ team_manager: '8' });
    assert.equal(qa.status, 303);
    await admin.submit({ team_manager: '12', director: '40' });
    assert.equal(admin.status, 409);
    assert.match(admin.text, /The qa saved this page first.*Team manager Stored now 8 What you typed 12.*Directors Stored now 30 What you typed 40/);
    assert.equal(admin.page('#team_manager').val(), '12');
    await admin.submit();
    assert.equal(admin.status, 303);
    assert.deepEqual((await stored()).map(({ value }) => value), [12, 20, 40]);
  });

  it('is for the QA team and administrators', async () => {
    for (const name of ['auditor', 'moderator', 'manager_1', 'head_a', 'director', 'ambassador']) assert.equal((await (await app.as(`${name}@example.org`)).get('/escalation')).status, 403, name);
  });

  it('leaves on an action’s page how far it has been taken, and what comes next', async () => {
    const { ref } = await anAction(app, await world.audit({ acceptedOn: '2022-08-10' }));
    const said = async (): Promise<string> => {
      qa = await app.as('qa@example.org');
      return /Escalation (.*?) (?:Due|Verified|Did it help)/.exec((await qa.get(`/actions/${ref}`)).text)?.[1] ?? '';
    };
    const day = async (on: string): Promise<void> => {
      app.clock.moment = new Date(`${on}T07:30:00Z`);
      await app.services.mailRun.run();
    };
    assert.equal(await said(), 'Without an update it goes to the team manager on 24 August 2022.');
    await day('2022-08-24');
    assert.equal(await said(), 'Taken to the team manager on 24 August 2022. Without an update it goes to the Head of Service on 8 September 2022.');
    app.clock.moment = new Date('2022-09-12T05:00:00Z');
    assert.equal(await said(), 'Taken to the team manager on 24 August 2022. Without an update it goes to the Head of Service next.');
    assert.doesNotMatch((await qa.get('/actions?state=escalated')).text, new RegExp(ref));
    await day('2022-09-12');
    assert.equal(await said(), 'Taken to the Head of Service on 12 September 2022. Without an update it goes to the directors on 23 September 2022.');
    await day('2022-10-01');
    assert.equal(await said(), 'Taken to the directors on 1 October 2022.');
    assert.match(qa.text, /Plumbline Escalated Taken to Was: Head of Service Is: Director/);

    assert.match((await qa.get('/actions?state=escalated')).text, new RegExp(ref));
    const manager = await app.as('manager_1@example.org');
    await manager.get(`/actions/${ref}`);
    await manager.submit({ kind: 'progress', note: 'We have met the family.' });
    assert.equal(manager.status, 303);
    assert.equal(await said(), 'Taken to the directors on 1 October 2022.');
    const { ref: answered } = await anAction(app, await world.audit({ acceptedOn: '2022-09-28' }), { firstUpdatedOn: '2022-09-29', lastUpdatedOn: '2022-09-29' });
    assert.doesNotMatch((await qa.get(`/actions/${answered}`)).text, /Escalation Without|Taken to/);
  });
});
