import type { Person } from '../../access/person.js';
import { maySeeAction, maySeeSurgery, surgeriesSeenBy, type ActionSeen } from '../../access/policies.js';
import type { Database } from '../../database/database.js';
import { inPostAs } from '../../people/inPost.js';
import { howMany, needsUpdate, noUpdate, open, overdue } from '../../reporting/predicates.js';
import type { Clock } from '../../shared/clock.js';
import type { Day } from '../../shared/day.js';
import { NotFound, Refused } from '../../shared/errors.js';
import type { Cohort } from '../../shared/practice.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import { actionState, type ActionState } from '../action.js';
import { answererId } from '../answerer.js';
import { listedColumns, listedFrom, type ActionListed, type ActionReads, type UpdateRecorded } from '../actions.reads.js';
import type { Appointment, OtherSurgery, SurgeryStatus } from './surgery.js';

/** A surgery as the list has it. */
export interface SurgeryListed extends Appointment {
  id: number;
  managerId: number;
  managerName: string;
  status: SurgeryStatus;
  /** Actions on its agenda once it is fixed, and how many of them have an outcome. */
  items: number;
  outcomes: number;
}

export interface SurgeryInFull extends Omit<SurgeryListed, 'items' | 'outcomes'> {
  version: number;
  scheduledBy: string;
  begunAt: string | null;
  heldAt: string | null;
  /** The teams that the manager manages now. */
  teams: { id: number; name: string }[];
}

/** Somebody a surgery can be with. */
export interface Manager {
  id: number;
  name: string;
  /** Their open actions now, and those among them that nobody has ever answered. */
  outstanding: number;
  silent: number;
}

/** An action on an agenda. */
export interface AgendaAction extends ActionListed {
  id: number;
  cohort: Cohort;
  answererId: number | null;
  lastUpdate: UpdateRecorded | null;
  /** Whether the reader may open its own page. */
  mayOpen: boolean;
}

/** An action on the agenda of a surgery that has begun. */
export interface AgendaItem extends AgendaAction {
  itemId: number;
  itemVersion: number;
  /** How it stood when the meeting began. */
  stateThen: ActionState;
  /** What was agreed. */
  outcome: UpdateRecorded | null;
  /** What somebody said about it while the meeting went on, outside it. */
  meanwhile: UpdateRecorded | null;
}

export interface AgendaCounts {
  actions: number;
  children: number;
  silent: number;
  overdue: number;
}

export interface ItemCounts {
  actions: number;
  children: number;
  outcomes: number;
  /** Open actions without an outcome. */
  without: number;
}

/** The manager's outstanding actions: the open ones of the teams they manage, and those they own. */
const theirs = `audits.status = 'completed' and ${open} and actions.id in (select ofteam.id from actions ofteam join teams on teams.id = ofteam.team_id where teams.team_manager_id = :managerId
  union select owned.id from actions owned where owned.owner_id = :managerId)`;

const columns = `actions.id, ${listedColumns}, ${answererId} as "answererId", audits.case_ref as "caseRef", audits.cohort, teams.name as "teamName", actions.team_id as "teamId", audits.team_id as "auditTeamId",
  audits.auditor_id as "auditorId", audits.moderator_id as "moderatorId", audits.status as "auditStatus",
  (select id from action_updates where action_id = actions.id order by happened_on desc, id desc limit 1) as "lastUpdateId"`;

const itemColumns = `${columns}, surgery_items.id as "itemId", surgery_items.version as "itemVersion", surgery_items.state as "stateThen", surgery_items.update_id as "outcomeId",
  (select id from action_updates where action_id = actions.id and recorded_at >= surgeries.begun_at and (surgeries.held_at is null or recorded_at <= surgeries.held_at)
    and (surgery_id is null or surgery_id <> surgeries.id) order by id desc limit 1) as "meanwhileId"`;

/** An open action of the agenda about which nothing has been agreed. */
const withoutOutcome = `(surgery_items.update_id is null and ${open})`;

type Row = Omit<AgendaAction, 'state' | 'lastUpdate' | 'mayOpen'> & ActionSeen & { lastUpdateId: number | null };
type ItemRow = Row & Pick<AgendaItem, 'itemId' | 'itemVersion' | 'stateThen'> & { outcomeId: number | null; meanwhileId: number | null };

const limitTo = (page: number | null): string => (page === null ? '' : `limit ${perPage} offset ${rowsBefore(page)}`);

/** What the pages about QA surgeries read. */
export class SurgeryReads {
  constructor(
    private readonly database: Database,
    private readonly actions: ActionReads,
    private readonly clock: Clock,
  ) {}

