import type { Person } from '../access/person.js';
import { partsIn } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import { dueDay } from '../allocation/board/dueDay.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/duplicate.js';
import type { Change } from '../history/history.js';
import type { HistoryStore } from '../history/history.store.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import { monthInWords, type Day } from '../shared/day.js';
import { refusal } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import type { Cohort } from '../shared/practice.js';
import type { ChildChosen } from './audit.js';
import type { Audit } from './audit.entity.js';
import { statusAfter, statusesFor } from './auditLifecycle.js';
import type { AuditsStore } from './audits.store.js';

interface Named {
  id: number;
  name: string;
}

/** What an audit is opened with. */
export interface AuditToOpen {
  month: Month;
  caseRef: string;
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
  auditor: Named;
  moderator: Named;
  chosen: ChildChosen;
  /** What whoever allocated it was told to think about. */
  notes: readonly string[];
}

/** An audit that has been opened. */
export interface Opened {
  id: number;
  ref: string;
}

/** Opening audits, and giving those that are under way to others; the caller has checked the rules of allocation. */
export class AuditsService {
  constructor(
    private readonly database: Database,
    private readonly store: AuditsStore,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** Opens an audit for its auditor and returns its reference. @throws RuleBroken when the child has an audit of that month */
  async allocate(person: Person, audit: AuditToOpen): Promise<string> {
    return (await this.allocateMany(person, [audit]))[0]!.ref;
  }

  /** Opens audits, all or none, and returns them in the same order. @throws RuleBroken when a child has an audit of that month */
  async allocateMany(person: Person, audits: readonly AuditToOpen[]): Promise<Opened[]> {
    return this.database.transaction(async () => {
      const refs = await this.database.nextReferences('A', audits.length);
      const allocatedOn = this.clock.today();
      const opened = await this.opened(
        audits.map(({ auditor, moderator, notes: _, ...child }, index) => ({
          ...blank, ...child, ref: refs[index]!, template: 'core' as const, status: 'allocated' as const, auditorId: auditor.id, moderatorId: moderator.id, allocatedOn,
        })),
      );
      await this.history.appendMany(
        actorOf(person),
        'audit',
        audits.map(({ month, auditor, moderator, notes }, index) => ({
          recordId: opened[index]!.id,
          event: 'allocated',
          changes: [
            { field: 'month', was: null, is: month },
            { field: 'auditor', was: null, is: auditor.name },
            { field: 'moderator', was: null, is: moderator.name },
            ...(notes.length > 0 ? [{ field: 'notes', was: null, is: notes }] : []),
          ],
        })),
      );
      await this.messages.tellEach(audits.flatMap(({ auditor, moderator, ...audit }, index) => allocatedTo({ ...audit, ref: refs[index]!, status: 'allocated', extendedTo: null }, auditor, moderator)));
      return opened;
    });
  }

  private async opened(audits: readonly Omit<Audit, 'id' | 'version'>[]): Promise<Opened[]> {
    try {
      return await this.store.add(audits);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const child = audits.length === 1 ? 'This child' : 'One of these children';
      throw refusal('month', `${child} has been allocated for ${monthInWords(audits[0]!.month)} already. Choose another child or another month.`);
    }
  }

  /**
   * Gives an audit to another auditor or moderator, without the former one's account of the discussion. `check` is asked about the audit as it is now, and throws to forbid it.
   * @throws NotFound, Refused, RuleBroken, StaleVersion
   */
  async reallocate(
    person: Person,
    ref: string,
    version: number,
    reason: string,
    check: (audit: Readonly<Audit>) => Promise<Record<'auditor' | 'moderator', { was: Named; is: Named }>>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      // Nobody lets one of the auditors off the month meanwhile.
      await this.database.oneAtATime(`month ${(await this.store.byRef(ref)).month}`);
      const audit = await this.store.forChange(ref);
      const status = statusAfter(audit.status, 'reallocate', partsIn(person, audit));
      const people = await check(audit);
      const changed = (['auditor', 'moderator'] as const).filter((part) => people[part].was.id !== people[part].is.id);
      const accounts: Partial<Audit> = { ...(changed.includes('auditor') ? accountOf.auditor : {}), ...(changed.includes('moderator') ? accountOf.moderator : {}) };
      const saved = await this.store.save(audit, { status, auditorId: people.auditor.is.id, moderatorId: people.moderator.is.id, ...accounts }, version);
      const changes: Change[] = [
        ...changed.map((part) => ({ field: part, was: people[part].was.name, is: people[part].is.name })),
        ...saved.filter(({ field }) => field in accounts),
      ];
      await this.history.append(actorOf(person), 'audit', audit.id, 'reallocated', [...changes, { field: 'reason', was: null, is: reason }]);
      await this.messages.withdraw(ref, changed.map((part) => people[part].was.id));
      await this.messages.tellEach(allocatedTo(audit, people.auditor.is, people.moderator.is).filter(({ facts }) => changed.includes(facts.part)));
    });
  }
}

/** What the two are told to whom an audit is given. */
function allocatedTo({ ref, caseRef, status, ...due }: Pick<Audit, 'ref' | 'caseRef' | 'status' | 'month' | 'extendedTo'>, auditor: Named, moderator: Named) {
  // Once it is submitted nothing is due.
  const facts = { auditRef: ref, caseRef, month: due.month, ...(statusesFor('write', 'auditor').includes(status) ? { dueOn: dueDay(due) } : {}) };
  return [
    { kind: 'allocated' as const, staffId: auditor.id, facts: { ...facts, part: 'auditor' as const, colleague: moderator.name } },
    { kind: statusesFor('rate', 'moderator').includes(status) ? ('ready_to_moderate' as const) : ('allocated' as const), staffId: moderator.id, facts: { ...facts, part: 'moderator' as const, colleague: auditor.name } },
  ];
}

/** One side of the discussion: whoever takes the part over records their own. */
const accountOf = {
  auditor: { auditorDiscussion: null, auditorAgrees: null },
  moderator: { moderatorDiscussion: null, moderatorDecision: null },
};

const blank = {
  extendedTo: null, exemptedOn: null, submittedOn: null, moderatedOn: null, notAcceptedOn: null, resubmittedOn: null, acceptedOn: null, overallAuditor: null, overallFinal: null, lowerEndRi: false,
  socialWorkerInvolved: null, teamManagerInvolved: null, reviewingOfficerInvolved: null,
  childView: null, childViewReason: null, childFeedback: null, childWorkerConsulted: null, childViewDetail: null, childSaid: null,
  familyView: null, familyViewReason: null, familyFeedback: null, familyWorkerConsulted: null, familyViewDetail: null, familySaid: null,
  childContext: null, strengths: null, improvements: null, impact: null, moderationRationale: null, auditorAgrees: null, auditorDiscussion: null,
  moderatorDiscussion: null, moderatorDecision: null, returnReason: null, notAcceptedReason: null,
};
