import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { NotFound, RuleBroken } from '../shared/errors.js';
import type { Role } from '../access/roles.js';
import { Account } from './account.entity.js';
import type { PeopleReads } from './people.reads.js';
import { hashPassword, passwordIsRight, passwordProblems } from './passwords.js';
import { Staff } from './staff.entity.js';
import { StaffRole } from './staffRole.entity.js';

/** Sign-in accounts: who may sign in, and their passwords. */
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** The first administrator of an empty database. @throws RuleBroken when there is an account already */
  async setUpFirstAdministrator(name: string, email: string, password: string, repeated: string): Promise<void> {
    const problems = passwordProblems(password, repeated, email);
    if (problems.length > 0) throw new RuleBroken(problems);
    await this.database.transaction(async () => {
      if (await this.people.anyAccount()) throw new RuleBroken([{ field: 'form', message: 'Plumbline is set up already. Sign in instead.' }]);
      const staffId = await this.addStaff({ name, email, roles: ['admin'] });
      const accountId = await this.insertAccount(staffId, password, false);
      await this.history.append({ staffId, name }, 'account', accountId, 'set_up');
    });
  }

  /** A person who signs in with no further part in the monthly cycle yet; returns their staff id. */
  async addStaff({ name, email, roles }: { name: string; email: string; roles: readonly Role[] }): Promise<number> {
    return this.database.transaction(async () => {
      const added = await this.database.manager.insert(Staff, {
        name,
        email: email.trim().toLowerCase(),
        teamId: null,
        fte: 1,
        auditFrequency: 'none',
        alternateMonths: null,
        moderationCapacity: null,
        external: false,
        startsOn: null,
        endsOn: null,
        version: 1,
      });
      const staffId = (added.identifiers[0] as { id: number }).id;
      if (roles.length > 0) await this.database.manager.insert(StaffRole, roles.map((role) => ({ staffId, role })));
      return staffId;
    });
  }

  /** Gives a member of staff an account; they choose a password of their own when they first sign in. */
  async openAccount(actor: Actor, staffId: number, password: string, { mustChange = true } = {}): Promise<void> {
    await this.database.transaction(async () => {
      const accountId = await this.insertAccount(staffId, password, mustChange);
      await this.history.append(actor, 'account', accountId, 'opened');
    });
  }

  private async insertAccount(staffId: number, password: string, mustChangePassword: boolean): Promise<number> {
    const added = await this.database.manager.insert(Account, {
      staffId,
      passwordHash: await hashPassword(password),
      mustChangePassword,
      disabled: false,
      credentialsVersion: 1,
      lastSignedInAt: null,
      version: 1,
    });
    return (added.identifiers[0] as { id: number }).id;
  }

  /** The account holder's own change of password; ends their other sessions. @throws RuleBroken */
  async changePassword(actor: Actor, accountId: number, current: string, password: string, repeated: string): Promise<void> {
    const account = await this.people.accountById(accountId);
    if (!account) throw new NotFound('There is no such account.');
    if (!(await passwordIsRight(account.passwordHash, current))) {
      throw new RuleBroken([{ field: 'current', message: 'This is not your current password. Type it again.' }]);
    }
    const problems = passwordProblems(password, repeated, account.email);
    if (problems.length === 0 && password === current) problems.push({ field: 'password', message: 'Choose a password you are not using now.' });
    if (problems.length > 0) throw new RuleBroken(problems);
    await this.replacePassword(actor, accountId, password, false, 'password_changed');
  }

  /** A new password from an administrator, to be changed at the next sign-in; ends all sessions of the account. */
  async resetPassword(actor: Actor, accountId: number, password: string): Promise<void> {
    await this.replacePassword(actor, accountId, password, true, 'password_reset');
  }

  private async replacePassword(actor: Actor, accountId: number, password: string, mustChangePassword: boolean, event: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      const account = await this.load(accountId);
      await this.database.compareAndSet(Account, { id: accountId }, account.version, {
        passwordHash,
        mustChangePassword,
        credentialsVersion: account.credentialsVersion + 1,
      });
      // The history says that it changed, never what it is.
      await this.history.append(actor, 'account', accountId, event);
    });
  }

  /** Shuts an account out or lets it in again; its sessions end at once. */
  async setDisabled(actor: Actor, accountId: number, version: number, disabled: boolean): Promise<void> {
    await this.database.transaction(async () => {
      const account = await this.load(accountId);
      await this.database.compareAndSet(Account, { id: accountId }, version, { disabled });
      await this.history.append(actor, 'account', accountId, disabled ? 'disabled' : 'enabled', changesBetween<Account>({ disabled: account.disabled }, { disabled }));
    });
  }

  /** Notes the moment of signing in. */
  async signedIn(accountId: number): Promise<void> {
    await this.database.transaction(() => this.database.manager.update(Account, { id: accountId }, { lastSignedInAt: this.clock.now().toISOString() }));
  }

  private async load(accountId: number): Promise<Account> {
    const account = await this.database.forChange(Account, { id: accountId });
    if (!account) throw new NotFound('There is no such account.');
    return account;
  }
}
