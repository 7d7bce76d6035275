import { expectedAuditors, type Workforce } from '../allocation/availability/availability.js';
import { readWorkforce } from '../allocation/availability/workforce.reads.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
import { countByMonth, monthsWithAudits, sidesOver, type CountsByMonth } from './counts.js';
import { directionOfTravel, type PeriodValue } from './direction.js';
import { snapshotMeasures, type Measure, type SnapshotKey } from './figures.js';
import { earlierPeriods, monthsOver, periodInWords, type Months, type Over } from './periods.js';
import { ragOf, type Rag, type TargetInForce } from './rag.js';
import { readTargets } from './target.reads.js';
import { targetIn, type DatedTarget } from './targets.js';

/** One line of the snapshot. */
export interface SnapshotLine {
  measure: Measure<SnapshotKey>;
  /** A number of audits, or a share with its numerator and denominator. */
  value: number | Share;
  target: TargetInForce | null;
  rag: Rag;
  /** Direction of travel in words. */
  direction: string;
}

/**
 * The fourteen measures of `month` as at `asAt` (domain.md, "Figures"), each with the last two earlier periods that have data.
 * A period with audits hardly ever lacks a denominator, so that eight instead of two are looked at only when one did.
 */
export async function snapshotOf(database: Database, month: Month, asAt: Day): Promise<SnapshotLine[]> {
  const [withAudits, workforce, targets] = await Promise.all([monthsWithAudits(database, asAt), readWorkforce(database, asAt), readTargets(database)]);
  const facts: Facts = { month, asAt, workforce, targets, withAudits: withAudits.map((row) => row.month).filter((earlier) => earlier <= month) };
  const short = await linesWith(database, facts, 2);
  const isTold = ({ measure, previous }: Line): boolean => previous.length >= Math.min(2, periodsOf(measure, facts, 8).length - 1);
  return short.every(isTold) ? short : linesWith(database, facts, 8);
}

interface Facts {
  month: Month;
  asAt: Day;
  workforce: Workforce;
  targets: readonly DatedTarget[];
  /** Up to `month`, newest first. */
  withAudits: readonly Month[];
}

interface Line extends SnapshotLine {
  previous: PeriodValue[];
}

/** The month and the earlier ones it is compared with. */
function periodsOf(measure: Measure, { month, withAudits }: Facts, howMany: number): Month[] {
  return [month, ...earlierPeriods(measure.over, month, withAudits).slice(0, howMany)];
}

async function linesWith(database: Database, facts: Facts, earlierLookedAt: number): Promise<Line[]> {
  const { month, asAt, workforce, targets, withAudits } = facts;
  const monthsFor = (measure: Measure): Month[] =>
    periodsOf(measure, facts, earlierLookedAt).flatMap((period) => within(monthsOver(measure.over, period), measure.over, withAudits));
  const counts = await countByMonth(database, snapshotMeasures, monthsFor, asAt);
  return snapshotMeasures.map((measure) => {
    const { unit } = measure;
    const value = valueOf(measure, month, counts, workforce);
    const target = targetIn(targets, measure.key, month);
    const [, ...earlier] = periodsOf(measure, facts, earlierLookedAt);
    const previous: PeriodValue[] = earlier.flatMap((period) => {
      const shown = shownOf(valueOf(measure, period, counts, workforce));
      return shown === null ? [] : { period: periodInWords(measure.over, period), value: shown };
    });
    // Requires improvement is neither good nor bad by itself: without a better direction it is only compared.
    const better = measure.better ?? 'higher';
    return {
      measure,
      value,
      target,
      rag: ragOf(shownOf(value), target, better, unit),
      direction: directionOfTravel({ unit, value: shownOf(value), previous, target, targetName: unit === 'audits' ? 'baseline' : 'target', better }),
      previous,
    };
  });
}

function within(months: Months, over: Over, withAudits: readonly Month[]): Month[] {
  return over === 'quarter_to_date' ? withAudits.filter((month) => month >= months.fromMonth && month <= months.toMonth) : [months.toMonth];
}

function valueOf(measure: Measure, month: Month, counts: CountsByMonth, workforce: Workforce): number | Share {
  const { numerator, denominator } = sidesOver(counts, measure, month);
  if (measure.denominator === null) return numerator;
  return share(numerator, measure.denominator === 'expected_auditors' ? expectedAuditors(workforce, month).length : denominator);
}

/** The figure readers see: the number, or the whole percentage; null for "no data". */
function shownOf(value: number | Share): number | null {
  return typeof value === 'number' ? value : value.percent;
}
