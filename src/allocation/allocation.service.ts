import type { Person } from '../access/person.js';
import type { AuditStatus } from '../audits/auditLifecycle.js';
import type { AuditReads } from '../audits/audits.reads.js';
import type { AuditsService } from '../audits/audits.service.js';
import { moderating, writing } from '../audits/independence.js';
import type { Database } from '../database/database.js';
import type { HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { holdTo, refusal, type Problem } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import type { AllocationReads, Auditor, ChildInCaseload, Choices, Moderator } from './allocation.reads.js';
import { notesOnAllocation, problemsWithChild, problemsWithPeople, type ChildToAudit } from './allocationRules.js';
import type { Reaudit } from './reaudit.js';

/** What the QA team chose; without a moderator it is the one paired with the auditor in that month. */
export interface AllocationAsked {
  month: Month;
  auditorId: number;
  moderatorId: number | null;
}

interface AuditToGive {
  id: number;
  status: AuditStatus;
  submittedOn: Day | null;
  auditorId: number;
  moderatorId: number;
}

interface Sided {
  staffId: number;
  name: string;
}

/** An allocation that nothing forbids. */
export interface AllocationPlanned {
  child: ChildInCaseload;
  reaudit: Reaudit | undefined;
  month: Month;
  auditor: Auditor;
  moderator: Moderator;
  /** What to think about first. */
  notes: string[];
}

/** Giving children out for audit by hand, and changing who audits and moderates. */
export class AllocationService {
  constructor(
    private readonly database: Database,
    private readonly reads: AllocationReads,
    private readonly auditReads: AuditReads,
    private readonly audits: AuditsService,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** What forbids giving this child out in this month, whoever audits. */
  async problemsWithChild(child: ChildInCaseload, month: Month): Promise<Problem[]> {
    return problemsWithChild(await this.reads.childToAudit(child, month), month, this.clock.today());
  }

  /** The allocation asked for, with what to think about first. @throws NotFound, RuleBroken with all that forbids it */
  async plan(caseloadId: number, { month, auditorId, moderatorId }: AllocationAsked): Promise<AllocationPlanned> {
    const child = await this.reads.child(caseloadId, month);
    const toAudit = await this.reads.childToAudit(child, month);
    holdTo(problemsWithChild(toAudit, month, this.clock.today()));
    const { auditor, moderator } = chosen(await this.reads.choices(month), auditorId, moderatorId);
    return { child, reaudit: toAudit.reaudit, month, auditor, moderator, notes: this.notes(auditor, moderator, toAudit, month) };
  }

  private notes(auditor: Auditor, moderator: Moderator, child: ChildToAudit, month: Month): string[] {
    holdTo(problemsWithPeople(auditor, moderator, child, month));
    return notesOnAllocation(auditor, moderator, child, month);
  }

  /** Opens the audit and returns its reference. @throws NotFound, RuleBroken with all that forbids it by now */
  async allocate(person: Person, caseloadId: number, asked: AllocationAsked): Promise<string> {
    return this.database.transaction(async () => {
      // Nobody lets the auditor off, closes the month or sets it without audits meanwhile.
      await this.database.oneAtATime(`month ${asked.month}`);
      // Two members of the QA team at once are one after the other for the same child, in whatever month's caseload they found it.
      await this.database.oneAtATime(`child ${(await this.reads.child(caseloadId, asked.month)).caseRef}`);
      const { child, month, auditor, moderator, notes } = await this.plan(caseloadId, asked);
      const { caseRef, dateOfBirth, teamId, cohort } = child;
      return this.audits.allocate(person, {
        month, caseRef, dateOfBirth, teamId, cohort, chosen: 'by_hand', notes,
        auditor: { id: auditor.staffId, name: auditor.name },
        moderator: { id: moderator.staffId, name: moderator.name },
      });
    });
  }

  /** Gives an audit under way to another auditor or moderator, with the reason. @throws NotFound, Refused, RuleBroken, StaleVersion */
  async reallocate(person: Person, ref: string, version: number, { auditorId, moderatorId, reason }: { auditorId: number; moderatorId: number; reason: string }): Promise<void> {
    await this.audits.reallocate(person, ref, version, reason, async (audit) => {
      if (audit.auditorId === auditorId && audit.moderatorId === moderatorId) throw refusal('auditor', 'Choose another auditor or another moderator.');
      const before = await this.auditReads.header(ref);
      const now = { auditor: { id: before.auditorId, name: before.auditorName }, moderator: { id: before.moderatorId, name: before.moderatorName } };
      const { auditors, moderators } = await this.reads.choices(audit.month);
      // Someone who has the part already may have lost the role since, and keeps it unless they are changed.
      const auditor = auditors.find((one) => one.staffId === auditorId) ?? asCandidate(now.auditor, auditorId, 'auditor');
      const moderator = moderators.find((one) => one.staffId === moderatorId) ?? asCandidate(now.moderator, moderatorId, 'moderator');
      const reviewingOfficerId = await this.reads.reviewingOfficerOf(audit.caseRef, audit.month);
      holdTo([...problemsWithPeople(auditor, moderator, { reviewingOfficerId }, audit.month, audit), ...(await this.problemsWithSides(audit, auditor, moderator))]);
      return {
        auditor: { was: now.auditor, is: { id: auditor.staffId, name: auditor.name } },
        moderator: { was: now.moderator, is: { id: moderator.staffId, name: moderator.name } },
      };
    });
  }

  /** Nobody moderates what they wrote, nor takes over the writing of what they moderated, whoever had it in between. */
  private async problemsWithSides(audit: AuditToGive, auditor: Sided, moderator: Sided): Promise<Problem[]> {
    const did = (person: Sided, events: readonly string[]): Promise<boolean> => this.history.everDid(person.staffId, 'audit', audit.id, events);
    // What was done before the audit was brought in has no event, so the two who have the parts now are looked at as well.
    const wrote = (audit.status !== 'allocated' && moderator.staffId === audit.auditorId) || (await did(moderator, writing));
    const moderated = (audit.submittedOn !== null && auditor.staffId === audit.moderatorId) || (await did(auditor, moderating));
    return [
      ...(moderated ? [{ field: 'auditor', message: `${auditor.name} has moderated this audit and cannot write it. Choose another auditor.` }] : []),
      ...(wrote ? [{ field: 'moderator', message: `${moderator.name} has written in this audit and cannot moderate it. Choose another moderator.` }] : []),
    ];
  }
}

/** The two people meant. @throws RuleBroken when one is not among those who can be chosen */
function chosen({ auditors, moderators }: Choices, auditorId: number, moderatorId: number | null): { auditor: Auditor; moderator: Moderator } {
  const auditor = auditors.find((one) => one.staffId === auditorId);
  if (!auditor) throw refusal('auditor', 'Choose an auditor from the list.');
  if (moderatorId === null && auditor.pairedWithId === null) {
    throw refusal('moderator', `${auditor.name} has no paired moderator in this month. Choose a moderator.`);
  }
  const moderator = moderators.find((one) => one.staffId === (moderatorId ?? auditor.pairedWithId));
  if (!moderator) throw refusal('moderator', 'Choose a moderator from the list.');
  return { auditor, moderator };
}

function asCandidate(holder: { id: number; name: string }, asked: number, part: 'auditor' | 'moderator'): Parameters<typeof problemsWithPeople>[0] {
  if (holder.id !== asked) throw refusal(part, `Choose ${part === 'auditor' ? 'an auditor' : 'a moderator'} from the list.`);
  return { staffId: holder.id, name: holder.name, roles: [], teamId: null, managesTeams: [], startsOn: null, endsOn: null };
}
