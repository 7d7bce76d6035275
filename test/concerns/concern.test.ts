import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  asAtAsked, firstConfirmed, isActive, lacksMonthsUpdate, mayResolve, missedMonths, monthByMonth, monthsActive, remindedFrom, reopenProblems, standsOutAfter, updateProblems,
  wasActive, type ConcernPast, type ConcernUpdateWritten,
} from '../../src/concerns/concern.js';
import { addDays, addMonthsToDay, type Day } from '../../src/shared/day.js';
import { monthOf } from '../../src/shared/month.js';

const active = { raisedOn: '2022-07-20', resolvedOn: null, lastUpdatedOn: null, reopenedOn: null };
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

describe('the months a case of concern missed', () => {
  const past: ConcernPast = { raisedOn: '2022-01-31', resolvedOn: null, standings: [], updatedOn: [] };

  it('are those after it was raised and before the present one, without an update', () => {
    assert.deepEqual(missedMonths(past, '2022-01-31'), []);
    assert.deepEqual(missedMonths(past, '2022-02-28'), []);
    assert.deepEqual(missedMonths(past, '2022-03-01'), ['2022-02']);
    assert.deepEqual(missedMonths({ ...past, updatedOn: ['2022-03-31', '2022-02-01', '2022-03-02'] }, '2022-06-30'), ['2022-04', '2022-05']);
  });

  it('end with the month it was resolved in', () => {
    assert.deepEqual(missedMonths({ ...past, resolvedOn: '2022-04-30' }, '2022-08-15'), ['2022-02', '2022-03']);
    assert.deepEqual(missedMonths({ ...past, resolvedOn: '2022-05-01' }, '2022-08-15'), ['2022-02', '2022-03', '2022-04']);
  });

  it('leave out the time in which it was resolved before it was reopened, and no time before it moved', () => {
    const reopened = { ...past, standings: [{ untilOn: '2022-06-30', resolvedOn: '2022-03-10' }] };
    assert.deepEqual(missedMonths(reopened, '2022-09-01'), ['2022-02', '2022-06', '2022-07', '2022-08']);
    assert.deepEqual(missedMonths({ ...reopened, standings: [{ untilOn: '2022-07-01', resolvedOn: '2022-03-10' }] }, '2022-09-01'), ['2022-02', '2022-07', '2022-08']);
    assert.deepEqual(missedMonths({ ...past, standings: [{ untilOn: '2022-03-10', resolvedOn: null }] }, '2022-05-01'), ['2022-02', '2022-03', '2022-04']);
  });

  it('each had an active case without an update at its end, and no other month had, whatever happened to it', () => {
    // Resolved and reopened up to three times, one day after the other.
    const anyPast = fc.tuple(anyDay, fc.array(fc.nat(200), { maxLength: 7 }), fc.array(anyDay, { maxLength: 12 })).map(([raisedOn, gaps, updatedOn]): ConcernPast => {
      const days: Day[] = [];
      for (const gap of gaps) days.push(addDays(days.at(-1) ?? raisedOn, gap));
      const standings = days.flatMap((untilOn, index) => (index % 2 ? [{ untilOn, resolvedOn: days[index - 1]! }] : []));
      return { raisedOn, resolvedOn: days.length % 2 ? days.at(-1)! : null, standings, updatedOn };
    });
    fc.assert(
      fc.property(anyPast, anyDay, (concern, asAt) => {
        // Day by day: the last day of a month is the one the next day leaves behind.
        const expected: string[] = [];
        for (let on = concern.raisedOn; on < `${monthOf(asAt)}-01`; on = addDays(on, 1)) {
          const month = monthOf(on);
          const isLast = monthOf(addDays(on, 1)) !== month;
          const ended = concern.standings.filter(({ untilOn }) => untilOn <= on).length;
          const resolvedOn = [...concern.standings, concern][ended]!.resolvedOn;
          const active = resolvedOn === null || on < resolvedOn;
          assert.equal(wasActive(concern, on), active);
          if (isLast && month !== monthOf(concern.raisedOn) && active && !concern.updatedOn.some((day) => monthOf(day) === month)) expected.push(month);
        }
        assert.deepEqual(missedMonths(concern, asAt), expected);
      }),
    );
  });
});

