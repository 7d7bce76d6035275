import assert from 'node:assert/strict';
import fc from 'fast-check';
import { actionsSeenBy, maySeeAction, type ActionSeen } from '../../src/access/policies.js';
import { Action } from '../../src/actions/action.entity.js';
import { actionState, isOpen, soonAfter, type ActionFollowedUp } from '../../src/actions/action.js';
import { actionFilters, ActionReads, type ActionFilter } from '../../src/actions/actions.reads.js';
import { auditStatuses } from '../../src/audits/auditLifecycle.js';
import { addMonthsToDay } from '../../src/shared/day.js';
import { anyPerson } from '../support/anyPerson.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { anyAction, anyDay } from './anyAction.js';

describe('reading actions', () => {
  let test: TestDatabase;
  let world: FollowUp;
  let reads: ActionReads;
  before(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    reads = new ActionReads(test.database, new TestClock());
  });
  after(() => test.remove());

  let next = 0;
  const insert = (auditId: number, action: Omit<ActionFollowedUp, 'acceptedOn'>, ownerId: number | null = null, teamId = world.teams[1]): Promise<unknown> => {
    const { type, dueOn, firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn } = action;
    next += 1;
    return test.database.transaction(() =>
      test.database.manager.insert(Action, {
        ref: `X${String(next).padStart(5, '0')}`, auditId, teamId, ownerId, type, description: 'x', dueOn, firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn, version: 1,
      }),
    );
  };

  it('the database narrows a list to the states that the rule works out, for any dates', async () => {
    const auditId = await world.audit();
    for (const action of fc.sample(anyAction, 150)) await insert(auditId, action);
    const qa = { staffId: world.staff.qa, roles: ['qa'], managesTeams: [], headsTeams: [] } as unknown as Parameters<ActionReads['list']>[0];
    const rows = await reads.ofAudit(auditId);
    const by = (day: string | null, asAt: string): boolean => day !== null && day <= asAt;
    const rule = (filter: ActionFilter, action: ActionFollowedUp, asAt: string): boolean => {
      if (filter === 'all') return true;
      if (filter === 'open') return isOpen(action, asAt);
      // Team 1 has a manager.
      if (filter === 'nobody') return false;
      // No daily round has been made; how far one takes them has tests of its own.
      if (filter === 'escalated') return false;
      if (filter === 'past_due') return isOpen(action, asAt) && action.dueOn < asAt;
      if (filter === 'due_soon') return isOpen(action, asAt) && action.dueOn >= asAt && action.dueOn <= soonAfter(asAt);
      // What nobody has verified, and whether it helped, is in a test of its own.
      if (filter === 'to_verify') return by(action.completedOn, asAt);
      if (filter === 'to_look_back') return by(action.completedOn, addMonthsToDay(asAt, -3));
      const state = actionState(action, asAt);
      if (filter === 'needs_update') return state === 'no_update' || (isOpen(action, asAt) && action.dueOn < asAt);
      return state === filter;
    };
    for (const asAt of [...fc.sample(anyDay, 8), '2022-11-01']) {
      for (const state of actionFilters) {
        const expected = rows.filter((row) => rule(state, row, asAt)).map((row) => row.ref);
        const found: string[] = [];
        for (let page = 1; page <= 7; page++) {
          const { actions, total } = await reads.list(qa, { state, type: null, teams: null }, page, asAt);
          assert.equal(total, expected.length);
          found.push(...actions.map((action) => action.ref));
        }
        assert.deepEqual(found.toSorted(), expected.toSorted(), `${state} as at ${asAt}`);
      }
    }
  });

  it('the condition on a list and the rule for one action agree, for anyone', async () => {
    const { staff, teams } = world;
    for (const [index, status] of [...auditStatuses, 'completed' as const, 'completed' as const, 'completed' as const].entries()) {
      const auditId = await world.audit({
        status,
        teamId: Object.values(teams)[index % 4]!,
        auditorId: index % 2 ? staff.auditor : staff.other_auditor,
        moderatorId: index % 3 ? staff.moderator : staff.other_moderator,
      });
      for (const ownerId of [null, staff.qa, staff.other_moderator]) {
        await insert(auditId, { type: 'care_planning', dueOn: '2022-09-01', firstUpdatedOn: null, lastUpdatedOn: null, completedOn: null, serviceEndedOn: null }, ownerId, Object.values(teams)[(index + (ownerId === null ? 0 : 1)) % 4]);
      }
    }
    const rows = await test.database.query<ActionSeen & { ref: string }>(
      `select actions.ref, owner_id as "ownerId", actions.team_id as "teamId", audits.team_id as "auditTeamId", auditor_id as "auditorId", moderator_id as "moderatorId", status as "auditStatus"
         from actions join audits on audits.id = actions.audit_id order by actions.ref`,
    );
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(anyPerson(Object.values(staff), Object.values(teams)), async (person) => {
        const found = await test.database.query<{ ref: string }>(`select actions.ref from actions join audits on audits.id = actions.audit_id where ${actionsSeenBy(person)} order by actions.ref`);
        assert.deepEqual(found.map(({ ref }) => ref), rows.filter((row) => maySeeAction(person, row)).map(({ ref }) => ref));
        seen += found.length;
      }),
    );
    assert.ok(seen > 0);
  });
});
