import type { Database } from '../database/database.js';
import { NotFound } from '../shared/errors.js';
import type { UnitKind, UnitSeen } from './organisation.js';

const units: Record<UnitKind, { rows: string; missing: string }> = {
  team: {
    rows: `select teams.id as "id", teams.version as "version", teams.name as "name", teams.team_manager_id as "leadId", staff.name as "lead",
                  teams.service_id as "serviceId", services.name as "service", teams.programme as "programme", 0 as "teams"
             from teams join services on services.id = teams.service_id left join staff on staff.id = teams.team_manager_id`,
    missing: 'There is no such team.',
  },
  service: {
    rows: `select services.id as "id", services.version as "version", services.name as "name", services.head_of_service_id as "leadId", staff.name as "lead",
                  null as "serviceId", null as "service", null as "programme", (select count(*) from teams where teams.service_id = services.id) as "teams"
             from services left join staff on staff.id = services.head_of_service_id`,
    missing: 'There is no such service.',
  },
};

/** What the pages about teams and services read. */
export class OrganisationReads {
  constructor(private readonly database: Database) {}

  /** Teams or services by name, `count` of them after the first `after`; and how many there are. */
  async list(kind: UnitKind, after: number, count: number): Promise<{ found: UnitSeen[]; total: number }> {
    const [counted] = await this.database.query<{ total: number }>(`select count(*) as "total" from ${kind}s`);
    const found = await this.database.query<UnitSeen>(`${units[kind].rows} order by ${kind}s.name limit :count offset :after`, { after, count });
    return { found, total: counted?.total ?? 0 };
  }

  /** @throws NotFound */
  async one(kind: UnitKind, id: number): Promise<UnitSeen> {
    const [unit] = await this.database.query<UnitSeen>(`${units[kind].rows} where ${kind}s.id = :id`, { id });
    if (!unit) throw new NotFound(units[kind].missing);
    return unit;
  }

  /** Every service by name, to choose from. */
  async services(): Promise<{ id: number; name: string }[]> {
    return this.database.query('select id, name from services order by name');
  }

  /** The name of a service or a member of staff; undefined when there is none. */
  async nameOf(table: 'services' | 'staff', id: number): Promise<string | undefined> {
    const [found] = await this.database.query<{ name: string }>(`select name from ${table} where id = :id`, { id });
    return found?.name;
  }
}
