import { historyShown, type HistoryShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import { momentInWords } from '../../shared/clock.js';
import { ageInYears, dayInWords, monthInWords, type Day } from '../../shared/day.js';
import { monthOf, type Month } from '../../shared/month.js';
import { numberInWords } from '../../shared/number.js';
import { percent } from '../../shared/percent.js';
import { cohorts, label } from '../../shared/practice.js';
import { monthsToAllocate } from '../allocationRules.js';
import { ageBands, coverageAfter, teamsByAudits, type Covered } from './coverage.js';
import type { DrawnLine } from './draw.js';
import type { LineBroken, LineFilter, LineOpen } from './proposal.js';
import type { LineGiven, LineOfChild, LineSeen, ProposalListed, ProposalSeen, WholeLine } from './proposals.reads.js';
import type { Checked, Replayed } from './proposals.service.js';
import { hardRules, setAsideHow, softRules, type HardRuleName } from './rules.js';

const statusWords = { draft: { text: 'Draft', colour: 'blue' }, confirmed: { text: 'Confirmed', colour: 'green' }, discarded: { text: 'Discarded', colour: 'grey' } };

const select = (name: string, words: string, none: string | null, items: { value: string; label: string }[], value: unknown): object => ({
  component: 'select', name, label: words, items: none === null ? items : [{ value: '', label: none }, ...items], value: typeof value === 'string' ? value : '',
});
const ageWords = (band: string): string => (band.endsWith('+') ? `${band.slice(0, -1)} and over` : band.replace('-', ' to '));

/** The fields with which a proposal is made. */
export function newProposalFields(typed: Record<string, unknown>, today: Day): object[] {
  const months = monthsToAllocate(today).map((month) => ({ value: month, label: monthInWords(month) }));
  return [
    select('month', 'Audit month', null, months, typed['month'] ?? monthOf(today)),
    {
      component: 'input', name: 'seed', label: 'Seed', width: 20, spellcheck: false, autocomplete: 'off', value: typed['seed'],
      hint: 'Leave this empty to have one drawn at random. With the seed of an earlier proposal, and nothing else changed, the draw comes out the same.',
    },
  ];
}

export const proposalColumns = ['Proposal', 'State', 'Lines', 'With a child', 'Open', 'By hand', 'Made'].map((words, index) => ({ label: words, numeric: index > 1 && index < 6 }));

/** The proposals, as rows of a table. */
export function proposalRows(proposals: readonly ProposalListed[]): unknown[][] {
  return proposals.map((one) => {
    const href = `/allocation/proposals/${one.id}`;
    return [
      { text: monthInWords(one.month), href, hidden: `, made ${momentInWords(one.madeAt)}`, note: `Seed ${one.seed}` },
      { tag: statusWords[one.status] },
      one.lines,
      linesCell(one.filled, `${href}?show=filled#lines`),
      linesCell(one.lines - one.filled, `${href}?show=open#lines`),
      linesCell(one.byHand, `${href}?show=by_hand#lines`),
      { text: one.madeBy, note: momentInWords(one.madeAt) },
    ];
  });
}

/** What a proposal is, in a list of facts. */
export function proposalFacts(proposal: ProposalSeen, openReasons: readonly LineOpen[]): object[] {
  const href = `/allocation/proposals/${proposal.id}`;
  const number = (count: number, show: string): object => linesCell(count, `${href}?show=${show}#lines`);
  return [
    { key: 'State', value: { tag: statusWords[proposal.status] } },
    { key: 'Lines', value: `${proposal.lines}, one for each auditor who needs a child` },
    { key: 'With a child', value: number(proposal.filled, 'filled') },
    { key: 'Open', value: { ...number(proposal.lines - proposal.filled, 'open'), list: reasonCounts(openReasons) } },
    ...(proposal.reaudits === undefined ? [] : [{ key: 'Due a re-audit', value: reauditsCell(proposal, `${href}/reaudits`) }]),
    { key: 'A soft rule broken', value: number(proposal.broken, 'broken') },
    { key: 'Changed or added by hand', value: number(proposal.byHand, 'by_hand') },
    { key: 'Caseload', value: monthInWords(proposal.caseloadMonth) },
    { key: 'Seed', value: proposal.seed },
    { key: 'Made', value: `By ${proposal.madeBy} on ${momentInWords(proposal.madeAt)}` },
    ...(proposal.confirmedBy === null ? [] : [{ key: 'Confirmed', value: `By ${proposal.confirmedBy} on ${momentInWords(proposal.confirmedAt!)}` }]),
  ];
}

const leftOverShown = 5;

/** How many children are due a re-audit, and who of them got no line when it was drawn. */
function reauditsCell({ reaudits = [], leftOver = [] }: ProposalSeen, href: string): object {
  const more = leftOver.length - leftOverShown;
  return {
    ...linesCell(reaudits.length, href),
    list: [
      ...leftOver.slice(0, leftOverShown).map(({ caseRef, words }) => `${caseRef} got no line in the draw. ${words}`),
      ...(more > 0 ? [{ text: `${more} more got no line in the draw`, href }] : []),
    ],
  };
}

export const reauditColumns = ['Child', 'Case of concern', 'Resolved', 'Line'].map((words) => ({ label: words }));

/** The children due a re-audit, each with their line or why there is none. */
export function reauditRows({ id, reaudits = [], leftOver = [] }: ProposalSeen, lines: readonly LineOfChild[]): unknown[][] {
  const whyNot = new Map(leftOver.map(({ caseRef, words }) => [caseRef, words]));
  return reaudits.map(({ caseRef, concernRef, resolvedOn }) => {
    const line = lines.find((one) => one.caseRef === caseRef);
    return [
      caseRef,
      { text: concernRef, href: `/concerns/${concernRef}` },
      dayInWords(resolvedOn),
      line ? { text: line.auditor, href: `/allocation/proposals/${id}/lines/${line.id}` } : { tag: { text: 'No line', colour: 'orange' }, note: whyNot.get(caseRef) ?? 'Taken off their line by hand.' },
    ];
  });
}

const openWords: Record<LineOpen['rule'], string> = {
  auditor_available: 'the auditor cannot be given an audit', paired_moderator: 'no paired moderator', moderator_available: 'the paired moderator has lost the role or left', not_themselves: 'paired with themselves', moderator_capacity: 'the moderator can take no more',
  not_audited_lately: 'no child is left', one_line_a_child: 'no child is left', not_held_by_auditor: 'the children left are held by the auditor', not_held_by_moderator: 'the children left are held by the moderator',
  one_of_theirs: 'no child of the reviewing officer is free', left_open: 'left open by hand', no_longer_possible: 'no longer possible when it was confirmed',
};

function reasonCounts(reasons: readonly LineOpen[]): string[] {
  const counted = new Map<string, number>();
  for (const reason of reasons) counted.set(openWords[reason.rule], (counted.get(openWords[reason.rule]) ?? 0) + 1);
  return [...counted].map(([words, count]) => `${count}: ${words}`);
}

export const lineColumns = ['Auditor', 'Child', 'Moderator', 'Why'].map((words) => ({ label: words }));

/** The lines, as rows of a table. */
export function lineRows(proposal: ProposalListed, lines: readonly LineSeen[]): unknown[][] {
  return lines.map((line) => [
    { text: line.auditor, href: `/allocation/proposals/${proposal.id}/lines/${line.id}`, note: `Line ${line.place}` },
    childCell(line, proposal.month),
    line.moderator ?? 'None',
    { list: [line.open?.words ?? line.why.words, ...line.why.setAside.map(setAsideInWords), ...line.broken.map(brokenInWords), ...handWords(line)].filter((words) => words !== '') },
  ]);
}

function childCell(line: LineSeen, month: Month): object {
  if (line.caseRef === null) return { tag: { text: 'Open', colour: 'orange' } };
  const note = `Aged ${ageInYears(line.dateOfBirth!, `${month}-01`)}, ${label(line.cohort)}, ${line.team ?? ''}`;
  return { text: line.caseRef, note, ...(line.auditRef === null ? {} : { list: [{ text: line.auditRef, href: `/audits/${line.auditRef}` }] }) };
}

export function brokenInWords({ rule, because }: LineBroken): string {
  return `Not kept: ${softRules[rule].toLowerCase()}. ${because.charAt(0).toUpperCase()}${because.slice(1)}.`;
}

/** A hard rule that is set aside, by its name. */
function setAsideInWords(rule: HardRuleName): string {
  const how = setAsideHow(rule);
  return `${how.charAt(0).toUpperCase()}${how.slice(1)}: ${hardRules[rule].words.toLowerCase()}.`;
}

function handWords({ byHand, changedBy, handReason }: LineSeen): string[] {
  return byHand ? [`By hand, ${changedBy ?? ''}: ${handReason ?? ''}`] : [];
}

/** The filter of the lines. */
export function lineFilters(asked: Record<string, unknown>, proposal: ProposalSeen): object[] {
  const named = (groups: readonly { key: number; name: string }[]): { value: string; label: string }[] => groups.map(({ key, name }) => ({ value: String(key), label: name }));
  return [
    select('show', 'Lines', 'All lines', [
      { value: 'filled', label: 'With a child' }, { value: 'open', label: 'Open' }, { value: 'broken', label: 'A soft rule broken' }, { value: 'by_hand', label: 'Changed or added by hand' },
    ], asked['show']),
    select('team', 'Team', 'All teams', named(proposal.coverage.teams), asked['team']),
    select('cohort', 'Cohort', 'All cohorts', cohorts.map((cohort) => ({ value: cohort, label: label(cohort) })), asked['cohort']),
    select('band', 'Age', 'All ages', ageBands.map((band) => ({ value: band, label: ageWords(band) })), asked['band']),
    select('moderator', 'Moderator', 'All moderators', proposal.moderators.map(({ id, name }) => ({ value: String(id), label: name })), asked['moderator']),
    select('officer', 'Reviewing officer', 'All reviewing officers', named(proposal.coverage.officers), asked['officer']),
  ];
}

/** The filter as query parameters. */
export function filterInAddress({ show, team, cohort, band, moderator, officer }: LineFilter): Record<string, string | undefined> {
  const text = (id: number | undefined): string | undefined => (id === undefined ? undefined : String(id));
  return { show, team: text(team), cohort, band, moderator: text(moderator), officer: text(officer) };
}

/** Coverage before the draw and with the lines of the proposal, as tables. */
export function coverageTables(proposal: ProposalSeen, given: readonly LineGiven[]) {
  const { teams, cohorts: ofCohorts, bands, officers } = coverageAfter(proposal.coverage, given, proposal.month);
  const { before, after, without } = teamsByAudits(teams);
  const href = (filter: string): string => `/allocation/proposals/${proposal.id}?${filter}#lines`;
  const groups = <Key>(list: readonly Covered<Key>[], words: (key: Key) => string, filter: string): unknown[][] =>
    list
      .filter((group) => group.children + group.audits + group.lines > 0)
      .map((group) => [words(group.key), numberInWords(group.children), shareCell(group.audits, group.children), linesCell(group.lines, href(`${filter}=${encodeURIComponent(String(group.key))}`)), shareCell(group.audits + group.lines, group.children)]);
  const columns = (what: string): object[] => [what, 'Children', 'Audited before', 'Lines', 'With these lines'].map((words, index) => ({ label: words, numeric: index > 0 }));
  return {
    teams: {
      columns: ['Audits in three months', 'Teams before', 'Teams with these lines'].map((words, index) => ({ label: words, numeric: index > 0 })),
      rows: ['None', 'One', 'Two', 'Three or more'].map((words, index) => [{ text: words, href: `/allocation/proposals/${proposal.id}/coverage?of=teams` }, before[index], after[index]]),
    },
    withoutSummary: without.length === 1 ? 'One team would still have no audit' : `${without.length} teams would still have no audit`,
    without: without.map(({ key, name, children }) => ({ text: children === 0 ? `${name} (no child in the caseload)` : name, href: `/teams/${key}` })),
    workers: {
      columns: ['Workers', 'Before', 'With these lines'].map((words, index) => ({ label: words, numeric: index > 0 })),
      rows: workerRows(proposal, officers, given.length),
    },
    cohorts: { columns: columns('Cohort'), rows: groups(ofCohorts, label, 'cohort') },
    bands: { columns: columns('Age'), rows: groups(bands, ageWords, 'band') },
  };
}

function workerRows({ id, moderators }: ProposalSeen, officers: readonly Covered<number>[], given: number): unknown[][] {
  const without = (audited: (officer: Covered<number>) => number): number => officers.filter((officer) => officer.children > 0 && audited(officer) === 0).length;
  const total = (count: (moderator: ProposalSeen['moderators'][number]) => number): number => moderators.reduce((sum, moderator) => sum + count(moderator), 0);
  const places = (taken: number): object => ({ text: String(taken), note: `of ${total(({ capacity }) => capacity)}` });
  const moderated = total(({ moderates }) => moderates);
  return [
    [{ text: 'Reviewing officers none of whose children were audited in twelve months', href: `/allocation/proposals/${id}/coverage?of=officers` }, without(({ audits }) => audits), without(({ audits, lines }) => audits + lines)],
    [{ text: 'Audits that moderators have, of those they can take', href: `/allocation/proposals/${id}/coverage?of=moderators` }, places(moderated), places(moderated + given)],
  ];
}

export const whoseCoverage = ['teams', 'officers', 'moderators'] as const;
export type WhoseCoverage = (typeof whoseCoverage)[number];

/** The ways to look at coverage one by one. */
export function coverageLinks(id: number, current: WhoseCoverage): { href: string; text: string; current: boolean }[] {
  const words = { teams: 'Teams', officers: 'Reviewing officers', moderators: 'Moderators' };
  return whoseCoverage.map((whose) => ({ href: `/allocation/proposals/${id}/coverage?of=${whose}`, text: words[whose], current: whose === current }));
}

/** Coverage team by team, reviewing officer by reviewing officer or moderator by moderator. */
export function coverageList(proposal: ProposalSeen, given: readonly LineGiven[], whose: WhoseCoverage): { columns: object[]; rows: unknown[][] } {
  const { officers, teams } = coverageAfter(proposal.coverage, given, proposal.month);
  const href = (filter: string): string => `/allocation/proposals/${proposal.id}?${filter}#lines`;
  const columns = (...words: string[]): object[] => words.map((one, index) => ({ label: one, numeric: index > 0 }));
  if (whose === 'teams') {
    return {
      columns: columns('Team', 'Children', 'Audits in three months', 'Lines', 'With these lines'),
      rows: teams.map((team) => [{ text: team.name, href: `/teams/${team.key}` }, team.children, team.audits, linesCell(team.lines, href(`team=${team.key}`)), team.audits + team.lines]),
    };
  }
  if (whose === 'officers') {
    return {
      columns: columns('Reviewing officer', 'Children', 'Audited before', 'Lines', 'With these lines'),
      rows: officers.map((one) => [one.name, one.children, shareCell(one.audits, one.children), linesCell(one.lines, href(`officer=${one.key}`)), shareCell(one.audits + one.lines, one.children)]),
    };
  }
  const lines = linesByModerator(given);
  return {
    columns: columns('Moderator', 'Audits of the month before', 'Lines', 'With these lines', 'Can moderate'),
    rows: proposal.moderators.map(({ id, name, moderates, capacity }) => [name, moderates, linesCell(lines.get(id) ?? 0, href(`moderator=${id}`)), moderates + (lines.get(id) ?? 0), capacity]),
  };
}

function linesByModerator(given: readonly LineGiven[]): Map<number, number> {
  const lines = new Map<number, number>();
  for (const { moderatorId } of given) lines.set(moderatorId, (lines.get(moderatorId) ?? 0) + 1);
  return lines;
}

function shareCell(audits: number, children: number): object {
  const share = percent(audits, children);
  return { text: share === null ? 'No data' : `${share}%`, note: `${numberInWords(audits)} of ${numberInWords(children)}` };
}

function linesCell(lines: number, href: string): object {
  return lines === 0 ? { text: '0' } : { text: String(lines), href };
}

/** A line on its own page. */
export function lineFacts(line: LineSeen, month: Month): object[] {
  return [
    { key: 'Auditor', value: line.auditor },
    { key: 'Child', value: line.caseRef ?? 'None: the line is open' },
    ...(line.caseRef === null
      ? []
      : [
          { key: 'Age', value: `${ageInYears(line.dateOfBirth!, `${month}-01`)} on the first day of ${monthInWords(month)}` },
          { key: 'Cohort', value: label(line.cohort) },
          { key: 'Team', value: line.team },
          { key: 'Reviewing officer', value: line.reviewingOfficer ?? 'None' },
        ]),
    { key: 'Moderator', value: line.moderator ?? 'None' },
    { key: 'Why', value: { text: line.open?.words ?? (line.why.words || 'Chosen by hand'), ...(line.open ? {} : { list: line.why.figures }) } },
    ...(line.why.number === null ? [] : [{ key: 'Draw number', value: line.why.number }]),
    ...(line.why.setAside.length === 0 ? [] : [{ key: 'Hard rules', value: { list: line.why.setAside.map(setAsideInWords) } }]),
    ...(line.broken.length === 0 ? [] : [{ key: 'Soft rules', value: { list: line.broken.map(brokenInWords) } }]),
    ...(line.byHand ? [{ key: 'By hand', value: { list: [...handWords(line), `On ${momentInWords(line.changedAt!)}`] } }] : []),
    ...(line.auditRef === null ? [] : [{ key: 'Audit', value: { text: line.auditRef, href: `/audits/${line.auditRef}` } }]),
  ];
}

/** What was drawn for a line that has been changed since. */
export function drawnInWords(drawn: DrawnLine | null, moderators: readonly { id: number; name: string }[]): string {
  if (drawn === null) return 'Nothing: the line was added by hand.';
  if (drawn.child === null) return `No child. ${drawn.open?.words ?? ''}`;
  const moderator = moderators.find(({ id }) => id === drawn.moderatorId)?.name ?? 'none';
  return `Child ${drawn.child.caseRef}, moderator ${moderator}. ${drawn.why}`;
}

export const replayColumns = ['Line', 'Auditor', 'Drawn then', 'Drawn again', 'Result'].map((words) => ({ label: words }));

export function replayRows(lines: readonly Replayed[]): unknown[][] {
  const outcome = (line: DrawnLine | null): object => (line === null ? { text: 'Not in the draw' } : line.child === null ? { text: 'Open', note: line.open?.words } : { text: line.child.caseRef, note: line.number === null ? 'Re-audit' : `Number ${line.number.slice(0, 8)}…` });
  return lines.map(({ place, auditor, was, again, same }) => [place, auditor, outcome(was), outcome(again), { tag: same ? { text: 'The same', colour: 'green' } : { text: 'Different', colour: 'red' } }]);
}

export const checkedColumns = ['Auditor', 'Child', 'Why'].map((words) => ({ label: words }));

/** The lines that can no longer be given out, and those that can and are not as they were. */
export function checkedRows({ id }: ProposalListed, { impossible, toOpen }: Checked): Record<'impossible' | 'changed', unknown[][]> {
  const row = (line: WholeLine, words: readonly string[]): unknown[] => [{ text: line.auditor, href: `/allocation/proposals/${id}/lines/${line.id}`, note: `Line ${line.place}` }, line.caseRef, { list: words }];
  return {
    impossible: impossible.map(({ line, words }) => row(line, words)),
    changed: toOpen.filter(({ since }) => since.length > 0).map(({ line, since }) => row(line, since)),
  };
}

export function proposalHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { caseloadMonth: 'Caseload', filled: 'With a child', setAside: 'Hard rule set aside', audits: 'Audits opened' } });
}

export const rulesInWords = {
  hard: (Object.keys(hardRules) as HardRuleName[]).map((rule) => {
    const { words, maySetAside } = hardRules[rule];
    if (rule === 'not_audited_lately') return `${words} (set aside for a child due a re-audit)`;
    return maySetAside ? `${words} (the QA team may set this aside by hand, with a reason)` : words;
  }),
  soft: Object.values(softRules),
};
