import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import type { Logger } from '../web/log.js';
import type { DeliveriesStore } from './deliveries.store.js';
import type { Delivery } from './delivery.entity.js';
import { mailFor } from './mail.presenter.js';
import type { Mailer } from './mailer.js';
import type { MessagesReads, ToSend } from './messages.reads.js';
import type { MessagesService } from './messages.service.js';
import type { RemindersReads } from './reminders.reads.js';
import { remindersFor } from './reminders.js';
import { isTimeForRound, nextAttempt, type Failure } from './sending.js';

/** How long to wait for the e-mail that is being sent when the process is told to stop, in milliseconds. */
const lastMoment = 10_000;

interface Parts {
  database: Database;
  messages: MessagesService;
  reads: MessagesReads;
  reminders: RemindersReads;
  store: DeliveriesStore;
  /** Null: no e-mail is sent, and none is made. */
  mailer: Mailer | null;
  /** What else is done once a day, before the digests are made; what it tells is in them. */
  daily: readonly (() => Promise<void>)[];
  clock: Clock;
  log: Logger;
  /** Where people reach Plumbline. */
  site: URL;
  /** The hour of the daily round, in England. */
  hour: number;
}

/**
 * What is done every minute: once a day the reminders and the digests, then the e-mails that are waiting (docs/decisions/0005).
 * Several processes may do so on one database: each e-mail is claimed before it is sent.
 */
export class MailRun {
  private running: Promise<void> | null = null;
  private readonly interruption = new AbortController();
  private stopped = false;

  constructor(private readonly parts: Parts) {}

  /** Makes and sends what is due; a run that is under way is waited for instead. */
  run(): Promise<void> {
    this.running ??= this.once().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Sends nothing more, and waits for the e-mail that is being sent. */
  async stop(): Promise<void> {
    this.stopped = true;
    const tooLong = setTimeout(() => this.interruption.abort(), lastMoment);
    await this.running?.catch(() => undefined);
    clearTimeout(tooLong);
  }

  private async once(): Promise<void> {
    const { mailer, database, store, clock } = this.parts;
    await this.dailyRound();
    if (!mailer) return;
    await database.transaction(() => store.addEscalations(clock.today()));
    await this.sendWaiting(mailer);
  }

  private async dailyRound(): Promise<void> {
    const { mailer, database, store, messages, reminders, daily, clock, hour } = this.parts;
    const today = clock.today();
    if (!isTimeForRound(clock.now(), hour) || (await store.hasRound(today))) return;
    await database.transaction(async () => {
      if (!(await store.takeRound(today))) return;
      await messages.tellEach(remindersFor(await reminders.toSubmit(today), today));
      for (const task of daily) await task();
      if (mailer) await store.addDigests(today);
    });
  }

  private async sendWaiting(mailer: Mailer): Promise<void> {
    const { store, reads, clock, log } = this.parts;
    let sent = 0;
    let failure: Failure | null = null;
    // A server that takes no mail is asked again a minute later, by one e-mail and not by all.
    while (!this.stopped && !failure?.everybodys) {
      const delivery = await store.claim();
      if (!delivery) break;
      const email = await reads.ofDelivery(delivery.id, clock.today());
      if (email.messages.length === 0) {
        await store.change(delivery, { status: 'needless' });
        continue;
      }
      failure = await this.attempt(mailer, delivery, email);
      if (failure) log.warn({ delivery: delivery.id, reason: failure.reason }, 'an e-mail was not sent');
      else sent += 1;
    }
    if (sent > 0) log.info({ sent }, 'e-mails sent');
  }

  private async attempt(mailer: Mailer, delivery: Delivery, { name, email, reachable, messages }: ToSend): Promise<Failure | null> {
    const { store, clock, site } = this.parts;
    const failure = reachable
      ? await mailer.send({ ...mailFor(name, messages, site), to: email, messageId: delivery.messageId, date: clock.now() }, this.interruption.signal)
      : { reason: 'This person has left, or their account is disabled.', forGood: true, everybodys: false };
    const now = clock.now();
    if (!failure) {
      await store.change(delivery, { status: 'sent', sentAt: now.toISOString(), lastError: null });
      return null;
    }
    // While the server takes nobody’s mail, the time for which this person’s is tried has not begun.
    const since = failure.everybodys ? now : new Date(delivery.createdAt);
    const again = failure.forGood ? null : nextAttempt(delivery.attempts, delivery.kind, since, now);
    await store.change(delivery, { lastError: failure.reason, createdAt: since.toISOString(), ...(again ? { nextAttemptAt: again.toISOString() } : { status: 'given_up' }) });
    return failure;
  }
}
