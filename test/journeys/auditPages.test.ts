import assert from 'node:assert/strict';
import { followUp, type FollowUp } from '../support/followUp.js';
import { aColleague, aModeratedAudit, aSubmittedAudit, emailOf } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('the list of audits', () => {
  let app: TestApp;
  let made: FollowUp;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    made = await followUp(app.database);
    const { teams, staff } = made;
    await made.audit({ teamId: teams[1], month: '2022-07' });
    await made.audit({ teamId: teams[1], month: '2022-08', status: 'in_progress' });
    await made.audit({ teamId: teams[3], month: '2022-06', cohort: 'care_leaver', auditorId: staff.other_auditor, moderatorId: staff.other_moderator });
    await made.audit({ teamId: teams[3], month: '2022-08', status: 'submitted', auditorId: staff.other_auditor });
  });
  afterEach(() => app.stop());

  const refs = (visitor: Visitor): string[] => visitor.page('main table tbody th').toArray().map((cell) => visitor.page(cell).text().trim());
  const seen = async (name: string, query = ''): Promise<string[]> => {
    const visitor = await app.as(`${name}@example.org`);
    await visitor.get(`/audits${query}`);
    assert.equal(visitor.status, 200);
    const total = /of (\d+) audits/.exec(visitor.text)?.[1] ?? '0';
    assert.equal(Number(total), refs(visitor).length, 'the count is of what is shown');
    return refs(visitor);
  };

  it('shows each person what they may see, the latest months first', async () => {
    assert.deepEqual(await seen('qa'), ['A00004', 'A00002', 'A00001', 'A00003']);
    assert.deepEqual(await seen('director'), ['A00004', 'A00002', 'A00001', 'A00003']);
    assert.deepEqual(await seen('auditor'), ['A00002', 'A00001']);
    assert.deepEqual(await seen('moderator'), ['A00004', 'A00002', 'A00001']);
    assert.deepEqual(await seen('manager_1'), ['A00001'], 'only accepted ones of their team');
    assert.deepEqual(await seen('head_a'), ['A00002', 'A00001']);
    assert.deepEqual(await seen('head_b'), ['A00004', 'A00003']);
    for (const name of ['admin', 'ambassador']) {
      const visitor = await app.as(`${name}@example.org`);
      await visitor.get('/audits');
      assert.equal(visitor.status, 403, name);
    }
  });

  it('is filtered, and keeps to what the person may see', async () => {
    assert.deepEqual(await seen('qa', '?month=2022-08'), ['A00004', 'A00002']);
    assert.deepEqual(await seen('qa', '?status=completed'), ['A00001', 'A00003']);
    assert.deepEqual(await seen('qa', `?team=${made.teams[3]}&month=2022-06`), ['A00003']);
    assert.deepEqual(await seen('qa', '?cohort=care_leaver'), ['A00003']);
    assert.deepEqual(await seen('moderator', '?whose=mine&status=submitted'), ['A00004']);
    assert.deepEqual(await seen('auditor', `?team=${made.teams[3]}`), []);
    const visitor = await app.as('qa@example.org');
    await visitor.get('/audits?month=2022-08&status=submitted');
    assert.equal(visitor.page('#month').val(), '2022-08');
    assert.equal(visitor.page('#status').val(), 'submitted');
    assert.match(visitor.text, /A00004 C90004 Team 3 August 2022 The other auditor The moderator With the moderator Not rated/);
  });

  it('says which filter is none', async () => {
    const visitor = await app.as('qa@example.org');
    for (const [query, message] of [
      ['month=2022-13', 'Choose a month from the list.'],
      ['status=lost', 'Choose a status from the list.'],
      ['team=a', 'The team must be a whole number from 1 to 999999999.'],
      ['cohort=x', 'Choose a cohort from the list.'],
      ['whose=yours', 'Choose whose audits from the list.'],
      ['month=2022-07&month=2022-08', 'Choose a month from the list.'],
    ] as const) {
      await visitor.get(`/audits?${query}`);
      assert.equal(visitor.status, 400, query);
      assert.deepEqual(visitor.errors, [message]);
    }
    for (const page of ['0', '-1', 'x', '99999999999', '400']) {
      await visitor.get(`/audits?page=${page}`);
      assert.equal(visitor.status, 200, page);
    }
  });

  it('is shown 25 a page', async () => {
    for (let n = 0; n < 26; n++) await made.audit({ status: 'submitted', month: '2022-05' });
    const visitor = await app.as('qa@example.org');
    await visitor.get('/audits?month=2022-05');
    assert.match(visitor.text, /Showing 1 to 25 of 26 audits/);
    await visitor.get(visitor.page('a[rel=next]').attr('href')!);
    assert.match(visitor.text, /Showing 26 to 26 of 26 audits/);
    assert.equal(refs(visitor).length, 1);
  });
});

