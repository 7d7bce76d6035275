import assert from 'node:assert/strict';
import fc from 'fast-check';
import { actionsAnsweredBy, actionsUpdatedBy, mayUpdateAction, teamsAnsweredFor } from '../../../src/access/policies.js';
import type { Person } from '../../../src/access/person.js';
import { isOpen, soonAfter, type ActionDates } from '../../../src/actions/action.js';
import { ActionReads } from '../../../src/actions/actions.reads.js';
import { waits } from '../../../src/actions/byChild/byChild.js';
import { ByChildReads, childrenAPage, type TeamAsked } from '../../../src/actions/byChild/byChild.reads.js';
import { auditStatuses } from '../../../src/audits/auditLifecycle.js';
import { addDays } from '../../../src/shared/day.js';
import { anyPerson } from '../../support/anyPerson.js';
import { anAction } from '../../support/builders.js';
import { followUp, type FollowUp } from '../../support/followUp.js';
import { referenceDatabase } from '../../support/referenceDatabase.js';
import { TestClock } from '../../support/testClock.js';
import { testDatabase, type TestDatabase } from '../../support/testDatabase.js';

interface Row extends ActionDates {
  ref: string;
  id: number;
  caseRef: string;
  teamId: number;
  ownerId: number | null;
  auditStatus: string;
}

const everyAction = `select actions.ref, actions.id, case_ref as "caseRef", actions.team_id as "teamId", owner_id as "ownerId", status as "auditStatus", due_on as "dueOn",
  first_updated_on as "firstUpdatedOn", completed_on as "completedOn", service_ended_on as "serviceEndedOn" from actions join audits on audits.id = audit_id order by actions.id`;

/** What waits for a person, by the rules alone. */
function byTheRules(rows: readonly Row[], person: Person, team: TeamAsked, today: string) {
  const theirs = rows.filter(
    (row) => row.auditStatus === 'completed' && isOpen(row, today) && (row.ownerId === person.staffId || teamsAnsweredFor(person).includes(row.teamId)) && (team === null || row.teamId === team),
  );
  const inOrder = theirs.toSorted((one, other) => (one.dueOn === other.dueOn ? one.id - other.id : one.dueOn < other.dueOn ? -1 : 1));
  const children = [...new Set(inOrder.map(({ caseRef }) => caseRef))]
    .map((caseRef) => ({ caseRef, actions: inOrder.filter((action) => action.caseRef === caseRef) }))
    .filter(({ actions }) => actions.some((action) => waits(action, today)))
    .toSorted((one, other) => (`${one.actions[0]!.dueOn} ${one.caseRef}` < `${other.actions[0]!.dueOn} ${other.caseRef}` ? -1 : 1))
    .map(({ caseRef, actions }) => ({ caseRef, refs: actions.map(({ ref }) => ref) }));
  return {
    children,
    counts: {
      past_due: theirs.filter(({ dueOn }) => dueOn < today).length,
      no_update: theirs.filter(({ firstUpdatedOn }) => firstUpdatedOn === null || firstUpdatedOn > today).length,
      due_soon: theirs.filter(({ dueOn }) => dueOn >= today && dueOn <= soonAfter(today)).length,
    },
  };
}

const kinds = ['past_due', 'no_update', 'due_soon'] as const;

const everyPage = async (reads: ByChildReads, person: Person, team: TeamAsked, asAt: string) => {
  const found = [];
  for (let page = 1; ; page++) {
    const { children, total, page: shown } = await reads.children(person, team, page, asAt);
    if (shown < page || total === 0) {
      assert.equal(found.length, total);
      return found;
    }
    assert.ok(children.length > 0 && children.length <= childrenAPage);
    found.push(...children.map(({ caseRef, actions }) => ({ caseRef, refs: actions.map(({ ref }) => ref) })));
  }
};

