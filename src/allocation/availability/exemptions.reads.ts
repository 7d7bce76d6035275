import type { Database } from '../../database/database.js';
import { NotFound } from '../../shared/errors.js';
import type { Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import type { ExemptionKind, Months, PersonToExempt } from './exemption.js';

/** An exemption from auditing or moderating for longer than a month. */
export interface ExemptionSeen extends Months {
  id: number;
  version: number;
  staffId: number;
  name: string;
  teamName: string | null;
  kind: 'standing' | 'moderation';
  reason: string;
  authorisedBy: string | null;
  authorisedOn: Day | null;
}

const columns = `exemptions.id, exemptions.version, staff_id as "staffId", staff.name, teams.name as "teamName", kind, reason, from_month as "fromMonth", to_month as "toMonth",
  authoriser.name as "authorisedBy", authorised_on as "authorisedOn"`;
const joins = 'join staff on staff.id = exemptions.staff_id left join teams on teams.id = staff.team_id left join staff authoriser on authoriser.id = authorised_by_id';

/** What the pages about exemptions for longer than a month read. */
export class ExemptionReads {
  constructor(private readonly database: Database) {}

  /** A page of the exemptions that hold in `month` or begin later, and how many there are. */
  async open(month: Month, page: number): Promise<{ exemptions: ExemptionSeen[]; total: number }> {
    const open = "kind <> 'single_month' and (to_month is null or to_month >= :month)";
    const [counted] = await this.database.query<{ total: number }>(`select count(*) as total from exemptions where ${open}`, { month });
    const exemptions = await this.database.query<ExemptionSeen>(
      `select ${columns} from exemptions ${joins} where ${open} order by kind desc, staff.name, from_month, exemptions.id limit ${perPage} offset ${rowsBefore(page)}`,
      { month },
    );
    return { exemptions, total: counted!.total };
  }

  /** @throws NotFound */
  async one(id: number): Promise<ExemptionSeen> {
    const [exemption] = await this.database.query<ExemptionSeen>(`select ${columns} from exemptions ${joins} where exemptions.id = :id and kind <> 'single_month'`, { id });
    if (!exemption) throw new NotFound('There is no such exemption.');
    return exemption;
  }

  /** The months of a person's exemptions of a kind, but for the one with the id `besides`. */
  async monthsOf(staffId: number, kind: ExemptionKind, besides = 0): Promise<Months[]> {
    return this.database.query('select from_month as "fromMonth", to_month as "toMonth" from exemptions where staff_id = :staffId and kind = :kind and id <> :besides order by from_month', { staffId, kind, besides });
  }

  /** Everyone who audits or moderates and has not left, by name. */
  async people(today: Day): Promise<PersonToExempt[]> {
    return this.database.query(
      `select id as "staffId", name, audit_frequency as "auditFrequency", moderation_capacity as "moderationCapacity" from staff
        where (audit_frequency <> 'none' or moderation_capacity is not null) and (ends_on is null or ends_on >= :today) order by name, id`,
      { today },
    );
  }
}
