import { howManyMove } from '../../actions/handover/childMoves.presenter.js';
import type { Moves } from '../../actions/handover/childMoves.reads.js';
import { format } from '../../importing/format.js';
import type { ImportProblem } from '../../importing/problem.js';
import { momentInWords } from '../../shared/clock.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { numberInWords } from '../../shared/number.js';
import { cohorts, label } from '../../shared/practice.js';
import { changesOf, kindsListed, warningsAbout, type ChangeCounts, type ChildChange, type KindListed } from './caseloadChanges.js';
import type { ChildCompared, ChildrenFilter, MonthLine, OldDraft, Review, Upload } from './caseloads.reads.js';
import { endOf, monthsToUpload, type TakenOver } from './caseloadUpload.js';

const children = (count: number): string => (count === 1 ? 'one child' : `${numberInWords(count)} children`);

/** The fields of the form that uploads a month's file. */
export function uploadFields(today: Day, typed: string) {
  return [
    {
      component: 'select', name: 'month', label: 'Month of the caseload', value: typed, hint: 'It need not be chosen when the file’s name says it, as caseload-2022-08.csv does',
      items: [{ value: '', label: 'As the file’s name says' }, ...monthsToUpload(today).map((month) => ({ value: month, label: monthInWords(month) }))],
    },
    { component: 'file-upload', name: 'file', label: 'CSV file', hint: 'Every child open to the service in that month, at most 20 MB', accept: '.csv,text/csv' },
  ];
}

/** The columns of the file, for whoever makes it. */
export function fileHelp(): { text: string; note: string }[] {
  return Object.entries(format.caseload.columns).map(([text, { expected }]) => ({ text, note: expected }));
}

export function waitingShown(waiting: readonly Upload[]) {
  return {
    waitingColumns: [{ label: 'Caseload of' }, { label: 'File' }, { label: 'Uploaded' }],
    waitingRows: waiting.map(({ id, month, fileName, uploadedBy, uploadedAt }) => [{ text: monthInWords(month), href: `/caseload/uploads/${id}` }, fileName, { text: uploadedBy, note: momentInWords(uploadedAt) }]),
  };
}

const changesPath = (month: Month): string => `/caseload/${month}/changes`;

export function monthsShown(months: readonly MonthLine[]) {
  return {
    monthColumns: [{ label: 'Month' }, ...['Children', ...cohorts.map(label), 'Teams'].map((words) => ({ label: words, numeric: true })), { label: 'Brought in' }],
    monthRows: months.map(({ month, children: open, teams, byCohort, uploaded, imported }) => [
      { text: monthInWords(month), href: changesPath(month) },
      { text: numberInWords(open), href: listAddress(changesPath(month), { kind: 'open' }) },
      ...cohorts.map((cohort) => {
        const count = byCohort.get(cohort) ?? 0;
        return count === 0 ? '0' : { text: numberInWords(count), href: listAddress(changesPath(month), { kind: 'open', cohort }) };
      }),
      teams,
      uploaded ? { text: uploaded.uploadedBy, href: `/caseload/uploads/${uploaded.id}`, note: momentInWords(uploaded.uploadedAt) } : imported ? { text: imported.by, note: momentInWords(imported.at) } : 'Not known',
    ]),
  };
}

const kindWords: Record<KindListed, string> = {
  all: 'All who came, went or changed',
  came: 'Came',
  went: 'Went',
  changed: 'Changed in any way',
  moved: 'Moved team',
  cohort: 'Changed cohort',
  officer: 'Changed reviewing officer',
  born: 'Changed date of birth',
  over_25: 'Over 25',
  open: 'All children in the caseload',
};

/** Without a caseload to compare with, nobody came or went. */
const withoutComparison: readonly KindListed[] = ['open', 'over_25'];

export const kindAtFirst = (before: Month | null): KindListed => (before === null ? 'open' : 'all');

