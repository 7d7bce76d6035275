import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { NotFound, holdTo, refusal } from '../shared/errors.js';
import type { Role } from '../access/roles.js';
import { Account } from './account.entity.js';
import type { PeopleReads } from './people.reads.js';
import { hashPassword, passwordIsRight, passwordProblems } from './passwords.js';
import { emailFrom } from './staff.js';
import type { StaffStore } from './staff.store.js';

/** Sign-in accounts: who may sign in, and their passwords. */
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleReads,
    private readonly staff: StaffStore,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** The first administrator of an empty database. @throws RuleBroken when there is an account already */
  async setUpFirstAdministrator(name: string, email: string, password: string, repeated: string): Promise<void> {
    holdTo(passwordProblems(password, repeated, email));
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      await this.database.oneAtATime('first_administrator');
      if (await this.people.anyAccount()) throw refusal('form', 'Plumbline is set up already. Sign in instead.');
      // An import may have brought them already.
      const imported = await this.staff.idOf(emailFrom(email));
      const staffId = imported ?? (await this.addStaff({ name, email, roles: [] }));
      const { version, ...staff } = await this.staff.hold(staffId);
      const roles = [...new Set<Role>([...staff.roles, 'admin'])];
      await this.staff.update(staffId, version, { ...staff, roles });
      await this.history.append({ staffId, name }, 'staff', staffId, 'changed', changesBetween<Record<string, string>>({ roles: staff.roles.join(', ') }, { roles: roles.join(', ') }));
      const accountId = await this.insertAccount(staffId, passwordHash, false);
      await this.history.append({ staffId, name }, 'account', accountId, 'set_up');
    });
  }

  /** A person who signs in with no further part in the monthly cycle yet; returns their staff id. */
  async addStaff({ name, email, roles }: { name: string; email: string; roles: readonly Role[] }): Promise<number> {
    return this.database.transaction(() =>
      this.staff.insert({
        name,
        email: emailFrom(email),
        teamId: null,
        roles,
        fte: 1,
        auditFrequency: 'none',
        alternateMonths: null,
        moderationCapacity: null,
        moderatesIn: null,
        external: false,
        startsOn: null,
        endsOn: null,
      }),
    );
  }

  /** Gives a member of staff an account; they choose a password of their own when they first sign in. @throws NotFound, RuleBroken */
  async openAccount(actor: Actor, staffId: number, passwordHash: string, { mustChange = true } = {}): Promise<void> {
    await this.database.transaction(async () => {
      await this.staff.hold(staffId);
      if (await this.database.forChange(Account, { staffId })) throw refusal('form', 'They have an account already.');
      const accountId = await this.insertAccount(staffId, passwordHash, mustChange);
      await this.history.append(actor, 'account', accountId, 'opened');
    });
  }

  private async insertAccount(staffId: number, passwordHash: string, mustChangePassword: boolean): Promise<number> {
    return this.database.add(Account, {
      staffId,
      passwordHash,
      mustChangePassword,
      disabled: false,
      credentialsVersion: 1,
      lastSignedInAt: null,
      version: 1,
    });
  }

  /** The account holder's own change of password; ends their other sessions. @throws RuleBroken */
  async changePassword(actor: Actor, accountId: number, current: string, password: string, repeated: string): Promise<void> {
    const account = await this.people.accountById(accountId);
    if (!account) throw new NotFound('There is no such account.');
    if (!(await passwordIsRight(account.passwordHash, current))) {
      throw refusal('current', 'This is not your current password. Type it again.');
    }
    const problems = passwordProblems(password, repeated, account.email);
    if (problems.length === 0 && password === current) problems.push({ field: 'password', message: 'Choose a password you are not using now.' });
    holdTo(problems);
    await this.replacePassword(actor, accountId, await hashPassword(password), false, 'password_changed');
  }

  /** A new password from an administrator, to be changed at the next sign-in; ends all sessions of the account. Returns its e-mail address. @throws NotFound, RuleBroken */
  async resetPassword(actor: Actor, staffId: number, passwordHash: string): Promise<string> {
    if (staffId === actor.staffId) throw refusal('form', 'Change your own password under “Change password”.');
    const account = await this.people.accountOf(staffId);
    if (!account) throw new NotFound('They have no account.');
    await this.replacePassword(actor, account.accountId, passwordHash, true, 'password_reset');
    return account.email;
  }

  private async replacePassword(actor: Actor, accountId: number, passwordHash: string, mustChangePassword: boolean, event: string): Promise<void> {
    await this.database.transaction(async () => {
      const account = await this.load({ id: accountId });
      await this.database.compareAndSet(Account, { id: accountId }, account.version, {
        passwordHash,
        mustChangePassword,
        credentialsVersion: account.credentialsVersion + 1,
      });
      // The history says that it changed, never what it is.
      await this.history.append(actor, 'account', accountId, event);
    });
  }

  /** Shuts an account out or lets it in again; its sessions end at once. @throws NotFound, RuleBroken, StaleVersion */
  async setDisabled(actor: Actor, staffId: number, version: number, disabled: boolean): Promise<void> {
    await this.database.transaction(async () => {
      if (disabled && staffId === actor.staffId) throw refusal('form', 'You cannot disable your own account. Ask another administrator to do it.');
      if (disabled && !(await this.staff.anotherAdministrator(staffId))) {
        throw refusal('form', 'This is the last administrator who can sign in. Make somebody else an administrator first.');
      }
      const { id, disabled: before } = await this.load({ staffId });
      await this.database.compareAndSet(Account, { id }, version, { disabled });
      await this.history.append(actor, 'account', id, disabled ? 'disabled' : 'enabled', changesBetween<Account>({ disabled: before }, { disabled }));
    });
  }

  /** Notes the moment of signing in. */
  async signedIn(accountId: number): Promise<void> {
    await this.database.transaction(() => this.database.manager.update(Account, { id: accountId }, { lastSignedInAt: this.clock.now().toISOString() }));
  }

  private async load(where: { id: number } | { staffId: number }): Promise<Account> {
    const account = await this.database.forChange(Account, where);
    if (!account) throw new NotFound('There is no such account.');
    return account;
  }
}
