import { permissions } from '../access/permissions.js';
import type { Person } from '../access/person.js';
import { actionsAnsweredBy, actionsSeenBy, auditsSeenBy, maySeeAction, type ActionSeen } from '../access/policies.js';
import type { Database } from '../database/database.js';
import { all, carePlanning, completedOn, dueOn, dueSoon, howMany, late, needsUpdate, nonCarePlanning, notYetDue, noUpdate, onTime, open, overdue, pastDue, serviceEnded, serviceEndedOn, toLookBack, toVerify, type Predicate } from '../reporting/predicates.js';
import { inPostAs } from '../people/inPost.js';
import type { Clock } from '../shared/clock.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { NotFound, Refused } from '../shared/errors.js';
import type { ActionType, Cohort } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import { answererId, answererJoins, answererName, answersAs, nobodyAnswers, type Chair } from './answerer.js';
import {
  actionState, monthsUntilAsked, soonAfter, type ActionAnswered, type ActionFollowedUp, type ActionState, type ActionUpdateKind, type Helped, type Terms, type UpdateWritten,
} from './action.js';
import type { PlannedDays } from './carePlan.js';

/** One action of an audit, as the audit's page shows it. */
export interface ActionOfAudit extends ActionFollowedUp, Terms {
  ref: string;
  description: string;
  /** Who answers for it now; null for nobody. */
  ownerName: string | null;
  answersAs: Chair | null;
  state: ActionState;
  verifiedOn: Day | null;
  version: number;
}

/** A line of the list of actions. */
export interface ActionListed extends ActionOfAudit {
  caseRef: string;
  teamName: string;
}

/** Everything an action's own page shows or checks. */
export interface ActionInFull extends ActionListed, ActionSeen, ActionAnswered {
  id: number;
  auditId: number;
  auditRef: string;
  cohort: Cohort;
  managerName: string | null;
  headId: number | null;
  /** Who answers for it now; null for nobody. */
  answererId: number | null;
  completedById: number | null;
  revisedOn: Day | null;
  /** The days of the meetings that are planned. */
  planned: PlannedDays;
  helped: Helped | null;
  helpedOn: Day | null;
}

export interface UpdateRecorded extends Omit<UpdateWritten, 'kind'> {
  id: number;
  kind: ActionUpdateKind;
  /** The meetings planned with it. */
  meetings: PlannedDays | null;
  /** The due date from then on, where this changed it. */
  dueOn: Day | null;
  helped: Helped | null;
  /** The day of the QA surgery it was recorded in. */
  surgeryOn: Day | null;
  recordedBy: string | null;
  recordedAt: string;
}

/** What the list of actions can be narrowed to; the states are those of `action.ts`. */
export const actionFilters = [
  'needs_update', 'open', 'past_due', 'due_soon', 'nobody', 'no_update', 'escalated', 'overdue', 'not_yet_transferred', 'not_yet_due', 'on_time', 'late', 'service_ended', 'to_verify', 'to_look_back', 'all',
] as const;
export type ActionFilter = (typeof actionFilters)[number];

const conditions: Record<ActionFilter, Predicate> = {
  needs_update: needsUpdate,
  open,
  past_due: pastDue,
  due_soon: dueSoon,
  nobody: all(open, nobodyAnswers),
  no_update: noUpdate,
  escalated: all(noUpdate, 'actions.escalated > 1'),
  overdue: all(nonCarePlanning, overdue),
  not_yet_transferred: all(carePlanning, open, 'actions.first_updated_on <= :asAt'),
  not_yet_due: all(nonCarePlanning, notYetDue),
  on_time: onTime,
  late,
  service_ended: serviceEnded,
  to_verify: toVerify,
  to_look_back: toLookBack,
  all: '1 = 1',
};

export interface ActionsWanted {
  state: ActionFilter;
  type: ActionType | null;
  /** Ids of the teams, or what the person answers for; null for every team. */
  teams: readonly number[] | 'mine' | null;
}

/** A line about an action, with `asAt`; `listedFrom` has the tables. */
export const listedColumns = `actions.ref, actions.type, actions.description, ${dueOn} as "dueOn", actions.owner_id as "ownerId", ${answererName} as "ownerName", ${answersAs} as "answersAs",
  actions.first_updated_on as "firstUpdatedOn", actions.last_updated_on as "lastUpdatedOn", ${completedOn} as "completedOn",
  ${serviceEndedOn} as "serviceEndedOn", actions.verified_on as "verifiedOn", audits.accepted_on as "acceptedOn", actions.version`;
