import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { addMonthsToDay, dayInWords, daysBetween, type Day } from '../shared/day.js';
import { actionTypes, label } from '../shared/practice.js';
import {
  actionStates, asksIfHelped, awaitsVerification, helpedInWords, isClosed, isOpen, kindInWords, mayBeReopened, meetings, monthsUntilAsked, stateInWords, type ActionDates, type UpdateWritten,
} from './action.js';
import type { Chair } from './answerer.js';
import type { escalationLine } from './escalation/escalation.presenter.js';
import type { ActionFilter, ActionInFull, ActionListed, UpdateRecorded } from './actions.reads.js';
import { chairIsTold, mayBePlanned, meetingInWords, routes, type PlannedDays } from './carePlan.js';

interface Named {
  id: number;
  name: string;
}

const filterInWords: Record<ActionFilter, string> = {
  needs_update: 'Needs an update',
  open: 'Open',
  past_due: 'Open and past the due date',
  due_soon: 'Due within 10 days',
  nobody: 'Nobody answers for it',
  no_update: 'No update',
  escalated: 'No update, taken beyond the team manager',
  overdue: 'Overdue',
  not_yet_transferred: 'Not yet transferred to the plan',
  not_yet_due: 'Not yet due',
  on_time: 'Done on time',
  late: 'Done late',
  service_ended: 'Service ended',
  to_verify: 'Done, not verified yet',
  to_look_back: 'Did it help? Not answered yet',
  all: 'All',
};

