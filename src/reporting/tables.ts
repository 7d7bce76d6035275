import { childrenOn, type TakenOver } from '../allocation/caseloads/caseloadUpload.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import { addMonths, firstMonthOf, quarterOf, type Month, type Quarter } from '../shared/month.js';
import { percent, share, type Share } from '../shared/percent.js';
import { areas, cohorts, feedbacks, reasonsNotObtained, type Area, type Cohort, type Feedback, type ReasonNotObtained } from '../shared/practice.js';
import { countsOf, monthsWithAudits } from './counts.js';
import { ratingCounts } from './figures.js';
import { lastMonths, lastQuarters, monthsOver } from './periods.js';
import * as facts from './predicates.js';
import { readTargets } from './target.reads.js';
import { targetIn } from './targets.js';

type Counts<Name extends string> = Record<Name, number>;
type RatingCount = keyof typeof ratingCounts;

/** The overall ratings of a quarter; shares are of `audits`. */
export type QuarterRatings = { quarter: Quarter } & Counts<RatingCount> & Record<`${'good_or_better' | 'requires_improvement' | 'inadequate' | 'weaker'}_percent`, number | null>;

export interface RatingsByQuarter {
  overall: QuarterRatings[];
  byCohort: Record<Cohort, QuarterRatings[]>;
}

/** The ratings of five quarters to `month`, overall and by cohort (domain.md, "ratings by quarter"). */
export async function ratingsByQuarter(database: Database, month: Month, asAt: Day): Promise<RatingsByQuarter> {
  const rows = await database.query<{ month: Month; cohort: Cohort } & Counts<RatingCount>>(
    `select audits.month, audits.cohort, ${countsOf(ratingCounts)} from audits where ${facts.inMonths} and ${facts.counted} group by audits.month, audits.cohort`,
    { ...fiveQuarters(month), asAt },
  );
  const inQuarters = (of: typeof rows): QuarterRatings[] => lastQuarters(5, month).map((quarter) => quarterRatings(quarter, of));
  return {
    overall: inQuarters(rows),
    byCohort: Object.fromEntries(cohorts.map((cohort) => [cohort, inQuarters(rows.filter((row) => row.cohort === cohort))])) as Record<Cohort, QuarterRatings[]>,
  };
}

function quarterRatings(quarter: Quarter, rows: readonly ({ month: Month } & Counts<RatingCount>)[]): QuarterRatings {
  const total = (name: RatingCount): number => sum(rows.filter((row) => quarterOf(row.month) === quarter).map((row) => row[name]));
  const audits = total('audits');
  const counts = {
    good_or_better: total('good_or_better'),
    requires_improvement: total('requires_improvement'),
    inadequate: total('inadequate'),
    weaker: total('weaker'),
  };
  return {
    quarter,
    audits,
    good_or_better: counts.good_or_better,
    good_or_better_percent: percent(counts.good_or_better, audits),
    requires_improvement: counts.requires_improvement,
    requires_improvement_percent: percent(counts.requires_improvement, audits),
    lower_end_ri: total('lower_end_ri'),
    inadequate: counts.inadequate,
    inadequate_percent: percent(counts.inadequate, audits),
    weaker: counts.weaker,
    weaker_percent: percent(counts.weaker, audits),
  };
}

export interface AreaRatings {
  quarter: Quarter;
  good_or_better: Share;
  inadequate: Share;
}

