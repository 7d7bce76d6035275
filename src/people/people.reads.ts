import type { Person } from '../access/person.js';
import type { Role } from '../access/roles.js';
import type { Database } from '../database/database.js';
import { emailFrom } from './staff.js';

interface AccountRow {
  accountId: number;
  staffId: number;
  name: string;
  email: string;
  passwordHash: string;
  mustChangePassword: boolean | number;
  disabled: boolean | number;
  credentialsVersion: number;
}

export interface SignInAccount extends AccountRow {
  mustChangePassword: boolean;
  disabled: boolean;
}

const holds = (role: Role): string => `exists (select 1 from staff_roles where staff_id = :staffId and role = '${role}')`;

/** What other features read about people. */
export class PeopleReads {
  constructor(private readonly database: Database) {}

  async accountByEmail(email: string): Promise<SignInAccount | undefined> {
    return this.account('staff.email = :key', emailFrom(email));
  }

  async accountById(accountId: number): Promise<SignInAccount | undefined> {
    return this.account('accounts.id = :key', accountId);
  }

  async accountOf(staffId: number): Promise<SignInAccount | undefined> {
    return this.account('accounts.staff_id = :key', staffId);
  }

  private async account(condition: string, key: string | number): Promise<SignInAccount | undefined> {
    const [row] = await this.database.query<AccountRow>(
      `select accounts.id as "accountId", staff.id as "staffId", staff.name as "name", staff.email as "email", password_hash as "passwordHash",
              must_change_password as "mustChangePassword", disabled as "disabled", credentials_version as "credentialsVersion"
         from accounts join staff on staff.id = accounts.staff_id where ${condition}`,
      { key },
    );
    return row && { ...row, mustChangePassword: Boolean(row.mustChangePassword), disabled: Boolean(row.disabled) };
  }

  /** The account's person with the roles they have now and the teams that are theirs by these: being entered for a team gives nobody the role. */
  async person(account: SignInAccount): Promise<Person> {
    const { staffId } = account;
    const held = await this.database.query<{ kind: string; value: string }>(
      `select 'role' as kind, role as value from staff_roles where staff_id = :staffId
       union all select 'manages', cast(id as varchar(12)) from teams where team_manager_id = :staffId and ${holds('team_manager')}
       union all select 'heads', cast(teams.id as varchar(12)) from teams join services on services.id = teams.service_id
                  where services.head_of_service_id = :staffId and ${holds('head_of_service')}`,
      { staffId },
    );
    const values = (kind: string): string[] => held.filter((row) => row.kind === kind).map((row) => row.value);
    return {
      staffId,
      accountId: account.accountId,
      name: account.name,
      email: account.email,
      roles: values('role') as Role[],
      managesTeams: values('manages').map(Number),
      headsTeams: values('heads').map(Number),
      mustChangePassword: account.mustChangePassword,
    };
  }

  /** Whether anybody has an account yet. */
  async anyAccount(): Promise<boolean> {
    return (await this.database.query('select 1 from accounts limit 1')).length > 0;
  }
}
