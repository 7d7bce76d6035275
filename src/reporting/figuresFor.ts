import { capacityIn, expectedAuditors } from '../allocation/availability/availability.js';
import { readWorkforce } from '../allocation/availability/workforce.reads.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { percent, type Share } from '../shared/percent.js';
import { ambassadorsOf, casesOfConcern, followUpOf } from './followUp.js';
import type { SnapshotKey } from './figures.js';
import type { Impact } from './impact.js';
import { impactOf } from './impact.reads.js';
import { moderatorEffectOf, type ModeratorEffect } from './moderatorEffect.js';
import { snapshotOf, type SnapshotLine } from './snapshot.js';
import { allocationOf, completedByMonth, openChildren, ratingsByArea, ratingsByQuarter, teamsOf, voicesOf } from './tables.js';

/** All figures of a month as at a day, in the keys and shapes of the reference (`src/demo/july-2022.figures.json`). */
export type Figures = Awaited<ReturnType<typeof figuresFor>>;

/** All figures of `month` as at `asAt` (domain.md, "Figures"), each from its one definition. */
export async function figuresFor(database: Database, month: Month, asAt: Day) {
  const [snapshot, effect, completed, allocation, ratings, byArea, teams, children, voices, followUp, concerns, impact, ambassadors, workforce] = await Promise.all([
    snapshotOf(database, month, asAt),
    moderatorEffectOf(database, month, asAt),
    completedByMonth(database, month, asAt),
    allocationOf(database, month, asAt),
    ratingsByQuarter(database, month, asAt),
    ratingsByArea(database, month, asAt),
    teamsOf(database, month, asAt),
    openChildren(database, month, asAt),
    voicesOf(database, month, asAt),
    followUpOf(database, month, asAt),
    casesOfConcern(database, month, asAt),
    impactOf(database, { month, asAt }),
    ambassadorsOf(database, month, asAt),
    readWorkforce(database, asAt),
  ]);
  return {
    month,
    as_at: asAt,
    snapshot: Object.fromEntries(snapshot.map((line) => [line.measure.key, snapshotValue(line)])) as Record<SnapshotKey, SnapshotValue>,
    snapshot_standing: Object.fromEntries(
      snapshot.map(({ measure, target, rag, direction }) => [measure.key, { target: target?.value ?? null, rag, direction_of_travel: direction }]),
    ),
    moderator_effect: effect.map(effectValue),
    completed_by_month: completed,
    allocation: { expected_auditors: expectedAuditors(workforce, month).length, ...allocation.outcomes },
    allocation_chosen: allocation.chosen,
    moderation_capacity: capacityIn(workforce, month),
    ratings_by_quarter: ratings.overall,
    ratings_by_cohort: ratings.byCohort,
    ratings_by_area: byArea,
    team_profile: teams.profile,
    team_coverage: teams.coverage,
    representation: { open_children: children, audited_in_12_months: completed.total, percent: percent(completed.total, children) },
    reasons_not_obtained: voices.reasons,
    feedback: voices.feedback,
    care_planning: followUp.carePlanning,
    non_care_planning: followUp.nonCarePlanning,
    outstanding_before: followUp.outstandingBefore,
    cases_of_concern: concerns,
    impact: impactValue(impact),
    ambassadors,
  };
}

function impactValue({ fromMonth, toMonth, by_team: teams, ...impact }: Impact) {
  return { from_month: fromMonth, to_month: toMonth, ...impact, by_team: teams.map(({ teamId: _, ...team }) => team) };
}

type SnapshotValue = Share | { value: number; target: number | null };

function snapshotValue({ value, target }: SnapshotLine): SnapshotValue {
  return typeof value === 'number' ? { value, target: target?.value ?? null } : value;
}

function effectValue({ month, upgraded, downgraded, inadequate_by_moderator: found }: ModeratorEffect) {
  return {
    month,
    audits: upgraded.denominator,
    upgraded: upgraded.numerator,
    upgraded_percent: upgraded.percent,
    downgraded: downgraded.numerator,
    downgraded_percent: downgraded.percent,
    inadequate: found.denominator,
    inadequate_by_moderator: found.numerator,
    inadequate_by_moderator_percent: found.percent,
  };
}
