import assert from 'node:assert/strict';
import { HistoryStore } from '../../src/history/history.store.js';
import { importFiles, type ImportOutcome } from '../../src/importing/importFiles.js';
import { readFolder } from '../../src/importing/readFolder.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

const tables = [
  'services', 'teams', 'staff', 'staff_roles', 'exemptions', 'pairings', 'caseload', 'audits', 'audit_areas', 'actions', 'action_updates', 'concerns', 'concern_updates',
  'ambassador_reviews', 'programme_audits', 'history', 'counters',
];

async function everything({ database }: TestDatabase): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const table of tables) rows[table] = await database.query(`select * from ${table} order by 1, 2`);
  return rows;
}

async function importReference({ database }: TestDatabase): Promise<ImportOutcome> {
  const clock = new TestClock();
  return importFiles({ database, history: new HistoryStore(database, clock), clock, actor: { staffId: null, name: 'Import' } }, await readFolder('src/demo/july-2022'));
}

describe('importing the reference months', () => {
  let test: TestDatabase;
  afterEach(() => test.remove());

  it('stores every row of every file', async () => {
    test = await testDatabase();
    const outcome = await importReference(test);
    assert.deepEqual(outcome, {
      ok: true,
      counts: [
        ['services.csv', 10], ['teams.csv', 53], ['staff.csv', 144], ['exemptions.csv', 150], ['pairings.csv', 255], ['caseload-YYYY-MM.csv', 4517], ['audits.csv', 799],
        ['actions.csv', 1473], ['cases_of_concern.csv', 76], ['concern_updates.csv', 40], ['ambassador_reviews.csv', 38], ['programme_audits.csv', 81],
      ].map(([file, added]) => ({ file, added, changed: 0, unchanged: 0 })),
    });
    const stored = Object.fromEntries(Object.entries(await everything(test)).map(([table, rows]) => [table, rows.length]));
    assert.deepEqual(stored, {
      services: 10, teams: 53, staff: 144, staff_roles: 202, exemptions: 150, pairings: 255, caseload: 4517, audits: 799, audit_areas: 522 * 6, actions: 1473,
      action_updates: 1187, concerns: 76, concern_updates: 40, ambassador_reviews: 38, programme_audits: 81, counters: 3,
      // The caseload has one entry for all its rows; updates and reviews are of cases and audits that came with them.
      history: 799 + 1473 + 76 + 10 + 53 + 144 + 150 + 255 + 81 + 1,
    });
  });

  it('keeps what a row says, in the words of the field', async () => {
    test = await referenceDatabase();
    const { database } = test;
    const [audit] = await database.query<Record<string, unknown>>(
      `select a.ref, a.status, a.submitted_on, a.moderated_on, a.not_accepted_on, a.accepted_on, a.lower_end_ri, a.child_view_reason, t.name as team, u.email as auditor
       from audits a join teams t on t.id = a.team_id join staff u on u.id = a.auditor_id where a.status = 'not_accepted'`,
    );
    assert.deepEqual({ ...audit, lower_end_ri: Boolean(audit!['lower_end_ri']) }, {
      ref: 'A00782', status: 'not_accepted', submitted_on: '2022-07-23', moderated_on: '2022-07-30', not_accepted_on: '2022-07-30', accepted_on: null, lower_end_ri: false,
      child_view_reason: 'unreachable', team: 'Safeguarding Cotswolds 1', auditor: 'pat.furrow@example.org',
    });
    const updates = await database.query<{ kind: string; type: string; rows: number }>(
      'select u.kind, x.type, count(*) as rows from action_updates u join actions x on x.id = u.action_id group by u.kind, x.type order by 1, 2',
    );
    assert.deepEqual(updates.map(({ kind, type, rows }) => [kind, type, Number(rows)]), [
      ['completed', 'non_care_planning', 763], ['progress', 'care_planning', 69], ['progress', 'non_care_planning', 167], ['service_ended', 'care_planning', 10],
      ['service_ended', 'non_care_planning', 10], ['transferred', 'care_planning', 168],
    ]);
    const [ended] = await database.query<{ rows: number }>('select count(*) as rows from actions where service_ended_on = last_updated_on and completed_on is null');
    assert.equal(Number(ended!.rows), 20);
    const [rated] = await database.query('select auditor_rating, final_rating from audit_areas r join audits a on a.id = r.audit_id where a.ref = :ref and r.area = :area', { ref: 'A00001', area: 'permanence' });
    assert.deepEqual({ ...(rated as object) }, { auditor_rating: 'good', final_rating: 'good' });
  });

  it('changes nothing when the same folder comes again', async () => {
    test = await referenceDatabase();
    const before = await everything(test);
    const outcome = await importReference(test);
    assert.ok(outcome.ok);
    assert.deepEqual(outcome.counts.filter(({ added, changed }) => added > 0 || changed > 0), []);
    assert.equal(outcome.counts.reduce((sum, { unchanged }) => sum + unchanged, 0), 7636);
    assert.deepEqual(await everything(test), before);
  });

  it('gives no reference of the files again', async () => {
    test = await referenceDatabase();
    const { database } = test;
    const given = await database.transaction(async () => [await database.nextReference('A'), await database.nextReference('X'), await database.nextReference('K')]);
    assert.deepEqual(given, ['A00800', 'X01474', 'K0077']);
  });
});
