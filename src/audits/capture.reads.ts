import type { ActionReads } from '../actions/actions.reads.js';
import type { Database } from '../database/database.js';

export interface Owner {
  id: number;
  name: string;
}

/** Who saved an audit last, and when. */
export interface LastSaved {
  staffId: number | null;
  by: string;
  at: string;
}

/** What the pages of an audit being written read besides the audit. */
export class CaptureReads {
  constructor(
    private readonly database: Database,
    private readonly actions: ActionReads,
  ) {}

  /** Who an action of this audit can be given to besides the team manager; `ownerId` has it now. */
  async ownersFor({ teamId, auditorId }: { teamId: number; auditorId: number }, ownerId: number | null): Promise<Owner[]> {
    const [service] = await this.database.query<{ headId: number | null }>(
      'select head_of_service_id as "headId" from services where id = (select service_id from teams where id = :teamId)',
      { teamId },
    );
    return this.actions.ownersFor({ teamId, auditorId, headId: service?.headId ?? null, ownerId });
  }

  async lastSaved(auditId: number): Promise<LastSaved | undefined> {
    const [line] = await this.database.query<LastSaved>(
      `select actor_id as "staffId", actor_name as "by", at from history where record_type = 'audit' and record_id = :auditId order by id desc limit 1`,
      { auditId },
    );
    return line;
  }

  async lastSavedAction(actionRef: string): Promise<LastSaved | undefined> {
    const [line] = await this.database.query<LastSaved>(
      `select actor_id as "staffId", actor_name as "by", at from history where record_type = 'action' and record_id = (select id from actions where ref = :actionRef) order by id desc limit 1`,
      { actionRef },
    );
    return line;
  }
}
