import fc from 'fast-check';
import type { ActionFollowedUp } from '../../src/actions/action.js';
import { addDays } from '../../src/shared/day.js';
import { actionTypes } from '../../src/shared/practice.js';

/** A day within five weeks, so that random dates fall on, before and after each other. */
export const anyDay = fc.integer({ min: 0, max: 34 }).map((days) => addDays('2022-07-18', days));

const perhaps = fc.option(anyDay);

/** An action with any dates at all, also ones that no update could leave. */
export const anyAction: fc.Arbitrary<ActionFollowedUp> = fc.record({
  type: fc.constantFrom(...actionTypes),
  dueOn: anyDay,
  firstUpdatedOn: perhaps,
  lastUpdatedOn: perhaps,
  completedOn: perhaps,
  serviceEndedOn: perhaps,
  acceptedOn: perhaps,
});
