import type { Person } from '../access/person.js';
import type { AuditInHand, AuditSteps, HeldAudit, Step } from '../audits/auditSteps.js';
import type { Database } from '../database/database.js';
import { shownVersion } from '../forms/shownVersion.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import { StaleVersion, holdTo } from '../shared/errors.js';
import type { Area, AreaRating, Rating } from '../shared/practice.js';
import { finalRatingOf, problemsBeforeFinalising } from './moderation.js';

const rate: Step = { action: 'rate', by: 'moderator', event: 'rated' };
const auditorDiscusses: Step = { action: 'discuss', by: 'auditor', event: 'discussed' };
const moderatorDiscusses: Step = { action: 'discuss', by: 'moderator', event: 'discussed' };
const sendBack: Step = { action: 'return_to_auditor', by: 'moderator', event: 'returned' };
const finalise: Step = { action: 'finalise', by: 'moderator', event: 'finalised' };

/** Changes whenever anything moderation can change does. */
export function versionOfWhole({ audit, areas }: HeldAudit): number {
  return shownVersion(audit.version, ...areas.map((area) => area.version));
}

export function versionOfOverall({ audit }: HeldAudit): number {
  return shownVersion(audit.overallAuditor, audit.strengths, audit.improvements, audit.impact, audit.overallFinal, audit.moderationRationale);
}

/** The version of one side of the discussion. */
export function versionOfAccount({ audit }: HeldAudit, side: 'auditor' | 'moderator'): number {
  return side === 'auditor' ? shownVersion(audit.auditorDiscussion, audit.auditorAgrees) : shownVersion(audit.moderatorDiscussion, audit.moderatorDecision);
}

/** The final ratings, the discussion and the decision (domain.md, step 4). The auditor's ratings and words are never touched. */
export class ModerationService {
  constructor(
    private readonly database: Database,
    private readonly steps: AuditSteps,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** The audit for its moderator. @throws NotFound, Refused */
  async forModerator(person: Person, ref: string): Promise<AuditInHand> {
    return this.steps.inHand(person, ref, 'moderator');
  }

  /** The audit for the two who discuss it. @throws NotFound, Refused */
  async forDiscussion(person: Person, ref: string): Promise<AuditInHand> {
    return this.steps.inHand(person, ref, 'auditor', 'moderator');
  }

  /** Saves an area's final rating and reason as far as they go. `version` is the area's. @throws StaleVersion */
  async rateArea(person: Person, ref: string, area: Area, rating: AreaRating | null, reason: string | null, version: number): Promise<void> {
    await this.steps.take(person, ref, rate, () => ({ areas: [{ area, changes: { finalRating: rating, finalReason: reason }, version }] }));
  }

  /** Saves the overall final rating and reason as far as they go. `version` is `versionOfOverall`. @throws StaleVersion */
  async rateOverall(person: Person, ref: string, rating: Rating | null, reason: string | null, version: number): Promise<void> {
    await this.steps.take(person, ref, rate, (held) => {
      if (versionOfOverall(held) !== version) throw new StaleVersion();
      return { audit: { overallFinal: rating, moderationRationale: reason } };
    });
  }

  /** The auditor's account of the discussion, and whether they agree. @throws StaleVersion */
  async recordAuditorsAccount(person: Person, ref: string, account: string, agrees: boolean, version: number): Promise<void> {
    await this.steps.take(person, ref, auditorDiscusses, (held) => {
      if (versionOfAccount(held, 'auditor') !== version) throw new StaleVersion();
      // A decision answers the disagreement it was made for: a new disagreement needs one of its own.
      const newlyDisagrees = !agrees && held.audit.auditorAgrees !== false;
      return { audit: { auditorDiscussion: account, auditorAgrees: agrees, ...(newlyDisagrees ? { moderatorDecision: null } : {}) } };
    });
  }

  /** The moderator's account, and their decision where the auditor disagrees. @throws StaleVersion */
  async recordModeratorsAccount(person: Person, ref: string, account: string, decision: string | null, version: number): Promise<void> {
    await this.steps.take(person, ref, moderatorDiscusses, (held) => {
      if (versionOfAccount(held, 'moderator') !== version) throw new StaleVersion();
      // The page only asks for a decision while the auditor disagrees; an earlier one stays on record.
      const kept = held.audit.auditorAgrees === false ? decision : (decision ?? held.audit.moderatorDecision);
      return { audit: { moderatorDiscussion: account, moderatorDecision: kept } };
    });
  }

  /** Gives the audit back to its auditor, who sees the reason on their task list. */
  async returnToAuditor(person: Person, ref: string, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const audit = await this.steps.take(person, ref, sendBack, () => ({ audit: { returnReason: reason } }));
      await this.messages.tell('returned', [audit.auditorId], { auditRef: ref, caseRef: audit.caseRef, month: audit.month, colleague: person.name, part: 'auditor' });
    });
  }

  /**
   * Makes the ratings final and hands the audit to the QA team. `version` is `versionOfWhole`.
   * @throws RuleBroken with everything still to be done, StaleVersion
   */
  async finalise(person: Person, ref: string, version: number): Promise<void> {
    await this.steps.take(person, ref, finalise, (held) => {
      if (versionOfWhole(held) !== version) throw new StaleVersion();
      holdTo(problemsBeforeFinalising(held.audit, held.areas));
      return {
        audit: { moderatedOn: this.clock.today() },
        areas: held.areas.map((area) => ({ area: area.area, changes: { finalRating: finalRatingOf(area) } })),
      };
    });
  }
}
