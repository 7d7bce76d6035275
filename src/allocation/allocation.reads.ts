import type { Role } from '../access/roles.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { NotFound } from '../shared/errors.js';
import { addMonths, type Month } from '../shared/month.js';
import type { Cohort } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import { monthsBetweenAudits, type AuditorCandidate, type ChildToAudit, type ModeratorCandidate, type whichChildren } from './allocationRules.js';
import { isExpectedToAudit, moderationCapacityIn, type Workforce } from './availability/availability.js';
import { readMonthsOff, readWorkforce } from './availability/workforce.reads.js';
import { moderatorOf } from './pairings/pairings.reads.js';
import { isDueIn, type Reaudit } from './reaudit.js';

export interface CaseloadFilter {
  teamId?: number | undefined;
  cohort?: Cohort | undefined;
  /** Children who may be given out for the month, those due a re-audit in it, or all. */
  show: (typeof whichChildren)[number];
}

/** A child of the caseload, as the list shows it. */
export interface ChildLine {
  id: number;
  caseRef: string;
  dateOfBirth: Day;
  teamName: string;
  cohort: Cohort;
  reviewingOfficerName: string | null;
  /** The month of the latest audit that was not exempted and not left undone. */
  lastAudited: Month | null;
  /** Their audit of the month asked for, whatever became of it. */
  auditRef: string | null;
}

export interface ChildInCaseload extends ChildLine {
  /** The month of the caseload. */
  caseloadMonth: Month;
  teamId: number;
  reviewingOfficerId: number | null;
}

/** Someone who may be chosen, with what the choice needs to know. */
export interface Auditor extends AuditorCandidate {
  teamName: string | null;
  pairedWithId: number | null;
}

export interface Moderator extends ModeratorCandidate {
  teamName: string | null;
}

export interface Choices {
  auditors: Auditor[];
  moderators: Moderator[];
}

/** SQL: an audit that stands in the way of another of the same child, and takes up its auditor and moderator. */
export const auditCounts = "audits.status not in ('exempted', 'not_submitted')";

const columns = `caseload.id, caseload.month as "caseloadMonth", caseload.case_ref as "caseRef", caseload.date_of_birth as "dateOfBirth", caseload.team_id as "teamId", teams.name as "teamName", caseload.cohort,
  caseload.reviewing_officer_id as "reviewingOfficerId", officer.name as "reviewingOfficerName",
  (select max(audits.month) from audits where audits.case_ref = caseload.case_ref and ${auditCounts}) as "lastAudited",
  (select audits.ref from audits where audits.case_ref = caseload.case_ref and audits.month = :month and audits.template = 'core') as "auditRef"`;
const joins = 'join teams on teams.id = caseload.team_id left join staff as officer on officer.id = caseload.reviewing_officer_id';

/** The re-audits due in `month`, of all children or of these, the longest waiting first; of two cases of a child the one resolved first. */
export async function readReauditsDue(database: Database, month: Month, caseRefs?: readonly string[]): Promise<Map<string, Reaudit>> {
  if (caseRefs?.length === 0) return new Map();
  const resolved = await database.query<Reaudit>(
    `select concerns.case_ref as "caseRef", concerns.ref as "concernRef", concerns.resolved_on as "resolvedOn", raising.auditor_id as "auditorId", raising.moderator_id as "moderatorId"
       from concerns left join audits as raising on raising.id = concerns.audit_id
      where concerns.resolved_on is not null ${caseRefs ? 'and concerns.case_ref in (:...caseRefs)' : ''}
        and not exists (select 1 from audits where audits.case_ref = concerns.case_ref and audits.month > substr(concerns.resolved_on, 1, 7) and ${auditCounts})
      order by concerns.resolved_on desc, concerns.ref desc`,
    caseRefs ? { caseRefs: [...caseRefs] } : {},
  );
  // Of two entries of a child the last one stays.
  return new Map([...new Map(resolved.filter(({ resolvedOn }) => isDueIn(resolvedOn, month)).map((reaudit) => [reaudit.caseRef, reaudit]))].reverse());
}

