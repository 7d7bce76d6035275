import type { Day } from './day.js';

/** Where the time comes from, so that a rule never asks the machine. */
export interface Clock {
  /** The moment, for history and time limits. */
  now(): Date;
  /** The calendar day in England. */
  today(): Day;
}

const dayInLondon = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' });

export const systemClock: Clock = {
  now: () => new Date(),
  today: () => dayInLondon.format(new Date()),
};

/** A clock whose calendar stands still on `day` while the hours go on; the demonstration lives in the reference month. */
export function clockStandingOn(day: Day): Clock {
  const offset = new Date(`${day}T09:00:00Z`).getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset), today: () => day };
}

const momentInLondon = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** A stored moment in England's time: `2022-08-15T10:00:00.000Z` → `15 August 2022 at 11:00`. */
export function momentInWords(moment: string): string {
  return momentInLondon.format(new Date(moment));
}
