import type { Person } from '../access/person.js';
import { partsIn } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/duplicate.js';
import type { Change } from '../history/history.js';
import type { HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { monthInWords, type Day } from '../shared/day.js';
import { RuleBroken } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import type { Cohort } from '../shared/practice.js';
import type { ChildChosen } from './audit.js';
import type { Audit } from './audit.entity.js';
import { statusAfter } from './auditLifecycle.js';
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

/** Opening an audit, and giving one that is under way to others; the caller has checked the rules of allocation. */
export class AuditsService {
  constructor(
    private readonly database: Database,
    private readonly store: AuditsStore,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Opens an audit for its auditor and returns its reference. @throws RuleBroken when the child has an audit of that month */
  async allocate(person: Person, { auditor, moderator, notes, ...child }: AuditToOpen): Promise<string> {
    return this.database.transaction(async () => {
      const ref = await this.database.nextReference('A');
      try {
        const id = await this.store.add({
          ...blank, ...child, ref, template: 'core', status: 'allocated', auditorId: auditor.id, moderatorId: moderator.id, allocatedOn: this.clock.today(),
        });
        await this.history.append(actorOf(person), 'audit', id, 'allocated', [
          { field: 'month', was: null, is: child.month },
          { field: 'auditor', was: null, is: auditor.name },
          { field: 'moderator', was: null, is: moderator.name },
          ...(notes.length > 0 ? [{ field: 'notes', was: null, is: notes }] : []),
        ]);
        return ref;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        throw new RuleBroken([{ field: 'month', message: `This child has been given out for ${monthInWords(child.month)} already. Choose another child or another month.` }]);
      }
    });
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
    });
  }
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
