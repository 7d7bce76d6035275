import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import type { Workforce } from './availability.js';
import { capacityOf, type CapacityOfMonth } from './capacity.js';
import { readMonthsAudited, readMonthsOff, readWorkforce } from './workforce.reads.js';

/** What can be moderated and what is expected in each of these months, as it was known on `asAt`. */
export async function readCapacity(database: Database, asAt: Day, months: readonly Month[], known?: Workforce): Promise<CapacityOfMonth[]> {
  const from = months.reduce((one, other) => (one < other ? one : other));
  const to = months.reduce((one, other) => (one > other ? one : other));
  const workforce = known ?? (await readWorkforce(database, asAt));
  const off = await readMonthsOff(database, asAt, from, to);
  const given = await database.query<{ month: Month; audits: number; exempted: number }>(
    `select month, count(*) as audits, sum(case when status = 'exempted' and (exempted_on is null or exempted_on <= :asAt) then 1 else 0 end) as exempted
       from audits where template = 'core' and month >= :from and month <= :to and (allocated_on is null or allocated_on <= :asAt) group by month`,
    { asAt, from, to },
  );
  const auditing = await readMonthsAudited(database, asAt, from, to);
  return months.map((month) => {
    const { audits, exempted } = given.find((one) => one.month === month) ?? { audits: 0, exempted: 0 };
    const of = (rows: readonly { month: Month; staffId: number }[]): Set<number> => new Set(rows.filter((one) => one.month === month).map(({ staffId }) => staffId));
    return capacityOf(workforce, month, of(off), { allocated: audits - exempted, allocatedExempted: exempted, auditing: of(auditing) });
  });
}
