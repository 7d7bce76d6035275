import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { holdTo, refusal } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { isStillOpen, mayBeTakenBack, problemsWithEnd, problemsWithExemption, standingGrounds, type Months, type StandingGround } from './exemption.js';
import { Exemption } from './exemption.entity.js';
import type { ExemptionReads, ExemptionSeen } from './exemptions.reads.js';

export interface ExemptionAsked extends Months {
  staffId: number;
  ground: StandingGround;
}

/** Exemptions from auditing or moderating for longer than a month, as the QA team keeps them. They are authorised today: figures as at an earlier day do not know them. */
export class ExemptionsService {
  constructor(
    private readonly database: Database,
    private readonly reads: ExemptionReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Returns the new exemption's id. @throws RuleBroken */
  async add(person: Person, { staffId, ground, fromMonth, toMonth }: ExemptionAsked): Promise<number> {
    const { kind, reason } = standingGrounds[ground];
    const today = this.clock.today();
    return this.database.transaction(async () => {
      await this.database.oneAtATime(`exemption of ${staffId}`);
      const exempt = (await this.reads.people(today)).find((one) => one.staffId === staffId);
      if (!exempt) throw refusal('person', 'Choose somebody from the list.');
      holdTo(problemsWithExemption(exempt, kind, { fromMonth, toMonth }, await this.reads.monthsOf(staffId, kind), today));
      const id = await this.database.add(Exemption, { staffId, kind, reason, fromMonth, toMonth, authorisedById: person.staffId, authorisedOn: today, version: 1 });
      await this.history.append(actorOf(person), 'exemption', id, 'added', changesBetween({}, { person: exempt.name, kind, reason, fromMonth, toMonth }));
      return id;
    });
  }

  /** Gives the exemption another last month, or none. @throws NotFound, RuleBroken, StaleVersion */
  async changeEnd(person: Person, id: number, version: number, toMonth: Month | null): Promise<void> {
    await this.change(id, async (stored) => {
      holdTo(problemsWithEnd({ fromMonth: stored.fromMonth, toMonth }, await this.reads.monthsOf(stored.staffId, stored.kind, id), this.clock.today()));
      await this.database.compareAndSet(Exemption, { id }, version, { toMonth });
      const changes = changesBetween<Months>({ toMonth: stored.toMonth }, { toMonth });
      if (changes.length > 0) await this.history.append(actorOf(person), 'exemption', id, 'changed', changes);
    });
  }

  /** Takes back an exemption on which nothing rests yet; its history stays. @throws NotFound, RuleBroken, StaleVersion */
  async takeBack(person: Person, id: number, version: number): Promise<void> {
    await this.change(id, async (stored) => {
      if (!mayBeTakenBack(stored, this.clock.today())) throw refusal('toMonth', 'It has begun and cannot be taken back. Choose its last month instead.');
      await this.database.compareAndSet(Exemption, { id }, version, {});
      await this.database.manager.delete(Exemption, { id });
      const { name, kind, reason, fromMonth, toMonth } = stored;
      const gone = changesBetween({}, { person: name, kind, reason, fromMonth, toMonth }).map(({ field, is }) => ({ field, was: is, is: null }));
      await this.history.append(actorOf(person), 'exemption', id, 'taken_back', gone);
    });
  }

  private async change(id: number, work: (stored: ExemptionSeen) => Promise<void>): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.oneAtATime(`exemption of ${(await this.reads.one(id)).staffId}`);
      const stored = await this.reads.one(id);
      if (!isStillOpen(stored, this.clock.today())) throw refusal('form', 'It has ended and stays as it is. Add another exemption instead.');
      await work(stored);
    });
  }
}
