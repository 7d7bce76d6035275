import { dayInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import type { ActionType, Cohort, Involvement } from '../shared/practice.js';

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

/** How a care-planning action gets into the child's own plan (domain.md, step 6). */
export const routeIntoPlan: Record<Cohort, string> = {
  subject_to_assessment: 'At the first child in need review, once the assessment has led to a plan.',
  child_in_need: 'At the next child in need review.',
  disabled_children: 'At the next child in need review.',
  child_protection: 'At the next core group or child protection conference, whichever is first. If it is the core group, tell the conference chair.',
  child_in_care: 'In a discussion with the child, then with the reviewing officer (IRO), and at a review if one is needed.',
  care_leaver: 'In a discussion with the young person, when their pathway plan is updated.',
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

/** What an update is checked against. */
export interface ActionFollowedUp extends ActionDates {
  type: ActionType;
  lastUpdatedOn: Day | null;
  /** The day the audit was accepted. */
  acceptedOn: Day | null;
}

/** Whether the action is done or its service ended, on whatever day. */
export function isClosed({ completedOn, serviceEndedOn }: Pick<ActionDates, 'completedOn' | 'serviceEndedOn'>): boolean {
  return completedOn !== null || serviceEndedOn !== null;
}

/** What may be recorded now: an action that is done, or whose service ended, takes notes and stays closed. */
export function kindsOpen(action: ActionFollowedUp): ReportKind[] {
  if (isClosed(action)) return ['progress'];
  return ['progress', action.type === 'care_planning' ? 'transferred' : 'completed', 'service_ended'];
}

/** What stands against recording this update today; empty when nothing does. */
export function updateProblems(action: ActionFollowedUp, update: UpdateWritten, today: Day): Problem[] {
  const problems: Problem[] = [];
  if (!kindsOpen(action).includes(update.kind)) {
    problems.push({ field: 'kind', message: 'This cannot be recorded for this action. Choose one of the answers shown.' });
  }
  if (update.happenedOn > today) {
    problems.push({ field: 'happenedOn', message: 'The date must be today or in the past.' });
  } else if (action.acceptedOn !== null && update.happenedOn < action.acceptedOn) {
    problems.push({ field: 'happenedOn', message: `The date must be ${dayInWords(action.acceptedOn)} or later: the audit was accepted on that day.` });
  }
  if (update.kind === 'transferred') {
    if (update.childInvolved === null) problems.push({ field: 'childInvolved', message: 'Say whether the child was involved.' });
    if (update.familyInvolved === null) problems.push({ field: 'familyInvolved', message: 'Say whether the family was involved.' });
    if (update.reviewingOfficerInvolved === null) problems.push({ field: 'reviewingOfficerInvolved', message: 'Say whether the reviewing officer was involved.' });
  }
  if (update.note === null && update.kind === 'progress') problems.push({ field: 'note', message: 'Enter what has been done.' });
  if (update.note === null && update.kind === 'service_ended') problems.push({ field: 'note', message: 'Enter why the service ended.' });
  return problems;
}

/** The action's dates once the update is recorded; an update about an earlier day may be the first. */
export function datesAfter(action: ActionFollowedUp, { kind, happenedOn }: UpdateWritten): Omit<ActionDates, 'dueOn'> & { lastUpdatedOn: Day } {
  const { firstUpdatedOn, lastUpdatedOn, completedOn, serviceEndedOn } = action;
  return {
    firstUpdatedOn: firstUpdatedOn === null || happenedOn < firstUpdatedOn ? happenedOn : firstUpdatedOn,
    lastUpdatedOn: lastUpdatedOn === null || happenedOn > lastUpdatedOn ? happenedOn : lastUpdatedOn,
    completedOn: kind === 'transferred' || kind === 'completed' ? happenedOn : completedOn,
    serviceEndedOn: kind === 'service_ended' ? happenedOn : serviceEndedOn,
  };
}

/** What stands against another owner, null for the team manager; `owners` are the people it may be given to. The due date stays: it is part of what was accepted. */
export function ownerProblems(action: ActionFollowedUp & { ownerId: number | null }, wanted: number | null, owners: readonly number[]): Problem[] {
  if (isClosed(action)) return [{ field: 'form', message: 'This action is closed, so whoever answered for it stays.' }];
  if (wanted === action.ownerId) return [{ field: 'ownerId', message: 'Choose somebody else: they answer for it already.' }];
  return wanted === null || owners.includes(wanted) ? [] : [{ field: 'ownerId', message: 'Choose an owner from the list.' }];
}
