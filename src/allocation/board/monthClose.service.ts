import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { AuditSteps } from '../../audits/auditSteps.js';
import type { Database } from '../../database/database.js';
import { shownVersion } from '../../forms/shownVersion.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { MessagesService } from '../../messages/messages.service.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords } from '../../shared/day.js';
import { StaleVersion, refusal } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { mayBeClosed, monthNumber } from './monthClose.js';
import type { AuditToClose, MonthCloseReads } from './monthClose.reads.js';

/** Changes whenever other audits would be closed than were shown. */
export function versionOfClose(audits: readonly AuditToClose[]): number {
  return shownVersion(...audits.map(({ ref }) => ref).toSorted());
}

/** The close of a month (domain.md, step 3): what was never submitted becomes a nil return for the Heads of Service to follow up. */
export class MonthCloseService {
  constructor(
    private readonly database: Database,
    private readonly reads: MonthCloseReads,
    private readonly steps: AuditSteps,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Closes the month as far as its audits are past the day they are due, and returns how many became nil returns. It may be done again for
   * what was left open. It is about the month and judges no audit, so that whoever runs the month may close it with their own audits in it.
   * @throws RuleBroken when there is nothing to close or it is too early, StaleVersion when other audits would be closed than were shown
   */
  async close(person: Person, month: Month, version: number): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.oneAtATime(`month ${month}`);
      const today = this.clock.today();
      const audits = await this.reads.toClose(month, today);
      if (!mayBeClosed(month, today)) throw refusal('form', `${monthInWords(month)} is not over yet. Close it when it is.`);
      if (versionOfClose(audits) !== version) throw new StaleVersion();
      if (audits.length === 0) throw refusal('form', `Nothing of ${monthInWords(month)} is left to close.`);
      await this.steps.takeAll(person, audits.map(({ id }) => id), { action: 'close', by: 'qa', event: 'not_submitted' });
      await this.history.append(actorOf(person), 'month', monthNumber(month), 'closed', [{ field: 'notSubmitted', was: null, is: audits.length }]);
      await this.messages.tellEach(
        audits.flatMap(({ headId, ref, caseRef, auditorName }) =>
          headId === null ? [] : [{ kind: 'nil_return', staffId: headId, facts: { auditRef: ref, caseRef, month, colleague: auditorName }, once: `nil_return ${ref} ${today}` }],
        ),
      );
      return audits.length;
    });
  }
}
