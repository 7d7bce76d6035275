import assert from 'node:assert/strict';
import type { Action } from '../../src/actions/action.entity.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { ConcernUpdate } from '../../src/concerns/concernUpdate.entity.js';
import { casesOfConcern, followUpOf } from '../../src/reporting/followUp.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Facts } from './facts.js';

const asAt = '2022-08-15';
const july = '2022-07';

type Dates = Pick<Action, 'type' | 'dueOn' | 'firstUpdatedOn' | 'completedOn' | 'serviceEndedOn'>;

describe('the follow-up of actions', () => {
  let test: TestDatabase;
  let facts: Facts;
  beforeEach(async () => {
    test = await testDatabase();
    facts = await Facts.begin(test.database);
  });
  afterEach(() => test.remove());

  const carePlanningOf = async (...actions: Partial<Dates>[]): Promise<string[]> => {
    const audit = await facts.audit();
    for (const action of actions) await facts.action(audit, { type: 'care_planning', dueOn: '2022-08-10', ...action });
    const { audits: _audits, with_actions: _with, ...states } = (await followUpOf(test.database, july, asAt)).carePlanning;
    return Object.entries(states).flatMap(([state, count]) => (count > 0 ? [state] : []));
  };

  it('puts an audit with every action in the plan in time at “on time”', async () => {
    assert.deepEqual(await carePlanningOf({ completedOn: '2022-08-10' }, { completedOn: '2022-08-01' }), ['on_time']);
  });

  it('puts it at “late” when one was transferred after it was due', async () => {
    assert.deepEqual(await carePlanningOf({ completedOn: '2022-08-10' }, { completedOn: '2022-08-11' }), ['late']);
  });

  it('puts it at “no update” when one open action has none, whatever the others say', async () => {
    assert.deepEqual(await carePlanningOf({ completedOn: '2022-08-10' }, { firstUpdatedOn: '2022-08-01' }, {}), ['no_update']);
  });

  it('puts it at “not yet transferred” when one is open and all were updated', async () => {
    assert.deepEqual(await carePlanningOf({ serviceEndedOn: '2022-08-10' }, { firstUpdatedOn: '2022-08-01' }), ['not_yet_transferred']);
  });

  it('puts it at “service ended” when nothing is open and not all was transferred', async () => {
    assert.deepEqual(await carePlanningOf({ serviceEndedOn: '2022-08-10' }, { completedOn: '2022-08-01' }), ['service_ended']);
  });

  it('knows nothing of what happened after the as-at date', async () => {
    assert.deepEqual(await carePlanningOf({ firstUpdatedOn: '2022-08-16', completedOn: '2022-08-16' }), ['no_update']);
  });

  it('knows overdue from not yet due by the day', async () => {
    const audit = await facts.audit();
    const updated = { firstUpdatedOn: '2022-08-01' };
    await facts.action(audit, { ...updated, dueOn: '2022-08-14' });
    await facts.action(audit, { ...updated, dueOn: '2022-08-15' });
    await facts.action(audit, { ...updated, dueOn: '2022-08-16' });
    await facts.action(audit, { dueOn: '2022-08-01' });
    const { nonCarePlanning } = await followUpOf(test.database, july, asAt);
    assert.deepEqual(nonCarePlanning, { actions: 4, on_time: 0, late: 0, overdue: 1, not_yet_due: 2, no_update: 1, service_ended: 0 });
  });

  it('counts what was done on the as-at day itself', async () => {
    assert.deepEqual(await carePlanningOf({ dueOn: asAt, completedOn: asAt }), ['on_time']);
    const audit = await facts.audit();
    await facts.action(audit, { completedOn: asAt });
    await facts.action(audit, { serviceEndedOn: asAt });
    await facts.action(audit, { firstUpdatedOn: asAt });
    const { nonCarePlanning } = await followUpOf(test.database, july, asAt);
    assert.deepEqual(nonCarePlanning, { actions: 3, on_time: 0, late: 1, overdue: 1, not_yet_due: 0, no_update: 0, service_ended: 1 });
    const dayBefore = (await followUpOf(test.database, july, '2022-08-14')).nonCarePlanning;
    assert.deepEqual(dayBefore, { actions: 3, on_time: 0, late: 0, overdue: 0, not_yet_due: 0, no_update: 3, service_ended: 0 });
  });

  it('tells what is outstanding from before apart', async () => {
    const april = await facts.audit({ month: '2022-04' });
    await facts.action(april, { type: 'care_planning' });
    await facts.action(april, { firstUpdatedOn: '2022-06-01', dueOn: '2022-07-01' });
    await facts.action(april, { firstUpdatedOn: '2022-06-01', dueOn: '2022-09-01' });
    await facts.action(april, { serviceEndedOn: '2022-06-01' });
    await facts.action(april, {});
    const ended = await facts.audit({ month: '2022-03' });
    await facts.action(ended, { type: 'care_planning', serviceEndedOn: '2022-06-01' });
    const { carePlanning, nonCarePlanning, outstandingBefore } = await followUpOf(test.database, july, asAt);
    assert.equal(carePlanning.with_actions + nonCarePlanning.actions, 0);
    assert.deepEqual(outstandingBefore, {
      care_planning_audits: 1,
      care_planning_service_ended: 1,
      non_care_planning_actions: 2,
      non_care_planning_service_ended: 1,
    });
  });

  it('counts cases of concern as they stood on the day', async () => {
    const { database } = test;
    const audit = await facts.audit({ overallFinal: 'inadequate' });
    const raise = async (ref: string, row: Partial<Concern>): Promise<number> =>
      database.transaction(async () => {
        const inserted = await database.manager.insert(Concern, { ref, caseRef: ref, teamId: facts.team, cause: 'inadequate', raisedOn: '2022-08-01', version: 1, ...row });
        return (inserted.identifiers[0] as { id: number }).id;
      });
    await raise('K0001', { auditId: audit });
    await raise('K0002', { raisedOn: '2021-08-15' });
    const old = await raise('K0003', { raisedOn: '2021-08-14' });
    await raise('K0004', { raisedOn: '2022-01-01', resolvedOn: '2022-07-31' });
    await raise('K0005', { raisedOn: '2022-01-01', resolvedOn: '2022-08-16' });
    await raise('K0006', { raisedOn: '2022-08-16' });
    await database.transaction(async () => {
      for (const updatedOn of ['2022-07-01', '2022-07-31', '2022-08-01']) {
        await database.manager.insert(ConcernUpdate, { concernId: old, updatedOn, updatedById: facts.auditor, childSafe: true, planProgressing: false, note: 'Seen.' });
      }
    });
    assert.deepEqual(await casesOfConcern(database, july, asAt), {
      raised_from_month: 1,
      active: 4,
      over_12_months: 1,
      updated_in_month: 1,
      resolved_in_month: 1,
    });
    assert.deepEqual(await casesOfConcern(database, july, '2022-07-30'), {
      raised_from_month: 0,
      active: 4,
      over_12_months: 0,
      updated_in_month: 1,
      resolved_in_month: 0,
    });
    // On the day itself it is raised, updated and resolved.
    await raise('K0007', { raisedOn: asAt });
    await raise('K0008', { raisedOn: '2022-01-01', resolvedOn: asAt });
    await raise('K0009', { raisedOn: '2022-01-01', resolvedOn: '2022-07-01' });
    assert.deepEqual(await casesOfConcern(database, july, asAt), {
      raised_from_month: 1,
      active: 5,
      over_12_months: 1,
      updated_in_month: 1,
      resolved_in_month: 2,
    });
    assert.equal((await casesOfConcern(database, july, '2022-07-31')).resolved_in_month, 2);
    assert.equal((await casesOfConcern(database, '2022-06', asAt)).resolved_in_month, 0);
    assert.equal((await casesOfConcern(database, '2022-08', asAt)).updated_in_month, 1);
    const other = await raise('K0010', { raisedOn: '2022-01-01' });
    await database.transaction(() =>
      database.manager.insert(ConcernUpdate, { concernId: other, updatedOn: '2022-08-01', updatedById: facts.auditor, childSafe: true, planProgressing: true, note: 'Seen.' }),
    );
    assert.equal((await casesOfConcern(database, july, asAt)).updated_in_month, 1);
    assert.equal((await casesOfConcern(database, '2022-08', '2022-08-01')).updated_in_month, 2);
  });
});
