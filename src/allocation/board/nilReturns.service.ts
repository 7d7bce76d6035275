import type { Person } from '../../access/person.js';
import { mayAnswerNilReturn } from '../../access/policies.js';
import { actorOf } from '../../access/signedIn.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { Refused, StaleVersion, refusal } from '../../shared/errors.js';
import { isNilReturn, type NilReturnAnswer } from './nilReturn.js';
import { NilReturn } from './nilReturn.entity.js';
import type { NilReturnReads } from './nilReturns.reads.js';

/** The answers of the Heads of Service to audits that were not submitted. */
export class NilReturnsService {
  constructor(
    private readonly database: Database,
    private readonly reads: NilReturnReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Records what was found out and agreed, or changes it; `version` is the answer's, 0 for none. @throws NotFound, Refused, RuleBroken, StaleVersion */
  async answer(person: Person, ref: string, answered: { answer: NilReturnAnswer; note: string }, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const { month } = await this.reads.byRef(ref);
      await this.database.oneAtATime(`month ${month}`);
      const before = await this.reads.byRef(ref);
      if (!mayAnswerNilReturn(person, before)) throw new Refused('Only the Head of Service of the auditor’s team may answer this nil return.');
      if (!isNilReturn(before)) throw refusal('form', 'This audit has been given more time and is no nil return any more. Your answer is not saved.');
      if (before.version !== version) throw new StaleVersion();
      const values = { ...answered, answeredById: person.staffId, answeredOn: this.clock.today() };
      if (version === 0) await this.database.manager.insert(NilReturn, { auditId: before.id, ...values, version: 1 });
      else await this.database.compareAndSet(NilReturn, { auditId: before.id }, version, values);
      const changes = changesBetween<{ answer: string | null; note: string | null }>(before, answered).map(({ field, ...change }) => ({ field: fields[field]!, ...change }));
      if (changes.length > 0) await this.history.append(actorOf(person), 'audit', before.id, version === 0 ? 'nil_return_answered' : 'nil_return_changed', changes);
    });
  }
}

/** How the audit's history names them. */
const fields: Record<string, string> = { answer: 'nilReturn', note: 'agreed' };
