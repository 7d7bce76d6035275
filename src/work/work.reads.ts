import type { Person } from '../access/person.js';
import { may } from '../access/permissions.js';
import { nobodyAnswers } from '../actions/answerer.js';
import { actionsSeenBy, concernsAcknowledgedBy, exemptionsDecidedBy, nilReturnsAnsweredBy } from '../access/policies.js';
import { dueDaySql } from '../allocation/board/dueDay.js';
import { unansweredNilReturn } from '../allocation/board/nilReturns.reads.js';
import { statusesFor, type AuditStatus } from '../audits/auditLifecycle.js';
import { missedMonths } from '../concerns/concern.js';
import { concernColumns, concernsWithTeam, type ConcernListed, type ConcernReads } from '../concerns/concerns.reads.js';
import type { Database } from '../database/database.js';
import { active, all, lacksMonthsUpdate, open } from '../reporting/predicates.js';
import type { Day } from '../shared/day.js';
import { monthOf, type Month } from '../shared/month.js';

export interface WaitingAudit {
  ref: string;
  caseRef: string;
  month: string;
  extendedTo: Day | null;
  status: AuditStatus;
  team: string;
  /** Someone else in this audit: the moderator for its auditor, the auditor for everybody else. */
  otherName: string;
}

/** Some of what waits, and how much there is of it in all. */
export interface Waiting<Line> {
  lines: Line[];
  total: number;
}

export interface WaitingWorry {
  ref: string;
  caseRef: string;
  team: string;
  toldAt: string;
}

export interface WaitingConcern extends ConcernListed {
  /** The months before this one that went by without an update. */
  missed: Month[];
}

export interface WaitingRequest {
  id: number;
  name: string;
  team: string | null;
  month: string;
  askedOn: Day;
}

export interface WaitingNilReturn {
  ref: string;
  month: string;
  extendedTo: Day | null;
  auditor: string;
  team: string;
}

export interface UnansweredAction {
  ref: string;
  description: string;
  caseRef: string;
  team: string;
  dueOn: Day;
}

/** What waits for one person, each kind the oldest first; a kind that is not theirs is absent. */
export interface MyWork {
  /** Immediate safety worries to acknowledge. */
  worries?: Waiting<WaitingWorry>;
  toWrite?: Waiting<WaitingAudit>;
  toDiscuss?: Waiting<WaitingAudit>;
  toModerate?: Waiting<WaitingAudit>;
  toAccept?: Waiting<WaitingAudit>;
  toDecide?: Waiting<WaitingRequest>;
  nilReturns?: Waiting<WaitingNilReturn>;
  /** Open actions that nobody answers for. */
  unanswered?: Waiting<UnansweredAction>;
  concerns?: Waiting<WaitingConcern>;
}

const shown = 10;

// What waits is found in an index of the audits; the rest is looked up for the lines shown.
const auditLines = (other: 'auditor_id' | 'moderator_id', condition: string): string =>
  `select audits.ref as "ref", case_ref as "caseRef", month as "month", extended_to as "extendedTo", status as "status", teams.name as "team", other.name as "otherName", waiting.total as "total"
     from (select audits.id, count(*) over () as total from audits where ${condition} order by month, id limit ${shown}) as waiting
          join audits on audits.id = waiting.id join teams on teams.id = audits.team_id join staff other on other.id = audits.${other}
    order by month, audits.id`;

export class WorkReads {
  constructor(
    private readonly database: Database,
    private readonly concernReads: ConcernReads,
  ) {}

