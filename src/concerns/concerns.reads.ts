import type { Person } from '../access/person.js';
import { concernsSeenBy, maySeeConcern } from '../access/policies.js';
import type { Database } from '../database/database.js';
import { active, activeOver12Months, all, howMany, lacksMonthsUpdate, resolvedOn, type Predicate } from '../reporting/predicates.js';
import type { Clock } from '../shared/clock.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { NotFound, Refused } from '../shared/errors.js';
import { monthOf } from '../shared/month.js';
import { perPage, rowsBefore } from '../web/paging.js';
import { concernFilters, type ConcernCause, type ConcernDates, type ConcernFilter } from './concern.js';

/** The case of concern an audit raised, as the audit's page shows it. */
export interface ConcernOfAudit {
  ref: string;
  cause: ConcernCause;
  detail: string | null;
  raisedOn: Day;
  /** Null: still active. */
  resolvedOn: Day | null;
}

/** A line of the list of cases of concern. */
export interface ConcernListed extends ConcernDates {
  ref: string;
  caseRef: string;
  teamName: string;
  serviceName: string;
}

/** Everything a case's own page shows or checks. */
export interface ConcernInFull extends ConcernListed, ConcernOfAudit {
  id: number;
  teamId: number;
  headName: string | null;
  audit: { ref: string; auditorId: number; moderatorId: number; teamId: number; status: string } | null;
  version: number;
}

export interface ConcernUpdateRecorded {
  updatedOn: Day;
  updatedBy: string;
  childSafe: boolean;
  planProgressing: boolean;
  note: string;
}

const lastUpdatedOn = '(select max(updated_on) from concern_updates where concern_id = concerns.id)';
const conditions: Record<ConcernFilter, Predicate> = {
  active,
  lacks_update: lacksMonthsUpdate,
  over_6_months: all(active, 'concerns.raised_on < :sixMonthsBefore'),
  over_12_months: activeOver12Months,
  resolved: `${resolvedOn} <= :asAt`,
  all: '1 = 1',
};

const daysFor = (asAt: Day): Record<string, Day> => ({
  asAt,
  monthStart: `${monthOf(asAt)}-01`,
  sixMonthsBefore: addMonthsToDay(asAt, -6),
  twelveMonthsBefore: addMonthsToDay(asAt, -12),
});

/** A service or a team; null for every one. */
export interface PartOfCouncil {
  serviceId: number | null;
  teamId: number | null;
}

export interface ConcernsWanted extends PartOfCouncil {
  state: ConcernFilter;
}

const from = 'concerns join teams on teams.id = concerns.team_id join services on services.id = teams.service_id';
const columns = `concerns.ref, concerns.case_ref as "caseRef", teams.name as "teamName", services.name as "serviceName", concerns.raised_on as "raisedOn",
  ${resolvedOn} as "resolvedOn", ${lastUpdatedOn} as "lastUpdatedOn"`;

