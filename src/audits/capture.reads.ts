import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';

export interface Owner {
  staffId: number;
  name: string;
  team: string | null;
}

/** Who saved an audit last, and when. */
export interface LastSaved {
  by: string;
  at: string;
}

/** What the pages of an audit being written read besides the audit. */
export class CaptureReads {
  constructor(private readonly database: Database) {}

  /** Who a team's action can be given to: those who work in, manage or head its service on `today`. */
  async ownersFor(teamId: number, today: Day): Promise<Owner[]> {
    return this.database.query<Owner>(
      `select staff.id as "staffId", staff.name, teams.name as "team" from staff left join teams on teams.id = staff.team_id
        where (staff.starts_on is null or staff.starts_on <= :today) and (staff.ends_on is null or staff.ends_on >= :today)
          and (teams.service_id = (select service_id from teams where id = :teamId)
               or staff.id in (select team_manager_id from teams where service_id = (select service_id from teams where id = :teamId))
               or staff.id in (select head_of_service_id from services where id = (select service_id from teams where id = :teamId)))
        order by staff.name, staff.id`,
      { teamId, today },
    );
  }

  async lastSaved(auditId: number): Promise<LastSaved | undefined> {
    const [line] = await this.database.query<LastSaved>(
      `select actor_name as "by", at from history where record_type = 'audit' and record_id = :auditId order by id desc limit 1`,
      { auditId },
    );
    return line;
  }

  async lastSavedAction(actionRef: string): Promise<LastSaved | undefined> {
    const [line] = await this.database.query<LastSaved>(
      `select actor_name as "by", at from history where record_type = 'action' and record_id = (select id from actions where ref = :actionRef) order by id desc limit 1`,
      { actionRef },
    );
    return line;
  }
}
