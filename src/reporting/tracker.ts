import { actionState, helpedInWords, stateInWords, type ActionDates, type Helped, type Meeting } from '../actions/action.js';
import { meetingInWords } from '../actions/carePlan.js';
import { daysBetween, type Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { label, type ActionType, type Cohort, type Rating } from '../shared/practice.js';
import type { Cell, Column } from './spreadsheet.js';

/** An action as the tracker has it: its dates, and what else happened on a day, as known on the as-at day. */
export interface TrackedAction extends ActionDates {
  id: number;
  ref: string;
  type: ActionType;
  description: string;
  auditRef: string;
  month: Month;
  caseRef: string;
  cohort: Cohort;
  rating: Rating;
  acceptedOn: Day;
  teamAudited: string;
  /** The team that answers for it now. */
  team: string;
  /** Of the team that was audited. */
  service: string;
  meeting: Meeting | null;
  lastUpdatedOn: Day | null;
  agreedBy: string | null;
  answersName: string | null;
  verifiedOn: Day | null;
  helped: Helped | null;
  /** When it was due before each of its revisions, the first one first. */
  earlierDue: readonly Day[];
}

/** How often the due date was moved; a revision of something else leaves it where it was. */
export function timesMoved({ earlierDue, dueOn }: Pick<TrackedAction, 'earlierDue' | 'dueOn'>): number {
  return [...earlierDue, dueOn].filter((day, index, days) => index > 0 && day !== days[index - 1]).length;
}

const by = (day: Day | null, asAt: Day): Day | null => (day !== null && day <= asAt ? day : null);

/** How many days past its day an open action is; null when it is not. */
function daysOverdue(action: TrackedAction, asAt: Day): number | null {
  const isOpen = by(action.completedOn, asAt) === null && by(action.serviceEndedOn, asAt) === null;
  return isOpen && action.dueOn < asAt ? daysBetween(action.dueOn, asAt) : null;
}

/** The columns of the tracker. */
export const trackerColumns: readonly (Column & { cell: (action: TrackedAction, asAt: Day) => Cell })[] = [
  { header: 'Action', width: 10, kind: 'text', cell: ({ ref }) => ref },
  { header: 'Audit', width: 10, kind: 'text', cell: ({ auditRef }) => auditRef },
  { header: 'Audit month', width: 16, kind: 'month', cell: ({ month }) => `${month}-01` },
  { header: 'Child', width: 12, kind: 'text', cell: ({ caseRef }) => caseRef },
  { header: 'Cohort', width: 22, kind: 'text', cell: ({ cohort }) => label(cohort) },
  { header: 'Team audited', width: 26, kind: 'text', cell: ({ teamAudited }) => teamAudited },
  { header: 'Team now', width: 26, kind: 'text', cell: ({ team }) => team },
  { header: 'Service audited', width: 26, kind: 'text', cell: ({ service }) => service },
  { header: 'Kind', width: 19, kind: 'text', cell: ({ type }) => label(type) },
  { header: 'What', width: 60, kind: 'text', cell: ({ description }) => description },
  { header: 'Rating of the audit', width: 22, kind: 'text', cell: ({ rating }) => label(rating) },
  { header: 'Accepted on', width: 13, kind: 'day', cell: ({ acceptedOn }) => acceptedOn },
  { header: 'First due', width: 13, kind: 'day', cell: ({ earlierDue, dueOn }) => earlierDue[0] ?? dueOn },
  { header: 'Due now', width: 13, kind: 'day', cell: ({ dueOn }) => dueOn },
  { header: 'Times moved', width: 9, kind: 'number', cell: timesMoved },
  { header: 'Meeting', width: 34, kind: 'text', cell: ({ meeting }) => meeting && meetingInWords[meeting] },
  { header: 'First update', width: 13, kind: 'day', cell: ({ firstUpdatedOn }, asAt) => by(firstUpdatedOn, asAt) },
  { header: 'Last update', width: 13, kind: 'day', cell: ({ lastUpdatedOn }) => lastUpdatedOn },
  { header: 'Done, or in the plan, on', width: 13, kind: 'day', cell: ({ completedOn }, asAt) => by(completedOn, asAt) },
  { header: 'State', width: 22, kind: 'text', cell: (action, asAt) => stateInWords(action.type, actionState(action, asAt)) },
  { header: 'Service ended on', width: 13, kind: 'day', cell: ({ serviceEndedOn }, asAt) => by(serviceEndedOn, asAt) },
  { header: 'Who agreed', width: 26, kind: 'text', cell: ({ agreedBy }) => agreedBy },
  { header: 'Answers for it', width: 26, kind: 'text', cell: ({ answersName }) => answersName ?? 'Nobody' },
  { header: 'Verified on', width: 13, kind: 'day', cell: ({ verifiedOn }) => verifiedOn },
  { header: 'Did it help', width: 14, kind: 'text', cell: ({ helped }) => helped && helpedInWords[helped] },
  { header: 'Days overdue', width: 9, kind: 'number', cell: daysOverdue },
];
