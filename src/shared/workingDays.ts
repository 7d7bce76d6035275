import { addDays, type Day } from './day.js';

/** Whether nobody works on a day of the week from Monday to Friday. */
export type IsHoliday = (day: Day) => boolean;

export function isWeekend(day: Day): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

/** Whether people work on the day: not on Saturdays, Sundays and holidays. */
export function isWorkingDay(day: Day, isHoliday: IsHoliday): boolean {
  return !isWeekend(day) && !isHoliday(day);
}

/** The `days`th working day after `day`, before it where negative; the day itself for none, whether people work on it or not. */
export function addWorkingDays(day: Day, days: number, isHoliday: IsHoliday): Day {
  const step = Math.sign(days);
  let reached = day;
  for (let left = Math.abs(days); left > 0; ) {
    reached = addDays(reached, step);
    if (isWorkingDay(reached, isHoliday)) left -= 1;
  }
  return reached;
}
