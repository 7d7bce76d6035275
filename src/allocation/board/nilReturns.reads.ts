import type { Person } from '../../access/person.js';
import { nilReturnsSeenBy } from '../../access/policies.js';
import type { AuditStatus } from '../../audits/auditLifecycle.js';
import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import { NotFound } from '../../shared/errors.js';
import { addMonths, type Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import { auditCounts, readReauditsDue } from '../allocation.reads.js';
import { monthsBetweenAudits } from '../allocationRules.js';
import { dueDaySql } from './dueDay.js';
import type { NilReturnAnswer, NilReturnState } from './nilReturn.js';

export interface NilReturnFilter {
  month?: Month | undefined;
  state: NilReturnState;
}

/** An audit that was not submitted, with the answer if there is one. */
export interface NilReturnSeen {
  id: number;
  ref: string;
  caseRef: string;
  month: Month;
  extendedTo: Day | null;
  /** Whether it still is one: with an extension it is taken up again. */
  status: AuditStatus;
  /** The child's. */
  teamId: number;
  teamName: string;
  auditorId: number;
  auditorName: string;
  auditorTeamId: number | null;
  moderatorId: number;
  /** The team whose Head of Service follows it up. */
  answeringTeam: string;
  headName: string | null;
  answer: NilReturnAnswer | null;
  note: string | null;
  answeredBy: string | null;
  answeredOn: Day | null;
  /** 0 while there is no answer. */
  version: number;
}

const rows = `select audits.id, audits.ref, audits.case_ref as "caseRef", audits.month, audits.extended_to as "extendedTo", audits.status, audits.team_id as "teamId", teams.name as "teamName",
    audits.auditor_id as "auditorId", auditor.name as "auditorName", auditor.team_id as "auditorTeamId", audits.moderator_id as "moderatorId", answering.name as "answeringTeam",
    head.name as "headName", answer, note, answerer.name as "answeredBy", answered_on as "answeredOn", coalesce(nil_returns.version, 0) as version
  from audits join teams on teams.id = audits.team_id join staff auditor on auditor.id = audits.auditor_id
    join teams answering on answering.id = coalesce(auditor.team_id, audits.team_id) join services on services.id = answering.service_id
    left join staff head on head.id = services.head_of_service_id
    left join nil_returns on nil_returns.audit_id = audits.id left join staff answerer on answerer.id = nil_returns.answered_by_id`;

const isNilReturn = "audits.template = 'core' and audits.status = 'not_submitted'";
/** A nil return that waits for an answer, for the rows of `audits`. */
export const unansweredNilReturn = `${isNilReturn} and not exists (select 1 from nil_returns where nil_returns.audit_id = audits.id)`;

export class NilReturnReads {
  constructor(private readonly database: Database) {}

  async count(person: Person, filter: NilReturnFilter): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from audits join staff auditor on auditor.id = audits.auditor_id left join nil_returns on nil_returns.audit_id = audits.id where ${condition(person, filter)}`,
      { ...filter },
    );
    return row!.total;
  }

  /** One page: those without an answer first, the oldest at the top. */
  async page(person: Person, filter: NilReturnFilter, page: number): Promise<NilReturnSeen[]> {
    return this.database.query<NilReturnSeen>(
      `${rows} where ${condition(person, filter)}
        order by case when nil_returns.audit_id is null then 0 else 1 end, ${dueDaySql}, audits.id limit :perPage offset :before`,
      { ...filter, perPage, before: rowsBefore(page) },
    );
  }

  /** An audit as a nil return, also when it is none any more. @throws NotFound */
  async byRef(ref: string): Promise<NilReturnSeen> {
    const [row] = await this.database.query<NilReturnSeen>(`${rows} where audits.ref = :ref`, { ref });
    if (!row) throw new NotFound('There is no audit with this reference.');
    return row;
  }

  /** The reference of another audit of the same child, too near to this one for both to be done; undefined when there is none. */
  async auditInstead({ id, caseRef, month }: { id: number; caseRef: string; month: Month }): Promise<string | undefined> {
    // A re-audit comes within a year of the audit that raised the case.
    if ((await readReauditsDue(this.database, month, [caseRef])).size > 0) return undefined;
    const [row] = await this.database.query<{ ref: string }>(
      `select ref from audits where case_ref = :caseRef and id <> :id and ${auditCounts} and month > :from and month < :until order by month desc limit 1`,
      { id, caseRef, from: addMonths(month, -monthsBetweenAudits), until: addMonths(month, monthsBetweenAudits) },
    );
    return row?.ref;
  }

  /** The months that have nil returns this person may see, the latest first. */
  async months(person: Person): Promise<Month[]> {
    const found = await this.database.query<{ month: Month }>(
      `select distinct audits.month from audits join staff auditor on auditor.id = audits.auditor_id where ${isNilReturn} and ${nilReturnsSeenBy(person)} order by audits.month desc`,
    );
    return found.map(({ month }) => month);
  }
}

function condition(person: Person, { month, state }: NilReturnFilter): string {
  return [
    isNilReturn,
    nilReturnsSeenBy(person),
    month !== undefined && 'audits.month = :month',
    state === 'unanswered' && 'nil_returns.audit_id is null',
    state === 'answered' && 'nil_returns.audit_id is not null',
  ]
    .filter(Boolean)
    .join(' and ');
}
