import type { Person } from '../access/person.js';
import { auditsSeenBy } from '../access/policies.js';
import type { Database } from '../database/database.js';
import { addMonths, type Month } from '../shared/month.js';
import type { Cohort, Rating } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { AuditStatus } from './auditLifecycle.js';

export interface AuditFilter {
  month?: Month | undefined;
  status?: AuditStatus | undefined;
  teamId?: number | undefined;
  cohort?: Cohort | undefined;
  /** Only audits in which the person is auditor or moderator. */
  mine?: boolean;
}

export interface AuditLine {
  ref: string;
  caseRef: string;
  teamName: string;
  month: Month;
  auditorName: string;
  moderatorName: string;
  status: AuditStatus;
  overallAuditor: Rating | null;
  overallFinal: Rating | null;
}

/** The list of audits, as far as a person may see them; everything is filtered and counted in the database. */
export class AuditListReads {
  constructor(private readonly database: Database) {}

  /** How many audits the filter finds for this person. */
  async count(person: Person, filter: AuditFilter): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(`select count(*) as total from audits where ${condition(person, filter)}`, { ...filter, me: person.staffId });
    return row!.total;
  }

  /** One page of them, the latest months first. */
  async page(person: Person, filter: AuditFilter, page: number): Promise<AuditLine[]> {
    // The names are looked up for the rows of the page only.
    return this.database.query<AuditLine>(
      `select audits.ref, case_ref as "caseRef", teams.name as "teamName", month, auditor.name as "auditorName", moderator.name as "moderatorName", status,
              overall_auditor as "overallAuditor", overall_final as "overallFinal"
         from (select id from audits where ${condition(person, filter)} order by month desc, id desc limit :perPage offset :before) as shown
              join audits on audits.id = shown.id join teams on teams.id = audits.team_id
              join staff as auditor on auditor.id = auditor_id join staff as moderator on moderator.id = moderator_id
        order by month desc, audits.id desc`,
      { ...filter, me: person.staffId, perPage, before: rowsBefore(page) },
    );
  }

  /** The months there are audits of, from the latest back. */
  async months(): Promise<Month[]> {
    const [range] = await this.database.query<{ first: Month | null; last: Month | null }>('select (select min(month) from audits) as first, (select max(month) from audits) as last');
    if (!range?.first || !range.last) return [];
    const months = [range.last];
    while (months.at(-1)! > range.first) months.push(addMonths(months.at(-1)!, -1));
    return months;
  }

  /** All teams by name. */
  async teams(): Promise<{ id: number; name: string }[]> {
    return this.database.query('select id, name from teams order by name');
  }
}

function condition(person: Person, { month, status, teamId, cohort, mine }: AuditFilter): string {
  return [
    auditsSeenBy(person),
    month !== undefined && 'month = :month',
    status !== undefined && 'status = :status',
    teamId !== undefined && 'team_id = :teamId',
    cohort !== undefined && 'cohort = :cohort',
    mine && '(auditor_id = :me or moderator_id = :me)',
  ]
    .filter(Boolean)
    .join(' and ');
}
