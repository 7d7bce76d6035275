import type { Person } from '../access/person.js';
import { mayUpdateConcern } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { NotFound, Refused, RuleBroken, StaleVersion } from '../shared/errors.js';
import { updateProblems, type ConcernCause, type ConcernUpdateWritten } from './concern.js';
import { Concern } from './concern.entity.js';
import type { ConcernReads } from './concerns.reads.js';
import { ConcernUpdate } from './concernUpdate.entity.js';

/** What a case of concern is raised with. */
export interface ConcernRaised {
  caseRef: string;
  teamId: number;
  auditId: number | null;
  cause: ConcernCause;
  /** What the auditor wrote about an immediate safety worry. */
  detail: string | null;
}

/** Cases of concern: raised from an audit, updated every month by the Head of Service, resolved with both confirmations. */
export class ConcernsService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly reads: ConcernReads,
    private readonly clock: Clock,
  ) {}

  /**
   * Raises a case of concern today, in the running transaction if there is one, and returns its reference.
   * An audit raises at most one: when it has one already, nothing changes and that one's reference comes back.
   */
  async raise(actor: Actor, { caseRef, teamId, auditId, cause, detail }: ConcernRaised): Promise<string> {
    return this.database.transaction(async () => {
      const before = await this.refOfAudit(auditId);
      if (before) return before;
      const ref = await this.database.nextReference('K');
      const raised = { caseRef, teamId, auditId, cause, detail, raisedOn: this.clock.today() };
      // Two at once are one: the second finds the first's row and leaves it.
      const [added] = await this.database.query<{ id: number }>(
        `insert into concerns (ref, case_ref, team_id, audit_id, cause, detail, raised_on, version)
         values (:ref, :caseRef, :teamId, :auditId, :cause, :detail, :raisedOn, 1) on conflict (audit_id) do nothing returning id`,
        { ref, ...raised },
      );
      if (!added) return (await this.refOfAudit(auditId))!;
      await this.history.append(actor, 'concern', added.id, 'raised', changesBetween({}, raised));
      return ref;
    });
  }

  /** Records the Head of Service's update, and resolves the case if it says so. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async recordUpdate(person: Person, ref: string, version: number, update: ConcernUpdateWritten): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.database.forChange(Concern, { ref });
      if (!stored) throw new NotFound('There is no case of concern with this reference.');
      if (!mayUpdateConcern(person, stored)) throw new Refused('Only the Head of Service of the child’s team may update this case of concern.');
      // Somebody who has not seen the newest is told so before being told what stands against it.
      if (stored.version !== version) throw new StaleVersion();
      const problems = updateProblems(await this.reads.byRef(ref), update, this.clock.today());
      if (problems.length > 0) throw new RuleBroken(problems);
      const { updatedOn, childSafe, planProgressing, note } = update;
      const recorded = { updatedOn, childSafe, planProgressing, note };
      await this.database.manager.insert(ConcernUpdate, { ...recorded, concernId: stored.id, updatedById: person.staffId });
      const changes = update.resolve ? { resolvedOn: updatedOn } : {};
      await this.database.compareAndSet(Concern, { id: stored.id }, version, changes);
      await this.history.append(actorOf(person), 'concern', stored.id, update.resolve ? 'resolved' : 'update_recorded', [
        ...changesBetween<typeof recorded>({}, recorded),
        ...changesBetween<Concern>(stored, changes),
      ]);
    });
  }

  private async refOfAudit(auditId: number | null): Promise<string | undefined> {
    if (auditId === null) return undefined;
    const [concern] = await this.database.query<{ ref: string }>('select ref from concerns where audit_id = :auditId', { auditId });
    return concern?.ref;
  }
}
