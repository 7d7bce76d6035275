import { carePlanningStates, stateInWords, type CarePlanningState, type TaskState } from '../actions/action.js';
import { all, every, inMonths, late, noUpdate, notYetDue, onTime, overdue, serviceEnded, type Predicate } from './predicates.js';

/** One number of the leaders' tables: what it is called and counts, and which rows stand behind it. */
export type FollowUpLine = {
  /** Its name among all of them; its part of an address is `key`. */
  id: string;
  key: string;
  label: string;
  /** What is counted, in plain words, as shown to readers. */
  definition: string;
  /** The key of the line whose number this one is a share of. */
  shareOf: string | null;
  /** About the audits of the last three calendar months, or about all before. */
  recent: boolean;
} & (
  | {
      of: 'audits';
      /** The states of the audit's care-planning actions together; null: whether it has any or not. */
      states: readonly CarePlanningState[] | null;
    }
  | { of: 'actions'; is: Predicate }
);

type AuditsLine = FollowUpLine & { of: 'audits' };
type TasksLine = FollowUpLine & { of: 'actions' };

/** Which audits a line is about; takes the last three calendar months as `:fromMonth` and `:toMonth`. */
export const monthsOf = ({ recent }: Pick<FollowUpLine, 'recent'>): Predicate => (recent ? inMonths : 'audits.month < :fromMonth');

/** Care-planning actions of the last three calendar months: one state an audit, the first that fits (domain.md). */
const carePlanning: readonly AuditsLine[] = (
  [
    ['audits', 'Audits counted', null, null, 'Core audits of these months that are finished and were accepted to standard by the as-at date.'],
    ['with_actions', 'With care-planning actions', 'audits', carePlanningStates, 'Of those, audits with at least one action for the child’s own plan. Each is in one of the states below, the first that fits.'],
    ...(
      [
        ['on_time', 'Every care-planning action of the audit was in the child’s plan by its due date.'],
        ['late', 'Every one is in the child’s plan, at least one of them after its due date.'],
        ['no_update', 'At least one is open, and nobody has ever said how it stands.'],
        ['not_yet_transferred', 'At least one is open, and each open one has had an update.'],
        ['service_ended', 'None is open, and at least one ended with the service to the child.'],
      ] as const
    ).map(([state, definition]) => [state, stateInWords('care_planning', state), 'with_actions', [state], definition] as const),
  ] as const
).map(([key, label, shareOf, states, definition]) => ({ id: `care_planning_${key}`, key, label, shareOf, states, definition, of: 'audits', recent: true }));

/** Non-care-planning actions of the same audits: one state an action (domain.md). */
const tasks: readonly TasksLine[] = (
  [
    ['actions', 'Actions agreed', null, every, 'Non-care-planning actions of the same audits. Each is in one of the states below.'],
    ...(
      [
        ['on_time', onTime, 'Done on or before the due date.'],
        ['late', late, 'Done after the due date.'],
        ['overdue', overdue, 'Open and past the due date; somebody has said how it stands.'],
        ['not_yet_due', notYetDue, 'Open and not past the due date; somebody has said how it stands.'],
        ['no_update', noUpdate, 'Open, and nobody has ever said how it stands, whether it is due or not.'],
        ['service_ended', serviceEnded, 'Closed without being done, because the service to the child ended.'],
      ] as const satisfies [TaskState, Predicate, string][]
    ).map(([state, is, definition]) => [state, stateInWords('non_care_planning', state), 'actions', is, definition] as const),
  ] as const
).map(([key, label, shareOf, is, definition]) => ({ id: `tasks_${key}`, key, label, shareOf, is, definition, of: 'actions', recent: true }));

const auditsBefore = (key: string, label: string, shareOf: string | null, states: readonly CarePlanningState[], definition: string): AuditsLine => ({
  id: `outstanding_${key}`, key, label, shareOf, states, definition, of: 'audits', recent: false,
});
const tasksBefore = (key: string, label: string, shareOf: string | null, is: Predicate, definition: string): TasksLine => ({
  id: `outstanding_${key}`, key, label, shareOf, is, definition, of: 'actions', recent: false,
});

/** What is outstanding from counted audits before those months (domain.md). */
const outstanding: readonly FollowUpLine[] = [
  auditsBefore('all_care_planning_audits', 'Earlier audits with care-planning actions', null, carePlanningStates,
    'Counted audits of earlier months with at least one action for the child’s own plan, outstanding or not.'),
  auditsBefore('care_planning_audits', 'Care-planning still to do', 'all_care_planning_audits', ['no_update', 'not_yet_transferred'],
    'Of those, audits with at least one care-planning action that is open: it has never had an update, or is not yet in the child’s plan.'),
  auditsBefore('care_planning_service_ended', 'Care-planning, service ended', 'all_care_planning_audits', ['service_ended'],
    'Of those, audits where none is open, and at least one ended with the service to the child.'),
  tasksBefore('all_non_care_planning_actions', 'Earlier non-care-planning actions', null, every, 'Non-care-planning actions of counted audits of earlier months, outstanding or not.'),
  tasksBefore('non_care_planning_actions', 'Overdue, or without an update', 'all_non_care_planning_actions', `(${overdue} or ${noUpdate})`,
    'Of those, actions that are open and past the due date, or have never had an update.'),
  tasksBefore('non_care_planning_service_ended', 'Non-care-planning, service ended', 'all_non_care_planning_actions', serviceEnded,
    'Of those, actions closed without being done, because the service to the child ended.'),
];

export interface FollowUpTable {
  /** The address of the lists behind its numbers. */
  path: string;
  title: string;
  lines: readonly FollowUpLine[];
}

export const followUpTables = {
  carePlanning: { path: '/follow-up/care-planning', title: 'Care-planning actions', lines: carePlanning },
  tasks: { path: '/follow-up/tasks', title: 'Non-care-planning actions', lines: tasks },
  outstanding: { path: '/follow-up/outstanding', title: 'Outstanding from before', lines: outstanding },
} as const satisfies Record<string, FollowUpTable>;

export const followUpLines: readonly FollowUpLine[] = Object.values(followUpTables).flatMap(({ lines }) => lines);

/** The actions a line is about, as a condition on rows of `audits` and `actions`. */
export const tasksIn = (line: TasksLine): Predicate => all(monthsOf(line), line.is);
