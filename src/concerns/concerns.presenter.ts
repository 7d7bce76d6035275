import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import { monthOf } from '../shared/month.js';
import { causeInWords, concernFilters, isActive, lacksMonthsUpdate, monthsActive, standsOutAfter, type ConcernFilter, type ConcernUpdateWritten } from './concern.js';
import { longestNote } from './concern.form.js';
import type { ConcernInFull, ConcernListed, ConcernUpdateRecorded } from './concerns.reads.js';

const filterInWords: Record<ConcernFilter, string> = {
  active: 'Active',
  lacks_update: 'Active, no update this month',
  over_6_months: 'Active for more than 6 months',
  over_12_months: 'Active for more than 12 months',
  resolved: 'Resolved',
  all: 'All',
};

interface TeamSeen {
  id: number;
  name: string;
  serviceId: number;
  serviceName: string;
}

/** The list of cases of concern, with how many there are of the kinds that should not be. */
export function concernList(
  concerns: readonly ConcernListed[],
  counts: Record<ConcernFilter, number>,
  filter: { state: ConcernFilter; service: string; team: string },
  teams: readonly TeamSeen[],
  today: Day,
) {
  const services = [...new Map(teams.map(({ serviceId, serviceName }) => [serviceId, serviceName]))].toSorted(([, one], [, other]) => one.localeCompare(other));
  const part = new URLSearchParams(Object.entries({ service: filter.service, team: filter.team }).filter(([, value]) => value !== ''));
  const inPart = (state: ConcernFilter): string => `/concerns?${new URLSearchParams([...part, ['state', state]]).toString()}`;
  return {
    cards: (['active', 'lacks_update', 'over_6_months', 'over_12_months'] as const).map((state) => ({ label: filterInWords[state], value: counts[state], href: inPart(state) })),
    filters: [
      { component: 'select', name: 'state', label: 'State', items: concernFilters.map((state) => ({ value: state, label: filterInWords[state] })), value: filter.state },
      { component: 'select', name: 'service', label: 'Service', items: [{ value: '', label: 'All services' }, ...services.map(([id, name]) => ({ value: id, label: name }))], value: filter.service },
      { component: 'select', name: 'team', label: 'Team', items: [{ value: '', label: 'All teams' }, ...teams.map(({ id, name }) => ({ value: id, label: name }))], value: filter.team },
    ],
    columns: ['Case of concern', 'Raised', 'Last update', 'State', 'Child', 'Team'].map((column) => ({ label: column })),
    rows: concerns.map((concern) => [
      { text: concern.ref, href: `/concerns/${concern.ref}` },
      raised(concern, today),
      lastUpdate(concern, today),
      stateOf(concern, today),
      concern.caseRef,
      { text: concern.teamName, note: concern.serviceName },
    ]),
    nothing: filter.state === 'active' ? 'There is no active case of concern.' : 'No case of concern fits these filters.',
  };
}

/** When a case was raised and how long it has been active, or was; what has gone on too long stands out. */
function raised(concern: ConcernListed, today: Day) {
  const months = monthsActive(concern.raisedOn, concern.resolvedOn ?? today);
  const tooLong = standsOutAfter(concern, today);
  return {
    text: dayInWords(concern.raisedOn),
    ...(tooLong === 0 ? {} : { tag: { text: `Over ${tooLong} months`, colour: tooLong === 12 ? 'red' : 'yellow' } }),
    note: `Active for ${months === 0 ? 'less than a month' : `${months} ${months === 1 ? 'month' : 'months'}`}`,
  };
}

function lastUpdate(concern: ConcernListed, today: Day) {
  return {
    text: concern.lastUpdatedOn === null ? 'Never' : dayInWords(concern.lastUpdatedOn),
    ...(lacksMonthsUpdate(concern, today) ? { tag: { text: 'No update this month', colour: 'red' } } : {}),
  };
}

function stateOf(concern: ConcernListed, today: Day) {
  return isActive(concern, today) ? { status: 'active' } : { status: 'resolved', note: `On ${dayInWords(concern.resolvedOn)}` };
}

const yesNo = (answer: boolean): string => (answer ? 'Yes' : 'No');

/** A case's own page, without its form. */
export function concernPage(concern: ConcernInFull, updates: readonly ConcernUpdateRecorded[], may: { openAudit: boolean }, today: Day) {
  const { audit } = concern;
  return {
    ref: concern.ref,
    details: [
      { key: 'Child', value: concern.caseRef },
      { key: 'Team', value: { text: concern.teamName, note: concern.serviceName } },
      { key: 'Head of Service', value: concern.headName ?? 'Nobody yet' },
      { key: 'Why', value: causeInWords[concern.cause] },
      ...(concern.detail === null ? [] : [{ key: 'What the auditor wrote', value: concern.detail, multiline: true }]),
      { key: 'Audit', value: audit ? { text: audit.ref, ...(may.openAudit ? { href: `/audits/${audit.ref}` } : {}) } : 'Raised before these records' },
      { key: 'Raised', value: raised(concern, today) },
      { key: 'Last update', value: lastUpdate(concern, today).text },
      { key: 'State', value: stateOf(concern, today) },
    ],
    missingUpdate: lacksMonthsUpdate(concern, today) ? `There is no update in ${monthInWords(monthOf(today))} yet.` : '',
    updates: updates.map((update) => ({
      at: dayInWords(update.updatedOn),
      by: update.updatedBy,
      confirmations: [
        { key: 'The child is safe', value: yesNo(update.childSafe) },
        { key: 'A suitable plan is progressing with grip', value: yesNo(update.planProgressing) },
        { key: 'Note', value: update.note, multiline: true },
      ],
    })),
  };
}

/** The Head of Service's form. */
export function updateForm(typed: Record<string, unknown>, today: Day, versionSeen: number) {
  return {
    updatedOn: typed['updatedOn'],
    dateHint: `Today is ${Number(today.slice(8))} ${Number(today.slice(5, 7))} ${today.slice(0, 4)}.`,
    childSafe: typed['childSafe'],
    planProgressing: typed['planProgressing'],
    note: typed['note'],
    resolve: typed['resolve'],
    longestNote,
    versionSeen,
  };
}

/** Both texts when somebody else was first: the latest update, and the one that was typed. */
export function updateConflict(concern: ConcernInFull, updates: readonly ConcernUpdateRecorded[], typed: ConcernUpdateWritten) {
  const [latest] = updates;
  const inWords = (update: Omit<ConcernUpdateRecorded, 'updatedBy'>, resolves: boolean): string =>
    [
      dayInWords(update.updatedOn),
      `The child is safe: ${yesNo(update.childSafe).toLowerCase()}`,
      `A suitable plan is progressing with grip: ${yesNo(update.planProgressing).toLowerCase()}`,
      ...(resolves ? ['Resolved'] : []),
      update.note,
    ].join('\n');
  return [{ label: 'Update', stored: latest ? inWords(latest, concern.resolvedOn !== null) : '', typed: inWords(typed, typed.resolve) }];
}

export function concernHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, {
    words: {
      caseRef: 'Child', updatedOn: 'Date of the update', childSafe: 'The child is safe', planProgressing: 'A suitable plan is progressing with grip',
      imported_update: 'Update imported',
    },
    codes: ['cause'],
  });
}
