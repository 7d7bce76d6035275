import type { Person } from '../access/person.js';
import { partsIn } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { ActionOfAudit, ActionReads } from '../actions/actions.reads.js';
import type { ActionsService, ActionWritten } from '../actions/actions.service.js';
import type { ConcernReads } from '../concerns/concerns.reads.js';
import type { ConcernsService } from '../concerns/concerns.service.js';
import type { Database } from '../database/database.js';
import { shownVersion } from '../forms/shownVersion.js';
import { changesBetween } from '../history/history.js';
import type { HistoryStore } from '../history/history.store.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import { NotFound, StaleVersion, holdTo, refusal } from '../shared/errors.js';
import type { Area } from '../shared/practice.js';
import { ageDay, answersOnPage, canBeUnderFour, problemsBeforeSubmission, type AreaAnswers, type AuditAnswers } from './audit.js';
import type { Audit } from './audit.entity.js';
import { statusAfter } from './auditLifecycle.js';
import type { AuditsStore } from './audits.store.js';
import type { CaptureReads } from './capture.reads.js';

/** Changes whenever an answer of the page does, and with no answer of another page. */
export function versionOfPage(audit: AuditAnswers, page: keyof typeof answersOnPage): number {
  return shownVersion(...answersOnPage[page].map((field) => audit[field]));
}

