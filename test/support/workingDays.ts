import { addDays, type Day } from '../../src/shared/day.js';
import { isWorkingDay, type IsHoliday } from '../../src/shared/workingDays.js';

/** How many working days after `from` there are up to `to`, that one included; negative when `to` is earlier. */
export function workingDaysBetween(from: Day, to: Day, isHoliday: IsHoliday): number {
  const step = to < from ? -1 : 1;
  let days = 0;
  for (let day = from; day !== to; ) {
    day = addDays(day, step);
    if (isWorkingDay(day, isHoliday)) days += step;
  }
  return days;
}
