import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.js';
import { StaleVersion } from '../shared/errors.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { Delivery } from './delivery.entity.js';
import { urgentKinds } from './message.js';
import { reachable } from './messages.reads.js';
import { lease, tooOld } from './sending.js';

const staffAsText = 'cast(messages.staff_id as varchar(12))';
const messageAsText = 'cast(messages.id as varchar(12))';

/** What is in no e-mail yet, is not too old, and is for somebody who gets e-mail. */
const untold = `messages.delivery_id is null and messages.created_at >= :oldest and exists (select 1 from staff where staff.id = messages.staff_id and ${reachable})`;
const digestOfDay = `'digest ' || ${staffAsText} || ' ' || :day`;
const urgent = `messages.kind in (${urgentKinds.map((kind) => `'${kind}'`).join(', ')})`;
/** Not for whoever has an earlier digest on its way: they are not to get two on the day on which the mail server is back. */
const forDigest = `${untold} and not (${urgent})
  and not exists (select 1 from messages_switched_off off where off.staff_id = messages.staff_id and off.kind = messages.kind)
  and not exists (select 1 from deliveries earlier where earlier.staff_id = messages.staff_id and earlier.kind = 'digest' and earlier.status = 'waiting' and earlier.once <> ${digestOfDay})`;
const forEscalation = `${untold} and ${urgent}`;

const columns = 'staff_id, kind, once, message_id, status, attempts, next_attempt_at, created_at, version';

/** The e-mails that are waiting, and what becomes of them. `host` is named in their Message-IDs. */
export class DeliveriesStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly host: string,
  ) {}

  async hasRound(day: Day): Promise<boolean> {
    return (await this.database.query('select 1 from daily_rounds where day = :day', { day })).length > 0;
  }

  /** Takes the day's round for this transaction; false when another process has made it. */
  async takeRound(day: Day): Promise<boolean> {
    const taken = await this.database.query('insert into daily_rounds (day, made_at) values (:day, :now) on conflict (day) do nothing returning day', { day, now: this.now() });
    return taken.length > 0;
  }

  /** One e-mail to each person who has something to be told, with all of it. What comes while a person’s e-mail waits is for the next day’s. */
  async addDigests(day: Day): Promise<void> {
    const values = { ...this.waiting('digest', day), day };
    await this.database.query(
      `insert into deliveries (${columns})
       select distinct messages.staff_id, 'digest', ${digestOfDay}, :before || ${staffAsText} || :after, 'waiting', 0, :now, :now, 1 from messages where ${forDigest}
       on conflict (once) do nothing`,
      values,
    );
    await this.database.query(`update messages set delivery_id = (select deliveries.id from deliveries where deliveries.once = ${digestOfDay}) where ${forDigest}`, values);
  }

  /** An e-mail of its own for each escalation. */
  async addEscalations(today: Day): Promise<void> {
    const once = `'escalation ' || ${messageAsText}`;
    const values = this.waiting('escalation', today);
    await this.database.query(
      `insert into deliveries (${columns})
       select messages.staff_id, 'escalation', ${once}, :before || ${messageAsText} || :after, 'waiting', 0, :now, :now, 1 from messages where ${forEscalation}
       on conflict (once) do nothing`,
      values,
    );
    await this.database.query(`update messages set delivery_id = (select deliveries.id from deliveries where deliveries.once = ${once}) where ${forEscalation}`, values);
  }

  private waiting(kind: string, today: Day) {
    // The number between them tells the e-mails of one making apart, and the random part one making from any other.
    const [before, after] = [`<${kind}.`, `.${randomBytes(8).toString('hex')}@${this.host}>`];
    return { before, after, today, now: this.now(), oldest: new Date(this.clock.now().getTime() - tooOld).toISOString() };
  }

  /** The next e-mail to send, for this process alone until the lease ends; null when none is due. Escalations come first. */
  async claim(): Promise<Delivery | null> {
    for (;;) {
      const [due] = await this.database.query<Pick<Delivery, 'id' | 'version' | 'attempts'>>(
        `select id as "id", version as "version", attempts as "attempts" from deliveries where status = 'waiting' and next_attempt_at <= :now order by case when kind = 'escalation' then 0 else 1 end, next_attempt_at, id limit 1`,
        { now: this.now() },
      );
      if (!due) return null;
      const claimed = await this.change(due, { attempts: due.attempts + 1, nextAttemptAt: new Date(this.clock.now().getTime() + lease).toISOString() }).catch((error: unknown) => {
        // Another process was first.
        if (error instanceof StaleVersion) return null;
        throw error;
      });
      if (claimed) return claimed;
    }
  }

  /** Changes an e-mail that is still as it was, and returns it as it is then. @throws StaleVersion */
  change({ id, version }: Pick<Delivery, 'id' | 'version'>, changes: Partial<Delivery>): Promise<Delivery> {
    return this.database.transaction(async () => {
      await this.database.compareAndSet(Delivery, { id }, version, changes);
      return this.database.manager.findOneByOrFail(Delivery, { id });
    });
  }

  /** Starts again with all that were given up. Returns how many they are. */
  async tryAgain(): Promise<number> {
    const now = this.now();
    const again = await this.database.transaction(() =>
      this.database.manager.update(Delivery, { status: 'given_up' }, { status: 'waiting', attempts: 0, nextAttemptAt: now, createdAt: now, version: () => 'version + 1' }),
    );
    return again.affected ?? 0;
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
