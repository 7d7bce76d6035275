import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound, holdTo, refusal } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { mayBeLifted, problemsWithBlackout } from './blackoutMonth.js';
import { BlackoutMonth } from './blackoutMonth.entity.js';
import type { BlackoutReads } from './blackoutMonths.reads.js';

/** Months in which nobody is asked to audit. */
export class BlackoutMonthsService {
  constructor(
    private readonly database: Database,
    private readonly reads: BlackoutReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** @throws RuleBroken */
  async set(person: Person, { month, reason }: { month: Month; reason: string }): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.oneAtATime(`month ${month}`);
      holdTo(problemsWithBlackout(month, await this.reads.active(), this.clock.today()));
      const blackout = { month, reason, setById: person.staffId, setOn: this.clock.today(), liftedById: null, liftedOn: null, version: 1 };
      const id = await this.database.add(BlackoutMonth, blackout);
      await this.history.append(actorOf(person), 'blackout_month', id, 'set', changesBetween({}, { month, reason }));
    });
  }

  /** Lifts it from today on: figures as at an earlier day still know it. @throws NotFound, RuleBroken, StaleVersion */
  async lift(person: Person, id: number, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.database.forChange(BlackoutMonth, { id });
      if (!stored) throw new NotFound('There is no such month without audits.');
      const liftedOn = this.clock.today();
      if (!mayBeLifted(stored, liftedOn)) {
        throw refusal('form', stored.liftedOn === null ? 'That month has ended, so it stays without audits.' : 'Somebody has lifted it already.');
      }
      await this.database.compareAndSet(BlackoutMonth, { id }, version, { liftedById: person.staffId, liftedOn });
      await this.history.append(actorOf(person), 'blackout_month', id, 'lifted', changesBetween<{ liftedOn: string | null }>({ liftedOn: null }, { liftedOn }));
    });
  }
}
