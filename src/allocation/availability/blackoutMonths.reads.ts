import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';

/** A month without audits, also one that was lifted. */
export interface BlackoutSeen {
  id: number;
  version: number;
  month: Month;
  reason: string;
  setBy: string;
  setOn: Day;
  liftedBy: string | null;
  liftedOn: Day | null;
}

/** What the page about months without audits reads. */
export class BlackoutReads {
  constructor(private readonly database: Database) {}

  /** A page of all of them, the latest month first, and how many there are. */
  async list(page: number): Promise<{ blackouts: BlackoutSeen[]; total: number }> {
    const [counted] = await this.database.query<{ total: number }>('select count(*) as total from blackout_months');
    const blackouts = await this.database.query<BlackoutSeen>(
      `select blackout_months.id, blackout_months.version, month, reason, setter.name as "setBy", set_on as "setOn", lifter.name as "liftedBy", lifted_on as "liftedOn"
         from blackout_months join staff setter on setter.id = set_by_id left join staff lifter on lifter.id = lifted_by_id
        order by month desc, blackout_months.id desc limit ${perPage} offset ${rowsBefore(page)}`,
    );
    return { blackouts, total: counted!.total };
  }

  /** The months that are without audits as it stands. */
  async active(): Promise<Month[]> {
    return (await this.database.query<{ month: Month }>('select month from blackout_months where lifted_on is null')).map(({ month }) => month);
  }
}
