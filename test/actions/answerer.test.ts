import assert from 'node:assert/strict';
import fc from 'fast-check';
import { permissions } from '../../src/access/permissions.js';
import { roles } from '../../src/access/roles.js';
import { Action } from '../../src/actions/action.entity.js';
import { ActionReads } from '../../src/actions/actions.reads.js';
import { answererId, answererJoins, answererOf, answersAs, type Colleague } from '../../src/actions/answerer.js';
import { Service } from '../../src/people/service.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { personWith } from '../support/anyPerson.js';
import { followUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('who answers for an action', () => {
  const asAt = '2022-08-15';
  const owner: Colleague = { id: 1, endsOn: null, roles: ['auditor'] };
  const manager: Colleague = { id: 2, endsOn: null, roles: ['team_manager'] };
  const head: Colleague = { id: 3, endsOn: null, roles: ['head_of_service'] };
  const who = (held: Partial<Record<'owner' | 'manager' | 'head', Colleague | null>>): number | undefined => answererOf({ owner: null, manager, head, ...held }, asAt)?.id;

  it('is its owner, or else the team manager, or else the Head of Service, or else nobody', () => {
    assert.equal(who({ owner }), 1);
    assert.equal(who({}), 2);
    assert.equal(who({ manager: null }), 3);
    assert.equal(who({ manager: null, head: null }), undefined);
  });

  it('is whoever is in post: until the end of their last day, and not a day longer', () => {
    assert.equal(who({ owner: { ...owner, endsOn: asAt } }), 1);
    assert.equal(who({ owner: { ...owner, endsOn: '2022-08-14' } }), 2);
    assert.equal(who({ manager: { ...manager, endsOn: '2022-12-31' } }), 2);
    assert.equal(who({ manager: { ...manager, endsOn: '2022-08-14' } }), 3);
    assert.equal(who({ manager: null, head: { ...head, endsOn: '2022-08-14' } }), undefined);
  });

  it('is nobody whose roles do not let them answer', () => {
    assert.equal(who({ owner: { ...owner, roles: ['moderator', 'ambassador'] } }), 2);
    assert.equal(who({ manager: { ...manager, roles: ['auditor', 'head_of_service'] } }), 3);
    assert.equal(who({ manager: null, head: { ...head, roles: ['director', 'team_manager'] } }), undefined);
  });

  describe('in the database', () => {
    const anyColleague = fc.record({ endsOn: fc.option(fc.constantFrom('2022-08-13', '2022-08-14', '2022-08-15', '2022-08-16')), roles: fc.subarray([...roles]) });
    const perhaps = fc.option(fc.nat({ max: 24 }));
    let test: TestDatabase;
    before(async () => {
      test = await testDatabase();
    });
    after(() => test.remove());

    it('is the same, for anyone: and of an open action it is somebody, or the list of those that nobody answers for has it', async () => {
      const { database } = test;
      const world = await followUp(database);
      const auditId = await world.audit();
      const { people, actions } = await database.transaction(async () => {
        const people: Colleague[] = [];
        // Every role answers from some chair: all of them are tried, and any others.
        for (const { endsOn, roles: held } of [...roles.map((role) => ({ endsOn: null, roles: [role] })), ...fc.sample(anyColleague, 25 - roles.length)]) {
          const id = await database.add(Staff, { email: `anyone.${people.length}@example.org`, name: `Anyone ${people.length}`, fte: 1, auditFrequency: 'none', external: false, endsOn, version: 1 });
          if (held.length > 0) await database.manager.insert(StaffRole, held.map((role) => ({ staffId: id, role })));
          people.push({ id, endsOn, roles: held });
        }
        const at = (index: number | null): Colleague | null => (index === null ? null : people[index]!);
        const actions: { ref: string; held: Parameters<typeof answererOf>[0] }[] = [];
        for (const [index, [owner, manager, head]] of fc.sample(fc.tuple(perhaps, perhaps, perhaps), 250).entries()) {
          const held = { owner: at(owner), manager: at(manager), head: at(head) };
          const serviceId = await database.add(Service, { name: `Service ${index}`, headOfServiceId: held.head?.id ?? null, version: 1 });
          const teamId = await database.add(Team, { name: `Team of ${index}`, serviceId, programme: 'social_care', teamManagerId: held.manager?.id ?? null, version: 1 });
          const ref = `X${String(index).padStart(5, '0')}`;
          await database.add(Action, { ref, auditId, teamId, type: 'non_care_planning', description: 'x', dueOn: '2022-09-01', ownerId: held.owner?.id ?? null, version: 1 });
          actions.push({ ref, held });
        }
        return { people, actions };
      });
      assert.ok(people.some((one) => one.roles.some((role) => (permissions['action:update'] as readonly string[]).includes(role))));

      const found = await database.query<{ ref: string; id: number | null; chair: string | null }>(
        `select actions.ref, ${answererId} as id, ${answersAs} as chair from actions join teams on teams.id = actions.team_id ${answererJoins} order by actions.ref`,
        { asAt },
      );
      const expected = actions.map(({ ref, held }) => ({ ref, answerer: answererOf(held, asAt), held }));
      assert.deepEqual(found.map(({ ref, id }) => ({ ref, id })), expected.map(({ ref, answerer }) => ({ ref, id: answerer?.id ?? null })));
      for (const [index, { chair, id }] of found.entries()) assert.equal(chair === null ? null : (expected[index]!.held[chair as 'owner']?.id ?? null), id);

      const reads = new ActionReads(database, new TestClock());
      const nobody: string[] = [];
      for (let page = 1; page <= 11; page++) nobody.push(...(await reads.list(personWith('qa'), { state: 'nobody', type: null, teams: null }, page, asAt)).actions.map(({ ref }) => ref));
      const without = expected.filter(({ answerer }) => answerer === null).map(({ ref }) => ref);
      assert.ok(without.length > 0 && without.length < actions.length);
      assert.deepEqual(nobody.toSorted(), without);
    });
  });
});
