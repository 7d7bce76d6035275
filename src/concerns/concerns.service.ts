import type { Person } from '../access/person.js';
import { mayReopenConcern, mayUpdateConcern } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import { isBankHoliday } from '../actions/escalation/bankHolidays.js';
import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { LeadersReads } from '../people/leaders.reads.js';
import type { Clock } from '../shared/clock.js';
import { holdTo, NotFound, Refused, StaleVersion } from '../shared/errors.js';
import { monthOf } from '../shared/month.js';
import { Acknowledgement } from './acknowledgement.entity.js';
import { stillToAcknowledge } from './acknowledgement.js';
import { isActive, remindedFrom, reopenProblems, updateProblems, type ConcernCause, type ConcernUpdateWritten } from './concern.js';
import { Concern } from './concern.entity.js';
import type { ConcernReads } from './concerns.reads.js';
import { ConcernStanding } from './concernStanding.entity.js';
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
    private readonly leaders: LeadersReads,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Raises a case of concern today, in the running transaction if there is one, and returns its reference.
   * While an audit has an active one, nothing changes and that one's reference comes back. One that is resolved does not stand in
   * for the one an accepted Inadequate audit raises (domain.md, step 7).
   */
  async raise(actor: Actor, { caseRef, teamId, auditId, cause, detail }: ConcernRaised): Promise<string> {
    return this.database.transaction(async () => {
      const today = this.clock.today();
      const before = auditId === null ? undefined : await this.reads.ofAudit(auditId);
      if (before && isActive(before, today)) return before.ref;
      const ref = await this.database.nextReference('K');
      const raised = { caseRef, teamId, auditId, cause, detail, raisedOn: today };
      // Two at once are one: the second finds the first's row and leaves it.
      const [added] = await this.database.query<{ id: number }>(
        `insert into concerns (ref, case_ref, team_id, audit_id, cause, detail, raised_on, version)
         values (:ref, :caseRef, :teamId, :auditId, :cause, :detail, :raisedOn, 1) on conflict (audit_id, cause) do nothing returning id`,
        { ref, ...raised },
      );
      if (!added) return (await this.reads.ofAudit(auditId!))!.ref;
      const [names] = await this.database.query<{ team: string; audit: string | null }>(
        'select name as team, (select ref from audits where id = :auditId) as audit from teams where id = :teamId',
        { teamId, auditId },
      );
      await this.history.append(actor, 'concern', added.id, 'raised', changesBetween({}, { caseRef, ...names, cause, detail, raisedOn: today }));
      if (cause === 'immediate_safety') {
        const told = stillToAcknowledge({ headId: await this.leaders.headOf(teamId, today), ...(await this.leaders.idsInPost(today)) }, new Set());
        await this.messages.tell('safety_escalation', told, { concernRef: ref, caseRef, colleague: actor.name });
        const toldAt = this.clock.now().toISOString();
        if (told.length > 0) await this.database.manager.insert(Acknowledgement, told.map((staffId) => ({ concernId: added.id, staffId, toldAt, acknowledgedAt: null })));
      } else {
        await this.tellHead(actor, ref, 'concerns_given');
      }
      return ref;
    });
  }

  /** Records the Head of Service's update, and resolves the case if it says so. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async recordUpdate(person: Person, ref: string, version: number, update: ConcernUpdateWritten): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.forChange(ref);
      if (!mayUpdateConcern(person, stored)) throw new Refused('Only the Head of Service of the child’s team may update this case of concern.');
      // Somebody who has not seen the newest is told so before being told what stands against it.
      if (stored.version !== version) throw new StaleVersion();
      holdTo(updateProblems(await this.reads.byRef(ref), update, this.clock.today()));
      const { updatedOn, childSafe, planProgressing, note } = update;
      const recorded = { updatedOn, childSafe, planProgressing, note };
      await this.database.manager.insert(ConcernUpdate, { ...recorded, concernId: stored.id, updatedById: person.staffId });
      const changes = update.resolve ? { resolvedOn: updatedOn } : {};
      // A day before the child moved: how the case stood until then knows of the end too.
      if (update.resolve) await this.database.query('update concern_standings set resolved_on = :updatedOn where concern_id = :id and until_on > :updatedOn', { id: stored.id, updatedOn });
      await this.database.compareAndSet(Concern, { id: stored.id }, version, changes);
      await this.history.append(actorOf(person), 'concern', stored.id, update.resolve ? 'resolved' : 'update_recorded', [
        ...changesBetween<typeof recorded>({}, recorded),
        ...changesBetween<Concern>(stored, changes),
      ]);
    });
  }

  /**
   * Takes a resolved case up again from today on, and tells the Head of Service who holds it, unless it is they who do. Until today it stays resolved
   * in all figures. @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async reopen(person: Person, ref: string, version: number, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.forChange(ref);
      if (!mayReopenConcern(person, stored)) throw new Refused('Only the Head of Service of the child’s team, the QA team and directors may reopen this case of concern.');
      if (stored.version !== version) throw new StaleVersion();
      holdTo(reopenProblems(stored));
      const today = this.clock.today();
      await this.database.manager.insert(ConcernStanding, {
        concernId: stored.id, untilOn: today, teamId: stored.teamId, resolvedOn: stored.resolvedOn, endedBy: 'reopened', reason, changedById: person.staffId,
      });
      await this.database.compareAndSet(Concern, { id: stored.id }, version, { resolvedOn: null, revisedOn: today });
      await this.history.append(actorOf(person), 'concern', stored.id, 'reopened', [...changesBetween<Concern>(stored, { resolvedOn: null }), ...changesBetween({}, { reason })]);
      await this.tellHead(actorOf(person), ref, 'concern_reopened');
    });
  }

  /** Whoever holds the case learns of it, unless it is they who did it. */
  private async tellHead(actor: Actor, ref: string, kind: 'concerns_given' | 'concern_reopened'): Promise<void> {
    const { headId, caseRef } = await this.reads.byRef(ref);
    await this.messages.tell(kind, headId === null || headId === actor.staffId ? [] : [headId], { concernRef: ref, caseRef, colleague: actor.name });
  }

  private async forChange(ref: string): Promise<Concern> {
    const stored = await this.database.forChange(Concern, { ref });
    if (!stored) throw new NotFound('There is no case of concern with this reference.');
    return stored;
  }

  /** Tells each Head of Service, once a month and near its end, how many of their cases have no update in it yet. */
  async remindOfUpdates(): Promise<void> {
    const today = this.clock.today();
    const month = monthOf(today);
    if (today < remindedFrom(month, isBankHoliday)) return;
    const heads = await this.reads.lackingUpdates(today);
    await this.messages.tellEach(heads.map(({ staffId, howMany }) => ({ kind: 'concerns_lack_update', staffId, facts: { howMany, month }, once: `concerns_lack_update ${month}` })));
  }
}
