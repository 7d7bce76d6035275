import { historyShown, type HistoryShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import { monthOf, nextMonths, type Month } from '../../shared/month.js';
import { label } from '../../shared/practice.js';
import { monthsToPlan } from './availability.js';
import { isStillOpen, mayBeTakenBack, standingGrounds, type PersonToExempt } from './exemption.js';
import type { ExemptionSeen } from './exemptions.reads.js';
import { untilInWords } from './reasonsInWords.js';

const kindInWords = { standing: 'Auditing', moderation: 'Moderating' };

/** The exemptions that hold or are to come. */
export function exemptionList(exemptions: readonly ExemptionSeen[], today: Day) {
  return {
    columns: ['Who', 'Exempt from', 'Reason', 'From', 'Until', 'Authorised'].map((words) => ({ label: words })),
    rows: exemptions.map((one) => [
      { text: one.name, href: `/standing-exemptions/${one.id}`, hidden: `, ${kindInWords[one.kind].toLowerCase()}`, note: one.teamName ?? undefined },
      kindInWords[one.kind],
      label(one.reason),
      { text: monthInWords(one.fromMonth), note: one.fromMonth > monthOf(today) ? 'To come' : undefined },
      one.toMonth === null ? 'Further notice' : monthInWords(one.toMonth),
      authorisedInWords(one),
    ]),
  };
}

function authorisedInWords({ authorisedBy, authorisedOn }: ExemptionSeen): string {
  return [authorisedBy && `by ${authorisedBy}`, authorisedOn && `on ${dayInWords(authorisedOn)}`].filter(Boolean).join(' ') || 'Not known';
}

type Typed = Record<string, unknown>;

/** The form for a new exemption. */
export function exemptionFields(typed: Typed, people: readonly PersonToExempt[], today: Day): object[] {
  const months = monthsToPlan(today);
  return [
    { component: 'select', name: 'person', label: 'Who', labelSize: 's', value: typed['person'], items: [{ value: '', label: 'Choose a person' }, ...people.map(({ staffId, name }) => ({ value: staffId, label: name }))] },
    {
      component: 'radios', name: 'ground', legend: 'From what, and why', value: typed['ground'],
      items: Object.entries(standingGrounds).map(([value, { kind, reason }]) => ({ value, label: `${kindInWords[kind]}: ${label(reason).toLowerCase()}` })),
    },
    { component: 'select', name: 'fromMonth', label: 'First month', labelSize: 's', hint: 'Months that have ended keep their figures.', value: typed['fromMonth'], items: months.map((month) => ({ value: month, label: monthInWords(month) })) },
    endField(typed['toMonth'] ?? 'further_notice', months[0]!),
  ];
}

function endField(value: unknown, first: Month): object {
  const months = nextMonths(first, 25);
  const known = typeof value !== 'string' || value === 'further_notice' || months.includes(value) ? [] : [value];
  return {
    component: 'select', name: 'toMonth', label: 'Last month', labelSize: 's', hint: 'They are exempt in this month as well.', value,
    items: [{ value: 'further_notice', label: 'Until further notice' }, ...[...months, ...known].map((month) => ({ value: month, label: monthInWords(month) }))],
  };
}

/** One exemption with what may still be done about it; `typed` when the form is shown again. */
export function exemptionPage(stored: ExemptionSeen, typed: Typed | undefined, lines: readonly HistoryLine[], today: Day) {
  const { id, name, teamName, kind, reason, fromMonth, toMonth } = stored;
  return {
    id,
    heading: `${name}: exempt from ${kindInWords[kind].toLowerCase()}`,
    details: [
      { key: 'Team', value: teamName ?? 'No team' },
      { key: 'Reason', value: label(reason) },
      { key: 'From', value: monthInWords(fromMonth) },
      { key: 'Until', value: toMonth === null ? 'Further notice' : monthInWords(toMonth) },
      { key: 'Authorised', value: authorisedInWords(stored) },
    ],
    end: isStillOpen(stored, today) && endField(typed?.['toMonth'] ?? toMonth ?? 'further_notice', fromMonth > monthOf(today) ? fromMonth : monthOf(today)),
    mayBeTakenBack: isStillOpen(stored, today) && mayBeTakenBack(stored, today),
    changes: exemptionHistory(lines),
  };
}

/** Where what is stored and what was just chosen differ. */
export function exemptionConflict(stored: ExemptionSeen, toMonth: Month | null) {
  return stored.toMonth === toMonth ? [] : [{ label: 'Last month', stored: untilInWords(stored.toMonth), typed: untilInWords(toMonth) }];
}

function exemptionHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { fromMonth: 'First month', toMonth: 'Last month' }, codes: ['kind', 'reason'] });
}
