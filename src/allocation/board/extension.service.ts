import type { Person } from '../../access/person.js';
import type { AuditInHand, AuditSteps } from '../../audits/auditSteps.js';
import type { Database } from '../../database/database.js';
import { shownVersion } from '../../forms/shownVersion.js';
import type { Clock } from '../../shared/clock.js';
import type { Day } from '../../shared/day.js';
import { StaleVersion, holdTo, refusal } from '../../shared/errors.js';
import { monthsBetweenAudits } from '../allocationRules.js';
import { problemsWithExtension, type ExtendedBy } from './extension.js';
import { isNilReturn } from './nilReturn.js';
import { NilReturn } from './nilReturn.entity.js';
import type { NilReturnReads } from './nilReturns.reads.js';

/** What a page about extending an audit shows of it: what its auditor writes meanwhile is no matter. */
export function versionOfDue({ status, extendedTo }: { status: string; extendedTo: Day | null }): number {
  return shownVersion(status, extendedTo);
}

/** Putting off the day an audit is due. */
export class ExtensionService {
  constructor(
    private readonly database: Database,
    private readonly steps: AuditSteps,
    private readonly nilReturns: NilReturnReads,
    private readonly clock: Clock,
  ) {}

  /** The audit for someone who may extend it; a director may more than the QA team, so that somebody who is both acts as director. @throws NotFound, Refused */
  async forExtension(person: Person, ref: string): Promise<AuditInHand & { part: ExtendedBy }> {
    const inHand = await this.steps.inHand(person, ref, 'director', 'qa');
    return { ...inHand, part: inHand.part as ExtendedBy };
  }

  /**
   * Extends the audit to the day `to`. A nil return is taken up again, and its answer stays in history only. `version` is `versionOfDue`.
   * @throws NotFound, Refused, RuleBroken, StaleVersion
   */
  async extend(person: Person, ref: string, to: Day, reason: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const { part: by, audit } = await this.forExtension(person, ref);
      // One after the other with the close of the month and the answer to a nil return.
      await this.database.oneAtATime(`month ${audit.month}`);
      if (isNilReturn(audit)) await this.mustBeFree(audit);
      await this.steps.take(person, ref, { action: 'extend', by, event: 'extended' }, (held) => {
        if (versionOfDue(held.audit) !== version) throw new StaleVersion();
        holdTo(problemsWithExtension(held.audit, to, by, this.clock.today()));
        return { audit: { extendedTo: to }, reason };
      });
      await this.database.manager.delete(NilReturn, { auditId: audit.id });
    });
  }

  /** The child of a nil return may have been given out again since, and is not audited twice within a year (domain.md, "Allocation"). */
  private async mustBeFree(audit: AuditInHand['audit']): Promise<void> {
    await this.database.oneAtATime(`child ${audit.caseRef}`);
    const instead = await this.nilReturns.auditInstead(audit);
    if (instead !== undefined) throw refusal('extendedTo', `The child has another audit, ${instead}, less than ${monthsBetweenAudits} months away. This one stays a nil return.`);
  }
}