describe('the page of an audit', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
  });
  afterEach(() => app.stop());

  const buttons = (visitor: Visitor): [string, string | undefined][] =>
    visitor.page('main .govuk-button-group a').toArray().map((link) => [visitor.page(link).text().trim(), link.attribs['href']]);

  it('shows both ratings, the texts, the discussion and what each may do next', async () => {
    const { path } = await aModeratedAudit(app, { overallFinal: 'requires_improvement', moderationRationale: 'The plan drifts.', areas: { assessment: { finalRating: 'inadequate', finalReason: 'Out of date.' } } });
    const qa = await app.asNew('Quinn Abbot', 'qa');
    await qa.get(path);
    assert.match(qa.text, /Assessment Good Inadequate Out of date\./);
    assert.match(qa.text, /Overall Good Requires improvement The plan drifts\./);
    assert.match(qa.text, /What the child said My worker comes when she says she will\./);
    assert.match(qa.text, /The moderator We spoke on the telephone\./);
    assert.deepEqual(buttons(qa), [['Accept or return', `${path}/acceptance`]]);
    const auditor = await app.as(emailOf('Robin Hart'));
    await auditor.get(path);
    assert.deepEqual(buttons(auditor), [['Immediate worry about safety', `${path}/safety`]]);
    assert.doesNotMatch(auditor.text, /History of changes/);
    for (const role of ['auditor', 'moderator', 'team_manager', 'head_of_service'] as const) {
      const other = await app.asNew(`Other ${role.replaceAll('_', ' ')}`, role);
      await other.get(path);
      assert.equal(other.status, 403, role);
    }
    await qa.get('/audits/A09999');
    assert.equal(qa.status, 404);
  });

  it('offers moderation and discussion to the moderator while it is theirs', async () => {
    const { path } = await aSubmittedAudit(app);
    const moderator = await app.as(emailOf('Morgan Vale'));
    await moderator.get(path);
    assert.deepEqual(buttons(moderator), [['Moderate', `${path}/moderation`], ['Record the discussion', `${path}/discussion`]]);
  });

  it('tells what happened, and the whole history to the QA team only', async () => {
    const { id, path } = await aSubmittedAudit(app, { auditor: 'Robin Hart', submittedOn: null, allocatedOn: '2022-07-01', status: 'in_progress' });
    const auditor = await app.as(emailOf('Robin Hart'));
    await auditor.get(`${path}/write/overall`);
    await auditor.submit({ strengths: 'Now said otherwise.', improvements: 'Overall improvements as the auditor saw them.' });
    await auditor.get(`${path}/write/check`);
    await auditor.submit();
    await auditor.follow();
    const titles = auditor.page('.moj-timeline__title').toArray().map((title) => auditor.page(title).text());
    assert.deepEqual(titles, ['Submitted', 'Allocated']);
    assert.match(auditor.text, /Submitted by Robin Hart 15 August 2022 at 11:00 Allocated 1 July 2022/);
    const qa = await app.asNew('Quinn Abbot', 'qa');
    await qa.get(path);
    assert.match(qa.text, /History of changes/);
    assert.match(qa.text, /What works well Was: Overall strengths as the auditor saw them\. Is: Now said otherwise\./);
    const [row] = await app.database.query<{ count: number }>("select count(*) as count from history where record_type = 'audit' and record_id = :id", { id });
    assert.equal(row?.count, 2);
  });

  it('leads to the case of concern those who may see it', async () => {
    const { path } = await aSubmittedAudit(app);
    const auditor = await app.as(emailOf('Robin Hart'));
    await auditor.get(`${path}/safety`);
    await auditor.submit({ detail: 'Seen alone at night.' });
    const moderator = await app.as(emailOf('Morgan Vale'));
    for (const [visitor, links] of [[auditor, 1], [moderator, 0]] as const) {
      await visitor.get(path);
      assert.match(visitor.text, /Case of concern K\d+, raised on 15 August 2022/);
      assert.equal(visitor.page('main a[href^="/concerns/"]').length, links);
    }
  });

  it('links to the actions once it is accepted', async () => {
    const { id, path } = await aModeratedAudit(app, { status: 'completed', acceptedOn: '2022-08-02' });
    await app.database.transaction(() =>
      app.database.query("insert into actions (ref, audit_id, team_id, type, description, due_on, version) select 'X00001', id, team_id, 'care_planning', 'Plan it.', '2022-08-01', 1 from audits where id = :id", { id }),
    );
    const manager = await app.as(emailOf('Tam Ridley'));
    await manager.get(path);
    assert.equal(manager.page('main a[href="/actions/X00001"]').length, 1);
    assert.match(manager.text, /X00001 Plan it\. Care-planning 1 August 2022 Tam Ridley No update/);
    await aColleague(app, 'Lee Other', 'team_manager');
    const other = await app.as(emailOf('Lee Other'));
    await other.get(path);
    assert.equal(other.status, 403);
  });
});
