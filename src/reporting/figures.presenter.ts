import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import type { Share } from '../shared/percent.js';
import { label, ratings } from '../shared/practice.js';
import { periodQuery, type Period } from './askedPeriod.js';
import type { ActionBehind, AuditBehind, AuditorBehind, Behind } from './behind.reads.js';
import { expectedModeratorEffect, moderatorEffectMeasures, snapshotMeasures, stretchOfAuditsCompleted, type Measure } from './figures.js';
import { besideExpected, type ModeratorEffect } from './moderatorEffect.js';
import { moderatorEffectChart } from './moderatorEffectChart.js';
import { monthsInWords, monthsOver } from './periods.js';
import type { SnapshotLine } from './snapshot.js';

export type Part = 'numerator' | 'denominator';

/** The form that chooses month and as-at day; a month that was asked for stays in the list. */
export function periodForm(action: string, month: Month, asAt: string, withAudits: readonly Month[]) {
  const choices = withAudits.includes(month) ? withAudits : [month, ...withAudits];
  return {
    action,
    fields: [
      { component: 'select', name: 'month', label: 'Month', value: month, items: choices.map((each) => ({ value: each, label: monthInWords(each) || each })) },
      { component: 'input', name: 'as_at', label: 'As at', type: 'date', value: asAt, width: 10 },
    ],
  };
}

/** The period in words, and what looks beyond it. */
export function periodInWords({ month, asAt }: Period, today: Day) {
  const quarter = monthsOver('quarter_to_date', month);
  return {
    month: monthInWords(month),
    asAt: dayInWords(asAt),
    quarterToDate: monthsInWords(quarter.fromMonth, quarter.toMonth),
    isToCome: asAt > today,
  };
}

export function snapshotPage(lines: readonly SnapshotLine[], period: Period) {
  const judged = lines.filter((line) => line.rag !== 'none');
  const are = (rag: string): number => judged.filter((line) => line.rag === rag).length;
  return {
    summary: `${judged.length} measures have a target and data: ${are('green')} green, ${are('amber')} amber, ${are('red')} red.`,
    measures: lines.map((line) => snapshotRow(line, period)),
    definitions: snapshotMeasures.map(({ key, label: title, definition, over, of }) => ({
      id: `definition-${key}`,
      title,
      definition,
      covers: coveredInWords({ over, of }, period),
    })),
    tolerances: tolerancesInWords(lines),
  };
}

function snapshotRow({ measure, value, target, rag, direction }: SnapshotLine, period: Period) {
  const path = `/snapshot/${measure.key}`;
  const counts = typeof value === 'number' ? { numerator: value, denominator: null } : value;
  return {
    label: measure.label,
    definitionHref: `#definition-${measure.key}`,
    standing: rag === 'none' ? (target === null ? 'No target' : 'No data') : { rag },
    shown: typeof value === 'number' ? String(value) : percentInWords(value),
    numerator: { text: counts.numerator, href: behindHref(path, 'numerator', period), hidden: wordsOf(measure, 'numerator') },
    denominator:
      counts.denominator === null ? null : { text: counts.denominator, href: behindHref(path, 'denominator', period), hidden: wordsOf(measure, 'denominator') },
    target: target === null ? 'None' : targetInWords(measure, target.value),
    stretch: measure.key === 'audits_completed' ? `stretch ${stretchOfAuditsCompleted}, two a team` : '',
    direction,
  };
}

/** `at least 50%`, `at most 9%`, `45 audits`. */
export function targetInWords({ unit, better }: Pick<Measure, 'unit' | 'better'>, target: number): string {
  return unit === 'audits' ? `${target} audits` : `${better === 'lower' ? 'at most' : 'at least'} ${target}%`;
}

function tolerancesInWords(lines: readonly SnapshotLine[]): string {
  const of = (unit: string): string => [...new Set(lines.flatMap((line) => (line.target && line.measure.unit === unit ? [line.target.tolerance] : [])))].join(' or ');
  return `Green meets the target. Amber misses it by no more than ${of('percent')} percentage points, or for the number of audits by ${of('audits')}% of the target. Red misses it by more.`;
}

function percentInWords({ percent }: Share): string {
  return percent === null ? 'No data' : `${percent}%`;
}

