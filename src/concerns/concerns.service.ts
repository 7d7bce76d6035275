import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import type { ConcernCause } from './concern.js';

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

  private async refOfAudit(auditId: number | null): Promise<string | undefined> {
    if (auditId === null) return undefined;
    const [concern] = await this.database.query<{ ref: string }>('select ref from concerns where audit_id = :auditId', { auditId });
    return concern?.ref;
  }
}
