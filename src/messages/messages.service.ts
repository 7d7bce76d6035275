import { In } from 'typeorm';
import type { Person } from '../access/person.js';
import { mayBeToldOf } from '../access/policies.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import { Message } from './message.entity.js';
import { messageKinds, messageRules, type MessageFacts, type MessageKind, type MessageToTell } from './message.js';
import { SwitchedOff } from './switchedOff.entity.js';

/** What people are told. Every message is written in the transaction of what happened, so that neither is ever without the other. */
export class MessagesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes the message to each of these people. */
  async tell(kind: MessageKind, staffIds: readonly number[], facts: MessageFacts): Promise<void> {
    await this.tellEach([...new Set(staffIds)].map((staffId) => ({ kind, staffId, facts })));
  }

  /** Writes many messages with few statements. */
  async tellEach(messages: readonly MessageToTell[]): Promise<void> {
    const createdAt = this.clock.now().toISOString();
    const rows = messages.map(({ kind, staffId, facts, once }) => ({
      staffId, kind, facts: JSON.stringify(facts), once: once === undefined ? null : `${once} ${staffId}`, createdAt, deliveryId: null,
    }));
    await this.database.transaction(async () => {
      for (let from = 0; from < rows.length; from += 500) {
        await this.database.manager.createQueryBuilder().insert().into(Message).values(rows.slice(from, from + 500)).orIgnore().updateEntity(false).execute();
      }
    });
  }

  /** Takes back what these people were to be told of an audit and has not been sent: it is no longer theirs, and may be no business of theirs. */
  async withdraw(auditRef: string, staffIds: readonly number[]): Promise<void> {
    if (staffIds.length === 0) return;
    await this.database.transaction(() =>
      this.database.query(
        "delete from messages where staff_id in (:...staffIds) and not exists (select 1 from deliveries where id = delivery_id and status = 'sent') and facts like :about",
        { staffIds: [...staffIds], about: `%"auditRef":"${auditRef}"%` },
      ),
    );
  }

  /** Sets which of the kinds that concern the person, and may be switched off, come by e-mail. */
  async choose(person: Person, wanted: readonly MessageKind[]): Promise<void> {
    const choices = messageKinds.filter((kind) => messageRules[kind].maySwitchOff && mayBeToldOf(person, kind));
    const { staffId } = person;
    await this.database.transaction(async () => {
      await this.database.manager.delete(SwitchedOff, { staffId, kind: In(choices) });
      const unwanted = choices.filter((kind) => !wanted.includes(kind)).map((kind) => ({ staffId, kind }));
      if (unwanted.length > 0) await this.database.manager.createQueryBuilder().insert().into(SwitchedOff).values(unwanted).orIgnore().execute();
    });
  }
}
