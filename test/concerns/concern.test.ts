import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isActive, lacksMonthsUpdate, mayResolve, monthsActive, standsOutAfter, updateProblems, type ConcernUpdateWritten } from '../../src/concerns/concern.js';
import { addDays, addMonthsToDay } from '../../src/shared/day.js';

const active = { raisedOn: '2022-07-20', resolvedOn: null, lastUpdatedOn: null };
const update: ConcernUpdateWritten = { updatedOn: '2022-08-10', childSafe: true, planProgressing: true, note: 'Seen at home.', resolve: false };
const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2020-09-01', days));
const fieldsOf = (problems: { field: string }[]): string[] => problems.map(({ field }) => field);

describe('a case of concern', () => {
  it('is active from the day it is raised until the day it is resolved', () => {
    const concern = { raisedOn: '2022-07-20', resolvedOn: '2022-08-10' };
    assert.deepEqual(['2022-07-19', '2022-07-20', '2022-08-09', '2022-08-10'].map((day) => isActive(concern, day)), [false, true, true, false]);
  });

  it('stands out after more than six and more than twelve months', () => {
    const after = (asAt: string): number => standsOutAfter({ raisedOn: '2021-08-15', resolvedOn: null }, asAt);
    assert.deepEqual(['2022-02-15', '2022-02-16', '2022-08-15', '2022-08-16'].map(after), [0, 6, 6, 12]);
    assert.equal(standsOutAfter({ raisedOn: '2020-01-01', resolvedOn: '2022-08-01' }, '2022-08-15'), 0);
  });

  it('is as many whole months old as have passed', () => {
    assert.deepEqual(['2021-01-31', '2021-02-28', '2021-03-30', '2021-03-31', '2022-01-30', '2022-01-31'].map((on) => monthsActive('2021-01-31', on)), [0, 1, 1, 2, 11, 12]);
    fc.assert(
      fc.property(anyDay, anyDay, (raisedOn, on) => {
        fc.pre(raisedOn <= on);
        const months = monthsActive(raisedOn, on);
        assert.ok(addMonthsToDay(raisedOn, months) <= on && on < addMonthsToDay(raisedOn, months + 1));
      }),
    );
  });

  it('lacks an update from the first of the month until there is one', () => {
    const lacks = (lastUpdatedOn: string | null, asAt: string): boolean => lacksMonthsUpdate({ ...active, lastUpdatedOn }, asAt);
    assert.deepEqual([lacks(null, '2022-07-20'), lacks('2022-07-31', '2022-07-31'), lacks('2022-07-31', '2022-08-01'), lacks('2022-08-01', '2022-08-31')], [true, false, true, false]);
    assert.equal(lacksMonthsUpdate({ ...active, resolvedOn: '2022-08-01' }, '2022-09-01'), false);
  });
});

describe('an update of a case of concern', () => {
  it('is dated between the day the case was raised and today', () => {
    const problems = (updatedOn: string): string[] => fieldsOf(updateProblems(active, { ...update, updatedOn }, '2022-08-15'));
    assert.deepEqual([problems('2022-07-19'), problems('2022-07-20'), problems('2022-08-15'), problems('2022-08-16')], [['updatedOn'], [], [], ['updatedOn']]);
  });

  it('resolves the case when both confirmations are given and never otherwise', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (childSafe, planProgressing) => {
        const problems = updateProblems(active, { ...update, childSafe, planProgressing, resolve: true }, '2022-08-15');
        assert.equal(problems.length === 0, childSafe && planProgressing);
        assert.equal(mayResolve({ childSafe, planProgressing }), childSafe && planProgressing);
        // Without resolving, any answers may be recorded.
        assert.deepEqual(updateProblems(active, { ...update, childSafe, planProgressing }, '2022-08-15'), []);
      }),
    );
  });

  it('leaves nothing recorded after the day of resolution, and nothing before the case was raised, whatever the days', () => {
    fc.assert(
      fc.property(anyDay, fc.option(anyDay), anyDay, anyDay, (raisedOn, lastUpdatedOn, updatedOn, today) => {
        if (updateProblems({ raisedOn, resolvedOn: null, lastUpdatedOn }, { ...update, updatedOn, resolve: true }, today).length > 0) return;
        assert.ok(raisedOn <= updatedOn && updatedOn <= today && (lastUpdatedOn === null || lastUpdatedOn <= updatedOn));
      }),
    );
  });

  it('of a resolved case is refused', () => {
    assert.deepEqual(fieldsOf(updateProblems({ ...active, resolvedOn: '2022-08-01' }, update, '2022-08-15')), ['form']);
  });
});
