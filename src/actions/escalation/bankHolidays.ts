import Holidays from 'date-holidays';
import type { Day } from '../../shared/day.js';
import { isWeekend } from '../../shared/workingDays.js';

export interface BankHoliday {
  day: Day;
  name: string;
}

/** Made when Plumbline starts, so that no request waits for the library's calendars. */
const england = new Holidays('GB', 'ENG');
const worked = new Map<string, readonly BankHoliday[]>();

/** The bank holidays of England in a year, substitute days and proclaimed ones among them, as GOV.UK lists them: from Monday to Friday. */
export function bankHolidaysOf(year: string): readonly BankHoliday[] {
  let holidays = worked.get(year);
  if (!holidays) {
    holidays = england
      .getHolidays(Number(year))
      .filter(({ type }) => type === 'public')
      .map(({ date, name }) => ({ day: date.slice(0, 10), name: name.replaceAll("'", '’') }))
      .filter(({ day }) => !isWeekend(day));
    worked.set(year, holidays);
  }
  return holidays;
}

export function isBankHoliday(day: Day): boolean {
  return bankHolidaysOf(day.slice(0, 4)).some((holiday) => holiday.day === day);
}
