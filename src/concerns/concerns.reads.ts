import type { Person } from '../access/person.js';
import { maySeeConcern } from '../access/policies.js';
import type { Database } from '../database/database.js';
import { headInPost } from '../people/inPost.js';
import { active, concernTeam, lacksMonthsUpdate, resolvedOn } from '../reporting/predicates.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { NotFound, Refused } from '../shared/errors.js';
import { monthOf } from '../shared/month.js';
import type { ConcernCause, ConcernDates, ConcernPast } from './concern.js';

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
  id: number;
  ref: string;
  caseRef: string;
  teamName: string;
  serviceName: string;
}

/** Everything a case's own page shows or checks. */
export interface ConcernInFull extends ConcernListed, ConcernOfAudit {
  teamId: number;
  /** The Head of Service who holds it; null while nobody in post does. */
  headId: number | null;
  headName: string | null;
  /** The last time it was reopened. */
  reopenedOn: Day | null;
  /** With what its auditor wrote about the whole of it, where it was rated Inadequate. */
  audit: { ref: string; auditorId: number; moderatorId: number; teamId: number; status: string; improvements: string | null; impact: string | null } | null;
  version: number;
}

export interface ConcernUpdateRecorded {
  updatedOn: Day;
  updatedBy: string;
  childSafe: boolean;
  planProgressing: boolean;
  note: string;
}

/** Until when a case belonged to another team, or was resolved before it was reopened. */
export interface StandingSeen {
  untilOn: Day;
  /** The team it belonged to. */
  teamName: string;
  resolvedOn: Day | null;
  endedBy: 'reopened' | 'moved';
  reason: string | null;
  changedBy: string | null;
}

const lastUpdatedOn = '(select max(updated_on) from concern_updates where concern_id = concerns.id and updated_on <= :asAt)';
/** As known on `:asAt`: the team, its service and the dates. */
export const concernsWithTeam = `concerns join teams on teams.id = ${concernTeam} join services on services.id = teams.service_id`;
export const concernColumns = `concerns.id, concerns.ref, concerns.case_ref as "caseRef", teams.name as "teamName", services.name as "serviceName", concerns.raised_on as "raisedOn",
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
    type Row = Omit<ConcernInFull, 'audit'> & {
      auditRef: string | null; auditorId: number; moderatorId: number; auditTeamId: number; auditStatus: string; improvements: string | null; impact: string | null;
    };
    const [row] = await this.database.query<Row>(
      `select ${concernColumns}, concerns.cause, concerns.detail, concerns.team_id as "teamId", concerns.version, head.id as "headId", head.name as "headName",
              (select max(until_on) from concern_standings where concern_id = concerns.id and ended_by = 'reopened') as "reopenedOn",
              audits.ref as "auditRef", audits.auditor_id as "auditorId", audits.moderator_id as "moderatorId", audits.team_id as "auditTeamId", audits.status as "auditStatus",
              audits.improvements, audits.impact
         from ${concernsWithTeam} ${headInPost()}
              left join audits on audits.id = concerns.audit_id where concerns.ref = :ref`,
      { ref, asAt: this.clock.today() },
    );
    if (!row) throw new NotFound('There is no case of concern with this reference.');
    const { auditRef, auditorId, moderatorId, auditTeamId, auditStatus, improvements, impact, ...concern } = row;
    // An audit that is not accepted yet is not read here: what its auditor was worried about stands in the case itself.
    const words = concern.cause === 'inadequate' ? { improvements, impact } : { improvements: null, impact: null };
    return { ...concern, audit: auditRef === null ? null : { ref: auditRef, auditorId, moderatorId, teamId: auditTeamId, status: auditStatus, ...words } };
  }

  /** The Heads of Service in post with cases that have no update in the month of the day yet, and how many. */
  lackingUpdates(today: Day): Promise<{ staffId: number; howMany: number }[]> {
    return this.database.query(
      `select head.id as "staffId", count(*) as "howMany" from ${concernsWithTeam} ${headInPost()}
        where ${lacksMonthsUpdate} and head.id is not null group by head.id order by head.id`,
      { asAt: today, monthStart: `${monthOf(today)}-01` },
    );
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

  /** How a case stood before, the earliest first. */
  standingsOf(concernId: number): Promise<StandingSeen[]> {
    return this.database.query(
      `select until_on as "untilOn", teams.name as "teamName", resolved_on as "resolvedOn", ended_by as "endedBy", reason, staff.name as "changedBy"
         from concern_standings join teams on teams.id = concern_standings.team_id left join staff on staff.id = changed_by_id
        where concern_id = :concernId order by until_on, concern_standings.id`,
      { concernId },
    );
  }

  /** What the months that cases missed are worked out from, by the id of the case. */
  async pastsOf(concernIds: readonly number[]): Promise<Map<number, ConcernPast>> {
    if (concernIds.length === 0) return new Map();
    const ids = { concernIds: [...concernIds] };
    const [concerns, standings, updates] = await Promise.all([
      this.database.query<{ id: number; raisedOn: Day; resolvedOn: Day | null }>('select id, raised_on as "raisedOn", resolved_on as "resolvedOn" from concerns where id in (:...concernIds)', ids),
      this.database.query<{ id: number; untilOn: Day; resolvedOn: Day | null }>(
        'select concern_id as id, until_on as "untilOn", resolved_on as "resolvedOn" from concern_standings where concern_id in (:...concernIds) order by until_on, concern_standings.id', ids,
      ),
      this.database.query<{ id: number; updatedOn: Day }>('select distinct concern_id as id, updated_on as "updatedOn" from concern_updates where concern_id in (:...concernIds)', ids),
    ]);
    return new Map(
      concerns.map(({ id, ...dates }) => [
        id, { ...dates, standings: standings.filter((standing) => standing.id === id), updatedOn: updates.filter((update) => update.id === id).map(({ updatedOn }) => updatedOn) },
      ]),
    );
  }
}
