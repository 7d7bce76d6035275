import { ratings, type Area } from '../shared/practice.js';

/**
 * Which facts count, each said once and in SQL: the counts and the lists behind them use the same words.
 * Every predicate reads dates, never what is true today, and takes its values from these parameters:
 * `:asAt` (day), `:fromMonth` and `:toMonth`.
 */
export type Predicate = string;

/** A condition on every row. */
export const every: Predicate = '1 = 1';

export const all = (...predicates: Predicate[]): Predicate => `(${predicates.join(' and ')})`;

/** Also where the predicate is neither true nor false because a day is missing. */
export const not = (predicate: Predicate): Predicate => `case when ${predicate} then 0 else 1 end = 1`;

/** The number of rows for which the predicate holds, as an SQL expression. */
export const howMany = (predicate: Predicate): string => `sum(case when ${predicate} then 1 else 0 end)`;

/** What is counted: audits, their ratings by area of practice, or their actions. A predicate about areas says which area it means. */
export const rowsOf = {
  audits: 'audits',
  areas: 'audits join audit_areas on audit_areas.audit_id = audits.id',
  actions: 'audits join actions on actions.audit_id = audits.id',
} as const;

/**
 * A column as it was known on D: what was revised later is read from how the record stood until then. Where nothing was, no standing is looked for.
 */
const asKnown = (record: 'action' | 'concern', column: string): string =>
  `(case when ${record}s.revised_on > :asAt then (select ${column} from ${record}_standings where ${record}_id = ${record}s.id and until_on > :asAt order by until_on, id limit 1)
    else ${record}s.${column} end)`;

// Audits

export const core: Predicate = "audits.template = 'core'";
/** Whether an audit counts as at D (domain.md, "Figures"). */
export const counted: Predicate = all(core, "audits.status = 'completed'", 'audits.accepted_on <= :asAt');
export const inMonths: Predicate = all('audits.month >= :fromMonth', 'audits.month <= :toMonth');

export const allocated: Predicate = '(audits.allocated_on is null or audits.allocated_on <= :asAt)';
/** Exempted by D; audits that were brought in do not say when. */
export const exempted: Predicate = "(audits.status = 'exempted' and (audits.exempted_on is null or audits.exempted_on <= :asAt))";
/** Submitted by D for the first time; submitting again does not move that day. */
export const submitted: Predicate = all(not(exempted), 'audits.submitted_on <= :asAt');
const notCounted: Predicate = "(audits.status <> 'completed' or audits.accepted_on > :asAt)";
const notSentAgain: Predicate = '(audits.resubmitted_on is null or audits.resubmitted_on > :asAt)';
const notFinalAgain: Predicate = '(audits.moderated_on is null or audits.moderated_on <= audits.not_accepted_on or audits.moderated_on > :asAt)';
/** Not accepted by D, and by then neither accepted nor submitted or made final again. */
export const notAccepted: Predicate = all('audits.not_accepted_on <= :asAt', notCounted, notSentAgain, notFinalAgain);

/** What became of the audits allocated in a month (domain.md, "allocation waterfall"). */
export const outcomes = {
  allocated: every,
  exempted,
  not_submitted: all(not(exempted), not(submitted)),
  submitted,
  not_accepted: notAccepted,
  awaiting_decision: all(submitted, not(notAccepted), not(counted)),
  completed: counted,
} as const satisfies Record<string, Predicate>;

/** How their children were found; of audits that were brought in it is not known. */
export const chosenHow = {
  drawn: "audits.chosen = 'drawn'",
  by_hand: "audits.chosen = 'by_hand'",
  not_known: 'audits.chosen is null',
} as const satisfies Record<string, Predicate>;

export const ofArea = (area: Area): Predicate => `audit_areas.area = '${area}'`;
export const rated = (column: string): Predicate => `${column} in (${listOf(ratings)})`;
export const goodOrBetter = (column: string): Predicate => `${column} in ('outstanding', 'good')`;
export const requiresImprovement = (column: string): Predicate => `${column} = 'requires_improvement'`;
export const inadequate = (column: string): Predicate => `${column} = 'inadequate'`;
export const lowerEndRi: Predicate = all(requiresImprovement('audits.overall_final'), 'audits.lower_end_ri = true');
export const weaker: Predicate = `(${inadequate('audits.overall_final')} or ${lowerEndRi})`;

const place = (column: string): string => `case ${column} ${ratings.map((rating, index) => `when '${rating}' then ${index}`).join(' ')} end`;
export const upgraded: Predicate = `${place('audits.overall_final')} < ${place('audits.overall_auditor')}`;
export const downgraded: Predicate = `${place('audits.overall_final')} > ${place('audits.overall_auditor')}`;
export const changed: Predicate = `(${upgraded} or ${downgraded})`;
export const inadequateByModerator: Predicate = all(inadequate('audits.overall_final'), "audits.overall_auditor <> 'inadequate'");

export const spokenTo = (view: 'child_view' | 'family_view'): Predicate => `audits.${view} = 'spoken_to'`;
export const viewApplies = (view: 'child_view' | 'family_view'): Predicate => `audits.${view} in ('spoken_to', 'not_obtained')`;
export const viewNotObtained = (view: 'child_view' | 'family_view', reason: string): Predicate =>
  all(`audits.${view} = 'not_obtained'`, `audits.${view}_reason = '${reason}'`);
export const saidOf = (who: 'child' | 'family', feedback: string): Predicate => all(spokenTo(`${who}_view`), `audits.${who}_feedback = '${feedback}'`);

