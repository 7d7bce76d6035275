import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import type { Measure } from './figures.js';
import { monthsOver, type Months } from './periods.js';
import { counted, howMany, rowsOf, type Predicate } from './predicates.js';

/** Both sides of a measure in one month; the denominator is 0 where the measure has none in the rows. */
export interface Sides {
  numerator: number;
  denominator: number;
}

/** Both sides of measures by month. */
export type CountsByMonth = ReadonlyMap<Month, Readonly<Record<string, Sides>>>;

interface MonthRow {
  month: Month;
  [side: string]: number | Month;
}

/** `sum(…) as name` for each predicate; a sum over no rows is null to the database. */
export function countsOf(counts: Readonly<Record<string, Predicate>>): string {
  return Object.entries(counts)
    .map(([name, predicate]) => `${howMany(predicate)} as ${name}`)
    .join(', ');
}

/** Months with counted audits as at `asAt`, newest first, with their number. */
export function monthsWithAudits(database: Database, asAt: Day): Promise<{ month: Month; audits: number }[]> {
  return database.query(`select audits.month, count(*) as audits from audits where ${counted} group by audits.month order by audits.month desc`, { asAt });
}

/** Both sides of the measures by month, in one statement for each kind of rows they are about. */
export async function countByMonth(database: Database, measures: readonly Measure[], months: (measure: Measure) => readonly Month[], asAt: Day): Promise<CountsByMonth> {
  const kinds = [...new Set(measures.map((measure) => measure.of))];
  const counted = await Promise.all(
    kinds.map((kind) => {
      const ofKind = measures.filter((measure) => measure.of === kind);
      return countSides(database, ofKind, rowsOf[kind], [...new Set(ofKind.flatMap(months))], asAt);
    }),
  );
  const together = new Map<Month, Record<string, Sides>>();
  for (const [month, sides] of counted.flatMap((counts) => [...counts])) together.set(month, { ...together.get(month), ...sides });
  return together;
}

async function countSides(database: Database, measures: readonly Measure[], from: string, months: readonly Month[], asAt: Day): Promise<CountsByMonth> {
  if (months.length === 0) return new Map();
  const sides = countsOf(Object.fromEntries(measures.flatMap(sidesOf)));
  const rows = await database.query<MonthRow>(
    `select audits.month, ${sides} from ${from} where audits.month in (:...months) and ${counted} group by audits.month`,
    { months, asAt },
  );
  return new Map(
    rows.map((row) => [
      row.month,
      Object.fromEntries(
        measures.map(({ key }) => [key, { numerator: Number(row[`${key}_numerator`]), denominator: Number(row[`${key}_denominator`] ?? 0) }]),
      ),
    ]),
  );
}

function sidesOf({ key, numerator, denominator }: Measure): [string, Predicate][] {
  const sides: [string, Predicate][] = [[`${key}_numerator`, numerator.is]];
  if (denominator !== null && denominator !== 'expected_auditors') sides.push([`${key}_denominator`, denominator.is]);
  return sides;
}

/** Both sides of a measure of month `month`, added up over the months it looks at. */
export function sidesOver(counts: CountsByMonth, measure: Measure, month: Month): Sides {
  const { fromMonth, toMonth }: Months = monthsOver(measure.over, month);
  const total = { numerator: 0, denominator: 0 };
  for (const [counted, sides] of counts) {
    if (counted < fromMonth || counted > toMonth) continue;
    total.numerator += sides[measure.key]?.numerator ?? 0;
    total.denominator += sides[measure.key]?.denominator ?? 0;
  }
  return total;
}