/** An audit being written by its auditor, page by page, until it is submitted. Each method is one transaction. */
export class CaptureService {
  constructor(
    private readonly database: Database,
    private readonly store: AuditsStore,
    private readonly reads: CaptureReads,
    private readonly actions: ActionsService,
    private readonly actionReads: ActionReads,
    private readonly concerns: ConcernsService,
    private readonly concernReads: ConcernReads,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Saves a page of answers about the audit as a whole, made at the page's `version`, complete or not.
   * @throws Refused, RuleBroken when it cannot be written now, StaleVersion
   */
  async saveAnswers(person: Person, ref: string, page: keyof typeof answersOnPage, version: number, answers: Partial<AuditAnswers>): Promise<void> {
    await this.database.transaction(async () => {
      const { audit, status } = await this.toWrite(person, ref);
      if (answers.childView === 'under_four' && !canBeUnderFour(audit, this.clock.today())) {
        throw refusal('child', 'The child is four or older. Choose another answer.');
      }
      if (versionOfPage(audit, page) !== version && changesBetween<AuditAnswers>(audit, answers).length > 0) throw new StaleVersion();
      const changes = await this.store.save(audit, { ...answers, status });
      const answered = changes.filter((change) => change.field !== 'status');
      await this.started(person, audit, status);
      if (answered.length > 0) await this.history.append(actorOf(person), 'audit', audit.id, 'saved', answered);
    });
  }

  /** Saves the answers about one area from a page made at that area's `version`, complete or not. @throws Refused, RuleBroken, StaleVersion */
  async saveArea(person: Person, ref: string, area: Area, version: number, answers: Omit<AreaAnswers, 'area'>): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.startWriting(person, ref);
      const before = (await this.store.areasOf(audit.id)).find((one) => one.area === area)!;
      const changes = await this.store.saveArea(before, answers, version);
      if (changes.length > 0) await this.history.append(actorOf(person), 'audit', audit.id, 'saved', changes);
    });
  }

  /** Adds an action to the audit; returns its reference. @throws Refused, RuleBroken */
  async addAction(person: Person, ref: string, action: ActionWritten): Promise<string> {
    return this.database.transaction(async () => {
      const audit = await this.startWriting(person, ref);
      await this.mustSuit(audit, action);
      return this.actions.add(actorOf(person), audit.id, action);
    });
  }

  /** @throws Refused, RuleBroken, NotFound, StaleVersion */
  async changeAction(person: Person, ref: string, actionRef: string, version: number, action: ActionWritten): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.startWriting(person, ref);
      const before = await this.actionOf(audit, actionRef);
      await this.mustSuit(audit, action, before);
      await this.actions.change(actorOf(person), actionRef, version, action);
    });
  }

  /** @throws Refused, RuleBroken, NotFound, StaleVersion */
  async removeAction(person: Person, ref: string, actionRef: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.startWriting(person, ref);
      await this.actionOf(audit, actionRef);
      await this.actions.remove(actorOf(person), actionRef, version);
    });
  }

  /**
   * Hands the audit to its moderator. The day of the first submission is kept, and beside it that of the first since the QA team did not accept it.
   * @throws Refused, RuleBroken with all that is missing, StaleVersion
   */
  async submit(person: Person, ref: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.store.forChange(ref);
      const status = statusAfter(audit.status, 'submit', partsIn(person, audit));
      const today = this.clock.today();
      holdTo(problemsBeforeSubmission(audit, await this.store.areasOf(audit.id), ageDay(audit, today)));
      const resubmittedOn = audit.notAcceptedOn === null ? null : (audit.resubmittedOn ?? today);
      const changes = await this.store.save(audit, { status, submittedOn: audit.submittedOn ?? today, resubmittedOn }, version);
      await this.history.append(actorOf(person), 'audit', audit.id, 'submitted', changes);
      await this.messages.tell('ready_to_moderate', [audit.moderatorId], { auditRef: ref, caseRef: audit.caseRef, month: audit.month, colleague: person.name });
    });
  }

  /** Raises a case of concern at once for an immediate worry about the child's safety; returns its reference. @throws Refused, RuleBroken when there is one already */
  async escalate(person: Person, ref: string, detail: string): Promise<string> {
    return this.database.transaction(async () => {
      const audit = await this.store.forChange(ref);
      statusAfter(audit.status, 'escalate', partsIn(person, audit));
      const raised = await this.concernReads.ofAudit(audit.id);
      if (raised) throw refusal('form', `A case of concern, ${raised.ref}, has been raised from this audit already.`);
      const concernRef = await this.concerns.raise(actorOf(person), { caseRef: audit.caseRef, teamId: audit.teamId, auditId: audit.id, cause: 'immediate_safety', detail });
      await this.history.append(actorOf(person), 'audit', audit.id, 'safety_raised', [{ field: 'concern', was: null, is: concernRef }]);
      return concernRef;
    });
  }

  private async toWrite(person: Person, ref: string): Promise<{ audit: Audit; status: Audit['status'] }> {
    const audit = await this.store.forChange(ref);
    return { audit, status: statusAfter(audit.status, 'write', partsIn(person, audit)) };
  }

  /** The audit held for writing something beside it, begun if it was not. */
  private async startWriting(person: Person, ref: string): Promise<Audit> {
    const { audit, status } = await this.toWrite(person, ref);
    await this.store.save(audit, { status });
    await this.started(person, audit, status);
    return audit;
  }

  private async started(person: Person, audit: Audit, status: Audit['status']): Promise<void> {
    const event = audit.submittedOn === null ? 'started' : 'reopened';
    if (audit.status !== status) await this.history.append(actorOf(person), 'audit', audit.id, event, [{ field: 'status', was: audit.status, is: status }]);
  }

  private async actionOf(audit: Audit, actionRef: string): Promise<ActionOfAudit> {
    const action = (await this.actionReads.ofAudit(audit.id)).find((one) => one.ref === actionRef);
    if (!action) throw new NotFound('This audit has no such action.');
    return action;
  }

  /** A day that has passed helps nobody, except where it was agreed before; the owner is someone who can be given it. */
  private async mustSuit(audit: Audit, { dueOn, ownerId }: ActionWritten, before?: ActionOfAudit): Promise<void> {
    if (dueOn < this.clock.today() && dueOn !== before?.dueOn) throw refusal('dueOn', 'The day it must be done by must be today or later.');
    if (ownerId === null) return;
    const owners = await this.reads.ownersFor(audit, before?.ownerId ?? null);
    if (!owners.some((owner) => owner.id === ownerId)) throw refusal('ownerId', 'Choose who does it from the list.');
  }
}
