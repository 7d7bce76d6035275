import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { dayInWords, daysBetween, type Day } from '../shared/day.js';
import { actionTypes, involvements, label } from '../shared/practice.js';
import {
  actionStates, isClosed, isOpen, kindInWords, kindsOpen, stateInWords, type ActionDates, type ReportKind, type UpdateWritten,
} from './action.js';
import { longestNote } from './action.form.js';
import type { Chair } from './answerer.js';
import { routes } from './carePlan.js';
import type { ActionFilter, ActionInFull, ActionListed, UpdateRecorded } from './actions.reads.js';

interface Named {
  id: number;
  name: string;
}

/** What somebody typed into a form, to show it again. */
type Typed = Record<string, unknown>;

const filterInWords: Record<ActionFilter, string> = {
  needs_update: 'Needs an update',
  open: 'Open',
  nobody: 'Nobody answers for it',
  no_update: 'No update',
  overdue: 'Overdue',
  not_yet_transferred: 'Not yet transferred to the plan',
  not_yet_due: 'Not yet due',
  on_time: 'Done on time',
  late: 'Done late',
  service_ended: 'Service ended',
  all: 'All',
};

/** The list of actions; `team` is an id, `mine` (the teams the person answers for) or `all`. */
export function actionList(
  actions: readonly ActionListed[],
  filter: { state: ActionFilter; type: string; team: string },
  teams: readonly Named[],
  answersForTeams: boolean,
  today: Day,
) {
  const teamChoices = [
    { value: 'all', label: 'All teams' },
    ...(answersForTeams ? [{ value: 'mine', label: 'Teams I answer for' }] : []),
    ...teams.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const states: readonly ActionFilter[] = ['needs_update', 'open', 'nobody', ...actionStates, 'all'];
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
      { status: action.state, statusText: stateInWords(action.type, action.state), note: sinceWhen(action) },
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

/** An action's own page, without its forms. */
export function actionPage(action: ActionInFull, updates: readonly UpdateRecorded[], may: { openAudit: boolean; changeOwner: boolean }, today: Day) {
  const change = may.changeOwner && !isClosed(action) ? { href: `/actions/${action.ref}/change`, hrefHidden: 'who answers for it' } : {};
  return {
    ref: action.ref,
    details: [
      { key: 'What', value: action.description, multiline: true },
      { key: 'Kind', value: label(action.type) },
      { key: 'State', value: { status: action.state, statusText: stateInWords(action.type, action.state), note: sinceWhen(action) } },
      { key: 'Due', value: { text: dayInWords(action.dueOn), note: lateness(action, today) } },
      { key: 'Answers for it', value: answererInWords(action), ...change },
      { key: 'Child', value: { text: action.caseRef, note: label(action.cohort) } },
      { key: 'Team', value: action.teamName },
      { key: 'Audit', value: { text: action.auditRef, ...(may.openAudit ? { href: `/audits/${action.auditRef}` } : {}), note: `Accepted on ${dayInWords(action.acceptedOn)}` } },
      ...(action.type === 'care_planning' ? [{ key: 'Way into the plan', value: routes[action.cohort].inWords }] : []),
    ],
    entries: updates.map(entryOf),
  };
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
  return { title, by: update.recordedBy, at: update.happenedOn === recordedOn ? at : `${at}, recorded on ${dayInWords(recordedOn)}`, text: updateInWords(update) };
}

/** What was said with an update, the involvement first. */
function updateInWords({ kind, note, childInvolved, familyInvolved, reviewingOfficerInvolved }: UpdateRecorded | UpdateWritten): string {
  const yesNo = (answer: boolean | null): string => (answer === null ? 'not said' : answer ? 'yes' : 'no');
  const involved =
    kind === 'transferred'
      ? [
          `Child involved: ${yesNo(childInvolved)}`,
          `Family involved: ${yesNo(familyInvolved)}`,
          `Reviewing officer involved: ${reviewingOfficerInvolved === null ? 'not said' : label(reviewingOfficerInvolved).toLowerCase()}`,
        ]
      : [];
  return [...involved, ...(note === null ? [] : [note])].join('\n');
}

const kindHints: Record<ReportKind, string> = {
  progress: 'It is not done yet: say what has happened and what is next.',
  transferred: 'It is now in the child’s own plan.',
  completed: 'It is done.',
  service_ended: 'The service to the child ended before this was done: say why.',
};

const yesNoChoices = [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }];

/** The form for an update; an action that is closed only takes notes. */
export function updateForm(action: ActionInFull, typed: Typed, today: Day, versionSeen: number) {
  const kinds = kindsOpen(action);
  const involvement = [
    { component: 'radios', name: 'childInvolved', legend: 'Was the child involved?', items: yesNoChoices },
    { component: 'radios', name: 'familyInvolved', legend: 'Was the family involved?', items: yesNoChoices },
    {
      component: 'radios', name: 'reviewingOfficerInvolved', legend: 'Was the reviewing officer involved?',
      items: involvements.map((involvement) => ({ value: involvement, label: involvement === 'not_applicable' ? 'There is none' : label(involvement) })),
    },
  ].map((field) => ({ ...field, value: typed[field.name], inline: true, small: true }));
  return {
    kinds: kinds.map((kind) => ({
      value: kind,
      label: kindInWords[kind],
      hint: kindHints[kind],
      ...(kind === 'transferred' ? { conditional: involvement } : {}),
    })),
    onlyNotes: isClosed(action),
    kind: typed['kind'],
    happenedOn: typed['happenedOn'],
    dateHint: `Today is ${Number(today.slice(8))} ${Number(today.slice(5, 7))} ${today.slice(0, 4)}.`,
    note: typed['note'],
    longestNote,
    versionSeen,
  };
}

/** Both texts when somebody else was first: how the action stands now, and the update that was typed. */
export function updateConflict(action: ActionInFull, updates: readonly UpdateRecorded[], typed: UpdateWritten) {
  const [latest] = updates;
  const stored = [
    `${stateInWords(action.type, action.state)}, due ${dayInWords(action.dueOn)}, answered for by ${action.ownerName ?? 'nobody'}`,
    ...(latest ? [`Latest update: ${kindInWords[latest.kind]}, ${dayInWords(latest.happenedOn)}`, updateInWords(latest)] : []),
  ];
  return [{ label: 'This action', stored: stored.join('\n'), typed: [`${kindInWords[typed.kind]}, ${dayInWords(typed.happenedOn)}`, updateInWords(typed)].join('\n') }];
}

/** The form for another owner. */
export function ownerForm(action: ActionInFull, owners: readonly Named[], typed: { ownerId?: unknown; reason?: unknown }, versionSeen: number) {
  return {
    ref: action.ref,
    description: action.description,
    owners: [{ value: '', label: `${action.managerName ?? 'Nobody'} (team manager)` }, ...owners.map(({ id, name }) => ({ value: id, label: name }))],
    ownerId: typed.ownerId,
    reason: typed.reason,
    longestNote,
    versionSeen,
  };
}

/** Both texts when somebody else was first. */
export function ownerConflict(action: ActionInFull, owners: readonly Named[], wanted: number | null) {
  const ownerIs = (id: number | null): string => (id === null ? `${action.managerName ?? 'Nobody'} (team manager)` : (owners.find((owner) => owner.id === id)?.name ?? ''));
  return [{ label: 'Answers for it', stored: ownerIs(action.ownerId), typed: ownerIs(wanted) }];
}

export function actionHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, {
    words: { dueOn: 'Due', happenedOn: 'Date', owner_changed: 'Owner changed', imported: 'Imported' },
    codes: ['type', 'kind', 'reviewingOfficerInvolved'],
  });
}
