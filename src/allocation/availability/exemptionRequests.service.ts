import type { Person } from '../../access/person.js';
import { mayDecideExemption } from '../../access/policies.js';
import { actorOf } from '../../access/signedIn.js';
import type { AuditSteps, Step } from '../../audits/auditSteps.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { MessagesService } from '../../messages/messages.service.js';
import type { Clock } from '../../shared/clock.js';
import { Refused, StaleVersion, holdTo } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import type { ExemptionDecision, SingleMonthReason } from './exemption.js';
import { Exemption } from './exemption.entity.js';
import { auditsToExempt, problemsWithAsking, problemsWithDecision } from './exemptionRequest.js';
import { ExemptionRequest } from './exemptionRequest.entity.js';
import type { ExemptionRequestReads, RequestSeen } from './exemptionRequests.reads.js';

export interface MonthAsked {
  month: Month;
  reason: SingleMonthReason;
  detail: string | null;
}

export interface Decided {
  decision: 'granted' | 'refused';
  note: string | null;
}

const exempt: Step = { action: 'exempt', by: 'director', event: 'exempted' };

/** Asking to be let off a month's audit, and the directors' decisions (domain.md, "exemption"). */
export class ExemptionRequestsService {
  constructor(
    private readonly database: Database,
    private readonly reads: ExemptionRequestReads,
    private readonly steps: AuditSteps,
    private readonly messages: MessagesService,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Asks for the person's own audit of a month and tells the directors; returns the request's id. @throws RuleBroken */
  async ask(person: Person, asked: MonthAsked): Promise<number> {
    const { staffId, name } = person;
    const today = this.clock.today();
    return this.database.transaction(async () => {
      await this.database.oneAtATime(`exemption of ${staffId}`);
      holdTo(problemsWithAsking(await this.reads.situationOf(staffId, today), asked, today));
      const added = { staffId, ...asked, askedOn: today, decision: null, decidedById: null, decidedOn: null, decisionNote: null, version: 1 };
      const id = await this.database.add(ExemptionRequest, added);
      await this.history.append(actorOf(person), 'exemption_request', id, 'asked', changesBetween({}, asked));
      await this.messages.tell('exemption_asked', await this.reads.directors(staffId, today), { requestId: id, month: asked.month, colleague: name });
      return id;
    });
  }

  /** A director grants or refuses it. A grant exempts the audit of that month, if it has been given out. @throws NotFound, Refused, RuleBroken, StaleVersion */
  async decide(person: Person, id: number, version: number, { decision, note }: Decided): Promise<void> {
    await this.database.transaction(async () => {
      const asked = await this.hold(id, version);
      // No audit of the month is given out to them between the look at their audits and the grant.
      await this.database.oneAtATime(`month ${asked.month}`);
      const audits = await this.reads.auditsOf(asked);
      if (!mayDecideExemption(person, { staffId: asked.staffId, moderatorIds: audits.map(({ moderatorId }) => moderatorId) })) {
        throw new Refused('Another director decides this: it is about yourself, or about an audit you moderate.');
      }
      holdTo(problemsWithDecision(decision, note, audits));
      await this.settle(person, asked, decision, note);
      if (decision === 'granted') {
        await this.grant(person, asked);
        for (const { ref } of auditsToExempt(audits)) await this.steps.take(person, ref, exempt, () => ({ audit: { exemptedOn: this.clock.today() } }));
      }
      await this.messages.tell('exemption_decided', [asked.staffId], { requestId: id, month: asked.month, decision });
    });
  }

  /** Whoever asked takes it back, while nobody has decided. @throws NotFound, Refused, RuleBroken, StaleVersion */
  async withdraw(person: Person, id: number, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const asked = await this.hold(id, version);
      if (asked.staffId !== person.staffId) throw new Refused('Only whoever asked may withdraw a request.');
      await this.settle(person, asked, 'withdrawn', null);
    });
  }

  /** The request, while no other change to this person's exemptions is under way. @throws NotFound, StaleVersion when it has been settled since it was shown */
  private async hold(id: number, version: number): Promise<RequestSeen> {
    await this.database.oneAtATime(`exemption of ${(await this.reads.one(id)).staffId}`);
    const asked = await this.reads.one(id);
    if (asked.version !== version || asked.decision !== null) throw new StaleVersion();
    return asked;
  }

  private async settle(person: Person, { id, version }: RequestSeen, decision: ExemptionDecision, decisionNote: string | null): Promise<void> {
    const settled = { decision, decidedById: person.staffId, decidedOn: this.clock.today(), decisionNote };
    await this.database.compareAndSet(ExemptionRequest, { id }, version, settled);
    await this.history.append(actorOf(person), 'exemption_request', id, decision, changesBetween({}, { decisionNote }));
  }

  private async grant(person: Person, { staffId, month, reason }: RequestSeen): Promise<void> {
    // An import may have brought the same exemption since it was asked for.
    if ((await this.reads.situationOf(staffId, this.clock.today())).granted.includes(month)) return;
    const exemption = { staffId, kind: 'single_month' as const, reason, fromMonth: month, toMonth: month, authorisedById: person.staffId, authorisedOn: this.clock.today(), version: 1 };
    const id = await this.database.add(Exemption, exemption);
    await this.history.append(actorOf(person), 'exemption', id, 'granted', changesBetween({}, { reason, fromMonth: month, toMonth: month }));
  }
}
