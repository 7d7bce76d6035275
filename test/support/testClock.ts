import type { Clock } from '../../src/shared/clock.js';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  constructor(public moment = new Date('2022-08-15T10:00:00Z')) {}
  now(): Date {
    return this.moment;
  }
  today(): string {
    return this.moment.toISOString().slice(0, 10);
  }
}