/** The filter as query parameters. */
export function filterInAddress({ kind, teamId, cohort, against }: ChildrenFilter & { against?: 'stored' | undefined }): Record<string, string | undefined> {
  return { against, kind, team: teamId === undefined ? undefined : String(teamId), cohort };
}

function listAddress(path: string, filter: Parameters<typeof filterInAddress>[0]): string {
  const given = Object.entries(filterInAddress(filter)).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${path}?${new URLSearchParams(given).toString()}#children`;
}

interface Card {
  label: string;
  value: string;
  href?: string;
  note?: string;
}

function card(path: string, kind: KindListed, count: number, words: string, against?: 'stored'): Card {
  return { label: words, value: numberInWords(count), ...(count === 0 ? {} : { href: listAddress(path, { kind, against }) }) };
}

/** How a caseload differs from that of the month before. */
export function numbersAgainst(path: string, counts: ChangeCounts, before: Month | null): Card[] {
  const open = card(path, 'open', counts.open, 'Children');
  if (before === null) return [open];
  const changes: KindListed[] = ['came', 'went', 'moved', 'cohort', 'officer', 'born'];
  return [open, ...changes.map((kind) => card(path, kind, counts[kind], kindWords[kind]))];
}

const stored = { came: 'Added', went: 'Removed', changed: 'Changed' } as const;

/** What the page of an upload says about it, waiting or ended. */
export function uploadShown(upload: Upload) {
  const { id, month, fileName, uploadedBy, uploadedAt, status } = upload;
  return {
    title: `Caseload of ${monthInWords(month)}`,
    here: `/caseload/uploads/${id}`,
    monthWords: monthInWords(month),
    waiting: status === 'waiting',
    takenOver: status === 'taken_over',
    refused: status === 'refused',
    monthHref: changesPath(month),
    facts: [{ key: 'File', value: fileName }, { key: 'Uploaded', value: `by ${uploadedBy}, ${momentInWords(uploadedAt)}` }, ...resultOf(upload)],
  };
}

function resultOf(upload: Upload) {
  const result = (text: string, colour: string, note = '') => ({ key: 'Result', value: { tag: { text, colour }, note } });
  if (upload.status === 'waiting') return [];
  if (upload.status === 'refused') return [result('Not stored', 'red')];
  const end = endOf(upload)!;
  const by = `by ${end.by}, ${momentInWords(end.at)}`;
  if (upload.status === 'discarded') return [result('Discarded', 'grey', by)];
  const { children: open, added, removed, changed } = end as TakenOver;
  return [result('Taken over', 'green', by), { key: 'Children', value: `${numberInWords(open)}: ${numberInWords(added)} added, ${numberInWords(removed)} removed and ${numberInWords(changed)} changed in what there was of the month` }];
}

/** What was wrong with the file of a refused upload. */
export function problemsOf({ outcome }: Upload): { problems: ImportProblem[]; total: number } {
  return JSON.parse(outcome ?? '{"problems":[],"total":0}') as { problems: ImportProblem[]; total: number };
}

/** What is said before an upload is taken over. */
export function reviewShown(review: Review) {
  const { upload, before, counts, storedCounts } = review;
  const path = `/caseload/uploads/${upload.id}`;
  return {
    numbers: numbersAgainst(path, counts, before),
    againstWords: before === null ? '' : monthInWords(before),
    storedNumbers: storedCounts === null ? [] : (Object.keys(stored) as (keyof typeof stored)[]).map((kind) => card(path, kind, storedCounts[kind], stored[kind], 'stored')),
    warnings: [...warningsAbout(review).map(({ text, kind }) => ({ text, href: kind && listAddress(path, { kind }) })), ...oldDraftsShown(review.oldDrafts)],
  };
}

/** What goes with its child to another team, or to another reviewing officer, when an upload is taken over. */
export function movesInWords({ actions, concerns }: Moves): string {
  const moving = howManyMove({ actions: actions.length, concerns: concerns.length });
  const [goes, their] = actions.length + concerns.length === 1 ? ['goes', 'its child'] : ['go', 'their children'];
  if (moving === '') return 'No open action and no case of concern goes to another team or reviewing officer.';
  return `${moving} ${goes} with ${their} to another team or reviewing officer, and whoever answers from then on is told. Where a child is not in the file any more, theirs stay where they are.`;
}

