import assert from 'node:assert/strict';
import fc from 'fast-check';
import { auditorsSeenBy } from '../../src/access/policies.js';
import type { Person } from '../../src/access/person.js';
import { BehindReads } from '../../src/reporting/behind.reads.js';
import { anyPerson } from '../support/anyPerson.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Facts } from './facts.js';

describe('the list of auditors expected', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let facts: Facts;
  let inTeam: number;
  let elsewhere: number;
  before(async () => {
    test = await testDatabase();
    facts = await Facts.begin(test.database);
    inTeam = await facts.staff({ auditFrequency: 'monthly', teamId: facts.team });
    elsewhere = await facts.staff({ auditFrequency: 'alternate', alternateMonths: 'odd' });
    await facts.staff({ auditFrequency: 'alternate', alternateMonths: 'even', teamId: facts.team });
    await facts.audit({ auditorId: inTeam });
  });
  after(() => test.remove());

  const period = { month: '2022-07', asAt: '2022-08-15' };

  it('names those expected, how often, and whether an audit of theirs counts', async () => {
    const qa: Person = { staffId: 0, accountId: 0, name: 'Q', email: 'q@example.org', roles: ['qa'], managesTeams: [], headsTeams: [], mustChangePassword: false };
    const { total, seen, rows } = await new BehindReads(test.database).expectedAuditors(qa, period, 1);
    assert.deepEqual([total, seen], [3, 3]);
    assert.deepEqual(rows.map(({ auditFrequency, alternateMonths, counted }) => [auditFrequency, alternateMonths, counted]), [
      ['monthly', null, 0],
      ['monthly', null, 1],
      ['alternate', 'odd', 0],
    ]);
  });

  it('is whole for the QA team and directors, and otherwise of oneself and the teams one answers for', async () => {
    await fc.assert(
      fc.asyncProperty(anyPerson([facts.auditor, inTeam, elsewhere, 999], [facts.team]), async (person) => {
        const ids = await test.database.query<{ id: number }>(`select staff.id from staff where ${auditorsSeenBy(person)}`);
        const sees = (id: number): boolean => ids.some((row) => row.id === id);
        const everyone = person.roles.includes('qa') || person.roles.includes('director');
        const answers =
          (person.roles.includes('team_manager') && person.managesTeams.includes(facts.team)) || (person.roles.includes('head_of_service') && person.headsTeams.includes(facts.team));
        assert.equal(sees(inTeam), everyone || answers || person.staffId === inTeam);
        assert.equal(sees(elsewhere), everyone || person.staffId === elsewhere);
        const behind = await new BehindReads(test.database).expectedAuditors(person, period, 1);
        assert.equal(behind.total, 3);
        assert.equal(behind.seen, behind.rows.length);
      }),
    );
  });
});
