import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import { Message } from './message.entity.js';
import type { MessageFacts, MessageKind } from './message.js';

/** What people are told. Every message is written in the transaction of what happened, so that neither is ever without the other. */
export class MessagesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes the message to each of these people; with `once`, a word of the event, a person is told at most once. */
  async tell(kind: MessageKind, staffIds: readonly number[], facts: MessageFacts, once?: string): Promise<void> {
    await this.database.transaction(async () => {
      const createdAt = this.clock.now().toISOString();
      const rows = [...new Set(staffIds)].map((staffId) => ({ staffId, kind, facts: JSON.stringify(facts), once: once === undefined ? null : `${once} ${staffId}`, createdAt, deliveryId: null }));
      if (rows.length > 0) await this.database.manager.createQueryBuilder().insert().into(Message).values(rows).orIgnore().execute();
    });
  }
}