export type Worker = 'social_worker' | 'team_manager' | 'reviewing_officer';
export const involved = (worker: Worker): Predicate => `audits.${worker}_involved = 'yes'`;
export const hasWorker = (worker: Worker): Predicate => `audits.${worker}_involved in ('yes', 'no')`;

// Actions

/** The dates of an action as they were known on D. */
export const dueOn = asKnown('action', 'due_on');
export const completedOn = asKnown('action', 'completed_on');
export const serviceEndedOn = asKnown('action', 'service_ended_on');

/** Done, or transferred to the child's plan. */
export const completed: Predicate = `${completedOn} <= :asAt`;
const notCompleted: Predicate = `(${completedOn} is null or ${completedOn} > :asAt)`;
const notEnded: Predicate = `(${serviceEndedOn} is null or ${serviceEndedOn} > :asAt)`;
export const onTime: Predicate = all(completed, `${completedOn} <= ${dueOn}`);
export const late: Predicate = all(completed, `${completedOn} > ${dueOn}`);
export const serviceEnded: Predicate = all(`${serviceEndedOn} <= :asAt`, notCompleted);
export const open: Predicate = all(notCompleted, notEnded);
const updated: Predicate = 'actions.first_updated_on <= :asAt';
export const noUpdate: Predicate = all(open, '(actions.first_updated_on is null or actions.first_updated_on > :asAt)');
export const overdue: Predicate = all(open, updated, `${dueOn} < :asAt`);
export const notYetDue: Predicate = all(open, updated, `${dueOn} >= :asAt`);
/** Somebody should say how it stands: nobody ever has, or its day has passed. */
export const needsUpdate: Predicate = all(open, `(${noUpdate} or ${dueOn} < :asAt)`);
/** Its day has passed, whether or not anybody has said how it stands. */
export const pastDue: Predicate = all(open, `${dueOn} < :asAt`);
/** Its day is near; also takes the last of the days to come, `:soon`. */
export const dueSoon: Predicate = all(open, `${dueOn} >= :asAt`, `${dueOn} <= :soon`);
/** Waits for an answer: its day has passed or is near, or nobody ever said how it stands; also takes `:soon`. */
export const waits: Predicate = all(open, `(${noUpdate} or ${dueOn} <= :soon)`);
/** Done, and nobody has verified it yet. */
export const toVerify: Predicate = all(completed, '(actions.verified_on is null or actions.verified_on > :asAt)');
/** Done for three months, without an answer to whether it helped the child, or only that it is too early; also takes the day three months before D, `:threeMonthsBefore`. */
export const toLookBack: Predicate = all(
  `${completedOn} <= :threeMonthsBefore`,
  // What was answered before it was reopened and done again is not about this.
  `not exists (select 1 from action_updates where action_id = actions.id and kind = 'impact' and happened_on <= :asAt and happened_on > ${completedOn}
     and (helped <> 'too_early' or happened_on > :threeMonthsBefore))`,
);
/** Had to be done by D, or was done on time before it was due; actions closed because the service ended are left out. */
export const hadFallenDue: Predicate = all(`(${dueOn} <= :asAt or ${onTime})`, `(${completed} or ${notEnded})`);

export const carePlanning: Predicate = "actions.type = 'care_planning'";
export const nonCarePlanning: Predicate = "actions.type = 'non_care_planning'";

/** The one state of an audit's care-planning actions together, over the rows of one audit (domain.md, "care-planning actions"). */
export const carePlanningState = `case
  when ${howMany(completed)} = count(*) and ${howMany(late)} = 0 then 'on_time'
  when ${howMany(completed)} = count(*) then 'late'
  when ${howMany(noUpdate)} > 0 then 'no_update'
  when ${howMany(open)} > 0 then 'not_yet_transferred'
  else 'service_ended' end`;

// Cases of concern

/** The end of a case of concern, and the team that held it, as they were known on D. */
export const resolvedOn = asKnown('concern', 'resolved_on');
export const concernTeam = asKnown('concern', 'team_id');

export const raised: Predicate = 'concerns.raised_on <= :asAt';
export const active: Predicate = all(raised, `(${resolvedOn} is null or ${resolvedOn} > :asAt)`);
export const resolved: Predicate = `${resolvedOn} <= :asAt`;
/** Active for more than twelve months; also takes the day twelve months before D, `:twelveMonthsBefore`. */
export const activeOver12Months: Predicate = all(active, 'concerns.raised_on < :twelveMonthsBefore');
/** Active for more than six months; also takes the day six months before D, `:sixMonthsBefore`. */
export const activeOver6Months: Predicate = all(active, 'concerns.raised_on < :sixMonthsBefore');
/** Active without an update in the month of D; also takes the first day of that month, `:monthStart`. */
export const lacksMonthsUpdate: Predicate = all(
  active, 'not exists (select 1 from concern_updates where concern_id = concerns.id and updated_on >= :monthStart and updated_on <= :asAt)',
);
// Those below also take `:month`, its first day `:fromDay` and the next month's `:beforeDay`.
export const raisedFromMonth: Predicate = all(core, 'audits.month = :month');
export const raisedInMonth: Predicate = all('concerns.raised_on >= :fromDay', 'concerns.raised_on < :beforeDay', raised);
export const resolvedInMonth: Predicate = all(`${resolvedOn} >= :fromDay`, `${resolvedOn} < :beforeDay`, resolved);
export const updatedInMonth: Predicate =
  `concerns.id in (select concern_id from concern_updates where updated_on >= :fromDay and updated_on < :beforeDay and updated_on <= :asAt)`;

function listOf(codes: readonly string[]): string {
  return codes.map((code) => `'${code}'`).join(', ');
}
