import type { Person } from '../access/person.js';
import { maySeeAudit } from '../access/policies.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Change } from '../history/history.js';
import { NotFound, Refused } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import type { Cohort, Rating } from '../shared/practice.js';
import type { Audit } from './audit.entity.js';
import type { AuditArea } from './auditArea.entity.js';
import type { AuditStatus } from './auditLifecycle.js';
import type { AuditsStore } from './audits.store.js';

/** What stands at the head of an audit's pages. */
export interface AuditHeader {
  id: number;
  ref: string;
  month: Month;
  status: AuditStatus;
  caseRef: string;
  dateOfBirth: Day;
  cohort: Cohort;
  teamId: number;
  teamName: string;
  auditorId: number;
  auditorName: string;
  /** The auditor belongs to the child's team or manages it, which is allowed but marked. */
  ownTeam: boolean;
  moderatorId: number;
  moderatorName: string;
  allocatedOn: Day | null;
  extendedTo: Day | null;
  exemptedOn: Day | null;
  submittedOn: Day | null;
  moderatedOn: Day | null;
  notAcceptedOn: Day | null;
  acceptedOn: Day | null;
  overallAuditor: Rating | null;
  overallFinal: Rating | null;
  lowerEndRi: boolean;
  returnReason: string | null;
  version: number;
}

/** Something that happened to an audit; `changes` where the event's own words are in them. */
export interface EventOfAudit {
  event: string;
  by: string;
  at: string;
  changes: Change[];
}

/** What pages and other features read about audits. */
export class AuditReads {
  constructor(
    private readonly database: Database,
    private readonly store: AuditsStore,
  ) {}

  /** @throws NotFound */
  async header(ref: string): Promise<AuditHeader> {
    const [row] = await this.database.query<AuditHeader>(
      `select audits.id, audits.ref, month, status, case_ref as "caseRef", date_of_birth as "dateOfBirth", cohort,
              audits.team_id as "teamId", teams.name as "teamName", auditor_id as "auditorId", auditor.name as "auditorName",
              case when auditor.team_id = audits.team_id or teams.team_manager_id = auditor_id then 1 else 0 end as "ownTeam", moderator_id as "moderatorId", moderator.name as "moderatorName",
              allocated_on as "allocatedOn", extended_to as "extendedTo", exempted_on as "exemptedOn", submitted_on as "submittedOn", moderated_on as "moderatedOn", not_accepted_on as "notAcceptedOn",
              accepted_on as "acceptedOn", overall_auditor as "overallAuditor", overall_final as "overallFinal", lower_end_ri as "lowerEndRi",
              return_reason as "returnReason", audits.version
         from audits join teams on teams.id = audits.team_id join staff auditor on auditor.id = auditor_id join staff moderator on moderator.id = moderator_id
        where audits.ref = :ref`,
      { ref },
    );
    if (!row) throw new NotFound('There is no audit with this reference.');
    return { ...row, ownTeam: Boolean(row.ownTeam), lowerEndRi: Boolean(row.lowerEndRi) };
  }

  /** The header for someone who may see the audit. @throws NotFound, Refused */
  async headerFor(person: Person, ref: string): Promise<AuditHeader> {
    const header = await this.header(ref);
    if (!maySeeAudit(person, header)) throw new Refused('This audit is not one of those you may see.');
    return header;
  }

  /** Everything written about the audit as a whole. @throws NotFound */
  async whole(ref: string): Promise<Readonly<Audit>> {
    return this.store.byRef(ref);
  }

  /** The six areas of practice in their order, blank where nothing is written yet. */
  async areasOf(auditId: number): Promise<readonly Readonly<AuditArea>[]> {
    return this.store.areasOf(auditId);
  }

  /** What happened to the audit, oldest first, without the single savings. */
  async eventsOf(auditId: number): Promise<EventOfAudit[]> {
    const rows = await this.database.query<Omit<EventOfAudit, 'changes'> & { changes: string }>(
      `select event, actor_name as "by", at, case when event in ('returned', 'not_accepted', 'reallocated', 'extended') then changes else '[]' end as changes
         from history where record_type = 'audit' and record_id = :auditId and event <> 'saved' order by id`,
      { auditId },
    );
    return rows.map((row) => ({ ...row, changes: JSON.parse(row.changes) as Change[] }));
  }
}
