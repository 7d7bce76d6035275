/** A calendar day as `YYYY-MM-DD`; days compare as text. */
export type Day = string;

const pattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether `text` is a day that exists, of the years 1900 to 2100: `2022-02-30` is not. */
export function isDay(text: string): text is Day {
  if (!pattern.test(text) || text < '1900' || text > '2101') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** `day` plus `days` (may be negative). */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** `day` moved by whole months; the 31st falls back to a shorter month's last day. */
export function addMonthsToDay(day: Day, months: number): Day {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(Number(day.slice(8)), lastDay));
  return date.toISOString().slice(0, 10);
}

/** Whole years between a birthday and `on`, counting a 29 February birthday on 1 March in other years. */
export function ageInYears(born: Day, on: Day): number {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4));
  return on.slice(5) < born.slice(5) ? years - 1 : years;
}

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2022-08-05` → `5 August 2022`; an empty day gives an empty text. */
export function dayInWords(day: Day | null | undefined): string {
  if (!day) return '';
  return `${Number(day.slice(8, 10))} ${monthNames[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`;
}

/** `2022-07` → `July 2022`. */
export function monthInWords(month: string): string {
  return `${monthNames[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;
}