/** What allocation reads: the children open to the service, and who can audit and moderate. */
export class AllocationReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The latest month at or before `month` that there is a caseload of. */
  async caseloadMonth(month: Month): Promise<Month | null> {
    const [row] = await this.database.query<{ latest: Month | null }>('select max(month) as latest from caseload where month <= :month', { month });
    return row?.latest ?? null;
  }

  /** How many children of a caseload the filter finds; `month` is the audit month. */
  async count(caseloadMonth: Month, month: Month, filter: CaseloadFilter): Promise<number> {
    const due = await this.childrenDue(month);
    const [row] = await this.database.query<{ total: number }>(`select count(*) as total from caseload where ${condition(filter, due)}`, parameters(caseloadMonth, month, filter, due));
    return row!.total;
  }

  /** One page of them by team and reference. */
  async page(caseloadMonth: Month, month: Month, filter: CaseloadFilter, page: number): Promise<ChildLine[]> {
    const due = await this.childrenDue(month);
    return this.database.query<ChildLine>(
      `select ${columns}
         from (select caseload.id from caseload join teams on teams.id = caseload.team_id where ${condition(filter, due)} order by teams.name, caseload.case_ref limit :perPage offset :before) as shown
              join caseload on caseload.id = shown.id ${joins}
        order by teams.name, caseload.case_ref`,
      { ...parameters(caseloadMonth, month, filter, due), perPage, before: rowsBefore(page) },
    );
  }

  /** A child by their row in the caseload; `month` is the audit month. @throws NotFound */
  async child(id: number, month: Month): Promise<ChildInCaseload> {
    const [row] = await this.database.query<ChildInCaseload>(`select ${columns} from caseload ${joins} where caseload.id = :id`, { id, month });
    if (!row) throw new NotFound('There is no such child in the caseload.');
    return row;
  }

  /** The row of the child with this case reference in a caseload. */
  async idOf(caseloadMonth: Month, caseRef: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ id: number }>('select id from caseload where month = :caseloadMonth and upper(case_ref) = upper(:caseRef)', { caseloadMonth, caseRef });
    return row?.id;
  }

  /** What the rules want to know about the child. */
  async childToAudit({ teamId, reviewingOfficerId, caseRef, caseloadMonth }: ChildInCaseload, month: Month): Promise<ChildToAudit> {
    const audits = await this.database.query<{ month: Month; counts: number; sameMonth: number }>(
      `select month, case when ${auditCounts} then 1 else 0 end as counts, case when month = :month and template = 'core' then 1 else 0 end as "sameMonth"
         from audits where case_ref = :caseRef order by month`,
      { caseRef, month },
    );
    return {
      teamId,
      reviewingOfficerId,
      caseloadMonth,
      caseloadInForce: await this.caseloadMonth(month),
      auditedIn: audits.filter((audit) => audit.counts === 1).map((audit) => audit.month),
      allocatedAlready: audits.some((audit) => audit.sameMonth === 1),
      reaudit: (await this.reauditsDue(month, [caseRef])).get(caseRef),
    };
  }

  /** The re-audits due in `month`, of all children or of these. */
  reauditsDue(month: Month, caseRefs?: readonly string[]): Promise<Map<string, Reaudit>> {
    return readReauditsDue(this.database, month, caseRefs);
  }

  private async childrenDue(month: Month): Promise<string[]> {
    return [...(await this.reauditsDue(month)).keys()];
  }

  /** The reviewing officer of a child in the latest caseload up to `month`. */
  async reviewingOfficerOf(caseRef: string, month: Month): Promise<number | null> {
    const [row] = await this.database.query<{ id: number | null }>(
      'select reviewing_officer_id as id from caseload where case_ref = :caseRef and month <= :month order by month desc limit 1',
      { caseRef, month },
    );
    return row?.id ?? null;
  }

  /** Everyone with the role, in post or not, by name, with what they have in `month`. `known` when today's workforce has been read already. */
  async choices(month: Month, known?: Workforce): Promise<Choices> {
    const today = this.clock.today();
    const { staff, blackouts } = known ?? (await readWorkforce(this.database, today));
    const off = new Set((await readMonthsOff(this.database, today, month, month)).map(({ staffId }) => staffId));
    const teamNames = new Map((await this.teams()).map(({ id, name }) => [id, name]));
    const roles = grouped(await this.database.query<{ staffId: number; role: Role }>('select staff_id as "staffId", role from staff_roles'));
    const managed = grouped(await this.database.query<{ staffId: number; teamId: number }>('select team_manager_id as "staffId", id as "teamId" from teams where team_manager_id is not null'));
    const auditing = await this.countBy('auditor_id', month);
    const moderating = await this.countBy('moderator_id', month);
    const pairings = await moderatorOf(this.database, month);
    const people = staff.map((one) => ({
      ...one,
      teamName: one.teamId === null ? null : (teamNames.get(one.teamId) ?? null),
      roles: (roles.get(one.staffId) ?? []).map(({ role }) => role),
      managesTeams: (managed.get(one.staffId) ?? []).map(({ teamId }) => teamId),
    }));
    return {
      auditors: people
        .filter((one) => one.roles.includes('auditor'))
        .map((one) => ({ ...one, allocated: auditing.get(one.staffId) ?? 0, expected: isExpectedToAudit(one, month, blackouts), exempt: off.has(one.staffId), pairedWithId: pairings.get(one.staffId) ?? null })),
      moderators: people
        .filter((one) => one.roles.includes('moderator'))
        .map((one) => ({ ...one, allocated: moderating.get(one.staffId) ?? 0, capacity: moderationCapacityIn(one, month) })),
    };
  }

  private async countBy(column: 'auditor_id' | 'moderator_id', month: Month): Promise<Map<number, number>> {
    const rows = await this.database.query<{ staffId: number; audits: number }>(
      `select ${column} as "staffId", count(*) as audits from audits where month = :month and ${auditCounts} group by ${column}`,
      { month },
    );
    return new Map(rows.map(({ staffId, audits }) => [staffId, audits]));
  }

  /** All teams by name. */
  async teams(): Promise<{ id: number; name: string }[]> {
    return this.database.query('select id, name from teams order by name');
  }
}

function condition({ teamId, cohort, show }: CaseloadFilter, due: readonly string[]): string {
  const isDue = due.length > 0 ? 'caseload.case_ref in (:...due)' : '1 = 0';
  return [
    'caseload.month = :caseloadMonth',
    teamId !== undefined && 'caseload.team_id = :teamId',
    cohort !== undefined && 'caseload.cohort = :cohort',
    show === 'reaudit' && isDue,
    show === 'free' &&
      `not exists (select 1 from audits where audits.case_ref = caseload.case_ref and (audits.month = :month or (${auditCounts} and audits.month > :from and audits.month < :until and not ${isDue})))`,
  ]
    .filter(Boolean)
    .join(' and ');
}

function parameters(caseloadMonth: Month, month: Month, filter: CaseloadFilter, due: readonly string[]): Record<string, unknown> {
  return { ...filter, due: [...due], caseloadMonth, month, from: addMonths(month, -monthsBetweenAudits), until: addMonths(month, monthsBetweenAudits) };
}

function grouped<Row extends { staffId: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(row.staffId, [...(groups.get(row.staffId) ?? []), row]);
  return groups;
}
