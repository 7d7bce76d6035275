import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';

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

  /** The directors and the QA team who have not left by the day, by name. */
  async inPost(asAt: Day): Promise<LeadersInPost> {
    const rows = await this.database.query<Named & { role: string }>(
      `select staff.id as "id", staff.name as "name", role as "role" from staff join staff_roles on staff_id = staff.id and role in ('director', 'qa')
        where ends_on is null or ends_on >= :asAt order by staff.name, staff.id`,
      { asAt },
    );
    const withRole = (wanted: string): Named[] => rows.filter(({ role }) => role === wanted).map(({ id, name }) => ({ id, name }));
    return { directors: withRole('director'), qa: withRole('qa') };
  }
}