/** What a number of a measure counts: "audits rated good or outstanding". */
function wordsOf(measure: Measure, part: Part): string {
  const words = sideTitle(measure, part);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function sideTitle(measure: Measure, part: Part): string {
  const side = part === 'numerator' ? measure.numerator : measure.denominator;
  return side === 'expected_auditors' || side === null ? 'Auditors expected to audit' : side.words;
}

function behindHref(path: string, part: Part, period: Period): string {
  return `${path}?part=${part}&${periodQuery(period)}`;
}

function coveredInWords({ over, of }: Pick<Measure, 'over' | 'of'>, { month }: Period): string {
  const { fromMonth, toMonth } = monthsOver(over, month);
  const months = monthsInWords(fromMonth, toMonth);
  return of === 'actions' ? `actions from the audits of ${months}` : `audits of ${months}`;
}

const expected = `${expectedModeratorEffect.from}–${expectedModeratorEffect.to}%`;
const besideInWords = { below: 'Below expected', within: 'As expected', above: 'Above expected' };

export function moderatorEffectPage(rows: readonly ModeratorEffect[], asAt: Day) {
  const cell = (key: string, of: Share, month: Month) => ({
    text: percentInWords(of),
    href: behindHref(`/moderator-effect/${key}`, 'numerator', { month, asAt }),
    hidden: `${label(key).toLowerCase()} in ${monthInWords(month)}`,
    note: `${of.numerator} of ${of.denominator}`,
  });
  const count = (key: string, of: Share, month: Month, what: string) => ({
    text: of.denominator,
    href: behindHref(`/moderator-effect/${key}`, 'denominator', { month, asAt }),
    hidden: `${what} in ${monthInWords(month)}`,
  });
  const latest = rows.at(-1);
  return {
    expected,
    latest: latest ? latestInWords(latest) : '',
    chart: moderatorEffectChart(rows),
    columns: [
      { label: 'Month' },
      { label: 'Audits', numeric: true },
      { label: 'Changed in all', numeric: true },
      { label: 'Against expected', note: expected },
      { label: 'Upgraded', numeric: true },
      { label: 'Downgraded', numeric: true },
      { label: 'Finally inadequate', numeric: true },
      { label: 'Inadequate found by the moderator', numeric: true },
    ],
    rows: rows.map(({ month, changed, upgraded, downgraded, inadequate_by_moderator: found }) => {
      const beside = besideExpected(changed);
      return [
        monthInWords(month),
        count('changed', changed, month, 'counted audits'),
        cell('changed', changed, month),
        beside === null ? 'No data' : besideInWords[beside],
        cell('upgraded', upgraded, month),
        cell('downgraded', downgraded, month),
        count('inadequate_by_moderator', found, month, 'audits finally rated inadequate'),
        cell('inadequate_by_moderator', found, month),
      ];
    }),
    definitions: moderatorEffectMeasures.map(({ key, label: title, definition }) => ({ id: `definition-${key}`, title, definition })),
  };
}

function latestInWords({ month, changed }: ModeratorEffect): string {
  const beside = besideExpected(changed);
  if (beside === null) return '';
  const where = { below: 'below the', within: 'within the', above: 'above the' }[beside];
  return `In ${monthInWords(month)} moderators changed ${changed.percent}% of the overall ratings (${changed.numerator} of ${changed.denominator}), ${where} ${expected} expected.`;
}

interface BehindPage {
  measure: Measure;
  part: Part;
  period: Period;
  /** The page the number stands on. */
  place: { path: string; text: string };
}

/** Everything around the list behind a number. */
export function behindPage({ measure, part, period, place }: BehindPage, { total, seen }: Behind<unknown>, what: { one: string; many: string }) {
  const path = `${place.path}/${measure.key}`;
  const parts: Part[] = measure.denominator === null ? ['numerator'] : ['numerator', 'denominator'];
  return {
    heading: sideTitle(measure, part),
    about: `${measure.label}: ${coveredInWords(measure, period)}, as at ${dayInWords(period.asAt)}.`,
    definition: measure.definition,
    seenInWords: seenInWords(total, seen, what),
    nothing: total === 0 ? `There are no ${what.many} behind this number.` : `You may see none of these ${what.many}. Your role and your teams decide what you see.`,
    back: { href: `${place.path}?${periodQuery(period)}`, text: place.text },
    path,
    query: { part, month: period.month, as_at: period.asAt },
    what: what.many,
    sides: parts.map((each) => ({ href: behindHref(path, each, period), text: sideTitle(measure, each), current: each === part })),
  };
}

export function seenInWords(total: number, seen: number, { one, many }: { one: string; many: string }): string {
  if (seen === total) return total === 1 ? `1 ${one}.` : `${total} ${many}.`;
  return total === 1 ? `You may not see this ${one}.` : `You may see ${seen} of these ${total} ${many}.`;
}

export function auditRows(measure: Measure, rows: readonly AuditBehind[]) {
  const { shows } = measure;
  return {
    columns: ['Audit and child', 'Month', 'Team and cohort', ...(shows ? [shows.label] : []), 'Overall, by the auditor', 'Overall, final', 'Accepted on'].map((each) => ({ label: each })),
    rows: rows.map((audit) => [
      { text: audit.ref, href: `/audits/${audit.ref}`, note: audit.caseRef },
      monthInWords(audit.month),
      { text: audit.team, note: label(audit.cohort) },
      ...(shows ? [ratingOrWords(audit.shown)] : []),
      { rating: audit.overallAuditor },
      { rating: audit.overallFinal },
      dayInWords(audit.acceptedOn),
    ]),
  };
}

function ratingOrWords(code: string | undefined) {
  return ratings.some((rating) => rating === code) ? { rating: code } : label(code);
}

export function actionRows(rows: readonly ActionBehind[]) {
  return {
    columns: ['Action', 'Kind', 'Audit', 'Month', 'Team', 'Due on', 'Completed on'].map((each) => ({ label: each })),
    rows: rows.map((action) => [
      { text: action.ref, href: `/actions/${action.ref}` },
      label(action.type),
      action.auditRef,
      monthInWords(action.month),
      action.team,
      dayInWords(action.dueOn),
      action.completedOn === null ? 'Not completed' : dayInWords(action.completedOn),
    ]),
  };
}

export function auditorRows(rows: readonly AuditorBehind[]) {
  return {
    columns: ['Auditor', 'Team', 'How often', 'Audit counted'].map((each) => ({ label: each })),
    rows: rows.map((auditor) => [
      auditor.name,
      auditor.team ?? 'None',
      auditor.auditFrequency === 'alternate' ? `${label(auditor.alternateMonths)} months` : 'Every month',
      auditor.counted > 0 ? 'Yes' : 'No',
    ]),
  };
}