  /** A page of the surgeries the person may see: what is to come first, the next one at the top, then what is over, the last one first. */
  async list(person: Person, page: number): Promise<{ surgeries: SurgeryListed[]; total: number }> {
    const seen = surgeriesSeenBy(person);
    const [counted] = await this.database.query<{ total: number }>(`select count(*) as total from surgeries where ${seen}`);
    const toCome = "case when surgeries.status in ('scheduled', 'under_way') then 0 else 1 end";
    const surgeries = await this.database.query<SurgeryListed>(
      `select surgeries.id, manager_id as "managerId", staff.name as "managerName", meet_on as "meetOn", meet_at as "meetAt", place, note, status,
              (select count(*) from surgery_items where surgery_id = surgeries.id) as items,
              (select count(*) from surgery_items where surgery_id = surgeries.id and update_id is not null) as outcomes
         from surgeries join staff on staff.id = manager_id where ${seen}
        order by ${toCome}, case when ${toCome} = 0 then meet_on end, meet_on desc, meet_at, surgeries.id limit ${perPage} offset ${rowsBefore(page)}`,
    );
    return { surgeries, total: counted!.total };
  }

  /** Everybody in post who manages a team, with what is outstanding with them now, the most first. */
  async managers(): Promise<Manager[]> {
    return this.database.query(
      `select staff.id, staff.name, count(mine.id) as outstanding, coalesce(sum(mine.silent), 0) as silent from staff left join (
           select teams.team_manager_id as manager_id, actions.id, case when ${noUpdate} then 1 else 0 end as silent
             from teams join actions on actions.team_id = teams.id join audits on audits.id = actions.audit_id where audits.status = 'completed' and ${open}
           union select actions.owner_id, actions.id, case when ${noUpdate} then 1 else 0 end
             from actions join audits on audits.id = actions.audit_id where actions.owner_id is not null and audits.status = 'completed' and ${open}
         ) mine on mine.manager_id = staff.id
        where staff.id in (select team_manager_id from teams) and ${inPostAs('staff', ['team_manager'])} and (staff.starts_on is null or staff.starts_on <= :asAt)
        group by staff.id, staff.name order by outstanding desc, staff.name, staff.id`,
      { asAt: this.clock.today() },
    );
  }

  /** The other surgeries with a manager that are not cancelled. */
  async others(managerId: number, besides: number | null): Promise<OtherSurgery[]> {
    return this.database.query(
      `select meet_on as "meetOn", meet_at as "meetAt" from surgeries where manager_id = :managerId and status <> 'cancelled' ${besides === null ? '' : 'and id <> :besides'} order by meet_on, meet_at`,
      { managerId, besides },
    );
  }

  /** A surgery for someone who may see it. @throws NotFound, Refused */
  async oneFor(person: Person, id: number): Promise<SurgeryInFull> {
    const [row] = await this.database.query<Omit<SurgeryInFull, 'teams'>>(
      `select surgeries.id, surgeries.version, manager_id as "managerId", manager.name as "managerName", meet_on as "meetOn", meet_at as "meetAt", place, note, status,
              scheduler.name as "scheduledBy", begun_at as "begunAt", held_at as "heldAt"
         from surgeries join staff manager on manager.id = manager_id join staff scheduler on scheduler.id = scheduled_by_id where surgeries.id = :id`,
      { id },
    );
    if (!row) throw new NotFound('There is no such QA surgery.');
    const teams = await this.database.query<{ id: number; name: string }>('select id, name from teams where team_manager_id = :managerId order by name', row);
    if (!maySeeSurgery(person, { managerId: row.managerId, teamIds: teams.map((team) => team.id) })) throw new Refused('This QA surgery is not one of those you may see.');
    return { ...row, teams };
  }

  /**
   * What is outstanding with a manager now: the actions of a child together, children with something silent or overdue first and the oldest of those at the top.
   * `page` is null for all of them.
   */
  async agenda(person: Person, managerId: number, page: number | null): Promise<AgendaAction[]> {
    const asAt = this.clock.today();
    const ofChild = (what: string): string => `min(${what}) over (partition by audits.case_ref)`;
    const settled = `case when ${needsUpdate} then 0 else 1 end`;
    const rows = await this.database.query<Row>(
      `select ${columns}, ${ofChild(settled)} as child_settled, ${ofChild('actions.due_on')} as child_due, ${settled} as settled from ${listedFrom} where ${theirs}
        order by child_settled, child_due, audits.case_ref, settled, actions.due_on, actions.id ${limitTo(page)}`,
      { managerId, asAt },
    );
    const updates = await this.actions.updates(rows.flatMap(({ lastUpdateId }) => lastUpdateId ?? []));
    return rows.map((row) => agendaAction(person, row, updates, asAt));
  }

