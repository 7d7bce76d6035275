import type { Day } from '../shared/day.js';
import type { ActionType } from '../shared/practice.js';

export const actionUpdateKinds = ['progress', 'transferred', 'completed', 'service_ended'] as const;
export type ActionUpdateKind = (typeof actionUpdateKinds)[number];

/** What became of a non-care-planning action (domain.md, "non-care-planning actions"). */
export const taskStates = ['on_time', 'late', 'service_ended', 'no_update', 'overdue', 'not_yet_due'] as const;
export type TaskState = (typeof taskStates)[number];

/** What became of a care-planning action, and of all those of one audit together (domain.md, "care-planning actions"). */
export const carePlanningStates = ['on_time', 'late', 'service_ended', 'no_update', 'not_yet_transferred'] as const;
export type CarePlanningState = (typeof carePlanningStates)[number];

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
