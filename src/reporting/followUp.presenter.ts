import { stateInWords } from '../actions/action.js';
import { lateness, shortened } from '../actions/actions.presenter.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import { addMonths, type Month } from '../shared/month.js';
import { numberInWords } from '../shared/number.js';
import { share } from '../shared/percent.js';
import { cohorts, label } from '../shared/practice.js';
import type { Behind } from './behind.reads.js';
import { periodForm, seenInWords } from './figures.presenter.js';
import { together, type FollowUpCounts } from './followUp.js';
import type { AuditFollowedUp, TaskBehind } from './followUp.reads.js';
import type { FollowUpChosen, FollowUpTyped, Units } from './followUpAsked.js';
import { followUpTables, type FollowUpLine, type FollowUpTable } from './followUpLines.js';
import { lastMonths, monthsInWords } from './periods.js';

/** The form that chooses month, as-at day, service or team, and cohort. */
export function followUpForm(typed: FollowUpTyped, withAudits: readonly Month[], { services, teams }: Units) {
  const { action, fields } = periodForm('/follow-up', typed.month, typed.as_at, withAudits);
  const units = [
    ...services.map(({ id, name }) => ({ value: `service-${id}`, label: name })),
    ...teams.map(({ id, name }) => ({ value: `team-${id}`, label: `Team: ${name}` })),
  ];
  return {
    action,
    fields: [
      ...fields,
      { component: 'select', name: 'unit', label: 'Service or team audited', value: typed.unit, items: [{ value: '', label: 'All services' }, ...units] },
      {
        component: 'select', name: 'cohort', label: 'Cohort', value: typed.cohort,
        items: [{ value: '', label: 'All cohorts' }, ...cohorts.map((cohort) => ({ value: cohort, label: label(cohort) }))],
      },
    ],
  };
}

const address = (path: string, kept: Record<string, string>): string => `${path}?${new URLSearchParams(kept).toString()}`;

/** The three tables, each with its lines over all that was chosen, and by service or by team. */
export function followUpPage(byTeam: ReadonlyMap<number, FollowUpCounts>, { filter, kept, period, filterInWords }: FollowUpChosen, units: Units) {
  const whole = together(byTeam.values());
  const parts = partsOf(byTeam, filter.serviceId, units);
  return {
    filterInWords,
    tables: Object.values(followUpTables).map((table) => ({
      id: table.path.split('/').at(-1),
      title: table.title,
      lines: {
        caption: `${table === followUpTables.tasks ? 'Actions from audits' : 'Audits'} of ${monthsCovered(table, period.month)}`,
        columns: [{ label: 'What is counted' }, { label: 'Number', numeric: true }, { label: 'Share', numeric: true }],
        rows: table.lines.map((line) => [
          { text: line.label, note: line.definition },
          { ...number(table, line, whole, kept), hidden: line.label.toLowerCase() },
          line.shareOf === null ? '' : shareInWords(table, line, whole),
        ]),
      },
      parts: filter.teamId === null && {
        caption: `${table.title} by ${filter.serviceId === null ? 'service' : 'team'}`,
        unit: filter.serviceId === null ? 'Service' : 'Team',
        columns: table.lines.map(({ label: heading }) => heading),
        rows: parts.map(({ unit, name, counts }) => ({
          name,
          href: address('/follow-up', { ...kept, unit }),
          cells: table.lines.map((line) => ({ ...number(table, line, counts, { ...kept, unit }), hidden: `${line.label.toLowerCase()}, ${name}` })),
        })),
      },
    })),
    tracker: address('/follow-up/tracker.xlsx', kept),
  };
}

const recentMonths = (month: Month): string => {
  const { fromMonth, toMonth } = lastMonths(3, month);
  return monthsInWords(fromMonth, toMonth);
};

const monthsCovered = (table: FollowUpTable, month: Month): string =>
  table === followUpTables.outstanding ? `${monthInWords(addMonths(lastMonths(3, month).fromMonth, -1))} and earlier` : recentMonths(month);

