import type { Role } from '../access/roles.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/duplicate.js';
import { NotFound, RuleBroken, refusal } from '../shared/errors.js';
import { Staff } from './staff.entity.js';
import type { StaffDetails } from './staff.js';
import { StaffRole } from './staffRole.entity.js';

/** Members of staff and the roles they hold. Its changes belong inside a transaction. */
export class StaffStore {
  constructor(private readonly database: Database) {}

  /** Adds a member of staff and returns their id. @throws RuleBroken when the e-mail address is taken */
  async insert({ roles, ...details }: StaffDetails): Promise<number> {
    const staffId = await this.withFreeEmail(details.email, null, () => this.database.add(Staff, { ...details, version: 1 }));
    await this.setRoles(staffId, roles);
    return staffId;
  }

  /** The member of staff as they are now, held until the transaction ends. @throws NotFound */
  async hold(staffId: number): Promise<StaffDetails & { version: number }> {
    const staff = await this.database.forChange(Staff, { id: staffId });
    if (!staff) throw new NotFound('There is no such member of staff.');
    const held = await this.database.manager.find(StaffRole, { where: { staffId } });
    const { id: _id, ...details } = staff;
    return { ...details, roles: held.map((row) => row.role) };
  }

  /** @throws StaleVersion, or RuleBroken when the e-mail address is taken */
  async update(staffId: number, version: number, { roles, ...details }: StaffDetails): Promise<void> {
    await this.withFreeEmail(details.email, staffId, () => this.database.compareAndSet(Staff, { id: staffId }, version, details));
    await this.database.manager.delete(StaffRole, { staffId });
    await this.setRoles(staffId, roles);
  }

  /** The id of the member of staff with this e-mail address, if there is one. */
  async idOf(email: string): Promise<number | undefined> {
    const [staff] = await this.database.query<{ id: number }>('select id from staff where email = :email', { email });
    return staff?.id;
  }

  /** Whether an administrator other than this one can sign in. Holds all of them, so that two cannot remove each other at once. */
  async anotherAdministrator(staffId: number): Promise<boolean> {
    const active = await this.database.query<{ staffId: number }>(
      `select accounts.staff_id as "staffId" from accounts join staff_roles on staff_roles.staff_id = accounts.staff_id and staff_roles.role = 'admin'
        where accounts.disabled = false order by accounts.id${this.database.isPostgres ? ' for update' : ''}`,
    );
    return active.some((row) => row.staffId !== staffId);
  }

  private async setRoles(staffId: number, roles: readonly Role[]): Promise<void> {
    if (roles.length > 0) await this.database.manager.insert(StaffRole, roles.map((role) => ({ staffId, role })));
  }

  private async withFreeEmail<T>(email: string, staffId: number | null, save: () => Promise<T>): Promise<T> {
    const taken = (): RuleBroken => refusal('email', 'This e-mail address belongs to another member of staff. Use a different one, or change that person instead.');
    const holder = await this.idOf(email);
    if (holder !== undefined && holder !== staffId) throw taken();
    try {
      return await save();
    } catch (error) {
      // Somebody else took it between the question and the save.
      throw isDuplicate(error) ? taken() : error;
    }
  }
}
