import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, type Day } from '../../src/shared/day.js';
import { addWorkingDays, isWeekend, isWorkingDay, type IsHoliday } from '../../src/shared/workingDays.js';
import { workingDaysBetween } from '../support/workingDays.js';

const first = '2021-12-01';
const aDay = fc.integer({ min: 0, max: 500 }).map((days) => addDays(first, days));
/** Up to sixty days off, some of them in a row and some at weekends. */
const holidays = fc.array(aDay, { maxLength: 60 }).map((days): IsHoliday => (day) => days.includes(day));
const howMany = fc.integer({ min: -60, max: 60 });
const none: IsHoliday = () => false;

describe('working days', () => {
  it('are Monday to Friday without the holidays', () => {
    // 26 and 27 December 2022 are a Monday and a Tuesday.
    const christmas: IsHoliday = (day) => day === '2022-12-26' || day === '2022-12-27';
    assert.equal(addWorkingDays('2022-12-23', 1, christmas), '2022-12-28');
    assert.equal(addWorkingDays('2022-12-28', -1, christmas), '2022-12-23');
    assert.equal(addWorkingDays('2022-08-01', 10, none), '2022-08-15');
    assert.equal(addWorkingDays('2022-08-06', 0, none), '2022-08-06');
  });

  it('are counted on and back alike', () => {
    fc.assert(fc.property(aDay, howMany, holidays, (day, days, isHoliday) => {
      const reached = addWorkingDays(day, days, isHoliday);
      assert.equal(workingDaysBetween(day, reached, isHoliday), days);
      assert.equal(addWorkingDays(day, workingDaysBetween(day, reached, isHoliday), isHoliday), reached);
    }));
  });

  it('lead from one day to another that is worked', () => {
    fc.assert(fc.property(aDay, aDay, holidays, (from, to, isHoliday) => {
      fc.pre(isWorkingDay(to, isHoliday));
      assert.equal(addWorkingDays(from, workingDaysBetween(from, to, isHoliday), isHoliday), to);
    }));
  });

  it('never are a weekend or a holiday', () => {
    fc.assert(fc.property(aDay, howMany, holidays, (day, days, isHoliday) => {
      fc.pre(days !== 0);
      const reached = addWorkingDays(day, days, isHoliday);
      assert.ok(!isWeekend(reached) && !isHoliday(reached));
      assert.ok(!['Sat', 'Sun'].includes(new Date(`${reached}T12:00:00Z`).toUTCString().slice(0, 3)));
    }));
    fc.assert(fc.property(aDay, aDay, howMany, (from, weekend, days) => {
      fc.pre(isWeekend(weekend));
      const withoutIt: IsHoliday = (day: Day) => day === weekend;
      assert.equal(addWorkingDays(from, days, withoutIt), addWorkingDays(from, days, none));
    }));
  });

  it('come later the more they are, and the later they begin', () => {
    fc.assert(fc.property(aDay, howMany, holidays, (day, days, isHoliday) => {
      assert.ok(addWorkingDays(day, days, isHoliday) < addWorkingDays(day, days + 1, isHoliday));
      assert.ok(addWorkingDays(day, days, isHoliday) <= addWorkingDays(addDays(day, 1), days, isHoliday));
    }));
  });
});