/** The list of actions; `team` is an id, `mine` (what the person answers for) or `all`. */
export function actionList(
  actions: readonly ActionListed[],
  filter: { state: ActionFilter; type: string; team: string },
  teams: readonly Named[],
  mayBeMine: boolean,
  today: Day,
) {
  const teamChoices = [
    { value: 'all', label: 'All teams' },
    ...(mayBeMine ? [{ value: 'mine', label: 'Mine to answer' }] : []),
    ...teams.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const states: readonly ActionFilter[] = ['needs_update', 'open', 'past_due', 'due_soon', 'nobody', 'escalated', ...actionStates, 'to_verify', 'to_look_back', 'all'];
  return {
    filters: [
      { component: 'select', name: 'state', label: 'State', items: states.map((state) => ({ value: state, label: filterInWords[state] })), value: filter.state },
      { component: 'select', name: 'type', label: 'Kind', items: [{ value: '', label: 'Both kinds' }, ...actionTypes.map((type) => ({ value: type, label: label(type) }))], value: filter.type },
      { component: 'select', name: 'team', label: 'Team', items: teamChoices, value: filter.team },
    ],
    columns: ['Action', 'What', 'Due', 'State', 'Child', 'Answers for it'].map((column) => ({ label: column })),
    rows: actions.map((action) => [
      { text: action.ref, href: `/actions/${action.ref}`, note: label(action.type) },
      shortened(action.description),
      { text: dayInWords(action.dueOn), note: lateness(action, today) },
      { status: action.state, statusText: stateInWords(action.type, action.state), note: [sinceWhen(action), awaitsVerification(action) ? 'Not verified yet' : ''].filter((part) => part !== '').join('. ') },
      { text: action.caseRef, note: action.teamName },
      action.ownerName ?? 'Nobody',
    ]),
    nothing: filter.state === 'needs_update' ? 'No action needs an update.' : 'No action fits these filters.',
  };
}

/** As much of a text as a line of a list has room for. */
export function shortened(text: string): string {
  if (text.length <= 140) return text;
  return `${text.slice(0, 140).replace(/\s+\S*$/, '')} …`;
}

/** How far past its day an open action is; empty when it is not. */
export function lateness(action: ActionDates, today: Day): string {
  const days = daysBetween(action.dueOn, today);
  if (!isOpen(action, today) || days < 0) return '';
  return days === 0 ? 'Due today' : `${days} ${days === 1 ? 'day' : 'days'} overdue`;
}

function sinceWhen({ completedOn, serviceEndedOn, lastUpdatedOn }: ActionListed): string {
  const closedOn = completedOn ?? serviceEndedOn;
  if (closedOn) return `On ${dayInWords(closedOn)}`;
  return lastUpdatedOn ? `Last update ${dayInWords(lastUpdatedOn)}` : '';
}

/** What the reader of an action's page may do there. */
export interface MayDo {
  openAudit: boolean;
  update: boolean;
  changeTerms: boolean;
  move: boolean;
  verify: boolean;
}

/** An action's own page, without its form. */
export function actionPage(action: ActionInFull, updates: readonly UpdateRecorded[], may: MayDo, escalation: ReturnType<typeof escalationLine>, today: Day) {
  const isTask = action.type === 'non_care_planning';
  const change = may.changeTerms && !isClosed(action) ? { href: `/actions/${action.ref}/change`, hrefHidden: isTask ? 'who answers for it or its due date' : 'who answers for it' } : {};
  return {
    ref: action.ref,
    details: [
      { key: 'What', value: action.description, multiline: true },
      { key: 'Kind', value: label(action.type) },
      { key: 'State', value: { status: action.state, statusText: stateInWords(action.type, action.state), note: sinceWhen(action) } },
      ...escalation,
      ...verification(action, updates),
      ...impact(action, today),
      { key: 'Due', value: { text: dayInWords(action.dueOn), note: lateness(action, today) } },
      ...timesMoved(updates),
      ...(isTask ? [] : wayIntoPlan(action)),
      { key: 'Answers for it', value: answererInWords(action), ...change },
      { key: 'Child', value: { text: action.caseRef, note: label(action.cohort) }, ...(may.update && !isClosed(action) ? { href: `/actions/${action.ref}/child`, hrefText: 'All open actions', hrefHidden: 'of this child' } : {}) },
      { key: 'Team', value: action.teamName, ...(may.move && !isClosed(action) ? { href: `/actions/${action.ref}/move`, hrefText: 'Move', hrefHidden: 'to another team' } : {}) },
      { key: 'Audit', value: { text: action.auditRef, ...(may.openAudit ? { href: `/audits/${action.auditRef}` } : {}), note: `Accepted on ${dayInWords(action.acceptedOn)}` } },
    ],
    steps: stepsOpen(action, may, today),
    entries: updates.map(entryOf),
  };
}

function verification(action: ActionInFull, updates: readonly UpdateRecorded[]) {
  if (action.completedOn === null) return [];
  const verified = updates.find(({ kind }) => kind === 'verified');
  return [{ key: 'Verified', value: verified ? `On ${dayInWords(verified.happenedOn)} by ${verified.recordedBy ?? ''}` : 'Not yet' }];
}

function impact(action: ActionInFull, today: Day) {
  if (action.completedOn === null) return [];
  const { helped, helpedOn } = action;
  const asked = asksIfHelped(action, today) ? 'Waits for an answer' : `Asked on ${dayInWords(addMonthsToDay(helpedOn ?? action.completedOn, monthsUntilAsked))}`;
  const answer = helped === null ? { text: asked } : { text: helpedInWords[helped], note: helped === 'too_early' ? asked : `On ${dayInWords(helpedOn)}` };
  return [{ key: 'Did it help the child?', value: answer }];
}

/** How often the due date was set anew, and why. */
function timesMoved(updates: readonly UpdateRecorded[]) {
  const moves = updates.filter(({ dueOn }) => dueOn !== null);
  if (moves.length === 0) return [];
  const list = moves.map(({ dueOn, recordedAt, note }) => ({ text: `To ${dayInWords(dueOn)}, set on ${dayInWords(recordedAt.slice(0, 10))}`, note: note ?? '' }));
  return [{ key: 'Due date moved', value: { text: moves.length === 1 ? 'Once' : `${moves.length} times`, list } }];
}

function wayIntoPlan({ cohort, planned }: ActionInFull) {
  const list = plannedInWords(planned);
  const note = chairIsTold(cohort, planned) ? 'The core group comes first, so the conference chair has to be told.' : undefined;
  return [
    { key: 'Way into the plan', value: routes[cohort].inWords },
    { key: 'Meetings planned', value: list.length === 0 ? 'None yet' : { list, note } },
  ];
}

/** The meetings planned, each with its day. */
export function plannedInWords(planned: PlannedDays): string[] {
  return meetings.flatMap((meeting) => (planned[meeting] === undefined ? [] : [`${meetingInWords[meeting]}: ${dayInWords(planned[meeting])}`]));
}

/** What waits to be done about the action, each on a page of its own. */
function stepsOpen(action: ActionInFull, may: MayDo, today: Day): { text: string; href: string; secondary: true }[] {
  const step = (wanted: boolean, page: string, text: string) => (wanted ? [{ text, href: `/actions/${action.ref}/${page}`, secondary: true as const }] : []);
  const isPlanned = plannedInWords(action.planned).length > 0;
  return [
    ...step(may.update && mayBePlanned(action), 'plan', isPlanned ? 'Change the planned meeting' : 'Plan the meeting'),
    ...step(may.verify && mayBeReopened(action), 'verify', awaitsVerification(action) ? 'Verify or reopen' : 'Reopen'),
    ...step(may.update && asksIfHelped(action, today), 'helped', 'Say whether it helped the child'),
  ];
}

const chairInWords: Record<Chair, string> = { owner: '', manager: ' (team manager)', head: ' (Head of Service)' };

/** Who answers for an action, and as what. */
function answererInWords({ ownerName, answersAs }: Pick<ActionInFull, 'ownerName' | 'answersAs'>): string {
  return ownerName === null || answersAs === null ? 'Nobody' : `${ownerName}${chairInWords[answersAs]}`;
}

interface Entry {
  title: string;
  by?: string;
  at: string;
  text: string;
}

function entryOf(update: UpdateRecorded): Entry {
  const title = kindInWords[update.kind];
  const at = dayInWords(update.happenedOn);
  if (update.recordedBy === null) return { title, at, text: 'Taken over from earlier records.' };
  const recordedOn = update.recordedAt.slice(0, 10);
  const recorded = update.happenedOn === recordedOn ? at : `${at}, recorded on ${dayInWords(recordedOn)}`;
  return { title, by: update.recordedBy, at: update.surgeryOn === null ? recorded : `${recorded}, in the QA surgery of ${dayInWords(update.surgeryOn)}`, text: updateInWords(update) };
}

/** What was said with an update: the answers first, then the words. */
export function updateInWords(update: UpdateRecorded | UpdateWritten): string {
  const { kind, note, evidence, agreedBy } = update;
  const lines: (string | null)[] = kind === 'transferred' ? tookPart(update) : [];
  if ('meetings' in update) {
    lines.push(...plannedInWords(update.meetings ?? {}), update.dueOn && `Due: ${dayInWords(update.dueOn)}`, update.helped && helpedInWords[update.helped]);
  }
  return [...lines, evidence && `Recorded in: ${evidence}`, agreedBy && `Agreed by: ${agreedBy}`, note].filter((line) => line).join('\n');
}

/** Who took part when an action went into the plan. */
export function tookPart({ childInvolved, familyInvolved, reviewingOfficerInvolved }: UpdateRecorded | UpdateWritten): string[] {
  const yesNo = (answer: boolean | null): string => (answer === null ? 'not said' : answer ? 'yes' : 'no');
  return [
    `Child involved: ${yesNo(childInvolved)}`,
    `Family involved: ${yesNo(familyInvolved)}`,
    `Reviewing officer involved: ${reviewingOfficerInvolved === null ? 'not said' : label(reviewingOfficerInvolved).toLowerCase()}`,
  ];
}

/** How an action stands, and what was recorded last: what somebody else saved first. */
export function standsNow(action: ActionListed, updates: readonly UpdateRecorded[]): string {
  const [latest] = updates;
  return [
    `${stateInWords(action.type, action.state)}, due ${dayInWords(action.dueOn)}, answered for by ${action.ownerName ?? 'nobody'}`,
    ...(latest ? [`Latest update: ${kindInWords[latest.kind]}, ${dayInWords(latest.happenedOn)}`, updateInWords(latest)] : []),
  ].join('\n');
}

/** An update as it was typed. */
export function updateTyped(typed: UpdateWritten): string {
  return [`${kindInWords[typed.kind]}, ${dayInWords(typed.happenedOn)}`, updateInWords(typed)].join('\n');
}

export function actionHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, {
    words: {
      dueOn: 'Due', happenedOn: 'Date', owner_changed: 'Owner changed', imported: 'Imported', planned: 'Meeting planned', due_changed: 'Due date changed', impact: 'Whether it helped', ...meetingInWords,
    },
    codes: ['type', 'kind', 'reviewingOfficerInvolved', 'helped', 'takenTo'],
  });
}
