import type { AuditStatus } from '../../audits/auditLifecycle.js';
import type { Database } from '../../database/database.js';
import { headInPost } from '../../people/inPost.js';
import { all, allocated, core } from '../../reporting/predicates.js';
import type { Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { kinds } from './board.js';

/** An audit that the close of its month turns into a nil return. */
export interface AuditToClose {
  id: number;
  ref: string;
  caseRef: string;
  month: Month;
  extendedTo: Day | null;
  status: AuditStatus;
  auditorName: string;
  teamName: string;
  /** The Head of Service who follows it up: that of the auditor's team, or of the child's where the auditor has none. */
  headId: number | null;
  headName: string | null;
}

export class MonthCloseReads {
  constructor(private readonly database: Database) {}

  /** What is to be closed of a month; no more than its audits. */
  async toClose(month: Month, today: Day): Promise<AuditToClose[]> {
    return this.database.query<AuditToClose>(
      `select audits.id, audits.ref, audits.case_ref as "caseRef", audits.month, audits.extended_to as "extendedTo", audits.status, auditor.name as "auditorName",
              answering.name as "teamName", head.id as "headId", head.name as "headName"
         from audits join staff auditor on auditor.id = audits.auditor_id
              join teams answering on answering.id = coalesce(auditor.team_id, audits.team_id) join services on services.id = answering.service_id
              ${headInPost()}
        where ${all('audits.month = :month', core, allocated, kinds.to_close)} order by answering.name, auditor.name, audits.id`,
      { month, asAt: today },
    );
  }
}
