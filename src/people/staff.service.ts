import type { Role } from '../access/roles.js';
import type { HandOver } from '../actions/handover/handOver.service.js';
import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { holdTo, refusal } from '../shared/errors.js';
import { label } from '../shared/practice.js';
import { staffProblems, type StaffDetails } from './staff.js';
import type { StaffReads } from './staff.reads.js';
import type { StaffStore } from './staff.store.js';

/** Adding and changing members of staff. */
export class StaffService {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffStore,
    private readonly reads: StaffReads,
    private readonly history: HistoryStore,
    private readonly handOver: HandOver,
  ) {}

  /** Adds a member of staff and returns their id. @throws RuleBroken */
  async add(actor: Actor, details: StaffDetails): Promise<number> {
    return this.database.transaction(async () => {
      await this.check(details);
      const staffId = await this.staff.insert(details);
      await this.history.append(actor, 'staff', staffId, 'added', changesBetween({}, await this.forHistory(details)));
      return staffId;
    });
  }

  /** What they can no longer answer for goes to whoever can, who is told. @throws RuleBroken, NotFound, StaleVersion */
  async change(actor: Actor, staffId: number, version: number, details: StaffDetails): Promise<void> {
    await this.database.transaction(async () => {
      await this.check(details);
      const losesAdmin = (before: readonly Role[]): boolean => before.includes('admin') && !details.roles.includes('admin');
      const others = await this.staff.anotherAdministrator(staffId);
      const stored = await this.staff.hold(staffId);
      if (losesAdmin(stored.roles) && staffId === actor.staffId) {
        throw refusal('roles', 'You cannot take away your own administrator role. Ask another administrator to do it.');
      }
      if (losesAdmin(stored.roles) && !others) {
        throw refusal('roles', 'This is the last administrator who can sign in. Make somebody else an administrator first.');
      }
      const [before, after] = [await this.forHistory(stored), await this.forHistory(details)];
      await this.staff.update(staffId, version, details);
      const changes = changesBetween(before, after);
      if (changes.length > 0) await this.history.append(actor, 'staff', staffId, 'changed', changes);
      if (stored.teamId !== null && stored.teamId !== details.teamId) {
        await this.handOver.giveUp(actor, [{ staffId, teamId: stored.teamId }]);
        await this.handOver.run(actor, { teamId: stored.teamId });
      }
      await this.handOver.run(actor, { staffId });
    });
  }

  /** @throws RuleBroken when the details do not fit together */
  private async check(details: StaffDetails): Promise<void> {
    const problems = staffProblems(details);
    if (details.teamId !== null && (await this.reads.teamName(details.teamId)) === undefined) problems.push({ field: 'teamId', message: 'Choose a team from the list.' });
    holdTo(problems);
  }

  /** The details as history keeps them: the team by its name at the time. */
  private async forHistory({ teamId, roles, ...details }: StaffDetails): Promise<Record<string, string | number | boolean | null>> {
    const { name, email, fte, auditFrequency, alternateMonths, moderationCapacity, moderatesIn, external, startsOn, endsOn } = details;
    const team = teamId === null ? null : ((await this.reads.teamName(teamId)) ?? null);
    return { name, email, team, roles: roles.map(label).toSorted().join(', ') || null, fte, auditFrequency, alternateMonths, moderationCapacity, moderatesIn, external, startsOn, endsOn };
  }
}
