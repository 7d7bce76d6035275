import { historyShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import { monthInWords, type Day } from '../../shared/day.js';
import { addMonths, monthOf, monthsFrom, type Month } from '../../shared/month.js';
import { paging, perPage, rowsBefore } from '../../web/paging.js';
import { reasonInWords } from '../availability/reasonsInWords.js';
import { longestWindow, monthsToChange, pairsIn, shareATeam, type Pair, type Trouble } from './pairing.js';
import type { PairView } from './pairings.form.js';
import type { Colleagues, ColleagueSeen, PairSeen } from './pairings.reads.js';
import type { PairPlanned } from './pairings.service.js';
import { pairsOfMonth, type Load } from './pairsOfMonth.js';

interface Named {
  id: number;
  name: string;
}

/** Which pairs the list is to show. */
export interface PairsAsked {
  month: Month;
  show: PairView;
  service?: string | undefined;
  team?: string | undefined;
  name?: string | undefined;
}

export const personLink = (one: Pick<ColleagueSeen, 'staffId' | 'name'>): object => ({ text: one.name, href: `/pairings/people/${one.staffId}` });
const windowInWords = ({ fromMonth, toMonth }: Pick<Pair, 'fromMonth' | 'toMonth'>): string => (fromMonth === toMonth ? monthInWords(fromMonth) : `${monthInWords(fromMonth)} to ${monthInWords(toMonth)}`);
const troubleInWords = (trouble: Trouble, today: Day): string => (trouble.why === 'no_role' ? 'No longer a moderator' : reasonInWords(trouble, today));

/** How much of a moderator's capacity is taken; marked where it is more than all. */
export function loadCell({ load, capacity }: Pick<Load, 'load' | 'capacity'>): object {
  return { text: `${load} of ${capacity}`, ...(load > capacity ? { tag: { text: 'Over capacity', colour: 'red' } } : {}) };
}

/** Whether a person fits the filter by service, team and name. */
export function fits({ service, team, name = '' }: Pick<PairsAsked, 'service' | 'team' | 'name'>, person: ColleagueSeen): boolean {
  return (
    (service === undefined || person.serviceId === Number(service)) && (team === undefined || person.teamId === Number(team)) && person.name.toLowerCase().includes(name.toLowerCase())
  );
}

/** The page of the pairs of a month. */
export function pairsPage(asked: PairsAsked, page: number, { byId, blackouts }: Colleagues, pairs: readonly Pair[], units: { services: Named[]; teams: Named[] }, next: Month, today: Day): object {
  const { month, show, service, team, name } = asked;
  const found = pairsOfMonth(byId, pairs, month, blackouts);
  const trouble = found.pairs.filter((pair) => pair.trouble !== null);
  const address = (other: PairView): string => `/pairings?${new URLSearchParams({ month, show: other }).toString()}`;
  const ofPairs = {
    columns: columns('Auditor', 'Team', 'Moderator', 'From and to', 'To note', 'Change'),
    row: (pair: (typeof found.pairs)[number]) => [
      personLink(pair.auditor),
      pair.auditor.teamName ?? 'None',
      personLink(pair.moderator),
      windowInWords(pair),
      pair.trouble ? { tag: { text: troubleInWords(pair.trouble, today), colour: 'red' } } : '',
      changeLink(pair.auditor, month, 'Change'),
    ],
  };
  const views: Record<PairView, () => { columns: object[]; rows: unknown[][]; what: string; heading: string }> = {
    moderators: () => ({
      heading: 'Moderators and their auditors',
      what: 'moderators',
      columns: [...columns('Moderator', 'Team', 'Auditors'), ...found.months.map((each) => ({ label: monthInWords(each), numeric: true, note: 'audits of capacity' }))],
      rows: found.moderators
        .filter(({ moderator, auditors }) => [moderator, ...auditors].some((one) => fits(asked, one)))
        .map(({ moderator, auditors, loads }) => [personLink(moderator), moderator.teamName ?? 'None', auditors.length === 0 ? 'None' : { list: auditors.map(personLink) }, ...loads.map(loadCell)]),
    }),
    auditors: () => ({ heading: 'Auditors and their moderators', what: 'pairs', columns: ofPairs.columns, rows: found.pairs.filter((pair) => fits(asked, pair.auditor)).map(ofPairs.row) }),
    trouble: () => ({ heading: 'Pairs whose moderator cannot moderate', what: 'pairs', columns: ofPairs.columns, rows: trouble.filter((pair) => fits(asked, pair.auditor)).map(ofPairs.row) }),
    unpaired: () => ({
      heading: 'Auditors without a pair',
      what: 'auditors',
      columns: columns('Auditor', 'Team', 'Change'),
      rows: found.unpaired.filter((one) => fits(asked, one)).map((one) => [personLink(one), one.teamName ?? 'None', changeLink(one, month, 'Choose a moderator')]),
    }),
  };
  const { rows, ...shown } = views[show]();
  return {
    month,
    lastMonth: found.lastMonth,
    next,
    cards: [
      { label: 'Pairs', value: found.pairs.length, href: address('auditors') },
      { label: 'Auditors without a pair', value: found.unpaired.length, href: address('unpaired'), note: `of whom an audit is expected in ${found.months.map(monthInWords).join(' or ')}` },
      { label: 'Pairs whose moderator cannot moderate', value: trouble.length, href: address('trouble'), note: `who left, is exempt or has lost the role by ${monthInWords(month)}` },
      { label: 'Moderators', value: found.moderators.length, href: address('moderators') },
    ],
    fields: [
      select('month', 'Month', monthsShown(month, pairs, monthOf(today)), month),
      select('show', 'Show', [{ value: 'moderators', label: 'By moderator' }, { value: 'auditors', label: 'By auditor' }, { value: 'unpaired', label: 'Without a pair' }, { value: 'trouble', label: 'Moderator cannot' }], show),
      select('service', 'Service', [{ value: '', label: 'All services' }, ...units.services.map(choice)], service ?? ''),
      select('team', 'Team', [{ value: '', label: 'All teams' }, ...units.teams.map(choice)], team ?? ''),
      { component: 'input', name: 'name', label: 'Name', width: 10, value: name ?? '' },
    ],
    ...shown,
    rows: rows.slice(rowsBefore(page), rowsBefore(page) + perPage),
    paging: paging('/pairings', { month, show, service, team, name }, page, rows.length),
  };
}

const columns = (...labels: string[]): { label: string; hidden: boolean }[] => labels.map((label) => ({ label, hidden: label === 'Change' }));
const choice = ({ id, name }: Named): { value: string; label: string } => ({ value: String(id), label: name });
const select = (name: string, label: string, items: object[], value: string, more: object = {}): object => ({ component: 'select', name, label, items, value, ...more });
const changeLink = (one: ColleagueSeen, month: Month, text: string): object => ({ text, href: `/pairings/people/${one.staffId}/change?month=${month}`, hidden: text === 'Change' ? `the moderator of ${one.name}` : `for ${one.name}` });
export const monthChoices = (months: readonly Month[]): object[] => months.map((month) => ({ value: month, label: monthInWords(month) }));

function monthsShown(asked: Month, pairs: readonly Pair[], present: Month): object[] {
  const last = [addMonths(present, longestWindow), ...pairs.map((pair) => pair.toMonth)].toSorted().at(-1)!;
  const months = monthsFrom(addMonths(present, -12), last);
  return monthChoices(months.includes(asked) ? months : [asked, ...months].toSorted());
}

/** The page of one person's pairs, as auditor and as moderator. */
export function personPage(person: { id: number; name: string; teamName: string | null; isAuditor: boolean }, asAuditor: readonly PairSeen[], asModerator: { pairs: PairSeen[]; total: number }, page: number, lines: readonly HistoryLine[], today: Day): object {
  const when = ({ fromMonth, toMonth }: Pair): object => {
    const present = monthOf(today);
    return toMonth < present ? { text: 'Former' } : fromMonth > present ? { text: 'To come' } : { tag: { text: 'Present', colour: 'green' } };
  };
  return {
    of: person,
    auditorColumns: columns('From and to', 'Moderator', 'When'),
    auditorRows: asAuditor.map((pair) => [windowInWords(pair), personLink({ staffId: pair.moderatorId, name: pair.moderatorName }), when(pair)]),
    moderatorColumns: columns('From and to', 'Auditor', 'When'),
    moderatorRows: asModerator.pairs.map((pair) => [windowInWords(pair), personLink({ staffId: pair.auditorId, name: pair.auditorName }), when(pair)]),
    paging: paging(`/pairings/people/${person.id}`, {}, page, asModerator.total),
    changes: historyShown(lines, { words: { fromMonth: 'From', toMonth: 'To', notes: 'Known when it was changed' } }),
  };
}

/** The choice of another moderator for an auditor, as typed or blank. */
export function choicePage(auditor: ColleagueSeen, { byId, blackouts }: Colleagues, pairs: readonly Pair[], typed: { month: string; moderator: string }, present: Month): object {
  const months = monthsToChange(pairs, present);
  const month = months.includes(typed.month) ? typed.month : (months[0] ?? present);
  const now = pairsIn(pairs, month).get(auditor.staffId);
  const found = pairsOfMonth(byId, pairs, month, blackouts);
  const marks = (moderator: ColleagueSeen): string =>
    [
      [moderator.staffId === now?.moderatorId, 'their moderator now'],
      [auditor.lineManagers.includes(moderator.staffId), 'their line manager'],
      [shareATeam(auditor, moderator), 'same team'],
    ]
      .flatMap(([applies, words]) => (applies === true ? [`, ${String(words)}`] : []))
      .join('');
  const moderators = found.moderators.filter(({ moderator }) => moderator.isModerator && moderator.staffId !== auditor.staffId);
  return {
    auditor: { id: auditor.staffId, name: auditor.name },
    month,
    now: now === undefined ? null : `${byId.get(now.moderatorId)?.name ?? ''}, ${windowInWords(now)}`,
    months: months.length > 0 ? select('month', 'Month', monthChoices(months), month) : null,
    moderators: select(
      'moderator',
      'Moderator',
      [
        { value: '', label: 'Choose a moderator' },
        ...moderators.map(({ moderator, loads }) => ({ value: String(moderator.staffId), label: `${moderator.name}: ${loads.map(({ load, capacity }) => `${load} of ${capacity}`).join(' and ')}${marks(moderator)}` })),
      ],
      typed.moderator,
      { labelSize: 's', hint: `With how many audits they have of how many they can take in ${found.months.map(monthInWords).join(' and in ')}.` },
    ),
  };
}

/** What is about to be changed. */
export function checkPage({ auditor, moderator, before, fromMonth, toMonth, notes, version }: PairPlanned, reason: string): object {
  return {
    auditor: { id: auditor.staffId, name: auditor.name },
    month: fromMonth,
    moderatorId: moderator.staffId,
    notes,
    rows: [
      { key: 'Auditor', value: auditor.name },
      { key: 'Moderator until then', value: before?.name ?? 'None' },
      { key: 'New moderator', value: moderator.name },
      { key: 'They work together', value: windowInWords({ fromMonth, toMonth }) },
    ],
    reason,
    shownVersion: version,
  };
}