/** What pages and other features read about cases of concern. */
export class ConcernReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The case of concern of an audit, the active one before one that is resolved; undefined when it raised none. */
  async ofAudit(auditId: number): Promise<ConcernOfAudit | undefined> {
    const [concern] = await this.database.query<ConcernOfAudit>(
      `select ref, cause, detail, raised_on as "raisedOn", resolved_on as "resolvedOn" from concerns where audit_id = :auditId
        order by case when ${active} then 0 else 1 end, raised_on desc, id desc limit 1`,
      { auditId, asAt: this.clock.today() },
    );
    return concern;
  }

  /** A page of the cases a person may see, active and longest open first. */
  async list(person: Person, wanted: ConcernsWanted, page: number, asAt: Day = this.clock.today()): Promise<ConcernListed[]> {
    return this.database.query(
      `select ${columns} from ${from} where ${all(concernsSeenBy(person), conditions[wanted.state], ...inPart(wanted))}
        order by case when ${active} then 0 else 1 end, case when ${active} then concerns.raised_on end, concerns.resolved_on desc, concerns.id
        limit ${perPage} offset ${rowsBefore(page)}`,
      { ...daysFor(asAt), ...wanted },
    );
  }

  /** How many of the cases a person may see there are of each kind the list can be narrowed to. */
  async counts(person: Person, part: PartOfCouncil, asAt: Day = this.clock.today()): Promise<Record<ConcernFilter, number>> {
    const sums = concernFilters.map((state) => `${howMany(conditions[state])} as "${state}"`).join(', ');
    const [counted] = await this.database.query<Record<ConcernFilter, number | null>>(
      `select ${sums} from ${from} where ${all(concernsSeenBy(person), ...inPart(part))}`,
      { ...daysFor(asAt), ...part },
    );
    return Object.fromEntries(concernFilters.map((state) => [state, counted?.[state] ?? 0])) as Record<ConcernFilter, number>;
  }

  /** The teams with cases the person may see, with their services, by name. */
  async teamsSeen(person: Person): Promise<{ id: number; name: string; serviceId: number; serviceName: string }[]> {
    return this.database.query(
      `select teams.id, teams.name, services.id as "serviceId", services.name as "serviceName" from teams join services on services.id = teams.service_id
        where teams.id in (select team_id from concerns where ${concernsSeenBy(person)}) order by teams.name`,
    );
  }

  /** A case for someone who may see it. @throws NotFound, Refused */
  async concernFor(person: Person, ref: string): Promise<ConcernInFull> {
    const concern = await this.byRef(ref);
    if (!maySeeConcern(person, { teamId: concern.teamId, auditorId: concern.audit?.auditorId ?? null })) {
      throw new Refused('This case of concern is not one of those you may see.');
    }
    return concern;
  }

  /** @throws NotFound */
  async byRef(ref: string): Promise<ConcernInFull> {
    type Row = Omit<ConcernInFull, 'audit'> & { auditRef: string | null; auditorId: number; moderatorId: number; auditTeamId: number; auditStatus: string };
    const [row] = await this.database.query<Row>(
      `select concerns.id, ${columns}, concerns.cause, concerns.detail, concerns.team_id as "teamId", concerns.version, head.name as "headName",
              audits.ref as "auditRef", audits.auditor_id as "auditorId", audits.moderator_id as "moderatorId", audits.team_id as "auditTeamId", audits.status as "auditStatus"
         from ${from} left join staff head on head.id = services.head_of_service_id left join audits on audits.id = concerns.audit_id where concerns.ref = :ref`,
      { ref, asAt: this.clock.today() },
    );
    if (!row) throw new NotFound('There is no case of concern with this reference.');
    const { auditRef, auditorId, moderatorId, auditTeamId, auditStatus, ...concern } = row;
    return { ...concern, audit: auditRef === null ? null : { ref: auditRef, auditorId, moderatorId, teamId: auditTeamId, status: auditStatus } };
  }

  /** Those who answer for a team's children from outside it: its Head of Service, and every director; where there are none, the QA team. */
  async leadersOf(teamId: number, asAt: Day = this.clock.today()): Promise<number[]> {
    const leaders = await this.database.query<{ id: number }>(
      `select staff.id from staff where (ends_on is null or ends_on >= :asAt) and (
         id in (select staff_id from staff_roles where role = 'director')
         or id in (select services.head_of_service_id from teams join services on services.id = teams.service_id
                     join staff_roles on staff_roles.staff_id = services.head_of_service_id and role = 'head_of_service' where teams.id = :teamId))`,
      { teamId, asAt },
    );
    // A worry about a child's safety is never told to nobody.
    const told = leaders.length > 0 ? leaders : await this.database.query<{ id: number }>("select staff.id from staff join staff_roles on staff_id = staff.id and role = 'qa' where ends_on is null or ends_on >= :asAt", { asAt });
    return told.map(({ id }) => id);
  }

  /** What was recorded about a case, the latest first. */
  async updatesOf(concernId: number): Promise<ConcernUpdateRecorded[]> {
    const rows = await this.database.query<ConcernUpdateRecorded>(
      `select updated_on as "updatedOn", staff.name as "updatedBy", child_safe as "childSafe", plan_progressing as "planProgressing", note
         from concern_updates join staff on staff.id = updated_by_id where concern_id = :concernId order by updated_on desc, concern_updates.id desc`,
      { concernId },
    );
    return rows.map((row) => ({ ...row, childSafe: Boolean(row.childSafe), planProgressing: Boolean(row.planProgressing) }));
  }
}

function inPart({ serviceId, teamId }: PartOfCouncil): Predicate[] {
  return [...(serviceId === null ? [] : ['services.id = :serviceId']), ...(teamId === null ? [] : ['teams.id = :teamId'])];
}
