import type { Person } from '../access/person.js';
import { actorOf } from '../access/signedIn.js';
import type { ChildMovesService } from '../actions/handover/childMoves.service.js';
import type { ConcernsService } from '../concerns/concerns.service.js';
import type { Database } from '../database/database.js';
import type { HistoryStore } from '../history/history.store.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import { Refused, StaleVersion, refusal } from '../shared/errors.js';
import type { AuditInHand, AuditSteps, HeldAudit, Step } from './auditSteps.js';
import { writingAndModerating } from './independence.js';

const accept: Step = { action: 'accept', by: 'qa', event: 'accepted' };
const notAccept: Step = { action: 'not_accept', by: 'qa', event: 'not_accepted' };
const flag: Step = { action: 'flag', by: 'qa', event: 'lower_end_flagged' };
const clear: Step = { action: 'flag', by: 'qa', event: 'lower_end_cleared' };

/** The lower-end flag marks weaker practice within requires improvement (domain.md, "lower-end RI"). */
export function mayBeLowerEnd({ overallFinal }: { overallFinal: string | null }): boolean {
  return overallFinal === 'requires_improvement';
}

/** The QA team's decision on an audit whose ratings are final (domain.md, step 5). `version` is the audit's. */
export class AcceptanceService {
  constructor(
    private readonly database: Database,
    private readonly steps: AuditSteps,
    private readonly concerns: ConcernsService,
    private readonly childMoves: ChildMovesService,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** The audit for a member of the QA team who neither wrote nor moderated it. @throws NotFound, Refused */
  async forAcceptance(person: Person, ref: string): Promise<AuditInHand> {
    const inHand = await this.steps.inHand(person, ref, 'qa');
    await this.mustBeIndependent(person, inHand.audit.id);
    return inHand;
  }

  /**
   * Accepts the audit to standard: it counts from today, and its actions wait for those who answer for the child now. An Inadequate one raises a case of concern in the same transaction, unless
   * the one its auditor raised is still active; returns the reference of that case, or null.
   * @throws Refused, RuleBroken, StaleVersion
   */
  async accept(person: Person, ref: string, lowerEnd: boolean, version: number): Promise<string | null> {
    return this.database.transaction(async () => {
      const audit = await this.steps.take(person, ref, accept, (held) => {
        mustBeAt(version, held);
        return { audit: { acceptedOn: this.clock.today(), lowerEndRi: allowedFlag(lowerEnd, held) } };
      });
      await this.mustBeIndependent(person, audit.id);
      const teamId = await this.childMoves.place(actorOf(person), audit, { auditId: audit.id });
      if (audit.overallFinal !== 'inadequate') return null;
      return this.concerns.raise(actorOf(person), { caseRef: audit.caseRef, teamId, auditId: audit.id, cause: 'inadequate', detail: null });
    });
  }

  /** Returns the audit with reasons to auditor and moderator; it does not count until it is put right. @throws Refused, RuleBroken, StaleVersion */
  async notAccept(person: Person, ref: string, reason: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.steps.take(person, ref, notAccept, (held) => {
        mustBeAt(version, held);
        return { audit: { notAcceptedOn: this.clock.today(), notAcceptedReason: reason, returnReason: null, resubmittedOn: null, lowerEndRi: false } };
      });
      await this.mustBeIndependent(person, audit.id);
      const facts = { auditRef: ref, caseRef: audit.caseRef, month: audit.month, colleague: person.name };
      await this.messages.tell('returned', [audit.auditorId], { ...facts, part: 'auditor' });
      await this.messages.tell('returned', [audit.moderatorId], { ...facts, part: 'moderator' });
    });
  }

  /** Sets or clears the lower-end flag of an accepted audit. @throws Refused, RuleBroken, StaleVersion */
  async setLowerEnd(person: Person, ref: string, lowerEnd: boolean, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.steps.take(person, ref, lowerEnd ? flag : clear, (held) => {
        mustBeAt(version, held);
        return { audit: { lowerEndRi: allowedFlag(lowerEnd, held) } };
      });
      await this.mustBeIndependent(person, audit.id);
    });
  }

  /** An audit may have been given to someone else since they worked on it. */
  private async mustBeIndependent(person: Person, auditId: number): Promise<void> {
    if (await this.history.everDid(person.staffId, 'audit', auditId, writingAndModerating)) {
      throw new Refused('You worked on this audit yourself. Someone else of the QA team must decide on it.');
    }
  }
}

function mustBeAt(version: number, { audit }: HeldAudit): void {
  if (audit.version !== version) throw new StaleVersion();
}

function allowedFlag(lowerEnd: boolean, { audit }: HeldAudit): boolean {
  if (lowerEnd && !mayBeLowerEnd(audit)) {
    throw refusal('lowerEnd', 'Only an audit whose final rating is requires improvement can be flagged as lower-end.');
  }
  return lowerEnd;
}
