import { dayInWords, daysBetween } from '../shared/day.js';
import { numberInWords } from '../shared/number.js';
import { percent, type Share } from '../shared/percent.js';
import { cohorts, label, ratings } from '../shared/practice.js';
import { periodQuery, type Period } from './askedPeriod.js';
import { seenInWords, type Part } from './figures.presenter.js';
import { answersInWords, helpedMeasures, impactMeasures, sixMonths, type Impact, type ImpactCounts, type ImpactKey, type ImpactMeasure, type ImpactPart } from './impact.js';
import type { ActionChanged, ChildChanged } from './impact.reads.js';
import { monthsInWords } from './periods.js';

const measureOf = (key: ImpactKey): ImpactMeasure => impactMeasures.find((measure) => measure.key === key)!;

/** A part of the council as query parameters; what is not chosen is left out. */
type PartAsked = Partial<Record<'team' | 'cohort' | 'rating', string>>;

function behindHref(key: string, part: Part, period: Period, of: PartAsked = {}): string {
  return `/impact/${key}?${new URLSearchParams({ part, ...of }).toString()}&${periodQuery(period)}`;
}

function shareInWords({ percent: whole }: Share): string {
  return whole === null ? 'No data' : `${whole}%`;
}

/** The page of impact; `from` is how many teams stand on earlier pages, of which each shows `aPage`. */
export function impactPage(impact: Impact, period: Period, { from, aPage }: { from: number; aPage: number }) {
  const { days_to_plan: days, verified, helped } = impact;
  const card = (key: ImpactKey, value: string | number, note: string): object => ({ label: measureOf(key).label, value, note, href: behindHref(key, 'numerator', period) });
  const answers = helpedMeasures.map(({ key, label: words }) => {
    const count = helped[key.slice('helped_'.length) as keyof Impact['helped']];
    return [words, { text: count, href: behindHref(key, 'numerator', period), hidden: 'actions' }, shareInWords({ numerator: count, denominator: helped.asked, percent: percent(count, helped.asked) })];
  });
  const columns = (what: string): object[] => [{ label: what }, ...(['care_plans_amended', 'actions_completed', 'verified'] as const).map((key) => ({ label: measureOf(key).label, numeric: true }))];
  const row = (name: object, words: string, counts: ImpactCounts, of: PartAsked): unknown[] => {
    const number = (key: ImpactKey, part: Part, count: number): object => ({ text: numberInWords(count), href: behindHref(key, part, period, of), hidden: `of ${words}` });
    return [
      name,
      number('care_plans_amended', 'numerator', counts.care_plans_amended),
      number('actions_completed', 'numerator', counts.actions_completed),
      { ...number('verified', 'numerator', counts.verified.numerator), text: shareInWords(counts.verified), note: `${counts.verified.numerator} of ${counts.verified.denominator}` },
    ];
  };
  const fromGood = impact.by_rating.outstanding.verified.denominator + impact.by_rating.good.verified.denominator;
  return {
    months: monthsInWords(impact.fromMonth, impact.toMonth),
    cards: [
      card('care_plans_amended', numberInWords(impact.care_plans_amended), impact.care_plans_amended === 1 ? 'child or young person' : 'children and young people'),
      card('actions_completed', numberInWords(impact.actions_completed), 'besides those in care plans'),
      card('days_to_plan', days.median ?? 'No data', `${numberInWords(days.actions)} ${days.actions === 1 ? 'action' : 'actions'} transferred`),
      card('verified', shareInWords(verified), `${numberInWords(verified.numerator)} of ${numberInWords(verified.denominator)}`),
    ],
    asked: { text: numberInWords(helped.asked), href: behindHref(helpedMeasures[0]!.key, 'denominator', period), hidden: 'that it is asked about' },
    answerColumns: [{ label: 'Did it help the child?' }, { label: 'Actions', numeric: true }, { label: 'Share', numeric: true }],
    answers,
    ratings: { caption: 'By overall rating of the audit', columns: columns('Audit rated'), rows: ratings.map((rating) => row({ rating }, `audits rated ${label(rating)}`, impact.by_rating[rating], { rating })) },
    ratingsInWords: `${numberInWords(fromGood)} of these ${numberInWords(verified.denominator)} actions, those in care plans among them, come from audits rated good or outstanding.`,
    cohorts: { caption: 'By cohort', columns: columns('Cohort'), rows: cohorts.map((cohort) => row({ text: label(cohort) }, label(cohort), impact.by_cohort[cohort], { cohort })) },
    teams: {
      caption: 'By team',
      columns: columns('Team'),
      rows: impact.by_team.slice(from, from + aPage).map(({ teamId, team, ...counts }) => row({ text: team }, team, counts, { team: String(teamId) })),
    },
    definitions: impactMeasures.filter((measure) => !helpedMeasures.includes(measure) || measure.key === 'helped_better').map(({ key, label: title, definition }) => ({
      id: `definition-${key}`, title: key === 'helped_better' ? 'Did it help the child?' : title, definition,
    })),
  };
}

