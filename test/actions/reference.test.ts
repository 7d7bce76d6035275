import assert from 'node:assert/strict';
import { actionState, carePlanningState, type ActionFollowedUp } from '../../src/actions/action.js';
import { totalOf } from '../../src/concerns/concern.js';
import { ConcernListReads } from '../../src/concerns/concernList.reads.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import type { TestDatabase } from '../support/testDatabase.js';

describe('the follow-up of the reference months as at 15 August 2022', () => {
  const asAt = '2022-08-15';
  let test: TestDatabase;
  let actions: (ActionFollowedUp & { auditId: number })[];
  before(async () => {
    test = await referenceDatabase();
    actions = await test.database.query(
      `select audit_id as "auditId", type, due_on as "dueOn", first_updated_on as "firstUpdatedOn", completed_on as "completedOn", service_ended_on as "serviceEndedOn"
         from actions join audits on audits.id = audit_id where month between '2022-05' and '2022-07' and status = 'completed' and accepted_on <= :asAt`,
      { asAt },
    );
  });
  after(() => test.remove());

  const tally = (states: (string | null)[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const state of states) counts[state ?? 'none'] = (counts[state ?? 'none'] ?? 0) + 1;
    return counts;
  };

  it('is that of the published report: 86 audits with care-planning actions', () => {
    const carePlanning = actions.filter(({ type }) => type === 'care_planning');
    const audits = [...new Set(carePlanning.map(({ auditId }) => auditId))];
    const states = audits.map((audit) => carePlanningState(carePlanning.filter(({ auditId }) => auditId === audit), asAt));
    assert.deepEqual(tally(states), { on_time: 4, late: 7, no_update: 47, not_yet_transferred: 28 });
  });

  it('is that of the published report: 236 other actions', () => {
    const states = actions.filter(({ type }) => type === 'non_care_planning').map((action) => actionState(action, asAt));
    assert.deepEqual(tally(states), { on_time: 53, late: 28, overdue: 59, not_yet_due: 8, no_update: 88 });
  });

  it('is that of the published report: 53 cases of concern, 7 of them over a year', async () => {
    const qa = { roles: ['qa'] } as unknown as Parameters<ConcernListReads['counts']>[0];
    const { active, over_12_months: overAYear } = totalOf(await new ConcernListReads(test.database).counts(qa, { serviceId: null, teamId: null }, asAt));
    assert.deepEqual({ active, overAYear }, { active: 53, overAYear: 7 });
  });
});
