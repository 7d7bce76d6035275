import type { Day } from './day.js';

/** An audit month as `YYYY-MM`; months compare as text. */
export type Month = string;
/** A quarter of the financial year, which starts in April: `2022-Q1` is April to June 2022. */
export type Quarter = string;

/** Whether `text` is a month that exists: `2022-13` is not. */
export function isMonth(text: string): text is Month {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** The month a day lies in. */
export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

/** `month` plus `months` (may be negative). */
export function addMonths(month: Month, months: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Every month from one to another, both included. */
export function monthsFrom(from: Month, to: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** `howMany` months on end, of which `from` is the first. */
export function nextMonths(from: Month, howMany: number): Month[] {
  return Array.from({ length: howMany }, (_, ahead) => addMonths(from, ahead));
}

/** The financial-year quarter a month lies in. */
export function quarterOf(month: Month): Quarter {
  const fromApril = addMonths(month, -3);
  return `${fromApril.slice(0, 4)}-Q${Math.floor((Number(fromApril.slice(5)) - 1) / 3) + 1}`;
}

/** The first of a quarter's three months. */
export function firstMonthOf(quarter: Quarter): Month {
  return addMonths(`${quarter.slice(0, 4)}-04`, (Number(quarter.slice(6)) - 1) * 3);
}