/** The final ratings of each area of practice over five quarters to `month`; where an area is not applicable it is not rated. */
export async function ratingsByArea(database: Database, month: Month, asAt: Day): Promise<Record<Area, AreaRatings[]>> {
  const rating = 'audit_areas.final_rating';
  const counts = { rated: facts.rated(rating), good_or_better: facts.goodOrBetter(rating), inadequate: facts.inadequate(rating) };
  const rows = await database.query<{ month: Month; area: Area } & Counts<keyof typeof counts>>(
    `select audits.month, audit_areas.area, ${countsOf(counts)} from ${facts.rowsOf.areas}
       where ${facts.inMonths} and ${facts.counted} group by audits.month, audit_areas.area`,
    { ...fiveQuarters(month), asAt },
  );
  const inQuarter = (area: Area, quarter: Quarter): AreaRatings => {
    const of = rows.filter((row) => row.area === area && quarterOf(row.month) === quarter);
    const ratedAudits = sum(of.map((row) => row.rated));
    return {
      quarter,
      good_or_better: share(sum(of.map((row) => row.good_or_better)), ratedAudits),
      inadequate: share(sum(of.map((row) => row.inadequate)), ratedAudits),
    };
  };
  return Object.fromEntries(areas.map((area) => [area, lastQuarters(5, month).map((quarter) => inQuarter(area, quarter))])) as Record<Area, AreaRatings[]>;
}

function fiveQuarters(month: Month): { fromMonth: Month; toMonth: Month } {
  return { fromMonth: firstMonthOf(lastQuarters(5, month)[0]!), toMonth: month };
}

export interface CompletedByMonth {
  /** The last twelve months with audits, oldest first. */
  months: { month: Month; completed: number }[];
  total: number;
  /** Whole number, halves up; null without any month. */
  average: number | null;
}

/** Counted audits of the last twelve months with audits up to `month` (domain.md, "audits by month"). */
export async function completedByMonth(database: Database, month: Month, asAt: Day): Promise<CompletedByMonth> {
  const counted = (await monthsWithAudits(database, asAt)).filter((row) => row.month <= month).slice(0, 12).reverse();
  const total = sum(counted.map((row) => row.audits));
  return {
    months: counted.map((row) => ({ month: row.month, completed: row.audits })),
    total,
    average: counted.length === 0 ? null : Math.floor((2 * total + counted.length) / (2 * counted.length)),
  };
}

/** The children open to social care in `month`, as its caseload was on `asAt`. */
export async function openChildren(database: Database, month: Month, asAt: Day): Promise<number> {
  const [row] = await database.query<{ children: number }>('select count(*) as children from caseload where month = :month', { month });
  const takenOver = await database.query<{ outcome: string }>("select outcome from caseload_uploads where month = :month and status = 'taken_over'", { month });
  return childrenOn(asAt, row!.children, takenOver.map(({ outcome }) => JSON.parse(outcome) as TakenOver));
}

export interface Allocation {
  /** Each audit is in exactly one of `exempted`, `not_submitted`, `not_accepted`, `awaiting_decision` and `completed`; the last three are `submitted`. */
  outcomes: Counts<keyof typeof facts.outcomes>;
  chosen: Counts<keyof typeof facts.chosenHow>;
}

/** What became of the audits allocated in `month` (domain.md, "allocation waterfall"), and how their children were chosen. */
export async function allocationOf(database: Database, month: Month, asAt: Day): Promise<Allocation> {
  const [row] = await database.query<Counts<string>>(
    `select ${countsOf({ ...facts.outcomes, ...facts.chosenHow })} from audits where audits.month = :month and ${facts.core} and ${facts.allocated}`,
    { month, asAt },
  );
  const of = <Name extends string>(counts: Record<Name, facts.Predicate>): Counts<Name> =>
    Object.fromEntries(Object.keys(counts).map((name) => [name, row?.[name] ?? 0])) as Counts<Name>;
  return { outcomes: of(facts.outcomes), chosen: of(facts.chosenHow) };
}

export interface TeamProfile {
  teams: number;
  met_both_targets: number;
  variable: number;
  leadership_review: number;
  not_audited: number;
}

export interface TeamCoverage {
  teams: number;
  not_audited_in_month: number;
  last_three_months: Record<'0' | '1' | '2' | '3+', number>;
}