  async of(person: Person, today: Day): Promise<MyWork> {
    const work: MyWork = {};
    const mine = { me: person.staffId };
    if (may(person, 'concern:acknowledge')) {
      work.worries = await this.waiting(
        `select concerns.ref as "ref", case_ref as "caseRef", teams.name as "team", told_at as "toldAt", count(*) over () as "total"
           from concern_acknowledgements join concerns on concerns.id = concern_id join teams on teams.id = concerns.team_id
          where staff_id = :me and acknowledged_at is null and ${active} and ${concernsAcknowledgedBy(person)} order by told_at, concerns.id limit ${shown}`,
        { ...mine, asAt: today },
      );
    }
    if (may(person, 'audit:write')) {
      work.toWrite = await this.waiting(auditLines('moderator_id', 'audits.auditor_id = :me and status in (:...statuses)'), { ...mine, statuses: statusesFor('write', 'auditor') });
      work.toDiscuss = await this.waiting(auditLines('moderator_id', "audits.auditor_id = :me and status in (:...statuses) and (auditor_discussion is null or auditor_discussion = '')"), {
        ...mine,
        statuses: statusesFor('discuss', 'auditor').filter((status) => !statusesFor('write', 'auditor').includes(status)),
      });
    }
    if (may(person, 'audit:moderate')) {
      work.toModerate = await this.waiting(auditLines('auditor_id', 'audits.moderator_id = :me and audits.auditor_id <> :me and status in (:...statuses)'), {
        ...mine,
        statuses: statusesFor('rate', 'moderator'),
      });
    }
    if (may(person, 'audit:accept')) {
      work.toAccept = await this.waiting(auditLines('auditor_id', 'audits.auditor_id <> :me and audits.moderator_id <> :me and status in (:...statuses)'), {
        ...mine,
        statuses: statusesFor('accept', 'qa'),
      });
    }
    if (may(person, 'exemption:decide')) {
      work.toDecide = await this.waiting(
        `select exemption_requests.id as "id", staff.name as "name", teams.name as "team", month as "month", asked_on as "askedOn", count(*) over () as "total"
           from exemption_requests join staff on staff.id = exemption_requests.staff_id left join teams on teams.id = staff.team_id
          where decision is null and ${exemptionsDecidedBy(person)} order by asked_on, exemption_requests.id limit ${shown}`,
        {},
      );
    }
    if (may(person, 'nil_return:answer') && person.headsTeams.length > 0) {
      work.nilReturns = await this.waiting(
        `select audits.ref as "ref", audits.month as "month", audits.extended_to as "extendedTo", auditor.name as "auditor", teams.name as "team", count(*) over () as "total"
           from audits join staff auditor on auditor.id = audits.auditor_id join teams on teams.id = coalesce(auditor.team_id, audits.team_id)
          where ${unansweredNilReturn} and ${nilReturnsAnsweredBy(person)} order by ${dueDaySql}, audits.id limit ${shown}`,
        {},
      );
    }
    if (may(person, 'action:move') && person.headsTeams.length === 0) {
      work.unanswered = await this.waiting(
        `select actions.ref as "ref", actions.description as "description", case_ref as "caseRef", teams.name as "team", due_on as "dueOn", count(*) over () as "total"
           from actions join audits on audits.id = actions.audit_id join teams on teams.id = actions.team_id
          where ${all(actionsSeenBy(person), open, nobodyAnswers)} order by due_on, actions.id limit ${shown}`,
        { asAt: today },
      );
    }
    if (may(person, 'concern:update') && person.headsTeams.length > 0) {
      const waiting = await this.waiting<ConcernListed>(
        `select ${concernColumns}, count(*) over () as "total" from ${concernsWithTeam}
          where concerns.team_id in (:...teams) and ${lacksMonthsUpdate} order by concerns.raised_on, concerns.id limit ${shown}`,
        { teams: person.headsTeams, asAt: today, monthStart: `${monthOf(today)}-01` },
      );
      const pasts = await this.concernReads.pastsOf(waiting.lines.map(({ id }) => id));
      work.concerns = { ...waiting, lines: waiting.lines.map((line) => ({ ...line, missed: missedMonths(pasts.get(line.id)!, today) })) };
    }
    return work;
  }

  private async waiting<Line>(sql: string, parameters: object): Promise<Waiting<Line>> {
    const rows = await this.database.query<Line & { total: number }>(sql, parameters);
    return { lines: rows, total: rows[0]?.total ?? 0 };
  }
}
