import assert from 'node:assert/strict';
import { HistoryStore } from '../../src/history/history.store.js';
import { importFiles, type ImportOutcome } from '../../src/importing/importFiles.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { smallFolder, withCell } from './smallFolder.js';

describe('importing again', () => {
  let test: TestDatabase;
  const clock = new TestClock();
  const importInto = (files: Map<string, Buffer>): Promise<ImportOutcome> =>
    importFiles({ database: test.database, history: new HistoryStore(test.database, clock), clock, actor: { staffId: null, name: 'Import' } }, files);
  const imported = async (files: Map<string, Buffer>): Promise<string[]> => {
    const outcome = await importInto(files);
    assert.deepEqual(outcome.ok ? [] : outcome.problems, []);
    return outcome.ok ? outcome.counts.filter(({ added, changed }) => added + changed > 0).map(({ file, added, changed }) => `${file} +${added} ~${changed}`) : [];
  };
  const only = (name: string, ...rows: string[]): Map<string, Buffer> => {
    const header = smallFolder().get(name.replace(/^caseload-.*/, 'caseload-2022-07.csv'))!.toString().split('\n')[0]!;
    return new Map([[name, Buffer.from([header, ...rows].join('\r\n'))]]);
  };
  const changes = async (): Promise<unknown[]> =>
    (await test.database.query<{ record_type: string; event: string; changes: string }>("select record_type, event, changes from history where event <> 'imported' order by id")).map(
      ({ record_type, event, changes: list }) => [record_type, event, JSON.parse(list) as object],
    );

  beforeEach(async () => {
    test = await testDatabase();
    await imported(smallFolder());
  });
  afterEach(() => test.remove());

  it('takes files one by one, referring to what is there', async () => {
    assert.deepEqual(await imported(only('pairings.csv', 'AUDITOR@example.org,moderator@example.org,2022-08,2023-01')), ['pairings.csv +1 ~0']);
    assert.deepEqual(await imported(only('actions.csv', 'X00009,A00001,care_planning,One more.,2022-09-30,,,')), ['actions.csv +1 ~0']);
    assert.deepEqual(await imported(only('concern_updates.csv', 'K0001,2021-09-01,head@example.org,yes,yes,Resolved.')), ['concern_updates.csv +1 ~0']);
    assert.equal(await test.database.transaction(() => test.database.nextReference('X')), 'X00010');
  });

  it('changes reference data and writes down what was and what is', async () => {
    assert.deepEqual(await imported(withCell('services.csv', 2, 'head_of_service', 'director@example.org')), ['services.csv +0 ~1']);
    assert.deepEqual(await imported(withCell('teams.csv', 2, 'team_manager', '')), ['services.csv +0 ~1', 'teams.csv +0 ~1']);
    assert.deepEqual(await imported(only('staff.csv', 'manager@example.org,A New Name,auditor;ambassador,,0.5,alternate,even,,no,,2022-12-31')), ['staff.csv +0 ~1']);
    assert.deepEqual(await imported(only('exemptions.csv', 'auditor@example.org,standing,extended_absence,2022-06,2022-09,director@example.org,2022-08-01')), ['exemptions.csv +0 ~1']);
    assert.deepEqual(await imported(only('pairings.csv', 'auditor@example.org,director@example.org,2022-02,2022-06')), ['pairings.csv +0 ~1']);
    assert.deepEqual(await imported(only('caseload-2022-07.csv', 'C1,2012-02-29,Fostering 1,child_in_care,manager@example.org')), ['caseload-YYYY-MM.csv +0 ~1']);
    const change = (field: string, was: string | null, is: string | null): object => ({ field, was, is });
    assert.deepEqual(await changes(), [
      ['service', 'changed_by_import', [change('head_of_service', 'head@example.org', 'director@example.org')]],
      ['service', 'changed_by_import', [change('head_of_service', 'director@example.org', 'head@example.org')]],
      ['team', 'changed_by_import', [change('team_manager', 'manager@example.org', null)]],
      ['action', 'handed_over', [change('answersForIt', 'The Manager', 'The Head')]],
      ['staff', 'changed_by_import', [
        change('name', 'The Manager', 'A New Name'), change('roles', 'auditor;team_manager', 'auditor;ambassador'), change('team', 'Assessment 1', null), change('fte', '1', '0.5'),
        change('audit_frequency', 'monthly', 'alternate'), change('alternate_months', null, 'even'), change('ends_on', null, '2022-12-31'),
      ]],
      ['exemption', 'changed_by_import', [
        change('to_month', null, '2022-09'), change('authorised_by', null, 'director@example.org'), change('authorised_on', null, '2022-08-01'),
      ]],
      ['pairing', 'changed_by_import', [change('moderator', 'moderator@example.org', 'director@example.org'), change('to_month', '2022-07', '2022-06')]],
      ['caseload', 'changed_by_import', [
        change('team', 'Assessment 1', 'Fostering 1'), change('cohort', 'child_in_need', 'child_in_care'), change('reviewing_officer', null, 'manager@example.org'),
      ]],
      // What is open of the child goes with them, to a team that nobody leads.
      ['action', 'moved', [change('team', 'Assessment 1', 'Fostering 1'), change('reason', null, 'Caseload of July 2022')]],
      ['concern', 'moved', [change('team', 'Assessment 1', 'Fostering 1'), change('reason', null, 'Caseload of July 2022')]],
      ['action', 'handed_over', [change('answersForIt', 'The Head', null)]],
    ]);
    const [staff] = await test.database.query<{ version: number; name: string }>("select version, name from staff where email = 'manager@example.org'");
    assert.deepEqual([staff!.version, staff!.name], [2, 'A New Name']);
    // Whoever has the exemption's page open is told.
    assert.deepEqual(await test.database.query('select version from exemptions order by id limit 1'), [{ version: 2 }]);
    // What has been changed is unchanged when the same rows come again.
    assert.deepEqual(await imported(only('staff.csv', 'manager@example.org,A New Name,ambassador; auditor,,0.50,alternate,even,,no,,2022-12-31')), []);
  });

  describe('what is open', () => {
    const told = async (): Promise<string[]> => {
      const rows = await test.database.query<{ name: string; kind: string; facts: string }>('select staff.name, kind, facts from messages join staff on staff.id = staff_id order by messages.id');
      return rows.map(({ name, kind, facts }) => `${name}: ${kind} ${Object.values(JSON.parse(facts) as object).join(' ')}`);
    };
    const where = (): Promise<unknown[]> =>
      test.database.query('select actions.ref, teams.name as team, owner.name as owner, told.name as told from actions join teams on teams.id = actions.team_id left join staff owner on owner.id = owner_id left join staff told on told.id = told_id where completed_on is null and service_ended_on is null order by actions.ref');

    it('is told to nobody when it comes with the files, and told when files give it to somebody else', async () => {
      assert.deepEqual([await told(), await where()], [[], [{ ref: 'X00003', team: 'Assessment 1', owner: null, told: 'The Manager' }]]);
      await imported(only('actions.csv', 'X00009,A00001,care_planning,One more.,2022-09-30,,,'));
      assert.deepEqual(await told(), []);
      await imported(only('staff.csv', 'manager@example.org,The Manager,team_manager;auditor,Assessment 1,1,monthly,,,no,,2022-08-14'));
      assert.deepEqual(await told(), ['The Head: actions_given 2']);
      await imported(only('staff.csv', 'director@example.org,The Director,director;head_of_service,,1,elective,,,no,,'));
      await imported(only('services.csv', 'Assessment,director@example.org'));
      assert.deepEqual((await told()).slice(1), ['The Director: actions_given 2', 'The Director: concerns_given K0002 C1']);
    });

    it('goes with its child by a newer caseload, and not by an older one', async () => {
      const row = (team: string, officer = ''): string => `C1,2012-02-29,${team},child_in_need,${officer}`;
      await imported(only('caseload-2022-06.csv', row('Fostering 1')));
      assert.deepEqual((await where())[0], { ref: 'X00003', team: 'Assessment 1', owner: null, told: 'The Manager' });
      await test.database.transaction(() => test.database.query("update actions set owner_id = (select id from staff where email = 'manager@example.org') where ref = 'X00003'"));
      // The manager works in the team that the child leaves, and nobody leads the new one.
      await imported(only('caseload-2022-08.csv', row('Fostering 1')));
      assert.deepEqual([await told(), await where()], [[], [{ ref: 'X00003', team: 'Fostering 1', owner: null, told: null }]]);
      // What comes with files that have no caseload goes to where the child is.
      await imported(only('actions.csv', 'X00009,A00001,care_planning,One more.,2022-09-30,,,'));
      assert.deepEqual((await where())[1], { ref: 'X00009', team: 'Fostering 1', owner: null, told: null });
      // The same row a second time, as before: nothing moves, and nothing is told.
      await imported(only('caseload-2022-08.csv', row('Fostering 1')));
      assert.deepEqual(await told(), []);
    });

    it('goes to the reviewing officer whom the files name now, also when the newest caseload itself is put right', async () => {
      await test.database.transaction(async () => {
        await test.database.query("insert into staff_roles (staff_id, role) select id, 'reviewing_officer' from staff where email in ('director@example.org', 'auditor@example.org')");
        await test.database.query("update actions set owner_id = (select id from staff where email = 'director@example.org') where ref = 'X00003'");
      });
      await imported(only('caseload-2022-08.csv', 'C1,2012-02-29,Assessment 1,child_in_need,director@example.org'));
      assert.deepEqual(await told(), ['The Director: actions_given X00003 C1']);
      await imported(only('caseload-2022-08.csv', 'C1,2012-02-29,Assessment 1,child_in_need,moderator@example.org'));
      assert.deepEqual((await where())[0], { ref: 'X00003', team: 'Assessment 1', owner: 'The Moderator', told: 'The Manager' });
    });

    it('stays with the team when a worker leaves it', async () => {
      await test.database.transaction(() => test.database.query("update actions set owner_id = (select id from staff where email = 'manager@example.org') where ref = 'X00003'"));
      await imported(only('staff.csv', 'manager@example.org,The Manager,team_manager;auditor,Fostering 1,1,monthly,,,no,,'));
      assert.deepEqual((await where())[0], { ref: 'X00003', team: 'Assessment 1', owner: null, told: 'The Manager' });
    });
  });

  it('leaves alone what the files do not say: in which months somebody moderates', async () => {
    await test.database.transaction(() => test.database.query("update staff set moderates_in = 'odd', moderation_capacity = 2 where email = 'manager@example.org'"));
    assert.deepEqual(await imported(only('staff.csv', 'manager@example.org,A New Name,moderator,,0.5,none,,3,no,,')), ['staff.csv +0 ~1']);
    assert.deepEqual(await test.database.query("select name, moderation_capacity as capacity, moderates_in as months from staff where email = 'manager@example.org'"), [{ name: 'A New Name', capacity: 3, months: 'odd' }]);
  });

  const overwriting: [file: string, line: number, column: string, cell: string, was: string][] = [
    ['audits.csv', 2, 'strengths', 'Other.', 'Good.'],
    ['audits.csv', 2, 'permanence_final', 'inadequate', 'good'],
    ['audits.csv', 2, 'team', 'Fostering 1', 'Assessment 1'],
    ['actions.csv', 2, 'due_on', '2022-08-31', '2022-08-30'],
    ['actions.csv', 4, 'last_update_on', '2022-08-04', 'an empty cell'],
    ['cases_of_concern.csv', 3, 'resolved_on', '2022-09-01', 'an empty cell'],
    ['concern_updates.csv', 2, 'note', 'Other.', 'On its way.'],
    ['ambassador_reviews.csv', 2, 'likes_and_interests', 'no', 'yes'],
    ['programme_audits.csv', 2, 'overall_final', 'inadequate', 'good'],
  ];
  for (const [file, line, column, cell, was] of overwriting) {
    it(`never overwrites ${column} of ${file}`, async () => {
      assert.deepEqual(await importInto(withCell(file, line, column, cell)), {
        ok: false,
        problems: [{ file, line, column, found: cell, expected: `${was}, as already recorded; Plumbline never overwrites a record by import` }],
        total: 1,
      });
      assert.deepEqual(await changes(), []);
    });
  }

  const history = (recordType: string): Promise<{ record_id: number; event: string; changes: string }[]> =>
    test.database.query('select record_id, event, changes from history where record_type = :recordType order by id', { recordType });

  it('writes updates and reviews down with the case or the audit that was there, and tells whoever has the case open', async () => {
    assert.deepEqual(await imported(only('concern_updates.csv', 'K0002,2022-08-15,head@example.org,yes,yes,Seen.', 'K0002,2022-08-14,head@example.org,yes,no,Called.')), ['concern_updates.csv +2 ~0']);
    assert.deepEqual(await imported(only('ambassador_reviews.csv', 'A00003,2022-06,director@example.org,2022-07-20,yes,no,yes,yes,no,')), ['ambassador_reviews.csv +1 ~0']);
    const change = (field: string, is: unknown): object => ({ field, was: null, is });
    assert.deepEqual(await changes(), [
      ['concern', 'imported_update', [
        change('updatedOn', '2022-08-15'), change('updatedBy', 'head@example.org'), change('childSafe', true), change('planProgressing', true), change('note', 'Seen.'),
      ]],
      ['concern', 'imported_update', [
        change('updatedOn', '2022-08-14'), change('updatedBy', 'head@example.org'), change('childSafe', true), change('planProgressing', false), change('note', 'Called.'),
      ]],
      ['audit', 'review_imported', [change('ambassador', 'director@example.org'), change('reviewedOn', '2022-07-20')]],
    ]);
    assert.deepEqual(await test.database.query('select ref, version from concerns order by ref'), [{ ref: 'K0001', version: 1 }, { ref: 'K0002', version: 2 }]);
  });

  it('writes down what reference data and programme audits were added, the caseload in one entry', async () => {
    assert.deepEqual((await history('exemption')).map(({ event }) => event), ['imported', 'imported']);
    assert.deepEqual((await history('pairing')).map(({ event }) => event), ['imported']);
    assert.deepEqual((await history('programme_audit')).map(({ event }) => event), ['imported', 'imported']);
    assert.deepEqual((await history('caseload')).map(({ event, changes: list }) => [event, JSON.parse(list) as object]), [['imported', [{ field: 'caseload-2022-07.csv', was: null, is: 2 }]]]);
    const count = async (): Promise<number> => (await test.database.query<{ n: number }>('select count(*) as n from history'))[0]!.n;
    const before = await count();
    assert.deepEqual(await imported(smallFolder()), []);
    assert.equal(await count(), before);
  });

  const problemsOf = async (files: Map<string, Buffer>): Promise<unknown[]> => {
    const outcome = await importInto(files);
    return outcome.ok ? [] : outcome.problems.map(({ file, line, column, found, expected }) => [file, line, column, found, expected]);
  };

  it('refuses updates of a case that are dated after today or after it was resolved', async () => {
    assert.deepEqual(
      await problemsOf(only('concern_updates.csv', 'K0002,2022-08-16,head@example.org,yes,yes,x', 'K0001,2021-09-02,head@example.org,yes,yes,x', 'K0001,2021-09-01,head@example.org,yes,yes,x')),
      [
        ['concern_updates.csv', 2, 'updated_on', '2022-08-16', 'not after 2022-08-15, the day of the import'],
        ['concern_updates.csv', 3, 'updated_on', '2021-09-02', 'not after 2021-09-01, when the case of concern was resolved'],
      ],
    );
    await test.database.transaction(() => test.database.query("update concerns set resolved_on = '2022-08-10' where ref = 'K0002'"));
    assert.deepEqual(await problemsOf(only('concern_updates.csv', 'K0002,2022-08-11,head@example.org,yes,yes,x')), [
      ['concern_updates.csv', 2, 'updated_on', '2022-08-11', 'not after 2022-08-10, when the case of concern was resolved'],
    ]);
  });

  it('refuses actions and cases of concern of an audit under way, and leaves those it has', async () => {
    await test.database.transaction(() => test.database.query("update audits set status = 'moderated' where ref in ('A00001', 'A00003')"));
    const kept = 'X00003,A00001,non_care_planning,Write it down.,2022-08-30,,,';
    assert.deepEqual(await problemsOf(only('actions.csv', kept)), []);
    assert.deepEqual(await problemsOf(only('actions.csv', kept, 'X00009,A00001,care_planning,One more.,2022-09-30,,,')), [
      ['actions.csv', 3, 'audit_ref', 'A00001', 'an audit that is not under way in Plumbline'],
    ]);
    assert.deepEqual(await problemsOf(only('cases_of_concern.csv', 'K0002,C1,Assessment 1,A00001,2022-07-14,')), []);
    assert.deepEqual(await problemsOf(only('cases_of_concern.csv', 'K0003,C2,Assessment 1,A00003,2022-07-14,')), [
      ['cases_of_concern.csv', 2, 'audit_ref', 'A00003', 'an audit that is not under way in Plumbline'],
    ]);
  });

  it('counts completing an action as its last update', async () => {
    const row = 'X00007,A00001,non_care_planning,Do it.,2022-08-30,2022-08-01,2022-08-09,';
    assert.deepEqual(await imported(only('actions.csv', row)), ['actions.csv +1 ~0']);
    assert.deepEqual(await imported(only('actions.csv', row)), []);
    const updates = await test.database.query<{ kind: string; happened_on: string; first_updated_on: string; last_updated_on: string }>(
      "select u.kind, u.happened_on, x.first_updated_on, x.last_updated_on from action_updates u join actions x on x.id = u.action_id where x.ref = 'X00007' order by u.id",
    );
    assert.deepEqual(updates.map((update) => ({ ...update })), [
      { kind: 'progress', happened_on: '2022-08-01', first_updated_on: '2022-08-01', last_updated_on: '2022-08-09' },
      { kind: 'completed', happened_on: '2022-08-09', first_updated_on: '2022-08-01', last_updated_on: '2022-08-09' },
    ]);
  });

  it('refuses a second audit of a child in a month, whoever recorded the first', async () => {
    const row = smallFolder().get('audits.csv')!.toString().split('\n')[2]!.replace('A00002', 'A00020');
    const outcome = await importInto(only('audits.csv', row));
    assert.deepEqual(outcome.ok ? [] : outcome.problems.map(({ column, expected }) => [column, expected]), [['case_ref', 'another child, because A00002 is the audit of this child in 2022-07']]);
  });

  it('leaves an administrator who can sign in', async () => {
    await test.database.transaction(async () => {
      await test.database.query("insert into staff_roles (staff_id, role) select id, 'admin' from staff where email = 'director@example.org'");
      await test.database.query(
        `insert into accounts (staff_id, password_hash, must_change_password, disabled, credentials_version, version)
         select id, 'x', false, false, 1, 1 from staff where email = 'director@example.org'`,
      );
    });
    const outcome = await importInto(smallFolder());
    assert.deepEqual(outcome.ok ? [] : outcome.problems, [
      { file: 'staff.csv', line: 6, column: 'roles', found: 'director', expected: 'admin among them, because no administrator who can sign in would be left' },
    ]);
  });

  it('stores two folders that come at the same moment once', async () => {
    await test.remove();
    test = await testDatabase();
    const outcomes = await Promise.all([importInto(smallFolder()), importInto(smallFolder())]);
    const added = outcomes.map((outcome) => (outcome.ok ? outcome.counts.reduce((sum, counts) => sum + counts.added, 0) : -1));
    assert.deepEqual(added.sort((one, other) => one - other), [0, 26]);
  });
});