/** Drafts are drawn again from the caseload that is in force. */
export function oldDraftsShown(drafts: readonly OldDraft[]): { text: string; href: string; hrefText: string }[] {
  return drafts.map(({ id, month }) => ({
    text: `There is a draft allocation of ${monthInWords(month)} drawn from the caseload before this one. Discard it and draw again.`,
    href: `/allocation/proposals/${id}`,
    hrefText: 'See the draft',
  }));
}

/** What came of taking an upload over, in one sentence. */
export function takenOverInWords({ month, children: open, added, removed, changed, moves }: TakenOver & { month: Month; moves: Moves }): string {
  const moved = howManyMove({ actions: moves.actions.length, concerns: moves.concerns.length });
  const caseload = `The caseload of ${monthInWords(month)} has ${children(open)} now: ${numberInWords(added)} added, ${numberInWords(removed)} removed, ${numberInWords(changed)} changed.`;
  return moved === '' ? caseload : `${caseload} What went with its child to another team or reviewing officer: ${moved}.`;
}

interface ListSeen {
  path: string;
  before: Month | null;
  /** Whether the page's file can also be compared with the caseload there is of its month. */
  storedToo: boolean;
  teams: readonly { id: number; name: string }[];
}

/** The filter of the list. */
export function filterFields({ before, storedToo, teams }: ListSeen, filter: ChildrenFilter & { against?: 'stored' | undefined }) {
  const select = (name: string, words: string, items: { value: string; label: string }[], value: string) => ({ component: 'select', name, label: words, items, value });
  const kinds = before === null ? withoutComparison : kindsListed;
  return [
    ...(storedToo ? [select('against', 'Compared with', [{ value: 'before', label: before === null ? 'Nothing' : monthInWords(before) }, { value: 'stored', label: 'The caseload it replaces' }], filter.against ?? 'before')] : []),
    select('kind', 'Which children', kinds.map((kind) => ({ value: kind, label: kindWords[kind] })), filter.kind),
    select('team', 'Team', [{ value: '', label: 'All teams' }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))], String(filter.teamId ?? '')),
    select('cohort', 'Cohort', [{ value: '', label: 'All cohorts' }, ...cohorts.map((cohort) => ({ value: cohort, label: label(cohort) }))], filter.cohort ?? ''),
  ];
}

export function childColumns(comparing: boolean) {
  return ['Child', ...(comparing ? ['What is different'] : []), 'Date of birth', 'Team', 'Cohort', 'Reviewing officer'].map((words) => ({ label: words }));
}

const differenceWords: Record<ChildChange, string> = { came: 'Came', went: 'Went', moved: 'Team', cohort: 'Cohort', officer: 'Reviewing officer', born: 'Date of birth' };

/** Children as rows of a table: each column as it is now, with what it was where that differs. */
export function childRows(compared: readonly ChildCompared[], comparing: boolean): unknown[][] {
  return compared.map(({ caseRef, was, is }) => {
    const differences = comparing ? changesOf(was, is) : [];
    const cell = (change: ChildChange, now: string, before: string): unknown => (differences.includes(change) ? { text: now, note: `was ${before}` } : now);
    const now = (is ?? was)!;
    const before = was ?? now;
    return [
      caseRef,
      ...(comparing ? [differences.map((change) => differenceWords[change]).join(', ') || 'Nothing'] : []),
      cell('born', dayInWords(now.dateOfBirth), dayInWords(before.dateOfBirth)),
      cell('moved', now.teamName, before.teamName),
      cell('cohort', label(now.cohort), label(before.cohort)),
      cell('officer', now.reviewingOfficerName ?? 'None', before.reviewingOfficerName ?? 'none'),
    ];
  });
}
