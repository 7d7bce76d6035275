import { actionState, reportKinds, type ActionDates, type ActionState } from '../actions/action.js';
import { answererJoins, answererName } from '../actions/answerer.js';
import type { Person } from '../access/person.js';
import { actionsSeenBy, auditsSeenBy } from '../access/policies.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { ActionType } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { Period } from './askedPeriod.js';
import type { ActionBehind, AuditBehind, Behind } from './behind.reads.js';
import { followUpByTeam, within, type FollowUpCounts, type FollowUpFilter } from './followUp.js';
import type { Units } from './followUpAsked.js';
import { monthsOf, tasksIn, type FollowUpLine } from './followUpLines.js';
import { answer } from './impact.js';
import { lastMonths } from './periods.js';
import { all, carePlanning, carePlanningState, completed, completedOn, counted, dueOn, nonCarePlanning, serviceEnded, serviceEndedOn } from './predicates.js';
import type { TrackedAction } from './tracker.js';

/** An audit behind a number, with its care-planning actions. */
export interface AuditFollowedUp extends Omit<AuditBehind, 'overallAuditor'> {
  actions: { ref: string; state: ActionState }[];
}

export interface TaskBehind extends ActionBehind, ActionDates {
  caseRef: string;
  description: string;
  state: ActionState;
}

/** What tells how an action stands; that its day was moved, or that it was checked, does not. */
const updates = [...reportKinds, 'planned'].map((kind) => `'${kind}'`).join(', ');

/** The dates of an action as they were known on `:asAt`. */
const dates = `${dueOn} as "dueOn", actions.first_updated_on as "firstUpdatedOn", ${completedOn} as "completedOn", ${serviceEndedOn} as "serviceEndedOn"`;

/** What the pages of follow-up read; the lists use the same words as the counts. */
export class FollowUpReads {
  constructor(private readonly database: Database) {}

  /** Services and teams by name, to choose from. */
  async units(): Promise<Units> {
    const [services, teams] = await Promise.all([
      this.database.query<Units['services'][number]>('select id, name from services order by name'),
      this.database.query<Units['teams'][number]>('select id, name, service_id as "serviceId" from teams order by name'),
    ]);
    return { services, teams };
  }

  byTeam(period: Period, filter: FollowUpFilter): Promise<Map<number, FollowUpCounts>> {
    return followUpByTeam(this.database, period, filter);
  }

  /** The audits behind a number, the oldest first. */
  async audits(person: Person, line: FollowUpLine & { of: 'audits' }, period: Period, filter: FollowUpFilter, page: number): Promise<Behind<AuditFollowedUp>> {
    const state = line.states?.map((each) => `'${each}'`).join(', ');
    const chosen = `select audits.id, audits.month as placed, audits.ref, case when ${auditsSeenBy(person)} then 1 else 0 end as seen
      from audits ${state ? `join actions on actions.audit_id = audits.id and ${carePlanning}` : ''} where ${all(monthsOf(line), counted, within(filter))}
      ${state ? `group by audits.id having ${carePlanningState} in (${state})` : ''}`;
    const { ids, ...counts } = await this.behind(chosen, period, filter, page);
    if (ids.length === 0) return { ...counts, rows: [] };
    const [rows, actions] = await Promise.all([
      this.database.query<Omit<AuditFollowedUp, 'actions'> & { id: number }>(
        `select audits.id, audits.ref, audits.month, audits.case_ref as "caseRef", teams.name as team, audits.cohort, audits.overall_final as "overallFinal", audits.accepted_on as "acceptedOn"
           from audits join teams on teams.id = audits.team_id where audits.id in (:...ids) order by audits.month, audits.ref`,
        { ids },
      ),
      this.database.query<ActionDates & { ref: string; auditId: number; type: ActionType }>(
        `select actions.ref, actions.audit_id as "auditId", actions.type, ${dates} from actions where actions.audit_id in (:...ids) and ${carePlanning} order by actions.id`,
        { ids, asAt: period.asAt },
      ),
    ]);
    return {
      ...counts,
      rows: rows.map(({ id, ...audit }) => ({
        ...audit, actions: actions.filter(({ auditId }) => auditId === id).map((action) => ({ ref: action.ref, state: actionState(action, period.asAt) })),
      })),
    };
  }

