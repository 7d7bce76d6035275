import { addDays, addMonthsToDay, dayInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import type { ActionType, Involvement } from '../shared/practice.js';

/** What is recorded about an action. The first four say how it stands; the others plan, put off, check, take up again and look back. */
export const actionUpdateKinds = ['progress', 'transferred', 'completed', 'service_ended', 'planned', 'due_changed', 'verified', 'reopened', 'impact'] as const;
export type ActionUpdateKind = (typeof actionUpdateKinds)[number];

/** What whoever answers for an action says about it. */
export const reportKinds = ['progress', 'transferred', 'completed', 'service_ended'] as const satisfies readonly ActionUpdateKind[];
export type ReportKind = (typeof reportKinds)[number];

/** The meetings that carry an action into the child's plan. */
export const meetings = [
  'child_in_need_review', 'team_around_family', 'core_group', 'child_protection_conference', 'discussion_with_child', 'discussion_with_reviewing_officer', 'child_in_care_review',
  'pathway_plan_update',
] as const;
export type Meeting = (typeof meetings)[number];

/** Answers to whether a completed action helped the child. */
export const helpedAnswers = ['better', 'same', 'worse', 'too_early'] as const;
export type Helped = (typeof helpedAnswers)[number];

/** What became of a non-care-planning action (domain.md, "non-care-planning actions"). */
export const taskStates = ['on_time', 'late', 'service_ended', 'no_update', 'overdue', 'not_yet_due'] as const;
export type TaskState = (typeof taskStates)[number];

/** What became of a care-planning action, and of all those of one audit together (domain.md, "care-planning actions"). */
export const carePlanningStates = ['on_time', 'late', 'service_ended', 'no_update', 'not_yet_transferred'] as const;
export type CarePlanningState = (typeof carePlanningStates)[number];

export const actionStates = ['no_update', 'overdue', 'not_yet_transferred', 'not_yet_due', 'on_time', 'late', 'service_ended'] as const;
export type ActionState = TaskState | CarePlanningState;

/** The dates an action's state is worked out from; `completedOn` is the day it was done, or transferred to the child's plan. */
export interface ActionDates {
  dueOn: Day;
  firstUpdatedOn: Day | null;
  completedOn: Day | null;
  serviceEndedOn: Day | null;
}

const happened = (day: Day | null, asAt: Day): boolean => day !== null && day <= asAt;

/** Whether the action still needs doing as at the day. */
export function isOpen(action: ActionDates, asAt: Day): boolean {
  return !happened(action.completedOn, asAt) && !happened(action.serviceEndedOn, asAt);
}

/** The last of the days to come that are near: an action due by then waits for an answer. */
export function soonAfter(today: Day): Day {
  return addDays(today, 10);
}

/** The one state of an action as at a day; what happened later is not known yet. The figures count with the same words. */
export function actionState(action: ActionDates & { type: ActionType }, asAt: Day): ActionState {
  if (happened(action.completedOn, asAt)) return action.completedOn! <= action.dueOn ? 'on_time' : 'late';
  if (happened(action.serviceEndedOn, asAt)) return 'service_ended';
  if (!happened(action.firstUpdatedOn, asAt)) return 'no_update';
  if (action.type === 'care_planning') return 'not_yet_transferred';
  return action.dueOn < asAt ? 'overdue' : 'not_yet_due';
}

/** The one state of an audit's care-planning actions together, the first that fits; null when there are none. */
export function carePlanningState(actions: readonly ActionDates[], asAt: Day): CarePlanningState | null {
  if (actions.length === 0) return null;
  const states = actions.map((action) => actionState({ ...action, type: 'care_planning' }, asAt) as CarePlanningState);
  if (states.every((state) => state === 'on_time')) return 'on_time';
  if (states.every((state) => state === 'on_time' || state === 'late')) return 'late';
  if (states.includes('no_update')) return 'no_update';
  return states.includes('not_yet_transferred') ? 'not_yet_transferred' : 'service_ended';
}

/** A state as readers see it. */
export function stateInWords(type: ActionType, state: ActionState): string {
  const done = type === 'care_planning' ? 'Transferred' : 'Completed';
  return {
    on_time: `${done} on time`,
    late: `${done} late`,
    service_ended: 'Service ended',
    no_update: 'No update',
    overdue: 'Overdue',
    not_yet_due: 'Not yet due',
    not_yet_transferred: 'Not yet transferred',
  }[state];
}

export const kindInWords: Record<ActionUpdateKind, string> = {
  progress: 'Progress note',
  transferred: 'Transferred to the child’s plan',
  completed: 'Completed',
  service_ended: 'Service ended',
  planned: 'Meeting planned',
  due_changed: 'Due date changed',
  verified: 'Verified',
  reopened: 'Reopened',
  impact: 'Did it help the child?',
};

/** What somebody records about an action; the involvement is asked for when it goes into the plan. */
export interface UpdateWritten {
  kind: ReportKind;
  happenedOn: Day;
  note: string | null;
  /** Where what was done is recorded. */
  evidence: string | null;
  /** Who agreed that the service ended. */
  agreedBy: string | null;
  childInvolved: boolean | null;
  familyInvolved: boolean | null;
  reviewingOfficerInvolved: Involvement | null;
}

/** How an action has been followed up so far. */
export interface ActionFollowedUp extends ActionDates {
  type: ActionType;
  lastUpdatedOn: Day | null;
  /** The day the audit was accepted. */
  acceptedOn: Day | null;
}

/** What an update is checked against. */
export interface ActionAnswered extends ActionFollowedUp {
  /** The day it was last reopened. */
  reopenedOn: Day | null;
}

/** Whether the action is done or its service ended, on whatever day. */
export function isClosed({ completedOn, serviceEndedOn }: Pick<ActionDates, 'completedOn' | 'serviceEndedOn'>): boolean {
  return completedOn !== null || serviceEndedOn !== null;
}

/** What being done means for an action of this type. */
export function doneKind(type: ActionType): ReportKind {
  return type === 'care_planning' ? 'transferred' : 'completed';
}

/** Whether the update says that the action is done. */
export function saysDone(kind: ActionUpdateKind): boolean {
  return kind === 'transferred' || kind === 'completed';
}

/** What may be recorded now: an action that is done, or whose service ended, takes notes and stays closed. */
export function kindsOpen(action: ActionFollowedUp): ReportKind[] {
  if (isClosed(action)) return ['progress'];
  return ['progress', doneKind(action.type), 'service_ended'];
}

const noteAsked: Record<ReportKind, string> = {
  progress: 'Enter what has been done.',
  transferred: 'Enter what was done.',
  completed: 'Enter what was done.',
  service_ended: 'Enter why the service ended.',
};

/** What stands against recording this update today, in the order of the page; empty when nothing does. */
export function updateProblems(action: ActionAnswered, update: UpdateWritten, today: Day): Problem[] {
  const problems: Problem[] = [];
  const problem = (field: keyof UpdateWritten, message: string): unknown => problems.push({ field, message });
  if (!kindsOpen(action).includes(update.kind)) problem('kind', 'This cannot be recorded for this action. Choose one of the answers shown.');
  if (update.kind === 'transferred') {
    if (update.childInvolved === null) problem('childInvolved', 'Say whether the child was involved.');
    if (update.familyInvolved === null) problem('familyInvolved', 'Say whether the family was involved.');
    if (update.reviewingOfficerInvolved === null) problem('reviewingOfficerInvolved', 'Say whether the reviewing officer was involved.');
  }
  if (saysDone(update.kind) && update.evidence === null) problem('evidence', 'Enter where it is recorded.');
  if (update.kind === 'service_ended' && update.agreedBy === null) problem('agreedBy', 'Enter who agreed that the service ended.');
  if (update.happenedOn > today) {
    problem('happenedOn', 'The date must be today or in the past.');
  } else if (action.acceptedOn !== null && update.happenedOn < action.acceptedOn) {
    problem('happenedOn', `The date must be ${dayInWords(action.acceptedOn)} or later: the audit was accepted on that day.`);
  } else if (update.kind !== 'progress' && action.reopenedOn !== null && update.happenedOn < action.reopenedOn) {
    problem('happenedOn', `The date must be ${dayInWords(action.reopenedOn)} or later: the action was reopened on that day.`);
  }
  if (update.note === null) problem('note', noteAsked[update.kind]);
  return problems;
}

/** The action's dates once the update is recorded; an update about an earlier day may be the first. */
export function datesAfter(action: ActionFollowedUp, { kind, happenedOn }: { kind: ActionUpdateKind; happenedOn: Day }): Omit<ActionDates, 'dueOn'> & { lastUpdatedOn: Day } {
  const { firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn } = action;
  return {
    firstUpdatedOn: firstUpdatedOn === null || happenedOn < firstUpdatedOn ? happenedOn : firstUpdatedOn,
    lastUpdatedOn: lastUpdatedOn === null || happenedOn > lastUpdatedOn ? happenedOn : lastUpdatedOn,
    completedOn: saysDone(kind) ? happenedOn : completedOn,
    serviceEndedOn: kind === 'service_ended' ? happenedOn : serviceEndedOn,
  };
}

/** Who answers for an action, null for the team manager, and when it is due. */
export interface Terms {
  ownerId: number | null;
  dueOn: Day;
}

/** What stands against another owner or due date; `owners` are the people it may be given to. An action of the plan is due on the day of its meeting. */
export function termsProblems(action: ActionFollowedUp & Terms, wanted: Terms, owners: readonly number[], today: Day): Problem[] {
  if (isClosed(action)) return [{ field: 'form', message: 'This action is closed, so whoever answered for it and its due date stay.' }];
  const [anotherOwner, anotherDay] = [wanted.ownerId !== action.ownerId, wanted.dueOn !== action.dueOn];
  if (!anotherOwner && !anotherDay) {
    return [{ field: 'ownerId', message: action.type === 'care_planning' ? 'Choose somebody else: they answer for it already.' : 'Choose somebody else, or enter another day: nothing has changed.' }];
  }
  const problems: Problem[] = [];
  if (anotherOwner && wanted.ownerId !== null && !owners.includes(wanted.ownerId)) problems.push({ field: 'ownerId', message: 'Choose an owner from the list.' });
  if (anotherDay && action.type === 'care_planning') problems.push({ field: 'dueOn', message: 'Plan the meeting instead: the action is due on its day.' });
  else if (anotherDay && wanted.dueOn < today) problems.push({ field: 'dueOn', message: 'The due date must be today or later.' });
  return problems;
}

/** Whether what was recorded as done waits to be verified. */
export function awaitsVerification({ completedOn, verifiedOn }: { completedOn: Day | null; verifiedOn: Day | null }): boolean {
  return completedOn !== null && verifiedOn === null;
}

/** Whether the action can be taken up again: closed, and not verified. */
export function mayBeReopened(action: Pick<ActionDates, 'completedOn' | 'serviceEndedOn'> & { verifiedOn: Day | null }): boolean {
  return isClosed(action) && action.verifiedOn === null;
}

/** Months after completion, and after the answer that it is too early, in which it is asked whether the action helped. */
export const monthsUntilAsked = 3;

/** Whether it is time to ask if the action helped the child. */
export function asksIfHelped({ completedOn, helped, helpedOn }: { completedOn: Day | null; helped: Helped | null; helpedOn: Day | null }, today: Day): boolean {
  const threeMonthsBefore = addMonthsToDay(today, -monthsUntilAsked);
  if (completedOn === null || completedOn > threeMonthsBefore) return false;
  return helpedOn === null || (helped === 'too_early' && helpedOn <= threeMonthsBefore);
}

export const helpedInWords: Record<Helped, string> = {
  better: 'Yes: things are better for the child',
  same: 'No: things are the same',
  worse: 'No: things are worse',
  too_early: 'It is too early to say',
};
