import type { Permission } from '../../access/permissions.js';
import { momentInWords } from '../../shared/clock.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { numberInWords } from '../../shared/number.js';
import type { Allocation } from '../../reporting/tables.js';
import { gapInShort, gapInWords, type CapacityOfMonth } from '../availability/capacity.js';
import { kindInWords, kindNames, type Kind } from './board.js';
import type { BoardCounts, BoardFilter, BoardLine, Steps } from './board.reads.js';
import { daysLeft, daysLeftInWords, dueDay } from './dueDay.js';
import { mayBeClosed } from './monthClose.js';
import { placeInWords, places, withAuditor, type Place } from './place.js';

interface Choice {
  value: string;
  label: string;
}

interface Named {
  id: number;
  name: string;
}

const named = (all: readonly Named[]): Choice[] => all.map(({ id, name }) => ({ value: String(id), label: name }));

const select = (name: string, label: string, items: Choice[], value: unknown): object => ({ component: 'select', name, label, items, value });

/** The choice of the month; one that was asked for stays in the list. */
export function monthField(month: Month, months: readonly Month[]): object {
  const shown = months.includes(month) ? months : [month, ...months];
  return select('month', 'Month', shown.map((each) => ({ value: each, label: monthInWords(each) })), month);
}

/** The fields of the list's filter. */
export function boardFilters(asked: Record<string, unknown>, { services, teams }: Record<'services' | 'teams', readonly Named[]>): object[] {
  return [
    select('service', 'Service', [{ value: '', label: 'All services' }, ...named(services)], asked['service']),
    select('team', 'Child’s team', [{ value: '', label: 'All teams' }, ...named(teams)], asked['team']),
    select('status', 'Where it stands', [{ value: '', label: 'Anywhere' }, ...places.map((place) => ({ value: place, label: placeInWords[place] }))], asked['status']),
    select('only', 'Only those', [{ value: '', label: 'All audits' }, ...kindNames.map((kind) => ({ value: kind, label: kindInWords[kind] }))], asked['only']),
  ];
}

/** The filter as query parameters. */
export function boardInAddress(month: Month, { serviceId, teamId, place, kind }: BoardFilter): Record<string, string | undefined> {
  const id = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));
  return { month, service: id(serviceId), team: id(teamId), status: place, only: kind };
}

/** The address of the board with this filter. */
export function boardHref(month: Month, filter: BoardFilter): string {
  const kept = Object.entries(boardInAddress(month, filter)).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/month?${new URLSearchParams(kept).toString()}#audits`;
}

interface Task {
  title: string;
  href: string;
  hint?: string;
  status: string;
  done?: boolean;
  colour?: string;
  permission: Permission;
}

const count = (number: number, one: string, many = `${one}s`): string => `${number === 0 ? 'No' : numberInWords(number)} ${number === 1 ? one : many}`;

