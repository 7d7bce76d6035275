import { IsNull } from 'typeorm';
import { isBankHoliday } from '../actions/escalation/bankHolidays.js';
import type { Person } from '../access/person.js';
import { mayAcknowledgeConcern } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import type { HistoryStore } from '../history/history.store.js';
import type { MessageToTell } from '../messages/message.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { LeadersReads } from '../people/leaders.reads.js';
import type { Clock } from '../shared/clock.js';
import { NotFound, Refused, refusal } from '../shared/errors.js';
import { isWorkingDay } from '../shared/workingDays.js';
import { Acknowledgement } from './acknowledgement.entity.js';
import { stillToAcknowledge } from './acknowledgement.js';
import type { AcknowledgementReads } from './acknowledgement.reads.js';

/** Immediate safety worries are acknowledged by name, and told again until they are. */
export class AcknowledgementsService {
  constructor(
    private readonly database: Database,
    private readonly reads: AcknowledgementReads,
    private readonly leaders: LeadersReads,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** Keeps that the person knows of the worry; once, however often they say so. @throws NotFound, Refused, RuleBroken */
  async acknowledge(person: Person, ref: string): Promise<void> {
    await this.database.transaction(async () => {
      const concern = await this.reads.concern(ref);
      if (!concern) throw new NotFound('There is no case of concern with this reference.');
      if (!mayAcknowledgeConcern(person, concern)) throw new Refused('This is acknowledged by the Head of Service of the child’s team and by directors.');
      const told = { concernId: concern.id, staffId: person.staffId };
      const said = await this.database.manager.update(Acknowledgement, { ...told, acknowledgedAt: IsNull() }, { acknowledgedAt: this.clock.now().toISOString() });
      if (said.affected === 1) await this.history.append(actorOf(person), 'concern', concern.id, 'acknowledged');
      else if (!(await this.database.manager.existsBy(Acknowledgement, told))) throw refusal('form', 'You have not been told of an immediate safety worry here, so there is nothing for you to acknowledge.');
    });
  }

  /** What the daily round does on a working day: tells everybody again who has still to acknowledge a worry of a day before, and whoever has come to their place since. */
  async remind(): Promise<void> {
    const today = this.clock.today();
    if (!isWorkingDay(today, isBankHoliday)) return;
    await this.database.transaction(async () => {
      const [worries, leaders] = [await this.reads.worriesBefore(today), await this.leaders.idsInPost(today)];
      const toTell = worries.flatMap(({ id, ref, caseRef, headId, acknowledged }) =>
        stillToAcknowledge({ headId, ...leaders }, acknowledged).map((staffId) => {
          const message: MessageToTell = { kind: 'safety_unacknowledged', staffId, facts: { concernRef: ref, caseRef }, once: `safety ${ref} ${today}` };
          return { concernId: id, message };
        }),
      );
      if (toTell.length === 0) return;
      await this.messages.tellEach(toTell.map(({ message }) => message));
      const toldAt = this.clock.now().toISOString();
      const told = toTell.map(({ concernId, message: { staffId } }) => ({ concernId, staffId, toldAt, acknowledgedAt: null }));
      await this.database.manager.createQueryBuilder().insert().into(Acknowledgement).values(told).orIgnore().updateEntity(false).execute();
    });
  }
}