  async agendaCounts(managerId: number): Promise<AgendaCounts> {
    const [counts] = await this.database.query<AgendaCounts>(
      `select count(*) as actions, count(distinct audits.case_ref) as children, coalesce(${howMany(noUpdate)}, 0) as silent, coalesce(${howMany(overdue)}, 0) as overdue
         from actions join audits on audits.id = actions.audit_id where ${theirs}`,
      { managerId, asAt: this.clock.today() },
    );
    return counts!;
  }

  /** The fixed agenda in its order; `page` is null for all of it. */
  async items(person: Person, surgeryId: number, page: number | null): Promise<AgendaItem[]> {
    return this.itemsWhere(person, surgeryId, '1 = 1', limitTo(page));
  }

  /** The open actions of the fixed agenda that have no outcome. */
  async itemsWithout(person: Person, surgeryId: number, page: number): Promise<AgendaItem[]> {
    return this.itemsWhere(person, surgeryId, withoutOutcome, limitTo(page));
  }

  async itemCounts(surgeryId: number): Promise<ItemCounts> {
    const [counts] = await this.database.query<ItemCounts>(
      `select count(*) as actions, count(distinct audits.case_ref) as children, count(surgery_items.update_id) as outcomes, coalesce(${howMany(withoutOutcome)}, 0) as "without"
         from surgery_items join actions on actions.id = surgery_items.action_id join audits on audits.id = actions.audit_id where surgery_items.surgery_id = :surgeryId`,
      { surgeryId, asAt: this.clock.today() },
    );
    return counts!;
  }

  /** The actions of a fixed agenda that have no outcome, whatever became of them since. */
  async refsWithout(surgeryId: number): Promise<string[]> {
    const rows = await this.database.query<{ ref: string }>(
      'select actions.ref from surgery_items join actions on actions.id = action_id where surgery_id = :surgeryId and update_id is null order by surgery_items.id', { surgeryId },
    );
    return rows.map(({ ref }) => ref);
  }

  /** One action of a fixed agenda with the others of the same child on it. @throws NotFound when it is not on the agenda */
  async itemOf(person: Person, surgeryId: number, ref: string): Promise<{ item: AgendaItem; ofChild: AgendaItem[] }> {
    const ofChild = await this.itemsWhere(
      person, surgeryId, 'audits.case_ref in (select same.case_ref from audits same join actions this on this.audit_id = same.id where this.ref = :ref)', '', { ref },
    );
    const item = ofChild.find((one) => one.ref === ref);
    if (!item) throw new NotFound('This action is not on the agenda of this QA surgery.');
    return { item, ofChild };
  }

  /** The next open action without an outcome after one of a fixed agenda, from its beginning again at its end; undefined when there is none. */
  async nextWithout(surgeryId: number, after: number): Promise<string | undefined> {
    const [next] = await this.database.query<{ ref: string }>(
      `select actions.ref from surgery_items join actions on actions.id = surgery_items.action_id where surgery_items.surgery_id = :surgeryId and ${withoutOutcome}
        order by case when surgery_items.id > :after then 0 else 1 end, surgery_items.id limit 1`,
      { surgeryId, after, asAt: this.clock.today() },
    );
    return next?.ref;
  }

  private async itemsWhere(person: Person, surgeryId: number, where: string, limit: string, parameters: Record<string, unknown> = {}): Promise<AgendaItem[]> {
    const asAt = this.clock.today();
    const rows = await this.database.query<ItemRow>(
      `select ${itemColumns} from ${listedFrom} join surgery_items on surgery_items.action_id = actions.id join surgeries on surgeries.id = surgery_items.surgery_id
        where surgery_items.surgery_id = :surgeryId and ${where} order by surgery_items.id ${limit}`,
      { ...parameters, surgeryId, asAt },
    );
    const updates = await this.actions.updates(rows.flatMap(({ lastUpdateId, outcomeId, meanwhileId }) => [lastUpdateId ?? [], outcomeId ?? [], meanwhileId ?? []].flat()));
    return rows.map((row) => ({
      ...agendaAction(person, row, updates, asAt),
      itemId: row.itemId,
      itemVersion: row.itemVersion,
      stateThen: row.stateThen,
      outcome: updates.get(row.outcomeId ?? 0) ?? null,
      meanwhile: updates.get(row.meanwhileId ?? 0) ?? null,
    }));
  }
}

function agendaAction(person: Person, row: Row, updates: ReadonlyMap<number, UpdateRecorded>, asAt: Day): AgendaAction {
  return { ...row, state: actionState(row, asAt), lastUpdate: updates.get(row.lastUpdateId ?? 0) ?? null, mayOpen: maySeeAction(person, row) };
}
