import type { Area } from '../shared/practice.js';
import type { Over } from './periods.js';
import * as facts from './predicates.js';
import type { Predicate } from './predicates.js';
import type { Better, Unit } from './rag.js';

/** One side of a measure: which rows count, and what a list of them is called. */
export interface Side {
  is: Predicate;
  words: string;
}

/** One figure: the snapshot, the tables, the JSON and the list behind each number all read this. */
export interface Measure<Key extends string = string> {
  key: Key;
  label: string;
  /** What is counted, in plain words, as shown to readers. */
  definition: string;
  unit: Unit;
  over: Over;
  /** The rows its sides are about: counted audits, their ratings by area, or their actions. */
  of: keyof typeof facts.rowsOf;
  /** What decides, shown beside each audit in the list behind a number. */
  shows?: { label: string; column: string };
  numerator: Side;
  /** Null: the numerator is the figure. `expected_auditors`: the people in `allocation/availability/availability.ts`. */
  denominator: Side | 'expected_auditors' | null;
  /** Null: no direction is better and no target can be set. */
  better: Better | null;
}

const counted: Side = { is: facts.every, words: 'Counted audits' };

function areaGood<Key extends string>(key: Key, area: Area, label: string): Measure<Key> {
  const words = label.toLowerCase();
  const rating = 'audit_areas.final_rating';
  return {
    key,
    label: `${label} good or better`,
    definition: `Of the audits of the quarter to date in which ${words} was rated, those where the final rating is Good or Outstanding.`,
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'areas',
    shows: { label: `Final rating of ${words}`, column: rating },
    numerator: { is: facts.all(facts.ofArea(area), facts.goodOrBetter(rating)), words: `${label} rated good or outstanding` },
    denominator: { is: facts.all(facts.ofArea(area), facts.rated(rating)), words: `${label} rated` },
    better: 'higher',
  };
}

function workerInvolved<Key extends string>(key: Key, worker: facts.Worker, label: string): Measure<Key> {
  const words = label.toLowerCase();
  return {
    key,
    label: `${label} involved`,
    definition: `Of the audits of the quarter to date where there is a ${words}, those the ${words} took part in.`,
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    shows: { label: `${label} involved`, column: `audits.${worker}_involved` },
    numerator: { is: facts.involved(worker), words: `${label} involved` },
    denominator: { is: facts.hasWorker(worker), words: `Audits where there is a ${words}` },
    better: 'higher',
  };
}

/** The fourteen measures of the monthly snapshot, in the order of the report (domain.md, "Figures"). */
export const snapshotMeasures = [
  {
    key: 'audits_completed',
    label: 'Audits completed',
    definition: 'Core audits of the month that are finished and were accepted to standard by the as-at date.',
    unit: 'audits',
    over: 'month',
    of: 'audits',
    numerator: counted,
    denominator: null,
    better: 'higher',
  },
  {
    key: 'completion_rate',
    label: 'Completion rate',
    definition:
      'Audits completed, for every auditor expected to audit in the month. People in post are expected every month or every other month, unless they have ' +
      'a standing exemption. An exemption for a single month does not lower the number expected. An elective audit counts as completed without being expected.',
    unit: 'percent',
    over: 'month',
    of: 'audits',
    numerator: counted,
    denominator: 'expected_auditors',
    better: 'higher',
  },
  {
    key: 'good_or_outstanding',
    label: 'Rated good or outstanding',
    definition: 'Of the audits of the quarter to date, those with a final overall rating of Good or Outstanding.',
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    numerator: { is: facts.goodOrBetter('audits.overall_final'), words: 'Audits rated good or outstanding' },
    denominator: counted,
    better: 'higher',
  },
  {
    key: 'requires_improvement',
    label: 'Rated requires improvement',
    definition: 'Of the audits of the quarter to date, those with a final overall rating of Requires improvement.',
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    numerator: { is: facts.requiresImprovement('audits.overall_final'), words: 'Audits rated requires improvement' },
    denominator: counted,
    better: null,
  },
  {
    key: 'inadequate',
    label: 'Rated inadequate',
    definition: 'Of the audits of the quarter to date, those with a final overall rating of Inadequate.',
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    numerator: { is: facts.inadequate('audits.overall_final'), words: 'Audits rated inadequate' },
    denominator: counted,
    better: 'lower',
  },
  {
    key: 'actions_in_timescale',
    label: 'Actions in timescale',
    definition:
      'Of the actions from the previous month’s audits that had fallen due by the as-at date, or were done before they were due: those done on or before ' +
      'their due date. Actions closed because the service ended are left out.',
    unit: 'percent',
    over: 'previous_month',
    of: 'actions',
    numerator: { is: facts.onTime, words: 'Actions completed on time' },
    denominator: { is: facts.hadFallenDue, words: 'Actions that had fallen due' },
    better: 'higher',
  },
  areaGood('assessment_good', 'assessment', 'Assessment'),
  areaGood('planning_good', 'planning_and_review', 'Planning and review'),
  areaGood('management_oversight_good', 'management_oversight', 'Management oversight'),
  {
    key: 'child_involvement',
    label: 'Child involved',
    definition: 'Of the audits of the quarter to date about a child aged 4 or over, those in which the child was spoken to.',
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    shows: { label: 'Child’s view', column: 'audits.child_view' },
    numerator: { is: facts.spokenTo('child_view'), words: 'Child spoken to' },
    denominator: { is: facts.viewApplies('child_view'), words: 'Audits about a child aged 4 or over' },
    better: 'higher',
  },
  {
    key: 'family_involvement',
    label: 'Family involved',
    definition: 'Of the audits of the quarter to date where the family’s view applies, those in which the family was spoken to.',
    unit: 'percent',
    over: 'quarter_to_date',
    of: 'audits',
    shows: { label: 'Family’s view', column: 'audits.family_view' },
    numerator: { is: facts.spokenTo('family_view'), words: 'Family spoken to' },
    denominator: { is: facts.viewApplies('family_view'), words: 'Audits where the family’s view applies' },
    better: 'higher',
  },
  workerInvolved('social_worker_involvement', 'social_worker', 'Social worker'),
  workerInvolved('team_manager_involvement', 'team_manager', 'Team manager'),
  workerInvolved('reviewing_officer_involvement', 'reviewing_officer', 'Reviewing officer'),
] as const satisfies readonly Measure[];

