import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import type { ActionType } from '../shared/practice.js';
import { actionState, type ActionDates, type ActionState } from './action.js';

/** One action of an audit, as its page shows it. */
export interface ActionOfAudit extends ActionDates {
  ref: string;
  type: ActionType;
  description: string;
  ownerId: number | null;
  /** Who answers for it: the owner, or else the team manager; null when the team has none. */
  ownerName: string | null;
  lastUpdatedOn: Day | null;
  state: ActionState;
  version: number;
}

/** What pages and other features read about actions. */
export class ActionReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The actions of an audit, care-planning ones first, with their state as at a day (today unless told). */
  async ofAudit(auditId: number, asAt: Day = this.clock.today()): Promise<ActionOfAudit[]> {
    const rows = await this.database.query<Omit<ActionOfAudit, 'state'>>(
      `select actions.ref, actions.type, actions.description, actions.due_on as "dueOn", actions.owner_id as "ownerId",
              coalesce(owner.name, manager.name) as "ownerName", actions.first_updated_on as "firstUpdatedOn", actions.last_updated_on as "lastUpdatedOn",
              actions.completed_on as "completedOn", actions.service_ended_on as "serviceEndedOn", actions.version
         from actions join audits on audits.id = actions.audit_id join teams on teams.id = audits.team_id
              left join staff owner on owner.id = actions.owner_id left join staff manager on manager.id = teams.team_manager_id
        where actions.audit_id = :auditId order by actions.type, actions.id`,
      { auditId },
    );
    return rows.map((row) => ({ ...row, state: actionState(row, asAt) }));
  }
}