  /** The non-care-planning actions behind a number, the longest due first. */
  async tasks(person: Person, line: FollowUpLine & { of: 'actions' }, period: Period, filter: FollowUpFilter, page: number): Promise<Behind<TaskBehind>> {
    const chosen = `select actions.id, ${dueOn} as placed, actions.ref, case when ${actionsSeenBy(person)} then 1 else 0 end as seen
      from audits join actions on actions.audit_id = audits.id where ${all(counted, within(filter), nonCarePlanning, tasksIn(line))}`;
    const { ids, ...counts } = await this.behind(chosen, period, filter, page);
    if (ids.length === 0) return { ...counts, rows: [] };
    const rows = await this.database.query<Omit<TaskBehind, 'state'>>(
      `select actions.ref, actions.type, actions.description, audits.ref as "auditRef", audits.month, audits.case_ref as "caseRef", teams.name as team, ${dates}
         from actions join audits on audits.id = actions.audit_id join teams on teams.id = audits.team_id where actions.id in (:...ids) order by "dueOn", actions.ref`,
      { ids, asAt: period.asAt },
    );
    return { ...counts, rows: rows.map((row) => ({ ...row, state: actionState(row, period.asAt) })) };
  }

  /** How many rows were chosen and are seen, and the ids of one page of those; what is chosen is looked for once. */
  private async behind(chosen: string, { month, asAt }: Period, filter: FollowUpFilter, page: number): Promise<Omit<Behind<never>, 'rows'> & { ids: number[] }> {
    const found = await this.database.query<{ total: number; seen: number | null; id: number | null }>(
      `with chosen as (${chosen})
       select counts.total, counts.seen, page.id from (select count(*) as total, sum(seen) as seen from chosen) counts
         left join (select id from chosen where seen = 1 order by placed, ref limit ${perPage} offset ${rowsBefore(page)}) page on 1 = 1`,
      { ...lastMonths(3, month), asAt, ...filter },
    );
    return { total: found[0]?.total ?? 0, seen: found[0]?.seen ?? 0, ids: found.flatMap(({ id }) => (id === null ? [] : [id])) };
  }

  /** How many actions of audits counted up to the month the person may see. */
  async countTracked(person: Person, { month, asAt }: Period, filter: FollowUpFilter): Promise<number> {
    const [row] = await this.database.query<{ actions: number }>(
      `select count(*) as actions from audits join actions on actions.audit_id = audits.id where ${tracked(person, filter)}`,
      { toMonth: month, asAt, ...filter },
    );
    return row?.actions ?? 0;
  }

  /** Those actions, at most `howMany` of those that follow `after`, in the order in which they were agreed. */
  async tracked(person: Person, { month, asAt }: Period, filter: FollowUpFilter, after: number, howMany: number): Promise<TrackedAction[]> {
    const rows = await this.database.query<Omit<TrackedAction, 'earlierDue'>>(
      // SQLite follows the order of a cross join, and the actions are in order.
      `select actions.id, actions.ref, actions.type, actions.description, ${dates}, audits.ref as "auditRef", audits.month, audits.case_ref as "caseRef", audits.cohort,
          audits.overall_final as rating, audits.accepted_on as "acceptedOn", audited.name as "teamAudited", teams.name as team, services.name as service, actions.meeting,
          case when actions.last_updated_on > :asAt then
            (select max(happened_on) from action_updates where action_id = actions.id and kind in (${updates}) and happened_on <= :asAt) else actions.last_updated_on end as "lastUpdatedOn",
          case when ${serviceEnded} then
            (select agreed_by from action_updates where action_id = actions.id and kind = 'service_ended' and happened_on <= :asAt order by action_updates.id desc limit 1) end as "agreedBy",
          ${answererName} as "answersName", case when ${completed} and actions.verified_on <= :asAt then actions.verified_on end as "verifiedOn",
          case when ${completed} then ${answer} end as helped
        from actions cross join audits join teams on teams.id = actions.team_id join teams audited on audited.id = audits.team_id join services on services.id = audited.service_id ${answererJoins}
        where audits.id = actions.audit_id and actions.id > :after and ${tracked(person, filter)} order by actions.id limit ${howMany}`,
      { toMonth: month, asAt, after, ...filter },
    );
    if (rows.length === 0) return [];
    const standings = await this.database.query<{ actionId: number; dueOn: Day }>(
      'select action_id as "actionId", due_on as "dueOn" from action_standings where action_id >= :first and action_id <= :last and until_on <= :asAt order by action_id, until_on, id',
      { first: rows[0]!.id, last: rows.at(-1)!.id, asAt },
    );
    const earlier = new Map<number, Day[]>();
    for (const { actionId, dueOn: day } of standings) earlier.set(actionId, [...(earlier.get(actionId) ?? []), day]);
    return rows.map((row) => ({ ...row, earlierDue: earlier.get(row.id) ?? [] }));
  }
}

const tracked = (person: Person, filter: FollowUpFilter): string => all('audits.month <= :toMonth', counted, within(filter), actionsSeenBy(person));
