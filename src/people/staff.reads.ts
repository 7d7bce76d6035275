import type { Role } from '../access/roles.js';
import type { Database } from '../database/database.js';
import { NotFound } from '../shared/errors.js';
import type { StaffDetails } from './staff.js';

export interface StaffFilter {
  /** Part of a name or e-mail address; empty for all. */
  search: string;
  role: Role | undefined;
  teamId: number | undefined;
}

export interface AccountSeen {
  id: number;
  version: number;
  disabled: boolean;
  mustChangePassword: boolean;
  lastSignedInAt: string | null;
}

export interface StaffListed {
  id: number;
  name: string;
  email: string;
  team: string | null;
  endsOn: string | null;
  roles: Role[];
  account: AccountSeen | null;
}

export interface StaffSeen extends StaffDetails {
  id: number;
  version: number;
  team: string | null;
  account: AccountSeen | null;
  managesTeams: { id: number; name: string }[];
  headsServices: { id: number; name: string }[];
}

interface AccountColumns {
  accountId: number | null;
  accountVersion: number;
  disabled: boolean | number;
  mustChangePassword: boolean | number;
  lastSignedInAt: string | null;
}

const accountColumns = `accounts.id as "accountId", accounts.version as "accountVersion", accounts.disabled as "disabled",
  accounts.must_change_password as "mustChangePassword", accounts.last_signed_in_at as "lastSignedInAt"`;

/** What the pages about members of staff read. */
export class StaffReads {
  constructor(private readonly database: Database) {}

  /** Members of staff by name, `count` of them after the first `after`; and how many there are. */
  async list(filter: StaffFilter, after: number, count: number): Promise<{ staff: StaffListed[]; total: number }> {
    const { condition, values } = conditionOf(filter);
    const [counted] = await this.database.query<{ total: number }>(`select count(*) as "total" from staff where ${condition}`, values);
    const rows = await this.database.query<Omit<StaffListed, 'roles' | 'account'> & AccountColumns>(
      `select staff.id as "id", staff.name as "name", staff.email as "email", staff.ends_on as "endsOn", teams.name as "team", ${accountColumns}
         from staff left join teams on teams.id = staff.team_id left join accounts on accounts.staff_id = staff.id
        where ${condition} order by staff.name, staff.id limit :count offset :after`,
      { ...values, count, after },
    );
    const roles = await this.rolesOf(rows.map((row) => row.id));
    const staff = rows.map(({ id, name, email, team, endsOn, ...account }) => ({ id, name, email, team, endsOn, roles: roles.get(id) ?? [], account: accountIn(account) }));
    return { staff, total: counted?.total ?? 0 };
  }

  private async rolesOf(staffIds: readonly number[]): Promise<Map<number, Role[]>> {
    const roles = new Map<number, Role[]>();
    if (staffIds.length === 0) return roles;
    const rows = await this.database.query<{ staffId: number; role: Role }>('select staff_id as "staffId", role from staff_roles where staff_id in (:...staffIds) order by role', { staffIds });
    for (const { staffId, role } of rows) roles.set(staffId, [...(roles.get(staffId) ?? []), role]);
    return roles;
  }

  /** @throws NotFound */
  async one(staffId: number): Promise<StaffSeen> {
    const [row] = await this.database.query<Omit<StaffSeen, 'roles' | 'account' | 'managesTeams' | 'headsServices' | 'external'> & { external: boolean | number } & AccountColumns>(
      `select staff.id as "id", staff.version as "version", staff.name as "name", staff.email as "email", staff.team_id as "teamId", teams.name as "team", staff.fte as "fte",
              staff.audit_frequency as "auditFrequency", staff.alternate_months as "alternateMonths", staff.moderation_capacity as "moderationCapacity",
              staff.moderates_in as "moderatesIn", staff.external as "external", staff.starts_on as "startsOn", staff.ends_on as "endsOn", ${accountColumns}
         from staff left join teams on teams.id = staff.team_id left join accounts on accounts.staff_id = staff.id where staff.id = :staffId`,
      { staffId },
    );
    if (!row) throw new NotFound('There is no such member of staff.');
    const [roles, managesTeams, headsServices] = await Promise.all([
      this.rolesOf([staffId]),
      this.database.query<{ id: number; name: string }>('select id, name from teams where team_manager_id = :staffId order by name', { staffId }),
      this.database.query<{ id: number; name: string }>('select id, name from services where head_of_service_id = :staffId order by name', { staffId }),
    ]);
    const { accountId, accountVersion, disabled, mustChangePassword, lastSignedInAt, ...details } = row;
    const account = accountIn({ accountId, accountVersion, disabled, mustChangePassword, lastSignedInAt });
    return { ...details, external: Boolean(row.external), roles: roles.get(staffId) ?? [], account, managesTeams, headsServices };
  }

  /** The name of a team; undefined when there is none. */
  async teamName(teamId: number): Promise<string | undefined> {
    const [team] = await this.database.query<{ name: string }>('select name from teams where id = :teamId', { teamId });
    return team?.name;
  }

  /** Every team by name, to choose from. */
  async teams(): Promise<{ id: number; name: string }[]> {
    return this.database.query('select id, name from teams order by name');
  }

  /** Those with the role by name, to choose from; `present` is among them even without it. */
  async withRole(role: Role, present: number | null): Promise<{ id: number; name: string }[]> {
    return this.database.query(
      'select id, name from staff where id = :present or id in (select staff_id from staff_roles where role = :role) order by name, id',
      { role, present: present ?? 0 },
    );
  }
}

function conditionOf({ search, role, teamId }: StaffFilter): { condition: string; values: Record<string, string | number> } {
  const conditions = ['1 = 1'];
  const values: Record<string, string | number> = {};
  if (search !== '') {
    conditions.push("(lower(staff.name) like lower(:like) escape '!' or staff.email like lower(:like) escape '!')");
    values['like'] = `%${search.replace(/[!%_]/g, '!$&')}%`;
  }
  if (role !== undefined) {
    conditions.push('staff.id in (select staff_id from staff_roles where role = :role)');
    values['role'] = role;
  }
  if (teamId !== undefined) {
    conditions.push('staff.team_id = :teamId');
    values['teamId'] = teamId;
  }
  return { condition: conditions.join(' and '), values };
}

function accountIn({ accountId, accountVersion, disabled, mustChangePassword, lastSignedInAt }: AccountColumns): AccountSeen | null {
  if (accountId === null) return null;
  return { id: accountId, version: accountVersion, disabled: Boolean(disabled), mustChangePassword: Boolean(mustChangePassword), lastSignedInAt };
}
