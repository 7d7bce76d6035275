import assert from 'node:assert/strict';
import { bankHolidaysOf, isBankHoliday } from '../../../src/actions/escalation/bankHolidays.js';
import { addDays } from '../../../src/shared/day.js';
import { isWeekend } from '../../../src/shared/workingDays.js';

/** www.gov.uk/bank-holidays, England and Wales. */
const published: Record<string, string[]> = {
  2019: ['01-01', '04-19', '04-22', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2020: ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28'],
  2021: ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
  2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28'],
};

describe('bank holidays of England', () => {
  for (const [year, days] of Object.entries(published)) {
    it(`of ${year} are those that GOV.UK lists`, () => {
      assert.deepEqual(bankHolidaysOf(year).map(({ day }) => day), days.map((day) => `${year}-${day}`));
    });
  }

  it('include the days proclaimed once, and where the first of May was moved not its Monday', () => {
    for (const day of ['2020-05-08', '2022-06-03', '2022-09-19', '2023-05-08']) assert.ok(isBankHoliday(day), day);
    for (const day of ['2020-05-04', '2022-05-30', '2021-09-20']) assert.ok(!isBankHoliday(day), day);
  });

  it('are substituted when they fall on a weekend, and never are one', () => {
    assert.equal(bankHolidaysOf('2021').find(({ day }) => day === '2021-12-27')?.name, 'Christmas Day (substitute day)');
    for (let day = '2000-01-01'; day < '2040-01-01'; day = addDays(day, 1)) {
      if (isBankHoliday(day)) assert.ok(!isWeekend(day), day);
    }
  });

  it('are eight a year, also in years to come', () => {
    for (let year = 2028; year <= 2099; year += 1) assert.equal(bankHolidaysOf(String(year)).length, 8, String(year));
  });
});
