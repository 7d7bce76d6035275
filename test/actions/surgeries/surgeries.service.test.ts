import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Person } from '../../../src/access/person.js';
import { maySeeSurgery } from '../../../src/access/policies.js';
import { Action } from '../../../src/actions/action.entity.js';
import { isOpen, type ActionFollowedUp, type UpdateWritten } from '../../../src/actions/action.js';
import { SurgeryReads } from '../../../src/actions/surgeries/surgeries.reads.js';
import type { SurgeriesService } from '../../../src/actions/surgeries/surgeries.service.js';
import { NotFound, Refused, RuleBroken, StaleVersion } from '../../../src/shared/errors.js';
import { anyPerson, personWith } from '../../support/anyPerson.js';
import { anAction } from '../../support/builders.js';
import { followUp, type FollowUp } from '../../support/followUp.js';
import { TestApp } from '../../support/testApp.js';
import { testDatabase } from '../../support/testDatabase.js';
import { anyAction } from '../anyAction.js';

const appointment = { meetOn: '2022-08-15', meetAt: '14:30', place: 'Room 2', note: null };
const note = (text: string): { kind: 'report'; update: UpdateWritten } => ({
  kind: 'report',
  update: { kind: 'progress', happenedOn: '2022-08-15', note: text, evidence: null, agreedBy: null, childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null },
});

