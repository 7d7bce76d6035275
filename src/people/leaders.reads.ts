import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import { headInPost, inPost } from './inPost.js';

interface Named {
  id: number;
  name: string;
}

/** Who stands above the services on a day. */
export interface LeadersInPost {
  directors: Named[];
  qa: Named[];
}

export class LeadersReads {
  constructor(private readonly database: Database) {}

  /** The Head of Service of a team, if one is in post on the day. */
  async headOf(teamId: number, asAt: Day): Promise<number | null> {
    const [head] = await this.database.query<{ id: number | null }>(
      `select head.id from teams join services on services.id = teams.service_id ${headInPost()} where teams.id = :teamId`, { teamId, asAt },
    );
    return head?.id ?? null;
  }

  /** The directors and the QA team who have not left by the day, by name. */
  async inPost(asAt: Day): Promise<LeadersInPost> {
    const rows = await this.database.query<Named & { role: string }>(
      `select staff.id as "id", staff.name as "name", role as "role" from staff join staff_roles on staff_id = staff.id and role in ('director', 'qa')
        where ${inPost('staff')} order by staff.name, staff.id`,
      { asAt },
    );
    const withRole = (wanted: string): Named[] => rows.filter(({ role }) => role === wanted).map(({ id, name }) => ({ id, name }));
    return { directors: withRole('director'), qa: withRole('qa') };
  }

  /** Their ids. */
  async idsInPost(asAt: Day): Promise<{ directors: number[]; qa: number[] }> {
    const { directors, qa } = await this.inPost(asAt);
    return { directors: directors.map(({ id }) => id), qa: qa.map(({ id }) => id) };
  }
}