describe('a case of concern month by month', () => {
  const past: ConcernPast = { raisedOn: '2022-01-31', resolvedOn: null, standings: [], updatedOn: [] };
  const shown = (concern: ConcernPast, today: Day): string[] =>
    monthByMonth(concern, concern.updatedOn.map((updatedOn) => ({ updatedOn })), today).map(({ month, updates, without }) => `${month} ${without ?? updates.map(({ updatedOn }) => updatedOn).join()}`);

  it('has every month since it was raised, with its updates or why there is none', () => {
    assert.deepEqual(shown(past, '2022-01-31'), ['2022-01 awaited']);
    assert.deepEqual(shown({ ...past, updatedOn: ['2022-03-02', '2022-03-31'] }, '2022-04-15'), ['2022-01 raised', '2022-02 missed', '2022-03 2022-03-02,2022-03-31', '2022-04 awaited']);
  });

  it('ends with the month it was resolved in, and counts none as missed while it was', () => {
    assert.deepEqual(shown({ ...past, resolvedOn: '2022-03-10', updatedOn: ['2022-03-10'] }, '2022-08-15'), ['2022-01 raised', '2022-02 missed', '2022-03 2022-03-10']);
    const reopened = { ...past, standings: [{ untilOn: '2022-05-20', resolvedOn: '2022-03-10' }], updatedOn: ['2022-03-10'] };
    assert.deepEqual(shown(reopened, '2022-06-01'), ['2022-01 raised', '2022-02 missed', '2022-03 2022-03-10', '2022-04 resolved', '2022-05 missed', '2022-06 awaited']);
  });

  it('says when a confirmation was first given, and whether the latest update still gives it', () => {
    const updates = [{ updatedOn: '2022-05-01', safe: false }, { updatedOn: '2022-03-01', safe: true }, { updatedOn: '2022-02-01', safe: false }];
    const first = (since: Day, some = updates) => firstConfirmed(some, ({ safe }) => safe, since);
    assert.deepEqual(first('2022-01-01'), { on: '2022-03-01', still: false });
    assert.deepEqual(first('2022-01-01', updates.slice(1)), { on: '2022-03-01', still: true });
    assert.equal(first('2022-03-02'), null);
  });
});

describe('the list of cases of concern', () => {
  it('is asked for any day up to today, and today where none is typed', () => {
    assert.deepEqual(['', '2022-08-15', '2020-02-29'].map((typed) => asAtAsked(typed, '2022-08-15')), [{ asAt: '2022-08-15' }, { asAt: '2022-08-15' }, { asAt: '2020-02-29' }]);
    for (const typed of ['2022-08-16', '2022-02-30', '15 August', '0']) assert.ok('problem' in asAtAsked(typed, '2022-08-15'), typed);
  });
});

describe('the reminder of cases without an update', () => {
  it('comes five working days before the month is over', () => {
    const augustBankHoliday = (day: Day): boolean => day === '2022-08-29';
    assert.equal(remindedFrom('2022-08', augustBankHoliday), '2022-08-24');
    assert.equal(remindedFrom('2022-07', augustBankHoliday), '2022-07-25');
  });
});

describe('reopening a case of concern', () => {
  it('needs one that is resolved', () => {
    assert.deepEqual(reopenProblems({ resolvedOn: '2022-08-01' }), []);
    assert.deepEqual(fieldsOf(reopenProblems({ resolvedOn: null })), ['form']);
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
        if (updateProblems({ raisedOn, resolvedOn: null, lastUpdatedOn, reopenedOn: null }, { ...update, updatedOn, resolve: true }, today).length > 0) return;
        assert.ok(raisedOn <= updatedOn && updatedOn <= today && (lastUpdatedOn === null || lastUpdatedOn <= updatedOn));
      }),
    );
  });

  it('of a reopened case is dated from then on, whether it resolves the case or not', () => {
    const reopened = { ...active, reopenedOn: '2022-08-05' };
    for (const resolve of [true, false]) {
      const problems = (updatedOn: string): string[] => fieldsOf(updateProblems(reopened, { ...update, updatedOn, resolve }, '2022-08-15'));
      assert.deepEqual([problems('2022-08-04'), problems('2022-08-05'), problems('2022-08-15')], [['updatedOn'], [], []]);
    }
  });

  it('of a resolved case is refused', () => {
    assert.deepEqual(fieldsOf(updateProblems({ ...active, resolvedOn: '2022-08-01' }, update, '2022-08-15')), ['form']);
  });
});
