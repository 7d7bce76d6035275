import assert from 'node:assert/strict';
import { Action } from '../../src/actions/action.entity.js';
import { ActionStanding } from '../../src/actions/actionStanding.entity.js';
import { ActionUpdate } from '../../src/actions/actionUpdate.entity.js';
import { aColleague, anAction, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';
import { readWorkbook } from '../support/workbook.js';

const july = 'month=2022-07&as_at=2022-08-15';

describe('the tracker', function () {
  this.timeout(120_000);
  let app: TestApp;
  let qa: Visitor;
  let auditId: number;
  let caseRef: string;

  before(async () => {
    app = await TestApp.on(await testDatabase());
    qa = await app.asNew('Quin Ash', 'qa');
    const audit = await aSubmittedAudit(app, { status: 'completed', acceptedOn: '2022-07-25', overallFinal: 'requires_improvement', cohort: 'child_in_care' });
    ({ id: auditId, caseRef } = audit);
  });
  after(() => app.stop());
  beforeEach(() =>
    app.database.transaction(async () => {
      for (const table of ['action_updates', 'action_standings', 'actions']) await app.database.query(`delete from ${table}`);
    }),
  );

  const download = async (visitor: Visitor, choice = july): Promise<ReturnType<typeof readWorkbook>> => {
    const file = await visitor.download(`/follow-up/tracker.xlsx?${choice}`);
    assert.equal(visitor.status, 200);
    return readWorkbook(file);
  };
  /** The rows of the first sheet, each by the names of its columns. */
  const actionsIn = ([tracker]: ReturnType<typeof readWorkbook>): Record<string, { text: string; format: string }>[] => {
    const [header, ...rows] = tracker!.rows;
    return rows.map((row) => Object.fromEntries(header!.map(({ text }, column) => [text, row[column] ?? { text: '', format: '' }])));
  };
  const textsIn = (row: Record<string, { text: string }>): Record<string, string> => Object.fromEntries(Object.entries(row).map(([name, { text }]) => [name, text]));

  it('is a spreadsheet of a name that says what it is, kept by no cache', async () => {
    await download(qa);
    const { headers } = qa.last;
    assert.equal(headers['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    assert.equal(headers['content-disposition'], 'attachment; filename=plumbline-tracker-2022-07-as-at-2022-08-15.xlsx');
    assert.equal(headers['cache-control'], 'no-store');
  });

  it('has a row for each action with its dates, and a header that stays in view', async () => {
    const { id } = await anAction(app, auditId, {
      type: 'care_planning', description: '=cmd|"/c calc"!A1', dueOn: '2022-09-20', firstUpdatedOn: '2022-07-28', lastUpdatedOn: '2022-08-02', revisedOn: '2022-08-10', meeting: 'child_in_care_review',
    });
    await app.database.transaction(() =>
      app.database.manager.insert(ActionStanding, [
        { actionId: id, untilOn: '2022-08-01', dueOn: '2022-08-05' }, { actionId: id, untilOn: '2022-08-10', dueOn: '2022-09-01' },
      ]),
    );
    const sheets = await download(qa);
    const [tracker, about] = sheets;
    assert.equal(tracker!.name, 'Tracker 2022-08-15');
    assert.equal(tracker!.frozenRows, 1);
    assert.equal(tracker!.filtered, 'A1:Z2');
    const [row] = actionsIn(sheets);
    assert.deepEqual(textsIn(row!), {
      Action: textsIn(row!)['Action'], Audit: 'A00001', 'Audit month': '2022-07-01', Child: caseRef, Cohort: 'Child in care', 'Team audited': 'Rowan team', 'Team now': 'Rowan team',
      'Service audited': 'Service of Rowan team', Kind: 'Care-planning', What: '=cmd|"/c calc"!A1', 'Rating of the audit': 'Requires improvement', 'Accepted on': '2022-07-25',
      'First due': '2022-08-05', 'Due now': '2022-09-20', 'Times moved': '2', Meeting: 'Child in care review', 'First update': '2022-07-28', 'Last update': '2022-08-02',
      'Done, or in the plan, on': '', State: 'Not yet transferred', 'Service ended on': '', 'Who agreed': '', 'Answers for it': 'Tam Ridley', 'Verified on': '', 'Did it help': '', 'Days overdue': '',
    });
    for (const name of ['Accepted on', 'First due', 'Due now', 'First update', 'Last update']) assert.equal(row![name]!.format, 'dd/mm/yyyy', name);
    assert.equal(row!['Audit month']!.format, 'mmmm yyyy');
    assert.equal(row!['What']!.format, 'text');
    assert.equal(row!['Times moved']!.format, '');
    assert.equal(about!.name, 'About');
    const said = Object.fromEntries(about!.rows.map(([name, text]) => [name!.text, text?.text ?? '']));
    assert.match(said['As at']!, /^15 August 2022\./);
    assert.match(said['Which']!, /^All services, all cohorts\. Only actions that the person named below may see: 1\.$/);
    assert.match(said['Made']!, /^15 August 2022 at 11:00 by Quin Ash\./);
  });

  it('says what was known on an earlier day, and nothing of what came later', async () => {
    const { id } = await anAction(app, auditId, {
      dueOn: '2022-09-20', firstUpdatedOn: '2022-07-28', lastUpdatedOn: '2022-08-12', revisedOn: '2022-08-10', completedOn: '2022-08-12', verifiedOn: '2022-08-14', helped: 'better', helpedOn: '2022-08-15',
    });
    await app.database.transaction(async () => {
      await app.database.manager.insert(ActionStanding, { actionId: id, untilOn: '2022-08-10', dueOn: '2022-08-01' });
      const update = { actionId: id, note: 'Seen.', recordedAt: '2022-08-12T10:00:00.000Z' };
      await app.database.manager.insert(ActionUpdate, [
        { ...update, kind: 'progress', happenedOn: '2022-07-28' }, { ...update, kind: 'progress', happenedOn: '2022-08-03' }, { ...update, kind: 'completed', happenedOn: '2022-08-12' },
        { ...update, kind: 'impact', happenedOn: '2022-08-15', helped: 'better' },
      ]);
    });
    const dates = ['First due', 'Due now', 'Times moved', 'Last update', 'Done, or in the plan, on', 'State', 'Verified on', 'Did it help', 'Days overdue'];
    const on = async (asAt: string): Promise<string[]> => {
      const [row] = actionsIn(await download(qa, `month=2022-07&as_at=${asAt}`));
      return dates.map((name) => textsIn(row!)[name]!);
    };
    assert.deepEqual(await on('2022-08-09'), ['2022-08-01', '2022-08-01', '0', '2022-08-03', '', 'Overdue', '', '', '8']);
    assert.deepEqual(await on('2022-08-11'), ['2022-08-01', '2022-09-20', '1', '2022-08-03', '', 'Not yet due', '', '', '']);
    assert.deepEqual(await on('2022-08-15'), ['2022-08-01', '2022-09-20', '1', '2022-08-12', '2022-08-12', 'Completed on time', '2022-08-14', 'Yes: things are better for the child', '']);
  });

  it('keeps the earlier answer on an earlier day, and counts no check or move of the day as an update', async () => {
    const { id } = await anAction(app, auditId, { firstUpdatedOn: '2022-07-28', lastUpdatedOn: '2022-08-14', completedOn: '2022-07-28', helped: 'better', helpedOn: '2022-08-12' });
    await app.database.transaction(async () => {
      const update = { actionId: id, note: 'Seen.', recordedAt: '2022-08-12T10:00:00.000Z' };
      await app.database.manager.insert(ActionUpdate, [
        { ...update, kind: 'completed', happenedOn: '2022-07-28' }, { ...update, kind: 'verified', happenedOn: '2022-07-30' }, { ...update, kind: 'impact', happenedOn: '2022-08-01', helped: 'too_early' },
        { ...update, kind: 'impact', happenedOn: '2022-08-12', helped: 'better' }, { ...update, kind: 'progress', happenedOn: '2022-08-14' },
      ]);
    });
    const on = async (asAt: string): Promise<string[]> => {
      const [row] = actionsIn(await download(qa, `month=2022-07&as_at=${asAt}`));
      return ['Did it help', 'Last update'].map((name) => textsIn(row!)[name]!);
    };
    assert.deepEqual(await on('2022-07-31'), ['', '2022-07-28']);
    assert.deepEqual(await on('2022-08-11'), ['It is too early to say', '2022-07-28']);
    assert.deepEqual(await on('2022-08-15'), ['Yes: things are better for the child', '2022-08-14']);
  });

  it('says who agreed that a service ended', async () => {
    const { id } = await anAction(app, auditId, { firstUpdatedOn: '2022-08-01', lastUpdatedOn: '2022-08-01', serviceEndedOn: '2022-08-01' });
    await app.database.transaction(() =>
      app.database.manager.insert(ActionUpdate, { actionId: id, kind: 'service_ended', happenedOn: '2022-08-01', note: 'Moved away.', agreedBy: 'Hollis Grey', recordedAt: '2022-08-01T10:00:00.000Z' }),
    );
    const [row] = actionsIn(await download(qa));
    assert.deepEqual([textsIn(row!)['State'], textsIn(row!)['Service ended on'], textsIn(row!)['Who agreed']], ['Service ended', '2022-08-01', 'Hollis Grey']);
  });

  it('has every action once, however many are read at a time, and those alone that the filters leave', async () => {
    const other = await aSubmittedAudit(app, { status: 'completed', acceptedOn: '2022-07-25', overallFinal: 'good', teamId: await aTeam(app, 'Birch team'), cohort: 'care_leaver' });
    const awaited = await aSubmittedAudit(app, {});
    await app.database.transaction(() =>
      app.database.manager.insert(
        Action,
        Array.from({ length: 601 }, (_, n) => ({
          ref: `X${String(n + 1).padStart(5, '0')}`, auditId: n === 600 ? awaited.id : n % 3 === 0 ? other.id : auditId, teamId: 1, type: 'non_care_planning' as const, description: `Number ${n}`, dueOn: '2022-08-20', version: 1,
        })),
      ),
    );
    const refs = async (choice: string): Promise<string[]> => actionsIn(await download(qa, choice)).map((row) => textsIn(row)['Action']!);
    const all = Array.from({ length: 600 }, (_, n) => `X${String(n + 1).padStart(5, '0')}`);
    assert.deepEqual(await refs(july), all);
    assert.deepEqual(await refs(`${july}&cohort=care_leaver`), all.filter((_, n) => n % 3 === 0));
    const [unit] = await app.database.query<{ id: number; serviceId: number }>(`select id, service_id as "serviceId" from teams where name = 'Birch team'`);
    assert.equal((await refs(`${july}&unit=team-${unit!.id}`)).length, 200);
    assert.equal((await refs(`${july}&unit=service-${unit!.serviceId}&cohort=child_in_care`)).length, 0);
    assert.deepEqual(await refs('month=2022-06&as_at=2022-08-15'), []);
  });

  it('holds only what the person may see, and the history says who took what', async () => {
    const birch = await aTeam(app, 'Birch team');
    const elsewhere = await aSubmittedAudit(app, { status: 'completed', acceptedOn: '2022-07-25', overallFinal: 'good', teamId: birch, auditor: 'Another Auditor' });
    const mine = await anAction(app, auditId);
    await anAction(app, elsewhere.id);
    await aColleague(app, 'Robin Hart');
    const auditor = await app.as(emailOf('Robin Hart'));
    const sheets = await download(auditor);
    assert.deepEqual(actionsIn(sheets).map((row) => textsIn(row)['Action']), [mine.ref]);
    const [staff] = await app.database.query<{ id: number }>('select id from staff where email = :email', { email: emailOf('Robin Hart') });
    const lines = await app.services.history.of('tracker', staff!.id);
    assert.deepEqual(lines.map(({ by, event, changes }) => [by, event, changes.map(({ field, is }) => [field, is])]), [
      ['Robin Hart', 'downloaded', [['month', '2022-07'], ['asAt', '2022-08-15'], ['filter', 'All services, all cohorts'], ['actions', 1]]],
    ]);
  });
});