export const listedFrom = `actions join audits on audits.id = actions.audit_id join teams on teams.id = actions.team_id ${answererJoins}`;

/** What pages and other features read about actions. */
export class ActionReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The actions of an audit, care-planning ones first, with their state as at a day (today unless told). */
  async ofAudit(auditId: number, asAt: Day = this.clock.today()): Promise<ActionOfAudit[]> {
    const rows = await this.database.query<Omit<ActionOfAudit, 'state'>>(
      `select ${listedColumns} from ${listedFrom} where actions.audit_id = :auditId order by actions.type, actions.id`,
      { auditId, asAt },
    );
    return rows.map((row) => ({ ...row, state: actionState(row, asAt) }));
  }

  /** A page of the actions a person may see, what is open and longest overdue first, and how many there are in all. */
  async list(person: Person, wanted: ActionsWanted, page: number, asAt: Day = this.clock.today()): Promise<{ actions: ActionListed[]; total: number }> {
    const { state } = wanted;
    const { chosen, parameters } = choice(person, wanted, asAt);
    const [counted] = await this.database.query<{ total: number }>(`select count(*) as total ${chosen}`, parameters);
    // Where all are open, or none is, the due date alone gives the order, and an index gives the due date.
    const order = `${state === 'all' ? `case when ${open} then 0 else 1 end, ` : ''}actions.due_on, actions.id`;
    const rows = await this.database.query<Omit<ActionListed, 'state'>>(
      `select ${listedColumns}, audits.case_ref as "caseRef", teams.name as "teamName" from ${listedFrom}
        where actions.id in (select actions.id ${chosen} order by ${order} limit ${perPage} offset ${rowsBefore(page)}) order by ${order}`,
      parameters,
    );
    return { actions: rows.map((row) => ({ ...row, state: actionState(row, asAt) })), total: counted!.total };
  }

  /** How many actions the list would have, narrowed to each of these in turn. */
  async counts<State extends ActionFilter>(person: Person, teams: ActionsWanted['teams'], states: readonly State[], asAt: Day = this.clock.today()): Promise<Record<State, number>> {
    const { chosen, parameters } = choice(person, { state: 'all', type: null, teams }, asAt);
    const sums = states.map((state) => `${howMany(conditions[state])} as "${state}"`).join(', ');
    const [counted] = await this.database.query<Record<State, number | null>>(`select ${sums} ${chosen}`, parameters);
    return Object.fromEntries(states.map((state) => [state, counted?.[state] ?? 0])) as Record<State, number>;
  }

  /** The teams of the accepted audits the person may see, and of the actions that are theirs, by name. */
  async teamsSeen(person: Person): Promise<{ id: number; name: string }[]> {
    return this.database.query(
      `select teams.id, teams.name from teams
        where teams.id in (select audits.team_id from audits where audits.status = 'completed' and ${auditsSeenBy(person)})
           or teams.id in (select actions.team_id from actions join audits on audits.id = actions.audit_id where actions.owner_id = :me and audits.status = 'completed')
        order by teams.name`,
      { me: person.staffId },
    );
  }

  /** An action for someone who may see it. @throws NotFound, Refused */
  async actionFor(person: Person, ref: string, asAt: Day = this.clock.today()): Promise<ActionInFull> {
    const action = await this.byRef(ref, asAt);
    if (!maySeeAction(person, action)) throw new Refused('This action is not one of those you may see.');
    return action;
  }

  /** @throws NotFound */
  async byRef(ref: string, asAt: Day = this.clock.today()): Promise<ActionInFull> {
    return (await this.byRefs([ref], asAt))[0]!;
  }

  /** These actions in the order of their references. @throws NotFound when there is not one of each */
  async byRefs(refs: readonly string[], asAt: Day = this.clock.today()): Promise<ActionInFull[]> {
    const latest = (kind: ActionUpdateKind, column: string): string =>
      `(select ${column} from action_updates where action_id = actions.id and kind = '${kind}' order by action_updates.id desc limit 1)`;
    const rows = await this.database.query<Omit<ActionInFull, 'state' | 'planned'> & { planned: string | null }>(
      `select actions.id, ${listedColumns}, audits.id as "auditId", audits.ref as "auditRef", audits.status as "auditStatus", audits.case_ref as "caseRef", audits.cohort,
              audits.auditor_id as "auditorId", audits.moderator_id as "moderatorId", audits.team_id as "auditTeamId", actions.team_id as "teamId", actions.completed_by_id as "completedById", teams.name as "teamName", manager.name as "managerName",
              services.head_of_service_id as "headId", ${answererId} as "answererId", actions.revised_on as "revisedOn", actions.helped, actions.helped_on as "helpedOn",
              ${latest('planned', 'meetings')} as planned, ${latest('reopened', 'happened_on')} as "reopenedOn"
         from ${listedFrom} join services on services.id = teams.service_id where actions.ref in (:...refs) order by actions.ref`,
      { refs, asAt },
    );
    if (rows.length === 0 || rows.length < refs.length) throw new NotFound('There is no action with this reference.');
    return rows.map((row) => ({ ...row, state: actionState(row, asAt), planned: daysIn(row.planned) ?? {} }));
  }

  /** What was recorded about an action, the latest first. */
  async updatesOf(actionId: number): Promise<UpdateRecorded[]> {
    return this.updatesWhere('action_id = :actionId', { actionId });
  }

  /** Some of what was recorded, by id. */
  async updates(ids: readonly number[]): Promise<Map<number, UpdateRecorded>> {
    const found = ids.length === 0 ? [] : await this.updatesWhere('action_updates.id in (:...ids)', { ids });
    return new Map(found.map((update) => [update.id, update]));
  }

  private async updatesWhere(where: string, parameters: object): Promise<UpdateRecorded[]> {
    const rows = await this.database.query<Omit<UpdateRecorded, 'meetings'> & { meetings: string | null }>(
      `select action_updates.id, kind, happened_on as "happenedOn", action_updates.note, evidence, agreed_by as "agreedBy", child_involved as "childInvolved",
              family_involved as "familyInvolved", reviewing_officer_involved as "reviewingOfficerInvolved", meetings, due_on as "dueOn", helped, surgeries.meet_on as "surgeryOn",
              staff.name as "recordedBy", recorded_at as "recordedAt"
         from action_updates left join staff on staff.id = recorded_by_id left join surgeries on surgeries.id = surgery_id
        where ${where} order by happened_on desc, action_updates.id desc`,
      parameters,
    );
    return rows.map((row) => ({ ...row, childInvolved: yesNo(row.childInvolved), familyInvolved: yesNo(row.familyInvolved), meetings: daysIn(row.meetings) }));
  }

  /** Who an action may be given to besides the team manager: the child's team, the auditor and the Head of Service, if they can record updates, and whoever has it now. */
  async ownersFor(action: Pick<ActionInFull, 'teamId' | 'auditorId' | 'headId' | 'ownerId'>): Promise<{ id: number; name: string }[]> {
    return this.database.query(
      `select id, name from staff where (${inPostAs('staff', permissions['action:update'])} and (team_id = :teamId or id = :auditorId or id = :headId)) or id = :ownerId order by name`,
      { ...action, asAt: this.clock.today() },
    );
  }
}

/** The actions of a list as the rest of its queries, with their parameters. */
function choice(person: Person, { state, type, teams }: ActionsWanted, asAt: Day): { chosen: string; parameters: object } {
  const where = all(
    'audits.id = actions.audit_id', teams === 'mine' ? actionsAnsweredBy(person) : actionsSeenBy(person), conditions[state],
    ...(type ? ['actions.type = :type'] : []), ...(Array.isArray(teams) ? ['actions.team_id in (:...teams)'] : []),
  );
  return {
    // SQLite follows the order of a cross join: begun with the audits of every team, this would take three times as long.
    chosen: `from actions ${teams ? 'join' : 'cross join'} audits ${teams ? 'on' : 'where'} ${where}`,
    parameters: { asAt, soon: soonAfter(asAt), type, teams, threeMonthsBefore: addMonthsToDay(asAt, -monthsUntilAsked) },
  };
}

/** SQLite gives 1 and 0 for yes and no. */
function yesNo(value: boolean | number | null): boolean | null {
  return value === null ? null : Boolean(value);
}

function daysIn(meetings: string | null): PlannedDays | null {
  return meetings === null ? null : (JSON.parse(meetings) as PlannedDays);
}