/** The steps of the month in their order, each with how it stands and whose permission it needs; `unanswered` are the nil returns without an answer. */
export function stepTasks(month: Month, steps: Steps, counts: BoardCounts, unanswered: number, today: Day): Task[] {
  const { children, caseloadMonth, uploadedAt, requests, capacity } = steps;
  const audits = counts.allocated - counts.places.exempted;
  const { accepted } = counts.places;
  return [
    {
      title: 'Caseload',
      href: '/caseload',
      permission: 'caseload:upload',
      ...(children > 0
        ? { status: count(children, 'child', 'children'), done: true, hint: uploadedAt === null ? 'Brought in by an import.' : `Uploaded on ${momentInWords(uploadedAt)}.` }
        : { status: 'Not uploaded yet', colour: 'yellow', hint: caseloadMonth === null ? 'There is no earlier one to use until then.' : `That of ${monthInWords(caseloadMonth)} is used until then.` }),
    },
    { title: 'Availability', href: `/availability?from=${month}&show=expected`, permission: 'cycle:read', status: `${count(capacity.expected, 'auditor')} expected`, done: true, ...(capacity.exempted > 0 ? { hint: `${capacity.exempted} of them exempt for the month.` } : {}) },
    { title: 'Exemption requests', href: '/exemptions', permission: 'exemption:read', ...(requests > 0 ? { status: `${requests} to decide`, colour: 'yellow', hint: 'A director decides.' } : { status: 'None to decide', done: true }) },
    { title: 'Capacity to moderate', href: `/capacity/${month}`, permission: 'cycle:read', status: gapInShort(capacity), hint: gapInWords(capacity), ...(capacity.gap < 0 && capacity.blackout === null ? { colour: 'red' } : { done: true }) },
    {
      title: 'Pairings',
      href: `/pairings?month=${month}${steps.unpaired > 0 ? '&show=unpaired' : ''}`,
      permission: 'cycle:manage',
      ...pairingStep(month, steps, today),
    },
    {
      title: 'Proposed allocation',
      href: '/allocation/proposals',
      permission: 'audit:allocate',
      ...(steps.reauditsDue > 0 ? { hint: `${steps.reauditsDue === 1 ? 'One child is' : `${numberInWords(steps.reauditsDue)} children are`} due a re-audit.` } : {}),
      ...proposalStep(month, steps, counts, today),
    },
    { title: 'Audits', href: '#audits', permission: 'cycle:read', status: counts.allocated === 0 ? 'None allocated yet' : `${accepted} of ${audits} accepted`, ...(accepted === audits ? { done: true } : {}) },
    { title: 'Close of the month', href: `/month/close?month=${month}`, permission: 'cycle:manage', ...closeStep(month, steps, counts, today) },
    ...(counts.places.not_submitted + unanswered > 0
      ? [{ title: 'Nil returns', href: `/nil-returns?month=${month}`, permission: 'nil_return:read' as const, ...(unanswered > 0 ? { status: `${unanswered} without an answer`, colour: 'yellow' } : { status: 'None without an answer', done: true }), hint: 'The Heads of Service answer.' }]
      : []),
  ];
}

function pairingStep(month: Month, { unpaired, overCapacity, pairedTo }: Steps, today: Day): Omit<Task, 'title' | 'href' | 'permission'> {
  const over = overCapacity > 0 && !mayBeClosed(month, today);
  const hints = [
    ...(over ? ['A draw leaves lines open where a moderator is paired with more auditors than they can moderate. Change the pairs, or fill those lines by hand.'] : []),
    ...(pairedTo === null ? [] : [`The pairs of this month last to ${monthInWords(pairedTo)}.`]),
  ];
  const hint = hints.length > 0 ? { hint: hints.join(' ') } : {};
  if (unpaired > 0) return { status: `${count(unpaired, 'auditor')} without a pair`, colour: 'yellow', ...hint };
  return over ? { status: `${count(overCapacity, 'moderator')} over capacity`, colour: 'yellow', ...hint } : { status: 'Every auditor has a pair', done: true, ...hint };
}

function proposalStep(month: Month, { proposal, capacity: { blackout, withoutAudit } }: Steps, { allocated }: BoardCounts, today: Day): Omit<Task, 'title' | 'href' | 'permission'> {
  if (proposal === 'draft') return { status: 'Draft, to be confirmed', colour: 'yellow' };
  if (allocated === 0) return blackout === null ? { status: 'Not drawn yet', colour: 'yellow' } : { status: 'No audits this month', done: true };
  if (withoutAudit > 0 && !mayBeClosed(month, today)) return { status: `${count(withoutAudit, 'auditor')} without an audit`, colour: 'yellow', ...(proposal === 'confirmed' ? { hint: 'A proposal is confirmed.' } : {}) };
  return { status: proposal === 'confirmed' ? 'Confirmed' : 'None: allocated without a draw', done: true };
}

function closeStep(month: Month, { closedAt }: Steps, { kinds: { to_close: toClose } }: BoardCounts, today: Day): Omit<Task, 'title' | 'href' | 'permission'> {
  if (!mayBeClosed(month, today)) return { status: 'Not before the month is over', done: true };
  const closed = closedAt === null ? {} : { hint: `Last closed on ${momentInWords(closedAt)}.` };
  if (toClose > 0) return { status: `${count(toClose, 'audit')} to close`, colour: 'yellow', ...closed };
  return { status: closedAt === null ? 'Nothing to close' : 'Closed', done: true, ...closed };
}

/** Where the audits stand: each number leads to its audits. */
export function placeCards(month: Month, counts: BoardCounts, part: Pick<BoardFilter, 'serviceId' | 'teamId'>): object[] {
  return places.map((place) => ({ label: placeInWords[place], value: counts.places[place], href: boardHref(month, { ...part, place }) }));
}