export type SnapshotKey = (typeof snapshotMeasures)[number]['key'];

/** How often moderation changes the overall rating; read by month (domain.md, "moderator effect"). */
export const moderatorEffectMeasures = [
  {
    key: 'changed',
    label: 'Changed in all',
    definition: 'Of the month’s counted audits, those whose final overall rating is not the auditor’s, upgraded and downgraded together.',
    unit: 'percent',
    over: 'month',
    of: 'audits',
    numerator: { is: facts.changed, words: 'Audits whose overall rating the moderator changed' },
    denominator: counted,
    better: null,
  },
  {
    key: 'upgraded',
    label: 'Upgraded',
    definition: 'Of the month’s counted audits, those whose final overall rating is better than the auditor’s.',
    unit: 'percent',
    over: 'month',
    of: 'audits',
    numerator: { is: facts.upgraded, words: 'Audits upgraded by the moderator' },
    denominator: counted,
    better: null,
  },
  {
    key: 'downgraded',
    label: 'Downgraded',
    definition: 'Of the month’s counted audits, those whose final overall rating is worse than the auditor’s.',
    unit: 'percent',
    over: 'month',
    of: 'audits',
    numerator: { is: facts.downgraded, words: 'Audits downgraded by the moderator' },
    denominator: counted,
    better: null,
  },
  {
    key: 'inadequate_by_moderator',
    label: 'Inadequate found by the moderator',
    definition: 'Of the month’s audits finally rated Inadequate, those the auditor had rated better.',
    unit: 'percent',
    over: 'month',
    of: 'audits',
    numerator: { is: facts.inadequateByModerator, words: 'Audits found inadequate by the moderator' },
    denominator: { is: facts.inadequate('audits.overall_final'), words: 'Audits finally rated inadequate' },
    better: null,
  },
] as const satisfies readonly Measure[];

/** The share of ratings moderators are expected to change up or down, in percent. */
export const expectedModeratorEffect = { from: 10, to: 15 } as const;

/** Two audits a team: what the number of audits should grow to. */
export const stretchOfAuditsCompleted = 86;

/** What the rating tables count, by quarter, cohort and area. */
export const ratingCounts = {
  audits: facts.every,
  good_or_better: facts.goodOrBetter('audits.overall_final'),
  requires_improvement: facts.requiresImprovement('audits.overall_final'),
  lower_end_ri: facts.lowerEndRi,
  inadequate: facts.inadequate('audits.overall_final'),
  weaker: facts.weaker,
} as const;

/** The measures a target can be set for. */
export const targetedMeasures: readonly Measure[] = snapshotMeasures.filter((measure) => measure.better !== null);
