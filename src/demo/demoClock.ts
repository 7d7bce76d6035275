import { clockStandingOn, type Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';

/** A clock whose calendar can be put on another day, so that what led up to the demonstration has happened in its time. */
export class DemoClock implements Clock {
  private standing: Clock;

  constructor(day: Day) {
    this.standing = clockStandingOn(day);
  }

  standOn(day: Day): void {
    this.standing = clockStandingOn(day);
  }

  now(): Date {
    return this.standing.now();
  }

  today(): Day {
    return this.standing.today();
  }
}