/** Social care teams by the ratings of their last six calendar months, and by how often they were audited (domain.md, "team profile", "team coverage"). */
export async function teamsOf(database: Database, month: Month, asAt: Day): Promise<{ profile: TeamProfile; coverage: TeamCoverage }> {
  const counts = {
    audits: 'audits.id is not null',
    in_month: 'audits.month = :toMonth',
    in_three_months: 'audits.month >= :fromThird',
    good_or_better: ratingCounts.good_or_better,
    inadequate: ratingCounts.inadequate,
    weaker: ratingCounts.weaker,
  };
  const [teams, targets] = await Promise.all([
    database.query<Counts<keyof typeof counts>>(
      `select ${countsOf(counts)} from teams left join audits on audits.team_id = teams.id and ${facts.inMonths} and ${facts.counted}
         where teams.programme = 'social_care' group by teams.id`,
      { ...lastMonths(6, month), fromThird: addMonths(month, -2), asAt },
    ),
    readTargets(database),
  ]);
  const good = targetIn(targets, 'good_or_outstanding', month)?.value ?? 50;
  const inadequate = targetIn(targets, 'inadequate', month)?.value ?? 9;
  const standings = teams.map((team) => standingOf(team, good, inadequate));
  const howOften = (wanted: (times: number) => boolean): number => teams.filter((team) => wanted(team.in_three_months)).length;
  const are = (standing: TeamStanding): number => standings.filter((each) => each === standing).length;
  return {
    profile: {
      teams: teams.length,
      met_both_targets: are('met_both_targets'),
      variable: are('variable'),
      leadership_review: are('leadership_review'),
      not_audited: are('not_audited'),
    },
    coverage: {
      teams: teams.length,
      not_audited_in_month: teams.filter((team) => team.in_month === 0).length,
      last_three_months: {
        '0': howOften((times) => times === 0),
        '1': howOften((times) => times === 1),
        '2': howOften((times) => times === 2),
        '3+': howOften((times) => times >= 3),
      },
    },
  };
}

export type TeamStanding = 'met_both_targets' | 'leadership_review' | 'variable' | 'not_audited';

/** Where a team stands, on unrounded shares; `goodTarget` (at least) and `inadequateTarget` (at most) in percent. */
export function standingOf(
  team: { audits: number; good_or_better: number; inadequate: number; weaker: number },
  goodTarget: number,
  inadequateTarget: number,
): TeamStanding {
  if (team.audits === 0) return 'not_audited';
  if (team.good_or_better * 100 >= goodTarget * team.audits && team.inadequate * 100 <= inadequateTarget * team.audits) return 'met_both_targets';
  return team.weaker * 100 >= 40 * team.audits ? 'leadership_review' : 'variable';
}

export interface Voices {
  reasons: Record<ReasonNotObtained, number>;
  feedback: Record<'child' | 'family', Record<Feedback, number>>;
}

/** Why views were not obtained, child and family together, and what those spoken to said; quarter to date. */
export async function voicesOf(database: Database, month: Month, asAt: Day): Promise<Voices> {
  const counts: Record<string, facts.Predicate> = {};
  for (const who of ['child', 'family'] as const) {
    for (const reason of reasonsNotObtained) counts[`${who}_${reason}`] = facts.viewNotObtained(`${who}_view`, reason);
    for (const feedback of feedbacks) counts[`${who}_${feedback}`] = facts.saidOf(who, feedback);
  }
  const [row] = await database.query<Record<string, number | null>>(`select ${countsOf(counts)} from audits where ${facts.inMonths} and ${facts.counted}`, {
    ...monthsOver('quarter_to_date', month),
    asAt,
  });
  const counted = (name: string): number => row?.[name] ?? 0;
  const said = (who: string): Record<Feedback, number> =>
    Object.fromEntries(feedbacks.map((feedback) => [feedback, counted(`${who}_${feedback}`)])) as Record<Feedback, number>;
  return {
    reasons: Object.fromEntries(
      reasonsNotObtained.map((reason) => [reason, counted(`child_${reason}`) + counted(`family_${reason}`)]),
    ) as Record<ReasonNotObtained, number>,
    feedback: { child: said('child'), family: said('family') },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
