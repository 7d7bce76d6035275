import assert from 'node:assert/strict';
import { Audit } from '../../src/audits/audit.entity.js';
import { snapshotOf, type SnapshotLine } from '../../src/reporting/snapshot.js';
import type { SnapshotKey } from '../../src/reporting/figures.js';
import { figuresFor } from '../../src/reporting/figuresFor.js';
import { moderatorEffectOf } from '../../src/reporting/moderatorEffect.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Facts } from './facts.js';

describe('the snapshot', () => {
  let test: TestDatabase;
  let facts: Facts;
  beforeEach(async () => {
    test = await testDatabase();
    facts = await Facts.begin(test.database);
  });
  afterEach(() => test.remove());

  async function lineOf(key: SnapshotKey, month = '2022-07', asAt = '2022-08-15'): Promise<SnapshotLine> {
    return (await snapshotOf(test.database, month, asAt)).find((line) => line.measure.key === key)!;
  }
  async function valueOf(key: SnapshotKey, month = '2022-07', asAt = '2022-08-15'): Promise<SnapshotLine['value']> {
    return (await lineOf(key, month, asAt)).value;
  }

  it('counts an audit from the day it was accepted, not before', async () => {
    await facts.audit({ acceptedOn: '2022-08-15' });
    assert.equal(await valueOf('audits_completed', '2022-07', '2022-08-14'), 0);
    assert.equal(await valueOf('audits_completed', '2022-07', '2022-08-15'), 1);
  });

  it('counts core audits that were accepted, whatever day they were finished on', async () => {
    await facts.audit({ acceptedOn: '2022-07-02' });
    await facts.audit({ status: 'moderated', acceptedOn: null });
    await facts.audit({ status: 'not_accepted', acceptedOn: null, notAcceptedOn: '2022-08-01' });
    await facts.audit({ template: 'fostering' });
    await facts.audit({ month: '2022-06' });
    assert.equal(await valueOf('audits_completed'), 1);
  });

  it('says “no data” without a denominator', async () => {
    const lines = await snapshotOf(test.database, '2022-07', '2022-08-15');
    assert.equal(lines.length, 14);
    for (const { measure, value, rag, direction } of lines) {
      if (measure.key === 'audits_completed' || measure.key === 'completion_rate') continue;
      assert.deepEqual(value, { numerator: 0, denominator: 0, percent: null }, measure.key);
      assert.equal(rag, 'none');
      assert.equal(direction, 'No data for this period.');
    }
    assert.deepEqual(await moderatorEffectOf(test.database, '2022-07', '2022-08-15'), []);
  });

  it('puts completed audits over the auditors who were expected', async () => {
    const exempted = await facts.staff({ auditFrequency: 'monthly' });
    await facts.exemption({ staffId: exempted, kind: 'single_month', toMonth: '2022-07', authorisedOn: '2022-07-20' });
    const away = await facts.staff({ auditFrequency: 'monthly' });
    await facts.exemption({ staffId: away, kind: 'standing' });
    const elective = await facts.staff({ auditFrequency: 'elective' });
    await facts.audit();
    await facts.audit({ auditorId: elective });
    assert.deepEqual(await valueOf('completion_rate'), { numerator: 2, denominator: 2, percent: 100 });
  });

  it('takes a standing exemption for what it was on the day', async () => {
    await facts.exemption({ kind: 'standing', authorisedOn: '2022-08-10' });
    assert.deepEqual(await valueOf('completion_rate', '2022-07', '2022-08-09'), { numerator: 0, denominator: 1, percent: 0 });
    assert.deepEqual(await valueOf('completion_rate', '2022-07', '2022-08-10'), { numerator: 0, denominator: 0, percent: null });
  });

  it('rates the quarter to date and leaves later months out', async () => {
    await facts.audit({ overallFinal: 'outstanding' });
    await facts.audit({ month: '2022-08', overallFinal: 'inadequate' });
    await facts.audit({ month: '2022-09', overallFinal: 'good' });
    await facts.audit({ month: '2022-06', overallFinal: 'good' });
    assert.deepEqual(await valueOf('good_or_outstanding', '2022-08'), { numerator: 1, denominator: 2, percent: 50 });
    assert.deepEqual(await valueOf('inadequate', '2022-08'), { numerator: 1, denominator: 2, percent: 50 });
    assert.deepEqual(await valueOf('requires_improvement', '2022-08'), { numerator: 0, denominator: 2, percent: 0 });
  });

  it('counts an area only where it was rated', async () => {
    await facts.audit({}, { assessment: 'good', planning_and_review: 'inadequate' });
    await facts.audit({}, { assessment: 'not_applicable' });
    assert.deepEqual(await valueOf('assessment_good'), { numerator: 1, denominator: 1, percent: 100 });
    assert.deepEqual(await valueOf('planning_good'), { numerator: 0, denominator: 1, percent: 0 });
    assert.deepEqual(await valueOf('management_oversight_good'), { numerator: 0, denominator: 0, percent: null });
  });

  it('counts who was spoken to and who took part, where it applies', async () => {
    await facts.audit({ childView: 'spoken_to', familyView: 'not_obtained', socialWorkerInvolved: 'yes', reviewingOfficerInvolved: 'not_applicable' });
    await facts.audit({ childView: 'under_four', familyView: 'not_applicable', socialWorkerInvolved: 'no', reviewingOfficerInvolved: 'yes' });
    await facts.audit({ childView: 'not_obtained', familyView: 'spoken_to', socialWorkerInvolved: 'yes', reviewingOfficerInvolved: 'no' });
    assert.deepEqual(await valueOf('child_involvement'), { numerator: 1, denominator: 2, percent: 50 });
    assert.deepEqual(await valueOf('family_involvement'), { numerator: 1, denominator: 2, percent: 50 });
    assert.deepEqual(await valueOf('social_worker_involvement'), { numerator: 2, denominator: 3, percent: 67 });
    assert.deepEqual(await valueOf('reviewing_officer_involvement'), { numerator: 1, denominator: 2, percent: 50 });
  });

  it('counts the previous month’s actions that had fallen due, or were done in time before that', async () => {
    const june = await facts.audit({ month: '2022-06', acceptedOn: '2022-07-01' });
    const july = await facts.audit();
    await facts.action(june, { dueOn: '2022-08-10', completedOn: '2022-08-10' });
    await facts.action(june, { dueOn: '2022-08-10', completedOn: '2022-08-11' });
    await facts.action(june, { dueOn: '2022-08-15' });
    await facts.action(june, { dueOn: '2022-08-16' });
    await facts.action(june, { dueOn: '2022-09-30', completedOn: '2022-08-01' });
    await facts.action(june, { dueOn: '2022-08-01', serviceEndedOn: '2022-07-30' });
    await facts.action(july, { dueOn: '2022-08-01', completedOn: '2022-07-30' });
    assert.deepEqual(await valueOf('actions_in_timescale'), { numerator: 2, denominator: 4, percent: 50 });
    // On 9 August only the early one had been done; the ended service still is left out.
    assert.deepEqual(await valueOf('actions_in_timescale', '2022-07', '2022-08-09'), { numerator: 1, denominator: 1, percent: 100 });
    // The day before the service ended, that action was open and not due.
    assert.deepEqual(await valueOf('actions_in_timescale', '2022-07', '2022-07-29'), { numerator: 0, denominator: 0, percent: null });
  });

  it('takes the target of its month, and compares with the last two periods that have data', async () => {
    for (const month of ['2021-12', '2022-02', '2022-02', '2022-03']) await facts.audit({ month, overallFinal: month === '2022-03' ? 'good' : 'inadequate' });
    const rated = await lineOf('good_or_outstanding', '2022-03');
    assert.deepEqual([rated.value, rated.target?.value, rated.rag], [{ numerator: 1, denominator: 3, percent: 33 }, 40, 'red']);
    assert.equal(rated.direction, 'Increased from 0% in October to December 2021; below the target of 40%.');
    assert.equal((await lineOf('good_or_outstanding', '2022-04')).target?.value, 50);
    assert.equal((await lineOf('audits_completed', '2022-03')).direction, 'Decreased from 2 in February 2022, the same as in December 2021; below the baseline of 45.');
  });

  it('passes over an earlier quarter without a denominator', async () => {
    await facts.audit({ month: '2021-12', reviewingOfficerInvolved: 'no' });
    await facts.audit({ month: '2022-03', reviewingOfficerInvolved: 'not_applicable' });
    await facts.audit({ month: '2022-04', reviewingOfficerInvolved: 'yes' });
    assert.equal(
      (await lineOf('reviewing_officer_involvement', '2022-04')).direction,
      'Increased from 0% in October to December 2021; meets the target of 95%.',
    );
  });

  it('tells what moderation changed, of the last six months with audits', async () => {
    await facts.audit({ overallAuditor: 'good', overallFinal: 'inadequate' });
    await facts.audit({ overallAuditor: 'inadequate', overallFinal: 'inadequate' });
    await facts.audit({ overallAuditor: 'requires_improvement', overallFinal: 'outstanding' });
    await facts.audit({ overallAuditor: 'good', overallFinal: 'inadequate', acceptedOn: '2022-08-16' });
    for (const month of ['2022-05', '2022-03', '2022-02', '2022-01', '2021-12', '2021-11']) await facts.audit({ month });
    const effect = await moderatorEffectOf(test.database, '2022-07', '2022-08-15');
    assert.deepEqual(
      effect.map((row) => row.month),
      ['2021-12', '2022-01', '2022-02', '2022-03', '2022-05', '2022-07'],
    );
    assert.deepEqual(effect.at(-1), {
      month: '2022-07',
      changed: { numerator: 2, denominator: 3, percent: 67 },
      upgraded: { numerator: 1, denominator: 3, percent: 33 },
      downgraded: { numerator: 1, denominator: 3, percent: 33 },
      inadequate_by_moderator: { numerator: 1, denominator: 2, percent: 50 },
    });
    assert.equal(effect[0]?.inadequate_by_moderator.percent, null);
  });

  it('puts every allocated audit in one place', async () => {
    await facts.audit();
    await facts.audit({ acceptedOn: '2022-08-16' });
    await facts.audit({ status: 'not_accepted', acceptedOn: null, notAcceptedOn: '2022-08-01' });
    // Not accepted on the 1st, sent again on the 10th: awaiting a decision now, not accepted in between.
    await facts.audit({ status: 'submitted', acceptedOn: null, notAcceptedOn: '2022-08-01', resubmittedOn: '2022-08-10' });
    await facts.audit({ status: 'submitted', acceptedOn: null, submittedOn: '2022-08-14' });
    await facts.audit({ status: 'exempted', acceptedOn: null, submittedOn: null });
    await facts.audit({ status: 'allocated', acceptedOn: null, submittedOn: null, allocatedOn: '2022-07-01' });
    await facts.audit({ status: 'allocated', acceptedOn: null, submittedOn: null, allocatedOn: '2022-08-16' });
    assert.deepEqual((await figuresFor(test.database, '2022-07', '2022-08-15')).allocation, {
      expected_auditors: 1,
      allocated: 7,
      exempted: 1,
      not_submitted: 1,
      submitted: 5,
      not_accepted: 1,
      awaiting_decision: 3,
      completed: 1,
    });
    const earlier = (await figuresFor(test.database, '2022-07', '2022-08-05')).allocation;
    assert.deepEqual([earlier.submitted, earlier.not_accepted, earlier.awaiting_decision, earlier.completed], [4, 2, 1, 1]);
  });

  it('counts what happened to an allocated audit on the as-at day itself, and nothing of the day after', async () => {
    const notYet = { acceptedOn: null, submittedOn: null } as const;
    await facts.audit({ ...notYet, status: 'allocated', allocatedOn: '2022-08-15' });
    await facts.audit({ ...notYet, status: 'submitted', submittedOn: '2022-08-15' });
    await facts.audit({ ...notYet, status: 'not_accepted', submittedOn: '2022-08-15', notAcceptedOn: '2022-08-15' });
    await facts.audit({ resubmittedOn: '2022-08-16', notAcceptedOn: '2022-08-02', acceptedOn: '2022-08-16' });
    await facts.audit({ submittedOn: '2022-08-15', acceptedOn: '2022-08-15' });
    await facts.audit({ resubmittedOn: '2022-08-15', notAcceptedOn: '2022-08-02', acceptedOn: '2022-08-16' });
    // Not accepted and submitted again on one day: awaiting a decision at its end.
    await facts.audit({ status: 'submitted', resubmittedOn: '2022-08-15', notAcceptedOn: '2022-08-15', acceptedOn: null });
    // The moderator finalised these again without a new submission; one of them was accepted then.
    await facts.audit({ notAcceptedOn: '2022-08-02', moderatedOn: '2022-08-02', acceptedOn: '2022-08-15' });
    await facts.audit({ status: 'moderated', notAcceptedOn: '2022-08-02', moderatedOn: '2022-08-15', acceptedOn: null });
    // Set free after it had been handed in: exempted, and nothing else.
    await facts.audit({ status: 'exempted', acceptedOn: null });
    // Accepted, then taken back by a correction of the record: the day alone is not enough.
    await facts.audit({ status: 'moderated', acceptedOn: '2022-08-01' });
    const { allocation } = await figuresFor(test.database, '2022-07', '2022-08-15');
    assert.deepEqual(allocation, {
      expected_auditors: 1,
      allocated: 11,
      exempted: 1,
      not_submitted: 1,
      submitted: 9,
      not_accepted: 2,
      awaiting_decision: 5,
      completed: 2,
    });
    const dayBefore = (await figuresFor(test.database, '2022-07', '2022-08-14')).allocation;
    assert.deepEqual([dayBefore.allocated, dayBefore.submitted, dayBefore.not_accepted, dayBefore.completed], [10, 6, 4, 0]);
    const dayAfter = (await figuresFor(test.database, '2022-07', '2022-08-16')).allocation;
    assert.deepEqual([dayAfter.submitted, dayAfter.not_accepted, dayAfter.completed], [9, 1, 4]);
  });

  it('says the same of an earlier day, whatever is exempted, extended or closed afterwards', async () => {
    const waiting = { status: 'in_progress', acceptedOn: null, submittedOn: null, allocatedOn: '2022-07-01' } as const;
    const [toExempt, toClose, toExtend] = [await facts.audit(waiting), await facts.audit({ ...waiting, status: 'allocated', chosen: 'by_hand' }), await facts.audit({ ...waiting, chosen: 'drawn' })];
    const as = async (asAt: string): Promise<unknown> => {
      const { allocation, allocation_chosen: chosen } = await figuresFor(test.database, '2022-07', asAt);
      return { ...allocation, ...chosen };
    };
    const allOpen = { expected_auditors: 1, allocated: 3, exempted: 0, not_submitted: 3, submitted: 0, not_accepted: 0, awaiting_decision: 0, completed: 0, drawn: 1, by_hand: 1, not_known: 1 };
    assert.deepEqual(await as('2022-08-09'), allOpen);
    await test.database.transaction(async () => {
      await test.database.manager.update(Audit, { id: toExempt }, { status: 'exempted', exemptedOn: '2022-08-10' });
      await test.database.manager.update(Audit, { id: toClose }, { status: 'not_submitted' });
      await test.database.manager.update(Audit, { id: toExtend }, { extendedTo: '2022-08-20' });
    });
    assert.deepEqual(await as('2022-08-09'), allOpen);
    assert.deepEqual(await as('2022-08-10'), { ...allOpen, exempted: 1, not_submitted: 2 });
  });

  it('gives every figure of a month without any data, none of them 0%', async () => {
    const figures = await figuresFor(test.database, '2030-01', '2030-02-15');
    assert.equal(figures.completed_by_month.average, null);
    assert.equal(figures.representation.percent, null);
    assert.equal(figures.ratings_by_quarter.length, 5);
    assert.ok(figures.ratings_by_quarter.every((quarter) => quarter.good_or_better_percent === null));
    assert.deepEqual(figures.team_profile, { teams: 1, met_both_targets: 0, variable: 0, leadership_review: 0, not_audited: 1 });
    assert.deepEqual(figures.ambassadors.map((row) => row.relationship_evident.percent), [null, null, null, null]);
    assert.deepEqual(figures.snapshot.completion_rate, { numerator: 0, denominator: 1, percent: 0 });
    assert.doesNotMatch(JSON.stringify(figures), /NaN|"denominator":0,"percent":0/);
  });
});
