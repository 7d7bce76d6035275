import { dayInWords, type Day } from '../../shared/day.js';
import { label } from '../../shared/practice.js';
import { isClosed, kindInWords, stateInWords } from '../action.js';
import { planForm, updateForm } from '../actionForms.presenter.js';
import { lateness, plannedInWords, standsNow, updateTyped } from '../actions.presenter.js';
import type { ActionInFull, UpdateRecorded } from '../actions.reads.js';
import { mayBePlanned } from '../carePlan.js';
import { headingOf, said } from './surgeries.presenter.js';
import type { AgendaItem, SurgeryInFull } from './surgeries.reads.js';
import type { Outcome } from './surgery.js';

type Typed = Record<string, unknown>;

/** One action of the agenda, with the others of the child beside it. */
export function outcomePage(surgery: SurgeryInFull, item: AgendaItem, ofChild: readonly AgendaItem[], today: Day) {
  const { ref, type, description, state, stateThen, caseRef, cohort, teamName, ownerName, lastUpdate, outcome } = item;
  const others = ofChild.filter((other) => other.ref !== ref);
  return {
    id: surgery.id,
    surgeryHeading: headingOf(surgery),
    ref,
    facts: [
      { key: 'What', value: { text: description, multiline: true, note: label(type) } },
      { key: 'Child', value: { text: caseRef, note: `${label(cohort)}, ${teamName}` } },
      { key: 'Answers for it', value: ownerName ?? 'Nobody' },
      { key: 'Due', value: { text: dayInWords(item.dueOn), note: lateness(item, today) } },
      { key: 'When the meeting began', value: { status: stateThen, statusText: stateInWords(type, stateThen) } },
      ...(state === stateThen ? [] : [{ key: 'Now', value: { status: state, statusText: stateInWords(type, state) } }]),
      { key: 'Last update', value: said(lastUpdate) || 'None', multiline: true },
      ...(outcome === null ? [] : [{ key: 'Outcome', value: said(outcome), multiline: true }]),
    ],
    others: others.map((other) => ({
      text: `${other.ref}: ${other.description}`, href: `/surgeries/${surgery.id}/actions/${other.ref}`, note: other.outcome === null ? stateInWords(other.type, other.state) : `Outcome: ${kindInWords[other.outcome.kind].toLowerCase()}`,
    })),
  };
}

/** The form for what was agreed: an update of the action, or when it is to be done instead. `shown` gives what stands in a date field. */
export function outcomeForm(action: ActionInFull, typed: Typed, shown: (field: string) => unknown, today: Day, versionSeen: number) {
  const form = updateForm(action, { ...typed, happenedOn: shown('happenedOn') }, today, versionSeen);
  const plan = mayBePlanned(action) ? planForm(action, shown, undefined, today, versionSeen) : null;
  const later = plan
    ? [{ value: 'planned', label: 'A new meeting', hint: plan.route, conditional: plan.days }]
    : isClosed(action)
      ? []
      : [{ value: 'due_changed', label: 'A new due date', conditional: [{ component: 'date-input', name: 'dueOn', legend: 'New due date', value: shown('dueOn') }] }];
  return { ...form, kinds: [...form.kinds, ...later], noteHint: later.length === 0 ? undefined : plan ? `For a new meeting: why. ${plan.reasonHint}` : 'For a new due date: why it is needed.' };
}

/** Both texts when somebody else was first; `wanted` is undefined where what was typed could not be read. */
export function outcomeConflict(action: ActionInFull, updates: readonly UpdateRecorded[], wanted: Outcome | undefined, typed: Typed) {
  return [{ label: 'This action', stored: standsNow(action, updates), typed: wanted ? outcomeTyped(wanted) : typed['note'] }];
}

function outcomeTyped(wanted: Outcome): string {
  switch (wanted.kind) {
    case 'report':
      return updateTyped(wanted.update);
    case 'planned':
      return [kindInWords.planned, ...plannedInWords(wanted.days), wanted.reason ?? ''].join('\n');
    case 'due_changed':
      return [kindInWords.due_changed, `Due: ${dayInWords(wanted.dueOn)}`, wanted.reason].join('\n');
  }
}
