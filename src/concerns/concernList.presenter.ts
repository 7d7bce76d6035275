import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import { monthOf, type Month } from '../shared/month.js';
import { concernFilters, totalOf, type ConcernCounts, type ConcernFilter } from './concern.js';
import type { TeamSeen } from './concernList.reads.js';
import { lastUpdate, raised, stateOf } from './concerns.presenter.js';
import type { ConcernListed } from './concerns.reads.js';

/** What the list is asked for, as it stands in its address; empty for all, and for today. */
export interface ListAsked {
  state: ConcernFilter;
  service: string;
  team: string;
  asAt: string;
}

const filterInWords = (filter: ConcernFilter, month: string): string =>
  ({
    new: `New in ${month}`,
    active: 'Active',
    lacks_update: `Active, no update in ${month}`,
    over_6_months: 'Active for more than 6 months',
    over_12_months: 'Active for more than 12 months',
    resolved_in_month: `Resolved in ${month}`,
    resolved: 'Resolved',
    all: 'All',
  })[filter];

/** The query parameters that lead to the same list. */
export function listQuery({ state, service, team, asAt }: ListAsked): Record<string, string> {
  return { state, service, team, as_at: asAt };
}

function hrefTo(asked: ListAsked): string {
  return `/concerns?${new URLSearchParams(Object.entries(listQuery(asked)).filter(([, value]) => value !== '')).toString()}`;
}

/** The form that chooses the day and narrows the list, with what was typed. `month`: that of the day. */
export function listForm(asked: ListAsked, teams: readonly TeamSeen[], month: Month, today: Day) {
  const services = [...new Map(teams.map(({ serviceId, serviceName }) => [serviceId, serviceName]))].toSorted(([, one], [, other]) => one.localeCompare(other));
  return [
    { component: 'input', name: 'as_at', label: 'As at', type: 'date', value: asked.asAt || today, width: 10 },
    { component: 'select', name: 'state', label: 'State', items: concernFilters.map((state) => ({ value: state, label: filterInWords(state, monthInWords(month)) })), value: asked.state },
    { component: 'select', name: 'service', label: 'Service', items: [{ value: '', label: 'All services' }, ...services.map(([id, name]) => ({ value: id, label: name }))], value: asked.service },
    { component: 'select', name: 'team', label: 'Team', items: [{ value: '', label: 'All teams' }, ...teams.map(({ teamId, teamName }) => ({ value: teamId, label: teamName }))], value: asked.team },
  ];
}

const counted = ['new', 'active', 'lacks_update', 'over_6_months', 'over_12_months', 'resolved_in_month'] as const;
const tabled = ['new', 'active', 'over_12_months', 'lacks_update', 'resolved_in_month'] as const;

/** The cases as at a day, with how many there are of each kind, in all and by service; each number opens its list. */
export function concernList(
  concerns: readonly (ConcernListed & { missed: readonly Month[] })[], counts: readonly (TeamSeen & ConcernCounts)[], asked: ListAsked, asAt: Day, today: Day,
) {
  const month = monthInWords(monthOf(asAt));
  const total = totalOf(counts);
  return {
    asAt: dayInWords(asAt),
    isEarlier: asAt < today,
    cards: counted.map((state) => ({ label: filterInWords(state, month), value: total[state], href: hrefTo({ ...asked, state }) })),
    parts: partsOf(counts, total, asked, month),
    columns: ['Case of concern', 'Raised', 'Last update', 'State', 'Child', 'Team'].map((column) => ({ label: column })),
    rows: concerns.map((concern) => [
      { text: concern.ref, href: `/concerns/${concern.ref}` },
      raised(concern, asAt),
      lastUpdate(concern, concern.missed, asAt),
      stateOf(concern, asAt),
      concern.caseRef,
      { text: concern.teamName, note: concern.serviceName },
    ]),
    heading: filterInWords(asked.state, month),
    allHref: hrefTo({ ...asked, state: 'all', service: '', team: '' }),
    nothing: asked.state === 'active' ? 'There is no active case of concern.' : 'No case of concern fits these filters.',
  };
}

/** The numbers by service, or by team within one service; null where there is only one of them. */
function partsOf(counts: readonly (TeamSeen & ConcernCounts)[], total: ConcernCounts, asked: ListAsked, month: string) {
  if (counts.length < 2) return null;
  const services = [...new Map(counts.map(({ serviceId, serviceName }) => [serviceId, serviceName]))];
  const byService = services.length > 1;
  const numbers = (of: ConcernCounts, part: Partial<ListAsked>, name: string) =>
    tabled.map((state) => (of[state] === 0 ? 0 : { text: of[state], href: hrefTo({ ...asked, ...part, state }), hidden: name }));
  const rows = byService
    ? services.map(([id, name]) => [name, ...numbers(totalOf(counts.filter(({ serviceId }) => serviceId === id)), { service: String(id) }, name)])
    : counts.map((of) => [of.teamName, ...numbers(of, { team: String(of.teamId) }, of.teamName)]);
  return {
    heading: byService ? 'By service' : 'By team',
    columns: [
      { label: byService ? 'Service' : 'Team' },
      ...[`New in ${month}`, 'Active', 'Over 12 months', `No update in ${month}`, `Resolved in ${month}`].map((label) => ({ label, numeric: true })),
    ],
    rows: [...rows, ['Total', ...numbers(total, {}, 'in all')]],
  };
}
