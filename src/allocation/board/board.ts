import { statusesFor } from '../../audits/auditLifecycle.js';
import { all, chosenHow, outcomes, type Predicate } from '../../reporting/predicates.js';
import { dueDaySql } from './dueDay.js';
import { lateSql } from './place.js';

/** An audit that the close of the month would turn into a nil return, were its due day past. */
const underWay: Predicate = `audits.status in (${statusesFor('close', 'qa').map((status) => `'${status}'`).join(', ')})`;

/** What else than their place the audits of a month may be counted and chosen by; conditions on `audits` that take the day `:asAt`. */
export const kinds = {
  late: lateSql,
  extended: 'audits.extended_to is not null',
  to_close: all(underWay, `${dueDaySql} < :asAt`),
  not_yet_due: all(underWay, `${dueDaySql} >= :asAt`),
  submitted: outcomes.submitted,
  not_submitted: outcomes.not_submitted,
  not_accepted: outcomes.not_accepted,
  awaiting_decision: outcomes.awaiting_decision,
  ...chosenHow,
} as const satisfies Record<string, Predicate>;
export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

export const kindInWords: Record<Kind, string> = {
  late: 'Late',
  extended: 'Extended',
  to_close: 'Past the day due, and never submitted',
  not_yet_due: 'Not yet due, and not submitted',
  submitted: 'Submitted, whatever came of it',
  not_submitted: 'Not submitted so far, whatever the reason',
  not_accepted: 'Not accepted, and not submitted again',
  awaiting_decision: 'Submitted, and without a decision',
  drawn: 'Child drawn',
  by_hand: 'Child chosen by hand',
  not_known: 'Not known how the child was chosen',
};