interface Asked {
  measure: ImpactMeasure;
  part: Part;
  period: Period;
  of: ImpactPart;
  /** Of the team chosen, if one is. */
  teamName: string | null;
}

/** Everything around the list behind a number. */
export function impactBehindPage({ measure, part, period, of, teamName }: Asked, { total, seen }: { total: number; seen: number }) {
  const kept: PartAsked = { ...(of.teamId === null ? {} : { team: String(of.teamId) }), ...(of.cohort === null ? {} : { cohort: of.cohort }), ...(of.rating === null ? {} : { rating: of.rating }) };
  const ofInWords = [...(teamName === null ? [] : [teamName]), ...(of.cohort === null ? [] : [label(of.cohort)]), ...(of.rating === null ? [] : [`audits rated ${label(of.rating)}`])];
  const { fromMonth, toMonth } = sixMonths(period);
  const words = { one: measure.counts === 'children' ? 'child' : 'action', many: measure.counts };
  const parts: Part[] = measure.denominator === null ? ['numerator'] : ['numerator', 'denominator'];
  const title = (each: Part): string => (each === 'denominator' ? measure.denominator! : measure.numerator).words;
  return {
    heading: title(part),
    about: `${[measure.label, ...ofInWords].join(', ')}: ${monthsInWords(fromMonth, toMonth)}, as at ${dayInWords(period.asAt)}.`,
    definition: measure.definition,
    seenInWords: seenInWords(total, seen, words),
    nothing: total === 0 ? `There are no ${words.many} behind this number.` : `You may see none of these ${words.many}. Your role and your teams decide what you see.`,
    back: { href: `/impact?${periodQuery(period)}`, text: 'Impact' },
    path: `/impact/${measure.key}`,
    query: { part, ...kept, month: period.month, as_at: period.asAt },
    what: words.many,
    sides: parts.map((each) => ({ href: behindHref(measure.key, each, period, kept), text: title(each), current: each === part })),
  };
}

const extraColumn: Record<NonNullable<ImpactMeasure['shows']>, string> = { days: 'Days from acceptance', verified: 'Verified on', answer: 'Did it help the child?' };

export function actionsChanged({ shows }: ImpactMeasure, rows: readonly ActionChanged[]) {
  const extra = ({ acceptedOn, completedOn, verifiedOn, answer }: ActionChanged): string | number => {
    if (shows === 'days') return daysBetween(acceptedOn, completedOn);
    if (shows === 'verified') return verifiedOn === null ? 'Not verified' : dayInWords(verifiedOn);
    return answer === null ? '' : answersInWords[answer];
  };
  return {
    columns: [...['Action', 'Child', 'Team and cohort', 'Audit', 'Completed on'].map((each) => ({ label: each })), ...(shows ? [{ label: extraColumn[shows], numeric: shows === 'days' }] : [])],
    rows: rows.map((action) => [
      { text: action.ref, href: `/actions/${action.ref}`, note: label(action.type) },
      action.caseRef,
      { text: action.team, note: label(action.cohort) },
      { rating: action.overallFinal, note: action.auditRef },
      { text: dayInWords(action.completedOn), ...(shows === 'days' ? { note: `Audit accepted on ${dayInWords(action.acceptedOn)}` } : {}) },
      ...(shows ? [extra(action)] : []),
    ]),
  };
}

export function childrenChanged(rows: readonly ChildChanged[]) {
  return {
    columns: ['Child', 'Team and cohort', 'Transferred to the plan'].map((each) => ({ label: each })),
    rows: rows.map(({ caseRef, actions }) => [
      caseRef,
      { list: [...new Set(actions.map(({ team, cohort }) => `${team}, ${label(cohort)}`))] },
      { list: actions.map(({ ref, completedOn }) => ({ text: ref, href: `/actions/${ref}`, note: `On ${dayInWords(completedOn)}` })) },
    ]),
  };
}
