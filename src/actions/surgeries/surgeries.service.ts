import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { MessageFacts } from '../../messages/message.js';
import type { MessagesService } from '../../messages/messages.service.js';
import type { Clock } from '../../shared/clock.js';
import { holdTo, NotFound, refusal, StaleVersion } from '../../shared/errors.js';
import type { ActionReads } from '../actions.reads.js';
import type { ActionsService } from '../actions.service.js';
import type { SurgeryReads } from './surgeries.reads.js';
import { appointmentProblems, beginProblems, endProblems, statusAfter, type Appointment, type Outcome, type SurgeryStatus, type SurgeryStep } from './surgery.js';
import { Surgery } from './surgery.entity.js';
import { SurgeryItem } from './surgeryItem.entity.js';

/** Meetings of the QA team with a manager over their outstanding actions (domain.md, "QA surgeries"). */
export class SurgeriesService {
  constructor(
    private readonly database: Database,
    private readonly reads: SurgeryReads,
    private readonly actions: ActionsService,
    private readonly actionReads: ActionReads,
    private readonly messages: MessagesService,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Arranges a surgery and tells the manager; returns its id. `anyway`: although there is another one close by. @throws RuleBroken */
  async arrange(person: Person, managerId: number, appointment: Appointment, anyway: boolean): Promise<number> {
    return this.database.transaction(async () => {
      const manager = (await this.reads.managers()).find(({ id }) => id === managerId);
      if (!manager) throw refusal('managerId', 'Choose the manager from the list.');
      holdTo(appointmentProblems(appointment, await this.reads.others(managerId, null), anyway, this.clock.today()));
      const added = { managerId, ...appointment, status: 'scheduled' as const, scheduledById: person.staffId, scheduledAt: this.clock.now().toISOString(), version: 1 };
      const id = await this.database.add(Surgery, added);
      await this.history.append(actorOf(person), 'surgery', id, 'arranged', changesBetween<Appointment & { manager: string }>({}, { manager: manager.name, ...appointment }));
      await this.tell(person, { id, managerId, ...appointment }, 'scheduled');
      return id;
    });
  }

  /** Changes when and where it is, if anything is different, and tells the manager. @throws NotFound, StaleVersion, RuleBroken */
  async change(person: Person, id: number, version: number, appointment: Appointment, anyway: boolean): Promise<void> {
    await this.database.transaction(async () => {
      const { surgery } = await this.hold(id, 'change', version);
      const changes = changesBetween<Appointment>(surgery, appointment);
      if (changes.length === 0) return;
      holdTo(appointmentProblems(appointment, await this.reads.others(surgery.managerId, id), anyway, this.clock.today()));
      await this.database.compareAndSet(Surgery, { id }, version, appointment);
      await this.history.append(actorOf(person), 'surgery', id, 'changed', changes);
      await this.tell(person, { id, managerId: surgery.managerId, ...appointment }, 'changed');
    });
  }

  /** Calls it off, while it has not begun, and tells the manager. @throws NotFound, StaleVersion, RuleBroken */
  async cancel(person: Person, id: number, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const { surgery, status } = await this.hold(id, 'cancel', version);
      await this.database.compareAndSet(Surgery, { id }, version, { status });
      await this.history.append(actorOf(person), 'surgery', id, 'cancelled');
      await this.tell(person, surgery, 'cancelled');
    });
  }

  /** Begins the meeting: what is outstanding with the manager at this moment is its agenda from now on. @throws NotFound, StaleVersion, RuleBroken */
  async begin(person: Person, id: number, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const { surgery, status } = await this.hold(id, 'begin', version);
      holdTo(beginProblems(surgery, this.clock.today()));
      await this.database.compareAndSet(Surgery, { id }, version, { status, begunAt: this.clock.now().toISOString() });
      const items = (await this.reads.agenda(person, surgery.managerId, null)).map((action) => ({ surgeryId: id, actionId: action.id, state: action.state, updateId: null, version: 1 }));
      for (let from = 0; from < items.length; from += 500) await this.database.manager.insert(SurgeryItem, items.slice(from, from + 500));
      await this.history.append(actorOf(person), 'surgery', id, 'begun', changesBetween({}, { actions: items.length }));
    });
  }

  /**
   * Records what was agreed about an action of the agenda, which becomes an update of the action. Once for each: what comes later is recorded on the action itself.
   * `version` is the action's. Returns the next open action without an outcome, if there is one. @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async record(person: Person, id: number, ref: string, version: number, outcome: Outcome): Promise<string | undefined> {
    return this.database.transaction(async () => {
      await this.hold(id, 'record');
      const { item } = await this.reads.itemOf(person, id, ref);
      if (item.outcome !== null) throw new StaleVersion();
      const updateId = await this.carryOut(person, id, { ref, version }, outcome);
      await this.database.compareAndSet(SurgeryItem, { id: item.itemId }, item.itemVersion, { updateId });
      const kind = outcome.kind === 'report' ? outcome.update.kind : outcome.kind;
      await this.history.append(actorOf(person), 'surgery', id, 'outcome_recorded', changesBetween({}, { action: ref, outcome: kind }));
      return this.reads.nextWithout(id, item.itemId);
    });
  }

  private async carryOut(person: Person, id: number, shown: { ref: string; version: number }, outcome: Outcome): Promise<number> {
    switch (outcome.kind) {
      case 'report':
        return this.actions.recordUpdate(person, shown.ref, shown.version, outcome.update, id);
      case 'planned':
        return (await this.actions.plan(person, [shown], outcome.days, outcome.reason, id))[0]!;
      case 'due_changed': {
        const { ownerId, dueOn } = await this.actionReads.byRef(shown.ref);
        if (outcome.dueOn === dueOn) throw refusal('dueOn', 'Enter another day: it is due on this day already.');
        return (await this.actions.changeTerms(person, shown.ref, shown.version, { ownerId, dueOn: outcome.dueOn }, outcome.reason, id))!;
      }
    }
  }

  /** Ends the meeting; `confirmed`: although open actions have no outcome. @throws NotFound, StaleVersion, RuleBroken */
  async end(person: Person, id: number, version: number, confirmed: boolean): Promise<void> {
    await this.database.transaction(async () => {
      const { status } = await this.hold(id, 'end', version);
      const { actions, outcomes, without } = await this.reads.itemCounts(id);
      holdTo(endProblems(without, confirmed));
      await this.database.compareAndSet(Surgery, { id }, version, { status, heldAt: this.clock.now().toISOString() });
      await this.history.append(actorOf(person), 'surgery', id, 'ended', changesBetween({}, { outcomes: `${outcomes} of ${actions}` }));
    });
  }

  /** The surgery, while nobody else changes it, and its status after the step. @throws NotFound, StaleVersion when it is not as it was shown, RuleBroken when the step may not happen any more */
  private async hold(id: number, step: SurgeryStep, version?: number): Promise<{ surgery: Surgery; status: SurgeryStatus }> {
    const surgery = await this.database.forChange(Surgery, { id });
    if (!surgery) throw new NotFound('There is no such QA surgery.');
    if (version !== undefined && surgery.version !== version) throw new StaleVersion();
    return { surgery, status: statusAfter(surgery.status, step) };
  }

  private async tell({ name }: Person, { id, managerId, meetOn, meetAt }: Pick<Surgery, 'id' | 'managerId' | 'meetOn' | 'meetAt'>, change: MessageFacts['change']): Promise<void> {
    await this.messages.tell('surgery', [managerId], { surgeryId: id, meetOn, meetAt, colleague: name, change });
  }
}
