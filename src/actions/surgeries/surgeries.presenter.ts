import { historyShown, type HistoryShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import { momentInWords } from '../../shared/clock.js';
import { dayInWords, type Day } from '../../shared/day.js';
import { numberInWords } from '../../shared/number.js';
import { label } from '../../shared/practice.js';
import { kindInWords, stateInWords } from '../action.js';
import { longestNote } from '../action.form.js';
import { lateness, updateInWords } from '../actions.presenter.js';
import type { UpdateRecorded } from '../actions.reads.js';
import type { AgendaAction, AgendaCounts, AgendaItem, ItemCounts, Manager, SurgeryInFull, SurgeryListed } from './surgeries.reads.js';
import { agendaOf, beginProblems, statusInWords, type Appointment, type SurgeryStatus } from './surgery.js';

type Typed = Record<string, unknown>;

const colours: Record<SurgeryStatus, string> = { scheduled: 'blue', under_way: 'purple', held: 'green', cancelled: 'grey' };
const tagOf = (status: SurgeryStatus): { text: string; colour: string } => ({ text: statusInWords[status], colour: colours[status] });

const count = (number: number, one: string, many = `${one}s`): string => `${numberInWords(number)} ${number === 1 ? one : many}`;

export function surgeryList(surgeries: readonly SurgeryListed[], today: Day) {
  return {
    columns: ['When', 'With', 'Where', 'Status', 'Outcomes'].map((words) => ({ label: words })),
    rows: surgeries.map(({ id, managerName, meetOn, meetAt, place, status, items, outcomes }) => [
      { text: `${dayInWords(meetOn)} at ${meetAt}`, href: `/surgeries/${id}`, hidden: `with ${managerName}` },
      managerName,
      { text: place, multiline: true },
      { tag: tagOf(status), note: status === 'scheduled' && meetOn < today ? 'Its day has passed' : '' },
      agendaOf(status) === 'fixed' ? `${outcomes} of ${count(items, 'action')}` : '',
    ]),
  };
}

const workload = ({ name, outstanding, silent }: Manager): string =>
  `${name}: ${outstanding === 0 ? 'nothing outstanding' : `${count(outstanding, 'outstanding action')}${silent === 0 ? '' : `, ${numberInWords(silent)} without any update`}`}`;

/** The fields to arrange a surgery with: `managers` is null where it is with somebody already. */
export function appointmentFields(typed: Typed, managers: readonly Manager[] | null, asksAnyway: boolean) {
  return [
    ...(managers === null ? [] : [{
      component: 'select', name: 'managerId', label: 'Manager', labelSize: 's', hint: 'Whoever has most outstanding actions now comes first.', value: typed['managerId'],
      items: [{ value: '', label: 'Choose a manager' }, ...managers.map((manager) => ({ value: manager.id, label: workload(manager) }))],
    }]),
    { component: 'date-input', name: 'meetOn', legend: 'Day', value: typed['meetOn'] },
    { component: 'input', name: 'meetAt', label: 'Time', labelSize: 's', hint: 'For example, 14:30.', width: 5, value: typed['meetAt'] },
    { component: 'input', name: 'place', label: 'Place', labelSize: 's', hint: 'A room, or the link of an online meeting.', value: typed['place'] },
    { component: 'textarea', name: 'note', label: 'Note for the manager (optional)', labelSize: 's', hint: 'What to prepare, for example. Write nothing about a child here.', lines: 3, maxlength: longestNote, value: typed['note'] },
    ...(asksAnyway ? [{ component: 'checkboxes', name: 'anyway', legend: 'Another surgery is close by', items: [{ value: 'yes', label: 'I want both' }], values: typed['anyway'] }] : []),
  ];
}

/** Both texts when somebody else changed a surgery first. */
export function appointmentConflict(stored: Appointment, typed: Appointment) {
  const inWords = ({ meetOn, meetAt, place, note }: Appointment): string => [`${dayInWords(meetOn)} at ${meetAt}`, place, ...(note === null ? [] : [note])].join('\n');
  return [{ label: 'When and where', stored: inWords(stored), typed: inWords(typed) }];
}

export const headingOf = ({ managerName, meetOn }: Pick<SurgeryInFull, 'managerName' | 'meetOn'>): string => `QA surgery with ${managerName}, ${dayInWords(meetOn)}`;

/** What a surgery's own page says above its agenda. */
export function surgeryPage(surgery: SurgeryInFull, today: Day) {
  const { id, managerName, teams, meetOn, meetAt, place, note, status, scheduledBy, begunAt, heldAt } = surgery;
  const notYet = beginProblems(surgery, today)[0]?.message;
  return {
    id,
    heading: headingOf(surgery),
    facts: [
      { key: 'With', value: { text: managerName, note: teams.length === 0 ? 'Manages no team now' : teams.map((team) => team.name).join(', ') } },
      { key: 'When', value: `${dayInWords(meetOn)} at ${meetAt}` },
      { key: 'Where', value: place, multiline: true },
      ...(note === null ? [] : [{ key: 'Note', value: note, multiline: true }]),
      { key: 'Status', value: { tag: tagOf(status) } },
      { key: 'Arranged by', value: scheduledBy },
      ...(begunAt === null ? [] : [{ key: 'Began', value: momentInWords(begunAt) }]),
      ...(heldAt === null ? [] : [{ key: 'Ended', value: momentInWords(heldAt) }]),
    ],
    notYet,
    buttons: [
      ...(notYet === undefined ? [{ text: 'Begin the meeting' }] : []),
      { text: 'Change when and where you meet', href: `/surgeries/${id}/change`, link: true }, { text: 'Cancel the surgery', href: `/surgeries/${id}/cancel`, link: true },
    ],
  };
}

/** What is said about an agenda that still changes. */
export function liveAgendaInWords({ managerName }: SurgeryInFull, { actions, children, silent, overdue }: AgendaCounts): string {
  if (actions === 0) return `${managerName} has no outstanding action now.`;
  const waiting = [...(silent === 0 ? [] : [`${numberInWords(silent)} without any update`]), ...(overdue === 0 ? [] : [`${numberInWords(overdue)} answered before but overdue`])];
  return `${count(actions, 'action')} of ${count(children, 'child', 'children')} ${actions === 1 ? 'is' : 'are'} outstanding now${waiting.length === 0 ? '' : `: ${waiting.join(' and ')}`}. This list changes until the meeting begins.`;
}

/** What is said about an agenda that is fixed; `refs` are the actions without an outcome, once the meeting has ended. */
export function fixedAgendaInWords({ actions, children, outcomes }: ItemCounts, refs: readonly string[]): string[] {
  if (actions === 0) return ['Nothing was outstanding when the meeting began.'];
  return [
    `This is what was outstanding when the meeting began: ${count(actions, 'action')} of ${count(children, 'child', 'children')}. ${outcomes} of ${actions} ${outcomes === 1 ? 'has' : 'have'} an outcome.`,
    ...(refs.length === 0 ? [] : [`Without an outcome: ${refs.join(', ')}.`]),
  ];
}

/** The actions of one child on a page of an agenda. */
interface Group {
  heading: string;
  rows: unknown[][];
}

/** An agenda by child, as it stands now. */
export function liveAgenda({ managerId }: SurgeryInFull, actions: readonly AgendaAction[], today: Day) {
  return {
    columns: ['Action', 'What', 'Due', 'How it stands'],
    groups: byChild(actions, (action) => [...whatIsAsked(managerId, action, today), { status: action.state, statusText: stateInWords(action.type, action.state), note: said(action.lastUpdate) }]),
  };
}

/** The agenda of a meeting that has begun, by child; `mayRecord`: outcomes are being recorded. */
export function fixedAgenda({ id, managerId }: SurgeryInFull, items: readonly AgendaItem[], mayRecord: boolean, today: Day) {
  return {
    columns: ['Action', 'What', 'Due now', 'When the meeting began', 'Outcome'],
    groups: byChild(items, (item) => [
      ...whatIsAsked(managerId, item, today),
      { list: [{ status: item.stateThen, statusText: stateInWords(item.type, item.stateThen) }, ...sinceThen(item)] },
      outcomeOf(id, item, mayRecord),
    ]),
  };
}

function outcomeOf(surgeryId: number, { ref, outcome }: AgendaItem, mayRecord: boolean) {
  if (outcome !== null) return { text: said(outcome), multiline: true };
  return mayRecord ? { text: 'Record the outcome', href: `/surgeries/${surgeryId}/actions/${ref}`, hidden: `of ${ref}` } : 'None recorded';
}

/** What else happened to an action since the meeting began. */
function sinceThen({ type, state, stateThen, meanwhile }: AgendaItem) {
  return [...(meanwhile === null ? [] : [{ text: `Since then: ${said(meanwhile)}`, multiline: true }]), ...(state === stateThen ? [] : [{ text: `Now: ${stateInWords(type, state).toLowerCase()}` }])];
}

function whatIsAsked(managerId: number, { ref, mayOpen, type, description, answererId, ownerName, ...action }: AgendaAction, today: Day) {
  return [
    { text: ref, ...(mayOpen ? { href: `/actions/${ref}` } : {}), note: label(type) },
    { text: description, multiline: true, note: answererId === managerId ? '' : `Answered for by ${ownerName ?? 'nobody'}` },
    { text: dayInWords(action.dueOn), note: lateness(action, today) },
  ];
}

function byChild<Action extends AgendaAction>(actions: readonly Action[], row: (action: Action) => unknown[]): Group[] {
  const groups: Group[] = [];
  for (const action of actions) {
    const heading = `Case ${action.caseRef}: ${label(action.cohort).toLowerCase()}, ${action.teamName}`;
    if (groups.at(-1)?.heading !== heading) groups.push({ heading, rows: [] });
    groups.at(-1)!.rows.push(row(action));
  }
  return groups;
}

/** An update in a few lines. */
export function said(update: UpdateRecorded | null): string {
  if (update === null) return '';
  const by = update.recordedBy === null ? '' : ` by ${update.recordedBy}`;
  return [`${kindInWords[update.kind]}, ${dayInWords(update.happenedOn)}${by}`, updateInWords(update)].filter(Boolean).join('\n');
}

/** Before the meeting ends: what has no outcome. */
export function endPage(surgery: SurgeryInFull, { actions, outcomes, without }: ItemCounts, items: readonly AgendaItem[], today: Day) {
  return {
    id: surgery.id,
    heading: headingOf(surgery),
    counted: actions === 0 ? 'Nothing was outstanding when the meeting began.' : `${outcomes} of ${count(actions, 'action')} ${outcomes === 1 ? 'has' : 'have'} an outcome.`,
    confirmation: without === 0 ? [] : [{ value: 'yes', label: `End the meeting although ${without === 1 ? 'one open action has' : `${numberInWords(without)} open actions have`} no outcome` }],
    agenda: fixedAgenda(surgery, items, true, today),
  };
}

export function surgeryHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { meetOn: 'Day', meetAt: 'Time', begun: 'Meeting began', ended: 'Meeting ended', actions: 'Actions on the agenda' }, codes: ['outcome'] });
}
