import { monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { paging, perPage, rowsBefore } from '../../web/paging.js';
import { whyNotExpected } from '../availability/availability.js';
import { reasonInWords } from '../availability/reasonsInWords.js';
import { longestWindow } from './pairing.js';
import type { RotationView } from './pairings.form.js';
import { loadCell, monthChoices, personLink } from './pairings.presenter.js';
import type { ColleagueSeen } from './pairings.reads.js';
import type { ProposedLine, Unpaired } from './rotation.js';
import type { Rotated } from './rotation.service.js';

/** The choice of the window, as typed or as proposed. */
export function windowFields(typed: { from: string; months: string }, months: readonly Month[]): object[] {
  const lengths = Array.from({ length: longestWindow }, (_, index) => String(longestWindow - index));
  return [
    { component: 'select', name: 'from', label: 'First month', items: monthChoices(months), value: typed.from },
    { component: 'select', name: 'months', label: 'How long', items: lengths.map((length) => ({ value: length, label: length === '1' ? '1 month' : `${length} months` })), value: typed.months },
  ];
}

const odd = (month: Month): boolean => Number(month.slice(5)) % 2 === 1;

/** What the moderators lack for those whose moderators are full. */
function missingInWords(months: readonly Month[], missing: readonly number[]): string {
  const most = (isOdd: boolean): number => Math.max(0, ...missing.filter((_, index) => odd(months[index]!) === isOdd));
  const parts = [[most(true), 'odd'] as const, [most(false), 'even'] as const].filter(([count]) => count > 0).map(([count, which]) => `${count} more ${count === 1 ? 'audit' : 'audits'} in ${which} months`);
  if (parts.length > 0) return `All moderators who may are full: capacity for ${parts.join(' and ')} is missing.`;
  return 'There are places left, but no moderator who may has one in every month in which those left over audit.';
}

const whyInWords: Record<Exclude<Unpaired, 'not_expected'>, string> = {
  no_role: 'Does not have the role of auditor.',
  nobody_able: 'No moderator has capacity in every month in which an audit is expected of them.',
  all_forbidden: 'Every moderator with capacity is one they had in the last two windows, or their line manager.',
  all_full: 'All moderators who may are full in a month in which an audit is expected of them.',
};

const inView: Record<Exclude<RotationView, 'moderators'>, (line: ProposedLine) => boolean> = {
  auditors: ({ why }) => why !== 'not_expected',
  unpaired: ({ why }) => why !== null && why !== 'not_expected',
  same_team: ({ sameTeam }) => sameTeam,
  not_expected: ({ why }) => why === 'not_expected',
};

const headings: Record<RotationView, string> = {
  auditors: 'Auditors and their moderators',
  unpaired: 'Auditors without a moderator',
  same_team: 'Pairs within one team',
  not_expected: 'People of whom no audit is expected',
  moderators: 'Moderators',
};

/** A proposed rotation: its summary, and one page of the list asked for. */
export function rotationPage({ window, rotation, proposal, colleagues, lately, before }: Rotated, show: RotationView, page: number, today: Day): object {
  const { months } = rotation;
  const person = (id: number): ColleagueSeen => colleagues.byId.get(id)!;
  const byName = (a: number, b: number): number => person(a).name.localeCompare(person(b).name) || a - b;
  const countOf = (view: Exclude<RotationView, 'moderators'>): number => proposal.lines.filter(inView[view]).length;
  const paired = proposal.lines.filter(({ moderatorId }) => moderatorId !== null);
  const first = paired.filter(({ auditorId }) => !before.has(auditorId)).length;
  const address = (view: RotationView): string => `/pairings/rotation?${new URLSearchParams({ from: window.from, months: String(window.months), show: view }).toString()}`;

  const note = (line: ProposedLine): unknown => {
    if (line.sameTeam) return { tag: { text: 'Same team', colour: 'yellow' } };
    if (line.why === null) return '';
    if (line.why !== 'not_expected') return whyInWords[line.why];
    const reasons = months.flatMap((month) => whyNotExpected(person(line.auditorId).availability, month, colleagues.blackouts) ?? []);
    return reasonInWords(reasons.find(({ why }) => why !== 'other_months') ?? reasons[0]!, today);
  };
  const auditorRows = (view: Exclude<RotationView, 'moderators'>): unknown[][] =>
    proposal.lines
      .filter(inView[view])
      .toSorted((a, b) => byName(a.auditorId, b.auditorId))
      .map((line) => {
        const now = before.get(line.auditorId);
        return [
          personLink(person(line.auditorId)),
          person(line.auditorId).teamName ?? 'None',
          now === undefined ? 'None' : personLink(person(now)),
          line.moderatorId === null ? { tag: { text: 'None', colour: line.why === 'not_expected' ? 'grey' : 'red' } } : personLink(person(line.moderatorId)),
          note(line),
        ];
      });
  /** The month of each kind that leaves a moderator the least room. */
  const tightest = (id: number, capacity: readonly number[], isOdd: boolean): unknown => {
    const loads = months.flatMap((month, index) => (odd(month) === isOdd ? [{ load: proposal.loads.get(id)![index]!, capacity: capacity[index]! }] : []));
    const [least] = loads.toSorted((a, b) => a.capacity - a.load - (b.capacity - b.load));
    return least ? loadCell(least) : 'None';
  };
  const moderatorRows = (): unknown[][] =>
    rotation.moderators
      .toSorted((a, b) => byName(a.id, b.id))
      .map(({ id, capacity }) => [
        personLink(person(id)),
        person(id).teamName ?? 'None',
        paired.filter(({ moderatorId }) => moderatorId === id).length,
        tightest(id, capacity, true),
        tightest(id, capacity, false),
      ]);

  const rows = show === 'moderators' ? moderatorRows() : auditorRows(show);
  return {
    window,
    fingerprint: proposal.fingerprint,
    best: proposal.best,
    nobody: paired.length === 0,
    lately: `${monthInWords(lately.from)} to ${monthInWords(lately.to)}`,
    windowWords: `${monthInWords(months[0]!)} to ${monthInWords(months.at(-1)!)}`,
    missing: proposal.lines.some(({ why }) => why === 'all_full') ? missingInWords(months, proposal.missing) : null,
    cards: [
      { label: 'Auditors with a moderator', value: paired.length, href: address('auditors'), note: `${paired.length - first} change moderator, ${first} had none, nobody keeps theirs` },
      { label: 'Auditors without one', value: countOf('unpaired'), href: address('unpaired'), note: 'each with the rule that stands in the way' },
      { label: 'Pairs within one team', value: countOf('same_team'), href: address('same_team'), note: 'where it could not be avoided' },
      { label: 'No audit expected', value: countOf('not_expected'), href: address('not_expected'), note: 'they need no moderator' },
      { label: 'Moderators', value: rotation.moderators.length, href: address('moderators'), note: 'with what each would have to moderate' },
    ],
    heading: headings[show],
    what: show === 'moderators' ? 'moderators' : 'people',
    columns:
      show === 'moderators'
        ? [{ label: 'Moderator' }, { label: 'Team' }, ...['Auditors', 'Odd months', 'Even months'].map((label) => ({ label, numeric: true, note: label === 'Auditors' ? '' : 'audits of capacity, at the most' }))]
        : ['Auditor', 'Team', 'Moderator before', 'Moderator proposed', 'To note'].map((label) => ({ label })),
    rows: rows.slice(rowsBefore(page), rowsBefore(page) + perPage),
    paging: paging('/pairings/rotation', { from: window.from, months: String(window.months), show }, page, rows.length),
  };
}
