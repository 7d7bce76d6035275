import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { label, programmes } from '../shared/practice.js';
import type { UnitKind, UnitSeen } from './organisation.js';
import { choices, conflictOf } from './people.presenter.js';

interface Named {
  id: number;
  name: string;
}

const words = {
  team: { path: '/teams', one: 'team', many: 'Teams', lead: 'Team manager', noLead: 'No team manager', leadHint: 'Somebody with the role Team manager.' },
  service: { path: '/services', one: 'service', many: 'Services', lead: 'Head of Service', noLead: 'No Head of Service', leadHint: 'Somebody with the role Head of Service.' },
};

/** The list of teams, or of services. */
export function unitList(kind: UnitKind, found: readonly UnitSeen[]) {
  const columns = kind === 'team' ? ['Team', 'Service', 'Programme', words.team.lead] : ['Service', words.service.lead, 'Teams'];
  return {
    unit: words[kind],
    columns: columns.map((column) => ({ label: column, numeric: column === 'Teams' })),
    rows: found.map(({ id, name, service, programme, lead, teams }) => {
      const first = { text: name, href: `${words[kind].path}/${id}` };
      return kind === 'team' ? [first, service, label(programme), lead] : [first, lead, teams];
    }),
  };
}

function detailRows(kind: UnitKind, unit: Pick<UnitSeen, 'name' | 'service' | 'programme' | 'lead'>) {
  return [
    { key: 'Name', value: unit.name },
    ...(kind === 'team'
      ? [
          { key: 'Service', value: unit.service ?? '' },
          { key: 'Programme', value: label(unit.programme) },
        ]
      : []),
    { key: words[kind].lead, value: unit.lead ?? words[kind].noLead },
  ];
}

export function unitPage(kind: UnitKind, seen: UnitSeen) {
  return { unit: words[kind], id: seen.id, heading: seen.name, details: detailRows(kind, seen) };
}

export function unitHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { headOfService: 'Head of Service' }, codes: ['programme'] });
}

/** The form to add or change a team or service, with what is stored or was typed. */
export function unitForm(kind: UnitKind, typed: Record<string, unknown>, leads: readonly Named[], services: readonly Named[]) {
  return {
    unit: words[kind],
    fields: [
      { component: 'input', name: 'name', label: 'Name', value: typed['name'] },
      ...(kind === 'team'
        ? [
            { component: 'select', name: 'serviceId', label: 'Service', items: choices(services, 'Choose a service'), value: typed['serviceId'] },
            { component: 'radios', name: 'programme', legend: 'Programme', items: programmes.map((programme) => ({ value: programme, label: label(programme) })), value: typed['programme'] },
          ]
        : []),
      { component: 'select', name: 'leadId', label: words[kind].lead, hint: words[kind].leadHint, items: choices(leads, words[kind].noLead), value: typed['leadId'] },
    ],
  };
}

/** Where the stored unit and what was just typed differ. */
export function unitConflict(kind: UnitKind, stored: UnitSeen, typed: Record<string, unknown>, leads: readonly Named[], services: readonly Named[]) {
  const named = (records: readonly Named[], id: unknown): string | null => records.find((record) => String(record.id) === id)?.name ?? null;
  const typedUnit = {
    name: typeof typed['name'] === 'string' ? typed['name'] : '',
    service: named(services, typed['serviceId']),
    programme: programmes.find((programme) => programme === typed['programme']) ?? null,
    lead: named(leads, typed['leadId']),
  };
  return conflictOf(detailRows(kind, stored), detailRows(kind, typedUnit));
}
