import type { HistoryLine } from '../../history/history.store.js';
import type { People } from './drawInputs.reads.js';
import { proposalHistory } from './proposals.presenter.js';
import type { WholeLine } from './proposals.reads.js';
import { hardRules, rulesToSetAside, type Moderator } from './rules.js';

/** What was typed into the form of a line, or what it begins with. */
export interface LineTyped {
  child: string;
  caseRef: string;
  moderator: string;
  auditor: string;
  setAside: readonly string[];
  reason: string;
}

export const untouched = (line: WholeLine): LineTyped => ({ child: line.caseRef === null ? 'draw' : 'keep', caseRef: '', moderator: text(line.moderatorId), auditor: '', setAside: line.why.setAside, reason: '' });
export const blankLine: LineTyped = { child: 'draw', caseRef: '', moderator: '', auditor: '', setAside: [], reason: '' };

const text = (id: number | null): string => (id === null ? '' : String(id));

/** How many lines of the proposal each moderator has, by their id. */
export type LinesByModerator = ReadonlyMap<number, number>;

/** The fields to change a line by hand. */
export function lineFields(line: WholeLine, people: People, lines: LinesByModerator, typed: LineTyped): object[] {
  const filled = line.caseRef !== null;
  const present = line.moderatorId === null ? { value: '', label: 'No moderator' } : { value: text(line.moderatorId), label: `${line.moderator ?? ''}: as now` };
  return [
    {
      component: 'radios', name: 'child', legend: 'Child', value: typed.child,
      items: [
        ...(filled
          ? [
              { value: 'keep', label: `Keep ${line.caseRef}` },
              { value: 'next', label: 'The next child by draw number', hint: 'Of the same team, cohort and age.' },
            ]
          : [{ value: 'draw', label: 'Draw a child', hint: 'Whom the draw comes to next, with the lines there are.' }]),
        { value: 'other', label: 'Another child', conditional: [caseRefField(typed)] },
        ...(filled ? [{ value: 'none', label: 'No child: leave the line open' }] : []),
      ],
    },
    moderatorField([present, ...moderatorChoices(people, lines).filter(({ value }) => value !== present.value)], typed),
    ...commonFields(typed),
  ];
}

/** The fields to add a line for an auditor who has none; `inProposal` are those who have. */
export function newLineFields(people: People, inProposal: ReadonlySet<number>, lines: LinesByModerator, typed: LineTyped): object[] {
  const auditors = [...people.auditors.values()].filter((auditor) => auditor.unfit === null && !inProposal.has(auditor.id));
  return [
    {
      component: 'select', name: 'auditor', label: 'Auditor', labelSize: 's', hint: 'Who is in post, has no audit of the month and stands on no line.', value: typed.auditor,
      items: [{ value: '', label: 'Choose an auditor' }, ...auditors.map(({ id, name, waiting }) => ({ value: String(id), label: waiting ? name : `${name}: elective` }))],
    },
    {
      component: 'radios', name: 'child', legend: 'Child', value: typed.child,
      items: [
        { value: 'draw', label: 'Draw a child', hint: 'Whom the draw comes to next, with the lines there are.' },
        { value: 'other', label: 'A child by case reference', conditional: [caseRefField(typed)] },
      ],
    },
    moderatorField([{ value: '', label: 'The one paired with the auditor' }, ...moderatorChoices(people, lines)], typed),
    ...commonFields(typed),
  ];
}

const caseRefField = ({ caseRef }: LineTyped): object => ({ component: 'input', name: 'caseRef', label: 'Case reference', width: 10, spellcheck: false, autocomplete: 'off', value: caseRef });

function moderatorField(items: readonly { value: string; label: string }[], { moderator }: LineTyped): object {
  return { component: 'select', name: 'moderator', label: 'Moderator', labelSize: 's', hint: 'With the audits of the month and the lines of this proposal they have, of those they can take.', items, value: moderator };
}

function moderatorChoices({ moderators }: People, lines: LinesByModerator): { value: string; label: string }[] {
  const has = ({ id, moderates }: Moderator): number => moderates + (lines.get(id) ?? 0);
  // Those with places left first.
  return [...moderators.values()].filter(({ unfit }) => unfit === null).sort((a, b) => Number(has(a) >= a.capacity) - Number(has(b) >= b.capacity)).map((one) => ({ value: String(one.id), label: `${one.name}: ${has(one)} of ${one.capacity}` }));
}

function commonFields({ setAside, reason }: LineTyped): object[] {
  return [
    {
      component: 'checkboxes', name: 'setAside', legend: 'Rules to set aside', hint: 'Only where you mean to: the line names them.', values: setAside,
      items: rulesToSetAside.map((rule) => ({ value: rule, label: hardRules[rule].words })),
    },
    { component: 'textarea', name: 'reason', label: 'Why is it done by hand?', labelSize: 's', lines: 3, value: reason, hint: 'The line and its history keep the reason.' },
  ];
}

/** Where the stored line and what was typed differ, for somebody who saved second. */
export function lineConflict(line: WholeLine, typed: LineTyped, moderator: string): { label: string; stored: string; typed: string }[] {
  const words: Record<string, string> = { keep: 'As it was', next: 'The next child by draw number', draw: 'Draw a child', other: typed.caseRef, none: 'No child' };
  return [
    { label: 'Child', stored: line.caseRef ?? 'No child', typed: words[typed.child] ?? '' },
    { label: 'Moderator', stored: line.moderator ?? 'No moderator', typed: moderator },
    { label: 'Reason', stored: line.handReason ?? '', typed: typed.reason },
  ];
}

/** What happened to one line. */
export function lineHistory(lines: readonly HistoryLine[], line: WholeLine): ReturnType<typeof proposalHistory> {
  return proposalHistory(lines.filter(({ changes }) => changes.some(({ field, is }) => field === 'line' && is === line.place)));
}