/** The services whose teams were audited, or the teams of the one that was chosen. */
function partsOf(byTeam: ReadonlyMap<number, FollowUpCounts>, serviceId: number | null, { services, teams }: Units) {
  const countsOf = (ids: readonly number[]): FollowUpCounts[] => ids.map((id) => byTeam.get(id)).filter((counts) => counts !== undefined);
  const units =
    serviceId === null
      ? services.map(({ id, name }) => ({ unit: `service-${id}`, name, of: countsOf(teams.filter((team) => team.serviceId === id).map((team) => team.id)) }))
      : teams.map(({ id, name }) => ({ unit: `team-${id}`, name, of: countsOf([id]) }));
  return units.filter(({ of }) => of.length > 0).map(({ unit, name, of }) => ({ unit, name, counts: together(of) }));
}

function number({ path }: FollowUpTable, { id, key }: FollowUpLine, counts: FollowUpCounts, kept: Record<string, string>) {
  return { text: numberInWords(counts[id] ?? 0), href: address(`${path}/${key}`, kept) };
}

/** `55%` with `47 of 86`; "no data" without a denominator. */
function shareInWords({ lines }: FollowUpTable, { id, shareOf }: FollowUpLine, counts: FollowUpCounts): { text: string; note: string } {
  const { numerator, denominator, percent } = share(counts[id] ?? 0, counts[lines.find(({ key }) => key === shareOf)!.id] ?? 0);
  return { text: percent === null ? 'No data' : `${percent}%`, note: `${numberInWords(numerator)} of ${numberInWords(denominator)}` };
}

/** Everything around the list behind a number. */
export function followUpBehindPage(table: FollowUpTable, line: FollowUpLine, { period, kept, filterInWords }: FollowUpChosen, { total, seen }: Pick<Behind<unknown>, 'total' | 'seen'>) {
  const what = line.of === 'audits' ? { one: 'audit', many: 'audits' } : { one: 'action', many: 'actions' };
  return {
    heading: `${table.title}: ${line.label.toLowerCase()}`,
    about: `${filterInWords}: audits of ${monthsCovered(table, period.month)}, as at ${dayInWords(period.asAt)}.`,
    definition: line.definition,
    seenInWords: seenInWords(total, seen, what),
    nothing: total === 0 ? `There are no ${what.many} behind this number.` : `You may see none of these ${what.many}. Your role and your teams decide what you see.`,
    back: { href: address('/follow-up', kept), text: 'Follow-up' },
    what: what.many,
    sides: table.lines.map((each) => ({ href: address(`${table.path}/${each.key}`, kept), text: each.label, current: each === line })),
  };
}

export function auditsFollowedUp(rows: readonly AuditFollowedUp[]) {
  return {
    columns: ['Audit and child', 'Month', 'Team and cohort', 'Overall, final', 'Accepted on', 'Care-planning actions'].map((each) => ({ label: each })),
    rows: rows.map((audit) => [
      { text: audit.ref, href: `/audits/${audit.ref}`, note: audit.caseRef },
      monthInWords(audit.month),
      { text: audit.team, note: label(audit.cohort) },
      { rating: audit.overallFinal },
      dayInWords(audit.acceptedOn),
      audit.actions.length === 0
        ? 'None'
        : { list: audit.actions.map(({ ref, state }) => ({ text: ref, href: `/actions/${ref}`, note: stateInWords('care_planning', state) })) },
    ]),
  };
}

export function tasksBehind(rows: readonly TaskBehind[], asAt: Day) {
  return {
    columns: ['Action', 'What', 'Due', 'State', 'Child and team', 'Audit'].map((each) => ({ label: each })),
    rows: rows.map((action) => [
      { text: action.ref, href: `/actions/${action.ref}` },
      shortened(action.description),
      { text: dayInWords(action.dueOn), note: lateness(action, asAt) },
      { status: action.state, statusText: stateInWords(action.type, action.state) },
      { text: action.caseRef, note: action.team },
      { text: action.auditRef, note: monthInWords(action.month) },
    ]),
  };
}