describe('surgeries with a manager', () => {
  let app: TestApp;
  let world: FollowUp;
  let qa: Person;
  let reads: SurgeryReads;
  let surgeries: SurgeriesService;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
    qa = { ...personWith('qa'), staffId: world.staff.qa, name: 'The qa' };
    reads = new SurgeryReads(app.database, app.services.actionReads, app.clock);
    ({ surgeries } = app.services);
  });
  afterEach(() => app.stop());

  const arranged = (managerId = world.staff.manager_1): Promise<number> => surgeries.arrange(qa, managerId, appointment, true);
  const anyOf = (actions: readonly { ref: string }[]): string[] => actions.map(({ ref }) => ref);

  it('have every open action on their agenda that is of the manager’s teams or the manager’s own, and the choice of managers counts the same', async () => {
    const { staff, teams } = world;
    const accepted = await world.audit();
    const notYet = await world.audit({ status: 'moderated' });
    interface Made { action: ActionFollowedUp; teamId: number; ownerId: number | null; accepted: boolean }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record<Made>({
          action: anyAction, teamId: fc.constantFrom(teams[1], teams[2], teams[3], teams[4]), ownerId: fc.constantFrom(null, staff.manager_1, staff.manager_2, staff.auditor), accepted: fc.boolean(),
        }), { maxLength: 12 }),
        async (made) => {
          await app.database.transaction(() => app.database.query('delete from actions'));
          const rows: (Made & { ref: string })[] = [];
          for (const one of made) {
            const { type, dueOn, firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn } = one.action;
            const { ref } = await anAction(app, one.accepted ? accepted : notYet, { type, dueOn, firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn, teamId: one.teamId, ownerId: one.ownerId });
            rows.push({ ...one, ref });
          }
          const managers = await reads.managers();
          for (const [managerId, theirs] of [[staff.manager_1, [teams[1]]], [staff.manager_2, [teams[2], teams[3]]]] as const) {
            const expected = rows.filter((row) => row.accepted && isOpen(row.action, '2022-08-15') && (row.ownerId === managerId || (theirs as readonly number[]).includes(row.teamId)));
            const agenda = await reads.agenda(qa, managerId, null);
            assert.deepEqual(anyOf(agenda).toSorted(), anyOf(expected).toSorted());
            const counts = await reads.agendaCounts(managerId);
            const silent = agenda.filter(({ state }) => state === 'no_update').length;
            assert.deepEqual([counts.actions, counts.silent], [expected.length, silent]);
            const manager = managers.find(({ id }) => id === managerId)!;
            assert.deepEqual([manager.outstanding, manager.silent], [expected.length, silent]);
          }
          assert.deepEqual(managers.map(({ id }) => id).toSorted((a, b) => a - b), [staff.manager_1, staff.manager_2]);
          assert.ok(managers[0]!.outstanding >= managers[1]!.outstanding);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('put children with something silent or overdue first, the oldest at the top, and within a child the same', async () => {
    const updated = { firstUpdatedOn: '2022-08-01', lastUpdatedOn: '2022-08-01' };
    const of = async (caseRef: string, actions: Partial<Action>[], month = '2022-07'): Promise<string[]> => {
      const auditId = await world.audit({ caseRef, month });
      const refs: string[] = [];
      for (const values of actions) refs.push((await anAction(app, auditId, values)).ref);
      return refs;
    };
    const [calm] = await of('C90001', [{ ...updated, dueOn: '2022-08-20' }]);
    const [calmer, late] = await of('C90002', [{ ...updated, dueOn: '2022-08-16' }, { ...updated, dueOn: '2022-08-10' }]);
    const [silent, later] = await of('C90003', [{ dueOn: '2022-09-30' }, { ...updated, dueOn: '2022-09-01' }]);
    // Another audit of the child of the second.
    const [again] = await of('C90002', [{ dueOn: '2022-08-01' }], '2022-06');
    assert.deepEqual(anyOf(await reads.agenda(qa, world.staff.manager_1, null)), [again, late, calmer, silent, later, calm]);
    const id = await arranged();
    await surgeries.begin(qa, id, 1);
    assert.deepEqual(anyOf(await reads.items(qa, id, null)), [again, late, calmer, silent, later, calm]);
    assert.deepEqual((await reads.items(qa, id, null)).map(({ stateThen }) => stateThen), ['no_update', 'overdue', 'not_yet_due', 'no_update', 'not_yet_due', 'not_yet_due']);
  });

  it('are not with somebody who has left, has not begun, or has the role no more', async () => {
    const managers = async (): Promise<number[]> => (await reads.managers()).map(({ id }) => id).toSorted((a, b) => a - b);
    const set = (sql: string): Promise<unknown> => app.database.transaction(() => app.database.query(sql, { id: world.staff.manager_1 }));
    for (const [gone, back] of [
      ["update staff set ends_on = '2022-08-14' where id = :id", "update staff set ends_on = '2022-08-15' where id = :id"],
      ["update staff set starts_on = '2022-08-16' where id = :id", "update staff set starts_on = '2022-08-15' where id = :id"],
      ["delete from staff_roles where staff_id = :id", "insert into staff_roles (staff_id, role) values (:id, 'team_manager')"],
    ] as const) {
      await set(gone);
      assert.deepEqual(await managers(), [world.staff.manager_2], gone);
      await assert.rejects(arranged(), RuleBroken);
      await set(back);
      assert.deepEqual(await managers(), [world.staff.manager_1, world.staff.manager_2], back);
    }
  });

  it('are listed for exactly those who may open them', async () => {
    const { staff, teams } = world;
    const both = [{ id: await arranged(), managerId: staff.manager_1, teamIds: [teams[1]] }, { id: await arranged(staff.manager_2), managerId: staff.manager_2, teamIds: [teams[2], teams[3]] }];
    await fc.assert(
      fc.asyncProperty(anyPerson(Object.values(staff), Object.values(teams)), async (person) => {
        const listed = (await reads.list(person, 1)).surgeries.map(({ id }) => id);
        for (const surgery of both) {
          assert.equal(listed.includes(surgery.id), maySeeSurgery(person, surgery));
          if (maySeeSurgery(person, surgery)) await reads.oneFor(person, surgery.id);
          else await assert.rejects(reads.oneFor(person, surgery.id), Refused);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('come first in the list while they are to come, then the last one held', async () => {
    const { staff } = world;
    const at = async (meetOn: string): Promise<number> => surgeries.arrange(qa, staff.manager_1, { ...appointment, meetOn }, true);
    const [held, heldLater, next, last] = [await at('2022-08-15'), await at('2022-08-16'), await at('2022-08-20'), await at('2022-09-20')];
    await surgeries.begin(qa, held, 1);
    await surgeries.end(qa, held, 2, false);
    app.clock.moment = new Date('2022-08-16T10:00:00Z');
    await surgeries.begin(qa, heldLater, 1);
    await surgeries.end(qa, heldLater, 2, false);
    assert.deepEqual((await reads.list(qa, 1)).surgeries.map(({ id }) => id), [next, last, heldLater, held]);
  });

  it('take one outcome of an action, however many record at once', async () => {
    const { ref } = await anAction(app, await world.audit());
    const id = await arranged();
    await surgeries.begin(qa, id, 1);
    const tries = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => surgeries.record(qa, id, ref, 1, note(text))));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const attempt of tries) if (attempt.status === 'rejected') assert.ok(attempt.reason instanceof StaleVersion, String(attempt.reason));
    // Also with the newest version of the action, there is one outcome.
    await assert.rejects(surgeries.record(qa, id, ref, 2, note('e')), StaleVersion);
    assert.deepEqual((await app.database.query<{ howMany: number }>('select count(*) as "howMany" from action_updates')).map(({ howMany }) => howMany), [1]);
  });

  it('record all or nothing while somebody ends them', async () => {
    for (let round = 0; round < 5; round++) {
      const { ref } = await anAction(app, await world.audit());
      const id = await arranged();
      await surgeries.begin(qa, id, 1);
      const [recorded, ended] = await Promise.allSettled([surgeries.record(qa, id, ref, 1, note('Just in time.')), surgeries.end(qa, id, 2, true)]);
      assert.equal(ended.status, 'fulfilled');
      if (recorded.status === 'rejected') assert.ok(recorded.reason instanceof RuleBroken, String(recorded.reason));
      const { item } = await reads.itemOf(qa, id, ref);
      assert.equal(item.outcome !== null, recorded.status === 'fulfilled');
      const [update] = await app.database.query<{ surgery: number }>('select surgery_id as surgery from action_updates where action_id = :id', { id: item.id });
      assert.equal(update?.surgery ?? null, recorded.status === 'fulfilled' ? id : null);
    }
  });

  it('leave nothing behind of an outcome that could not be recorded, and know no action of another agenda', async () => {
    const { ref } = await anAction(app, await world.audit());
    const other = await anAction(app, await world.audit({ teamId: world.teams[2] }));
    const id = await arranged();
    await assert.rejects(surgeries.record(qa, id, ref, 1, note('Before it begins.')), RuleBroken);
    await surgeries.begin(qa, id, 1);
    await assert.rejects(surgeries.record(qa, id, other.ref, 1, note('Not on it.')), NotFound);
    await assert.rejects(surgeries.record(qa, id, ref, 9, note('Not the newest.')), StaleVersion);
    await assert.rejects(surgeries.record(qa, 99, ref, 1, note('No such surgery.')), NotFound);
    await assert.rejects(surgeries.record(personWith('team_manager'), id, ref, 1, note('Not theirs.')), Refused);
    assert.equal((await reads.itemOf(qa, id, ref)).item.outcome, null);
    assert.deepEqual(await app.database.query('select id from action_updates'), []);
    assert.deepEqual((await app.services.history.of('surgery', id)).map(({ event }) => event), ['arranged', 'begun']);
  });
});
