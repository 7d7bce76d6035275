import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { share, type Share } from '../shared/percent.js';
import { countActionsByMonth, countAuditsByMonth, monthsWithAudits, sidesOver, type CountsByMonth } from './counts.js';
import { directionOfTravel, type PeriodValue } from './direction.js';
import { expectedIn, staffAvailability, type StaffAvailability } from './expectedAuditors.js';
import { snapshotMeasures, type Measure, type SnapshotKey } from './figures.js';
import { earlierPeriods, monthsOver, periodInWords, type Months, type Over } from './periods.js';
import { ragOf, type Rag, type TargetInForce } from './rag.js';
import { readTargets } from './target.reads.js';
import { targetIn } from './targets.js';

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

/** The fourteen measures of `month` as at `asAt` (domain.md, "Figures"), with the earlier periods they are compared with, in five statements. */
export async function snapshotOf(database: Database, month: Month, asAt: Day): Promise<SnapshotLine[]> {
  const withAudits = (await monthsWithAudits(database, asAt)).map((row) => row.month).filter((earlier) => earlier <= month);
  const periods = (measure: Measure): Month[] => [month, ...earlierPeriods(measure.over, month, withAudits).slice(0, periodsLookedAt)];
  const needed = (measures: readonly Measure[]): Month[] =>
    [...new Set(measures.flatMap((measure) => periods(measure).flatMap((period) => within(monthsOver(measure.over, period), measure.over, withAudits))))];

  const ofAudits = snapshotMeasures.filter((measure) => measure.of === 'audits');
  const ofActions = snapshotMeasures.filter((measure) => measure.of === 'actions');
  const [audits, actions, staff, targets] = await Promise.all([
    countAuditsByMonth(database, ofAudits, needed(ofAudits), asAt),
    countActionsByMonth(database, ofActions, needed(ofActions), asAt),
    staffAvailability(database, asAt),
    readTargets(database),
  ]);

  return snapshotMeasures.map((measure) => {
    const valueIn = (period: Month): number | Share => valueOf(measure, period, measure.of === 'audits' ? audits : actions, staff);
    const [, ...earlier] = periods(measure);
    const value = valueIn(month);
    const target = targetIn(targets, measure.key, month);
    const previous: PeriodValue[] = earlier.flatMap((period) => {
      const shown = shownOf(valueIn(period));
      return shown === null ? [] : { period: periodInWords(measure.over, period), value: shown };
    });
    const { unit } = measure;
    // Requires improvement is neither good nor bad by itself: without a better direction it is only compared.
    const better = measure.better ?? 'higher';
    return {
      measure,
      value,
      target,
      rag: ragOf(shownOf(value), target, better, unit),
      direction: directionOfTravel({ unit, value: shownOf(value), previous, target, targetName: unit === 'audits' ? 'baseline' : 'target', better }),
    };
  });
}

/** Two are told; a quarter or month without a denominator is passed over, for as many as this. */
const periodsLookedAt = 4;

function within(months: Months, over: Over, withAudits: readonly Month[]): Month[] {
  return over === 'quarter_to_date' ? withAudits.filter((month) => month >= months.fromMonth && month <= months.toMonth) : [months.toMonth];
}

function valueOf(measure: Measure, month: Month, counts: CountsByMonth, staff: readonly StaffAvailability[]): number | Share {
  const { numerator, denominator } = sidesOver(counts, measure, month);
  if (measure.denominator === null) return numerator;
  return share(numerator, measure.denominator === 'expected_auditors' ? expectedIn(staff, month) : denominator);
}

/** The figure readers see: the number, or the whole percentage; null for "no data". */
export function shownOf(value: number | Share): number | null {
  return typeof value === 'number' ? value : value.percent;
}
