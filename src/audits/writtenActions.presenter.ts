import { routes } from '../actions/carePlan.js';
import type { ActionOfAudit } from '../actions/actions.reads.js';
import { dayInWords } from '../shared/day.js';
import { label, type Cohort } from '../shared/practice.js';
import { conflictShown, type ConflictShown, type Values } from './capture.presenter.js';
import type { LastSaved, Owner } from './capture.reads.js';

interface ActionCard {
  heading: string;
  links: { text: string; hidden: string; href: string }[];
  rows: { key: string; value: string; multiline?: boolean }[];
}

/** The actions of an audit being written, each as a card with its links. */
export function actionCards(ref: string, actions: readonly ActionOfAudit[]): ActionCard[] {
  return actions.map((action, index) => {
    const hidden = `action ${index + 1}`;
    const href = `/audits/${ref}/write/actions/${action.ref}`;
    return {
      heading: `Action ${index + 1}: ${label(action.type).toLowerCase()}`,
      links: [{ text: 'Change', hidden, href }, { text: 'Remove', hidden, href: `${href}/remove` }],
      rows: [
        { key: 'What must be done', value: action.description, multiline: true },
        { key: 'By', value: dayInWords(action.dueOn) },
        { key: 'Who', value: action.ownerName ?? 'The team manager' },
      ],
    };
  });
}

/** The fields of an action's page; `day` is what stands in the date field: a day, or its typed parts. */
export function actionFields(values: Values, day: unknown, cohort: Cohort, owners: readonly Owner[]): Record<string, unknown>[] {
  const ownerChoice = {
    component: 'select',
    name: 'ownerId',
    label: 'Who does it?',
    value: values['ownerId'] ?? '',
    items: [{ value: '', label: 'The team manager' }, ...owners.map((owner) => ({ value: String(owner.id), label: owner.name }))],
  };
  return [
    { component: 'textarea', name: 'description', label: 'What must be done?', labelSize: 's', lines: 4, maxlength: 2000, value: values['description'] ?? '' },
    { component: 'date-input', name: 'dueOn', legend: 'By when?', hint: 'For example 27 3 2026', value: day },
    {
      component: 'radios',
      name: 'type',
      legend: 'What kind of action is it?',
      value: values['type'] ?? '',
      items: [
        { value: 'care_planning', label: 'Care-planning', hint: `Goes into the child’s own plan. ${routes[cohort].inWords}` },
        { value: 'non_care_planning', label: 'Non-care-planning', hint: 'A task for someone in the service.', conditional: [ownerChoice] },
      ],
    },
  ];
}

/** An action as its fields show it. */
export function actionStored(action: ActionOfAudit): Values {
  return { type: action.type, description: action.description, dueOn: action.dueOn, ownerId: action.ownerId === null ? '' : String(action.ownerId) };
}

/** What is stored now beside what was typed, the owner by name. */
export function actionConflict(stored: Values, typed: Values, owners: readonly Owner[], last: LastSaved | undefined, me: number): ConflictShown {
  const named = (values: Values): Values => ({
    ...values,
    ownerId: owners.find((owner) => String(owner.id) === values['ownerId'])?.name ?? 'The team manager',
    dueOn: dayInWords(values['dueOn']),
  });
  return conflictShown(named(stored), named(typed), last, me);
}