describe('what waits for somebody, by child', () => {
  describe('in the reference months', () => {
    let test: TestDatabase;
    let reads: ByChildReads;
    let lists: ActionReads;
    let rows: Row[];
    let people: Person[];
    before(async () => {
      test = await referenceDatabase();
      lists = new ActionReads(test.database, new TestClock());
      reads = new ByChildReads(test.database, lists, new TestClock());
      rows = await test.database.query<Row>(everyAction);
      const teams = await test.database.query<{ id: number; managerId: number | null; headId: number | null }>(
        'select teams.id, team_manager_id as "managerId", head_of_service_id as "headId" from teams join services on services.id = service_id order by teams.id',
      );
      const person = (staffId: number, roles: Person['roles'], managesTeams: number[], headsTeams: number[]): Person => ({ staffId, roles, managesTeams, headsTeams }) as unknown as Person;
      const ids = (column: 'managerId' | 'headId'): number[] => [...new Set(teams.map((team) => team[column]).filter((id) => id !== null))];
      people = [
        ...ids('managerId').map((id) => person(id, ['team_manager'], teams.filter(({ managerId }) => managerId === id).map((team) => team.id), [])),
        ...ids('headId').map((id) => person(id, ['head_of_service'], [], teams.filter(({ headId }) => headId === id).map((team) => team.id))),
        ...[...new Set(rows.map(({ ownerId }) => ownerId).filter((id) => id !== null))].slice(0, 5).map((id) => person(id, ['auditor'], [], [])),
      ];
    });
    after(() => test.remove());

    it('is what the rules say of all actions: the same children in the same order, with the same actions and numbers', async () => {
      let children = 0;
      let paged = 0;
      for (const person of people) {
        for (const [team, asAt] of [[null, '2022-08-15'], [null, '2022-06-01'], [teamsAnsweredFor(person)[0] ?? null, '2022-08-15']] as const) {
          const expected = byTheRules(rows, person, team, asAt);
          assert.deepEqual(await everyPage(reads, person, team, asAt), expected.children, `${person.staffId} as at ${asAt}`);
          assert.deepEqual(await lists.counts(person, team === null ? 'mine' : [team], kinds, asAt), expected.counts, `${person.staffId} as at ${asAt}`);
          children += expected.children.length;
          paged += Number(expected.children.length > childrenAPage);
        }
      }
      assert.ok(children > 100 && paged > 3, `${children} children, ${paged} lists of several pages`);
    });

    it('counts what the lists behind its numbers have', async () => {
      const states = [...kinds, 'to_look_back', 'to_verify'] as const;
      let counted = 0;
      for (const person of people) {
        const counts = await lists.counts(person, 'mine', states);
        for (const state of states) {
          assert.equal((await lists.list(person, { state, type: null, teams: 'mine' }, 1)).total, counts[state], `${person.staffId} ${state}`);
          counted += counts[state];
        }
      }
      assert.ok(counted > 100);
    });
  });

  describe('of anyone', () => {
    let test: TestDatabase;
    let world: FollowUp;
    let reads: ByChildReads;
    let rows: (Row & { auditStatus: string })[];
    before(async () => {
      test = await testDatabase();
      world = await followUp(test.database);
      reads = new ByChildReads(test.database, new ActionReads(test.database, new TestClock()), new TestClock());
      const teams = Object.values(world.teams);
      for (const [index, status] of [...auditStatuses, ...Array<'completed'>(8).fill('completed')].entries()) {
        const auditId = await world.audit({ status, teamId: teams[index % 4]!, caseRef: `C9${index % 10}`, month: `2021-${String(1 + Math.floor(index / 10)).padStart(2, '0')}` });
        for (const ownerId of [null, world.staff.qa, world.staff.other_auditor]) {
          await anAction(test, auditId, { ownerId, teamId: teams[(index + (ownerId === null ? 0 : 1)) % 4]!, dueOn: addDays('2022-08-01', 3 * index), firstUpdatedOn: index % 2 === 0 ? '2022-08-02' : null });
        }
      }
      rows = await test.database.query(everyAction);
    });
    after(() => test.remove());

    const refs = async (where: string): Promise<string[]> =>
      (await test.database.query<{ ref: string }>(`select actions.ref from actions join audits on audits.id = audit_id where ${where} order by actions.id`)).map(({ ref }) => ref);

    it('is never more than they may update, and the condition on a list agrees with the rule for one action', async () => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(anyPerson(Object.values(world.staff), Object.values(world.teams)), async (person) => {
          const mayUpdate = rows.filter((row) => mayUpdateAction(person, row)).map(({ ref }) => ref);
          assert.deepEqual(await refs(actionsUpdatedBy(person)), mayUpdate);
          const answered = await refs(actionsAnsweredBy(person));
          assert.ok(answered.every((ref) => mayUpdate.includes(ref)));
          const expected = byTheRules(rows, person, null, '2022-08-15');
          assert.deepEqual(await everyPage(reads, person, null, '2022-08-15'), expected.children);
          found += answered.length;
        }),
      );
      assert.ok(found > 0);
    });

    it('keeps to the child that is asked for, with what was ticked though it is closed by now', async () => {
      const qa = { staffId: world.staff.qa, roles: ['qa'], managesTeams: [], headsTeams: [] } as unknown as Person;
      const ofChild = rows.filter(({ caseRef, auditStatus }) => caseRef === 'C91' && auditStatus === 'completed');
      const [closed, ...left] = ofChild;
      await test.database.transaction(() => test.database.query("update actions set completed_on = '2022-08-14' where ref = :ref", { ref: closed!.ref }));
      const sorted = (actions: readonly { ref: string }[]): string[] => actions.map(({ ref }) => ref).toSorted();
      assert.deepEqual(sorted(await reads.ofChild(qa, 'C91')), sorted(left));
      assert.deepEqual(sorted(await reads.ofChild(qa, 'C91', [closed!.ref, rows.find(({ caseRef }) => caseRef === 'C92')!.ref])), sorted(ofChild));
    });
  });
});
