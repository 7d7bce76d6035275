import { monthInWords, type Day } from '../../shared/day.js';
import { addMonths, monthOf, nextMonths, type Month } from '../../shared/month.js';
import { moderationCapacityIn, whyNotModerating, type StaffAvailability } from './availability.js';
import { countsByGroup, groupNames, type CalendarLine, type Expectation, type Group } from './calendar.js';
import { auditsExpected, gapInShort, gapInWords, type CapacityOfMonth } from './capacity.js';
import { reasonInWords } from './reasonsInWords.js';

/** What the calendar was asked for, as it stands in its address. */
export interface CalendarAsked {
  from: Month;
  service: string;
  team: string;
  name: string;
  show: Group | 'all';
}

const groupsInWords: Record<Group, string> = {
  expected: 'Expected',
  due: 'Expected, and not exempt for the month',
  without_audit: 'Expected, without an audit yet',
  exempt: 'Expected, exempt for the month',
  asked: 'Expected, exemption asked for',
  not_expected: 'Not expected',
  blackout: 'No audits this month',
  other_months: 'Audits in other months',
  standing: 'Standing exemption',
  elective: 'Audits electively',
  not_started: 'Has not started',
  left: 'Has left',
  not_an_auditor: 'Does not audit',
};

/** Groups that say why others are not expected; they stand below those. */
const reasons: readonly Group[] = groupNames.slice(groupNames.indexOf('not_expected') + 1);

/** The address of the calendar: a number in it leads to the people it counts. */
function calendarAddress(asked: Partial<CalendarAsked>): string {
  return `/availability?${new URLSearchParams(Object.entries(filterInAddress(asked)).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()}`;
}

export function filterInAddress({ from, service, team, name, show }: Partial<CalendarAsked>): Record<string, string | undefined> {
  return { from, service, team, name, show: show === 'all' ? undefined : show };
}

/** The fields of the calendar's filter; services and teams are those of the people seen. */
export function calendarFields(asked: CalendarAsked, lines: readonly CalendarLine[], today: Day): object[] {
  const around = nextMonths(addMonths(monthOf(today), -6), 13);
  const months = around.includes(asked.from) ? around : [asked.from, ...around].sort();
  const named = (records: [number | null, string | null][], all: string): object[] => [
    { value: '', label: all },
    ...[...new Map(records)].filter((entry): entry is [number, string] => entry[0] !== null).map(([value, label]) => ({ value, label })).sort((one, other) => one.label.localeCompare(other.label)),
  ];
  return [
    { component: 'select', name: 'from', label: 'First month', items: months.map((month) => ({ value: month, label: monthInWords(month) })), value: asked.from },
    { component: 'select', name: 'service', label: 'Service', items: named(lines.map((line) => [line.serviceId, line.serviceName]), 'All services'), value: asked.service },
    { component: 'select', name: 'team', label: 'Team', items: named(lines.map((line) => [line.teamId, line.teamName]), 'All teams'), value: asked.team },
    { component: 'input', name: 'name', label: 'Name', value: asked.name, width: 10, autocomplete: 'off', spellcheck: false },
    {
      component: 'select', name: 'show', label: `Show in ${monthInWords(asked.from)}`, value: asked.show,
      items: [{ value: 'all', label: 'Everyone' }, ...groupNames.map((group) => ({ value: group, label: reasons.includes(group) ? `Not expected: ${groupsInWords[group].toLowerCase()}` : groupsInWords[group] }))],
    },
  ];
}

/** How many are expected month by month, and how many are not for which reason; each number leads to the people it counts. */
export function countsTable(lines: readonly CalendarLine[], months: readonly Month[], asked: CalendarAsked) {
  const counts = countsByGroup(lines, months);
  const shown = groupNames.filter((group) => ['expected', 'not_expected'].includes(group) || (group !== 'due' && counts[group].some((count) => count > 0)));
  return {
    columns: [{ label: 'Auditors' }, ...months.map((month) => ({ label: monthInWords(month), numeric: true }))],
    rows: shown.map((group) => [
      reasons.includes(group) ? { note: groupsInWords[group] } : groupsInWords[group],
      ...counts[group].map((count, index) => (count === 0 ? 0 : { text: String(count), href: calendarAddress({ ...asked, from: months[index]!, show: group }), hidden: `${groupsInWords[group].toLowerCase()}, ${monthInWords(months[index]!)}` })),
    ]),
  };
}

/** One row a person: what is expected of them in each month, or why nothing is. */
export function calendarTable(lines: readonly CalendarLine[], months: readonly Month[], today: Day) {
  return {
    columns: [{ label: 'Auditor' }, ...months.map((month) => ({ label: monthInWords(month) }))],
    rows: lines.map((line) => [{ text: line.name, note: line.teamName ?? 'No team' }, ...line.months.map((month) => expectationCell(month, today))]),
  };
}

function expectationCell({ notExpected, off }: Expectation, today: Day): string | { text: string; note: string } | { note: string } {
  if (notExpected) return { note: reasonInWords(notExpected, today) };
  return off === null ? 'Expected' : { text: 'Expected', note: off === 'granted' ? 'Exempt for this month' : 'Exemption asked' };
}

/** The months of the capacity page: what they mean, and the numbers with the people behind them. */
export function capacityPage(months: readonly CapacityOfMonth[]) {
  return {
    meanings: months.map((of) => ({ key: monthInWords(of.month), value: gapInWords(of) })),
    columns: [
      { label: 'Month' }, { label: 'Moderators available', numeric: true }, { label: 'Can be moderated', numeric: true }, { label: 'Audits expected', numeric: true },
      { label: 'Allocated already', numeric: true }, { label: 'Difference', numeric: true },
    ],
    rows: months.map((of) => {
      const { month, moderators, external, capacity, exempted, allocated, allocatedExempted } = of;
      const count = (value: number, href: string, hidden: string, note?: string | false): object => ({ ...(value === 0 ? { text: '0' } : { text: String(value), href, hidden: `${hidden}, ${monthInWords(month)}` }), note: note || undefined });
      return [
        monthInWords(month),
        count(moderators, `/capacity/${month}`, 'moderators available', external > 0 && `${external} external`),
        count(capacity, `/capacity/${month}`, 'audits that can be moderated'),
        count(auditsExpected(of), calendarAddress({ from: month, show: 'due' }), 'audits expected', exempted > 0 && `besides ${exempted} exempt`),
        count(allocated + allocatedExempted, `/audits?month=${month}`, 'audits allocated', allocatedExempted > 0 && `${allocatedExempted} of them exempted`),
        gapInShort(of),
      ];
    }),
  };
}

/** Who can moderate how many audits of a month, those who cannot last, with the reason where it may be `seen`. */
export function moderatorRows(moderators: readonly StaffAvailability[], seen: ReadonlySet<number>, month: Month, today: Day): unknown[][] {
  return moderators.map((one) => {
    const why = whyNotModerating(one, month);
    return [
      { text: one.name, note: one.external ? 'External' : undefined },
      { text: String(moderationCapacityIn(one, month)), note: why && one.moderationCapacity ? `of ${one.moderationCapacity}` : undefined },
      one.moderatesIn === null ? 'Every month' : one.moderatesIn === 'odd' ? 'Odd months' : 'Even months',
      why ? (seen.has(one.staffId) ? reasonInWords(why, today) : 'Not available') : 'Available',
    ];
  });
}