/** How the children were chosen, and what is late or extended. */
export function kindCells(month: Month, counts: BoardCounts, part: Pick<BoardFilter, 'serviceId' | 'teamId'>): object[] {
  const shown = ['late', 'extended', 'by_hand', 'drawn', 'not_known'] as const satisfies Kind[];
  return shown.map((kind) => ({ key: kindInWords[kind], value: { text: counts.kinds[kind], href: boardHref(month, { ...part, kind }), hidden: `audits: ${kindInWords[kind].toLowerCase()}` } }));
}

/** The numbers of the place cards, added up. */
export function totalInWords(month: Month, { allocated }: BoardCounts, ofPart: boolean, seesAll: boolean): string {
  const where = ofPart ? ' in the service or team chosen below' : '';
  if (allocated === 0) return `No audit is allocated for ${monthInWords(month)}${where} yet.`;
  const seen = seesAll ? '' : ' that you may see';
  const audits = allocated === 1 ? `1 audit${seen} is` : `${allocated} audits${seen} are`;
  return `${audits} allocated for ${monthInWords(month)}${where}, and each stands in one of these places. Choose a place to see its audits.`;
}

/** What became of the audits allocated for the month, as the report counts them. */
export function waterfallRows(month: Month, { outcomes }: Allocation, { expected, withoutAudit }: Pick<CapacityOfMonth, 'expected' | 'withoutAudit'>): unknown[][] {
  const row = (label: string, number: number, href: string): unknown[] => [label, { text: number, href, hidden: label.toLowerCase() }];
  return [
    row('Auditors expected', expected, `/availability?from=${month}&show=expected`),
    row('Auditors without an audit yet', withoutAudit, `/availability?from=${month}&show=without_audit`),
    row('Audits allocated', outcomes.allocated, boardHref(month, {})),
    row('Exempted for the month', outcomes.exempted, boardHref(month, { place: 'exempted' })),
    row('Not submitted so far', outcomes.not_submitted, boardHref(month, { kind: 'not_submitted' })),
    row('Submitted', outcomes.submitted, boardHref(month, { kind: 'submitted' })),
    row('Of those: not accepted', outcomes.not_accepted, boardHref(month, { kind: 'not_accepted' })),
    row('Of those: awaiting a decision', outcomes.awaiting_decision, boardHref(month, { kind: 'awaiting_decision' })),
    row('Of those: completed', outcomes.completed, boardHref(month, { place: 'accepted' })),
  ];
}

export const boardColumns = ['Audit', 'Where it stands', 'Due', 'Auditor', 'Moderator', 'Child’s team'].map((words) => ({ label: words }));

const chosenInWords = { by_hand: ', chosen by hand', drawn: '' };

/** The list: what needs attention first. */
export function boardRows(lines: readonly (BoardLine & { mayExtend: boolean })[], today: Day): unknown[][] {
  return lines.map((line) => [
    { text: line.ref, href: `/audits/${line.ref}`, note: `Child ${line.caseRef}${line.chosen === null ? '' : chosenInWords[line.chosen]}` },
    placeCell(line),
    dueCell(line, today),
    line.auditorName,
    line.moderatorName,
    line.teamName,
  ]);
}

const waits: readonly Place[] = ['submitted', 'with_moderator', 'awaiting_acceptance'];

/** Where an audit stands, coloured as its status is everywhere. */
function placeCell({ place, status, since }: BoardLine): object {
  return { status, statusText: placeInWords[place], ...(waits.includes(place) ? { note: `since ${dayInWords(since)}` } : {}) };
}

/** When an audit is due and, while it is its auditor's turn, how long that is. */
function dueCell(line: BoardLine & { mayExtend: boolean }, today: Day): object {
  const counts = withAuditor.includes(line.place);
  const late = daysLeft(line, today) < 0;
  const words = [...(counts && !late ? [daysLeftInWords(line, today)] : []), ...(line.extendedTo === null ? [] : ['extended'])].join(', ');
  return {
    text: dayInWords(dueDay(line)),
    ...(counts && late ? { tag: { text: daysLeftInWords(line, today), colour: 'red' } } : {}),
    list: [...(words === '' ? [] : [words]), ...(line.mayExtend ? [{ text: 'Extend', href: `/audits/${line.ref}/extend`, hidden: `audit ${line.ref}` }] : [])],
  };
}
