import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import { monthOf, type Month } from '../shared/month.js';
import {
  causeInWords, firstConfirmed, isActive, lacksMonthsUpdate, monthByMonth, monthsActive, reauditDueFrom, reopenProblems, standsOutAfter, type ConcernUpdateWritten, type MonthOfConcern,
} from './concern.js';
import { longestNote } from './concern.form.js';
import type { ConcernInFull, ConcernListed, ConcernUpdateRecorded, StandingSeen } from './concerns.reads.js';

/** When a case was raised and how long it has been active, or was; what has gone on too long stands out. */
export function raised(concern: ConcernListed, today: Day) {
  const months = monthsActive(concern.raisedOn, isActive(concern, today) ? today : concern.resolvedOn!);
  const tooLong = standsOutAfter(concern, today);
  return {
    text: dayInWords(concern.raisedOn),
    ...(tooLong === 0 ? {} : { tag: { text: `Over ${tooLong} months`, colour: tooLong === 12 ? 'red' : 'yellow' } }),
    note: `Active for ${months === 0 ? 'less than a month' : `${months} ${months === 1 ? 'month' : 'months'}`}`,
  };
}

/** The latest update, whether this month's is missing, and how many months before had none. */
export function lastUpdate(concern: ConcernListed, missed: readonly Month[], today: Day) {
  return {
    text: concern.lastUpdatedOn === null ? 'Never' : dayInWords(concern.lastUpdatedOn),
    ...(lacksMonthsUpdate(concern, today) ? { tag: { text: `No update in ${monthInWords(monthOf(today))}`, colour: 'red' } } : {}),
    note: missed.length === 0 ? '' : `${missed.length} ${missed.length === 1 ? 'month' : 'months'} missed before`,
  };
}

export function stateOf(concern: ConcernListed, today: Day) {
  return isActive(concern, today) ? { status: 'active' } : { status: 'resolved', note: `On ${dayInWords(concern.resolvedOn)}` };
}

const yesNo = (answer: boolean): string => (answer ? 'Yes' : 'No');

interface MayDo {
  openAudit: boolean;
  reopen: boolean;
}

/** A case's own page, without its form. */
export function concernPage(concern: ConcernInFull, updates: readonly ConcernUpdateRecorded[], standings: readonly StandingSeen[], may: MayDo, today: Day) {
  const { audit } = concern;
  const moves = standings.filter(({ endedBy }) => endedBy === 'moved');
  const months = monthByMonth({ ...concern, standings }, updates, today);
  const missed = months.filter(({ without }) => without === 'missed').length;
  const since = concern.reopenedOn ?? concern.raisedOn;
  return {
    ref: concern.ref,
    details: [
      { key: 'Child', value: concern.caseRef },
      { key: 'State', value: { ...stateOf(concern, today), ...(concern.reopenedOn === null ? {} : { note: reopenedInWords(concern, today) }) } },
      ...(concern.resolvedOn === null
        ? []
        : [{ key: 'Re-audit', value: { text: `Due from ${dayInWords(reauditDueFrom(concern.resolvedOn))}`, note: 'While the child is in the caseload, and unless an audit of a later month is allocated' } }]),
      { key: 'Raised', value: raised(concern, today) },
      { key: 'Why', value: causeInWords[concern.cause] },
      ...(concern.detail === null ? [] : [{ key: 'What the auditor wrote', value: concern.detail, multiline: true }]),
      ...(audit?.improvements ? [{ key: 'What the auditor said must improve', value: audit.improvements, multiline: true }] : []),
      ...(audit?.impact ? [{ key: 'Impact for the child', value: audit.impact, multiline: true }] : []),
      { key: 'Audit', value: audit ? { text: audit.ref, ...(may.openAudit ? { href: `/audits/${audit.ref}` } : {}) } : 'Raised before these records' },
      { key: 'Held by', value: { text: concern.headName ?? 'Nobody yet', note: 'Head of Service' } },
      { key: 'Team', value: { text: concern.teamName, note: concern.serviceName } },
      ...(moves.length === 0 ? [] : [{ key: 'Teams before', value: { list: moves.map(({ teamName, untilOn }) => ({ text: teamName, note: `Until ${dayInWords(untilOn)}` })) } }]),
      { key: 'The child first confirmed safe', value: confirmedInWords(updates, ({ childSafe }) => childSafe, since) },
      { key: 'A suitable plan first confirmed progressing with grip', value: confirmedInWords(updates, ({ planProgressing }) => planProgressing, since) },
      { key: 'Last update', value: dayInWords(concern.lastUpdatedOn) || 'Never' },
      { key: 'Months without an update', value: missed === 0 ? 'None' : { text: String(missed), note: 'Marked below, month by month' } },
    ],
    missingUpdate: lacksMonthsUpdate(concern, today) ? `There is no update in ${monthInWords(monthOf(today))} yet.` : '',
    reopenHref: may.reopen && reopenProblems(concern).length === 0 ? `/concerns/${concern.ref}/reopen` : '',
    months: {
      columns: ['Month', 'The child is safe', 'A suitable plan is progressing with grip', 'Update'].map((label) => ({ label })),
      rows: months.toReversed().flatMap(monthRows),
    },
    episodes: standings.length === 0 ? [] : episodesOf(concern, standings),
  };
}

