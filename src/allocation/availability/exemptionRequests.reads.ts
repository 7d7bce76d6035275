import type { Person } from '../../access/person.js';
import { exemptionsSeenBy, maySeeExemption, type AuditSeen } from '../../access/policies.js';
import type { Database } from '../../database/database.js';
import { inPostAs } from '../../people/inPost.js';
import type { Day } from '../../shared/day.js';
import { NotFound, Refused } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import type { ExemptionDecision, SingleMonthReason } from './exemption.js';
import type { AuditOfMonth, Situation } from './exemptionRequest.js';
import { readWorkforce } from './workforce.reads.js';

/** A request to be let off a month's audit, with what became of it. */
export interface RequestSeen {
  id: number;
  version: number;
  staffId: number;
  name: string;
  teamId: number | null;
  teamName: string | null;
  month: Month;
  reason: SingleMonthReason;
  detail: string | null;
  askedOn: Day;
  decision: ExemptionDecision | null;
  decidedBy: string | null;
  decidedOn: Day | null;
  decisionNote: string | null;
}

/** An audit a request is about, with what decides who may see it and who decides the request. */
export type AuditAskedAbout = AuditOfMonth & Omit<AuditSeen, 'status'>;

const rows = `select exemption_requests.id, exemption_requests.version, staff_id as "staffId", staff.name, staff.team_id as "teamId", teams.name as "teamName", month, reason, detail,
    asked_on as "askedOn", decision, decider.name as "decidedBy", decided_on as "decidedOn", decision_note as "decisionNote"
  from exemption_requests join staff on staff.id = staff_id left join teams on teams.id = staff.team_id left join staff decider on decider.id = decided_by_id`;

/** What the pages about single months read. */
export class ExemptionRequestReads {
  constructor(private readonly database: Database) {}

  /** A page of the requests the person may see, the undecided ones first and the next month of those first; and how many there are. */
  async list(person: Person, page: number): Promise<{ requests: RequestSeen[]; total: number; undecided: number }> {
    const seen = exemptionsSeenBy(person);
    const [counted] = await this.database.query<{ total: number; undecided: number | null }>(
      `select count(*) as total, sum(case when decision is null then 1 else 0 end) as undecided from exemption_requests join staff on staff.id = staff_id where ${seen}`,
    );
    const requests = await this.database.query<RequestSeen>(
      `${rows} where ${seen}
        order by case when decision is null then 0 else 1 end, case when decision is null then month end, month desc, exemption_requests.id desc limit ${perPage} offset ${rowsBefore(page)}`,
    );
    return { requests, total: counted!.total, undecided: counted!.undecided ?? 0 };
  }

  /** @throws NotFound */
  async one(id: number): Promise<RequestSeen> {
    const [request] = await this.database.query<RequestSeen>(`${rows} where exemption_requests.id = :id`, { id });
    if (!request) throw new NotFound('There is no such request.');
    return request;
  }

  /** @throws NotFound, Refused */
  async oneFor(person: Person, id: number): Promise<RequestSeen> {
    const request = await this.one(id);
    if (!maySeeExemption(person, request)) throw new Refused('This request is not one of those you may see.');
    return request;
  }

  /** The audits a request is about. */
  async auditsOf({ staffId, month }: { staffId: number; month: Month }): Promise<AuditAskedAbout[]> {
    return this.database.query("select ref, month, status, auditor_id as \"auditorId\", moderator_id as \"moderatorId\", team_id as \"teamId\" from audits where auditor_id = :staffId and month = :month and template = 'core' order by ref", { staffId, month });
  }

  /** All that decides what the person may ask for today. */
  async situationOf(staffId: number, today: Day): Promise<Situation> {
    const { staff, blackouts } = await readWorkforce(this.database, today);
    const audits = await this.database.query<AuditOfMonth>("select ref, month, status from audits where auditor_id = :staffId and template = 'core'", { staffId });
    const requests = await this.database.query<{ month: Month }>('select month from exemption_requests where staff_id = :staffId and decision is null', { staffId });
    const granted = await this.database.query<{ month: Month }>("select from_month as month from exemptions where staff_id = :staffId and kind = 'single_month'", { staffId });
    return {
      person: staff.find((one) => one.staffId === staffId),
      blackouts,
      audits,
      undecided: requests.map(({ month }) => month),
      granted: granted.map(({ month }) => month),
    };
  }

  /** Who decides: directors in post, but for the one who asks. */
  async directors(besides: number, today: Day): Promise<number[]> {
    const directors = await this.database.query<{ id: number }>(
      `select id from staff where ${inPostAs('staff', ['director'])} and id <> :besides`,
      { besides, asAt: today },
    );
    return directors.map(({ id }) => id);
  }
}