const reopenedInWords = (concern: ConcernInFull, today: Day): string =>
  isActive(concern, today) ? `Reopened on ${dayInWords(concern.reopenedOn)}` : `On ${dayInWords(concern.resolvedOn)}, after it was reopened on ${dayInWords(concern.reopenedOn)}`;

function confirmedInWords(updates: readonly ConcernUpdateRecorded[], isGiven: (update: ConcernUpdateRecorded) => boolean, since: Day) {
  const first = firstConfirmed(updates, isGiven, since);
  return first ? { text: dayInWords(first.on), note: first.still ? '' : 'The latest update says no' } : 'Not yet';
}

const answerCell = (answer: boolean) => ({ tag: { text: yesNo(answer), colour: answer ? 'green' : 'red' } });
const withoutInWords = {
  missed: { tag: { text: 'No update', colour: 'red' } },
  awaited: { tag: { text: 'No update yet', colour: 'orange' } },
  raised: 'Raised in this month',
  resolved: 'Resolved',
};

/** A row for each update of a month, the latest first, or one that says why there is none. */
function monthRows({ month, updates, without }: MonthOfConcern<ConcernUpdateRecorded>) {
  // On one line, so that two years are not twice as long.
  const name = monthInWords(month).replace(' ', '\u00a0');
  if (without !== null) return [[name, '', '', withoutInWords[without]]];
  return updates.map(({ updatedOn, updatedBy, childSafe, planProgressing, note }) => [
    name, answerCell(childSafe), answerCell(planProgressing), { list: [`${dayInWords(updatedOn)}, by ${updatedBy}`, { text: note, multiline: true }] },
  ]);
}

/** How often it was resolved and reopened, and moved, for a timeline; the latest first. */
function episodesOf(concern: ConcernInFull, standings: readonly StandingSeen[]) {
  const teamAfter = (index: number): string => standings[index + 1]?.teamName ?? concern.teamName;
  return [
    { title: 'Raised', at: dayInWords(concern.raisedOn) },
    ...standings.flatMap(({ untilOn, resolvedOn, teamName, endedBy, reason, changedBy }, index) =>
      endedBy === 'moved'
        ? [{ title: `Moved from ${teamName} to ${teamAfter(index)}`, by: changedBy, at: dayInWords(untilOn), text: reason }]
        : [{ title: 'Resolved', at: dayInWords(resolvedOn) }, { title: 'Reopened', by: changedBy, at: dayInWords(untilOn), text: reason }],
    ),
    ...(concern.resolvedOn === null ? [] : [{ title: 'Resolved', at: dayInWords(concern.resolvedOn) }]),
  ].toReversed();
}

/** The page on which a resolved case is reopened. */
export function reopenPage(concern: ConcernInFull, reason: string, versionSeen: number) {
  return {
    ref: concern.ref,
    about: `It was resolved on ${dayInWords(concern.resolvedOn)}. From today on it is active again: ${concern.headName ?? 'the Head of Service'} updates it every month until it is resolved anew. Figures as at earlier days stay as they are.`,
    reason,
    longestNote,
    versionSeen,
  };
}

/** Both reasons when somebody else reopened it first; when it was changed otherwise, what was typed can be saved again. */
export function reopenConflict(standings: readonly StandingSeen[], typed: string, forbidden: string) {
  const stored = forbidden === '' ? '' : (standings.findLast(({ endedBy }) => endedBy === 'reopened')?.reason ?? '');
  return {
    fields: [{ label: 'Why it is reopened', stored, typed }],
    ...(forbidden === '' ? { outcome: 'The case is still resolved, and is reopened then.' } : { settled: `${forbidden} What you typed is below: it has not been saved.` }),
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
