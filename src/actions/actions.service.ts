import type { Person } from '../access/person.js';
import { mayChangeOwner, mayUpdateAction, mayVerifyAction } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import { changesBetween, type Change } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { holdTo, NotFound, refusal, Refused, StaleVersion, type Problem } from '../shared/errors.js';
import type { ActionType } from '../shared/practice.js';
import {
  asksIfHelped, awaitsVerification, datesAfter, doneKind, mayBeReopened, saysDone, termsProblems, updateProblems, type Helped, type Terms, type UpdateWritten,
} from './action.js';
import { Action } from './action.entity.js';
import type { ActionInFull, ActionReads } from './actions.reads.js';
import { ActionStanding } from './actionStanding.entity.js';
import { ActionUpdate } from './actionUpdate.entity.js';
import { carriedBy, isReplanned, planProblems, routes, type PlannedDays } from './carePlan.js';
import type { ChildMovesService } from './handover/childMoves.service.js';
import type { HandOver } from './handover/handOver.service.js';

/** What an auditor writes down for an action; without an owner it is the team manager's. */
export interface ActionWritten {
  type: ActionType;
  description: string;
  dueOn: Day;
  ownerId: number | null;
}

/** An action as it was shown to whoever does something about it. */
export interface ActionShown {
  ref: string;
  version: number;
}

const nobodyAsked = { childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null };

/** Both kinds of action: written with the audit, followed up once it is accepted. */
export class ActionsService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly reads: ActionReads,
    private readonly messages: MessagesService,
    private readonly handOver: HandOver,
    private readonly childMoves: ChildMovesService,
    private readonly clock: Clock,
  ) {}

  /** Adds an action to an audit that is still being written; the caller has checked who may. Returns its reference. @throws RuleBroken */
  async add(actor: Actor, auditId: number, { type, description, dueOn, ownerId }: ActionWritten): Promise<string> {
    return this.database.transaction(async () => {
      const teamId = await this.beforeAcceptance(auditId);
      const ref = await this.database.nextReference('X');
      const written = { type, description, dueOn, ownerId };
      const id = await this.database.add(Action, { ...written, ref, auditId, teamId, version: 1 });
      await this.history.append(actor, 'action', id, 'added', await this.changesOf({}, written));
      await this.history.append(actor, 'audit', auditId, 'action_added', [{ field: 'action', was: null, is: `${ref}: ${description}` }]);
      return ref;
    });
  }

  /** Changes an action while its audit is still being written, if anything is different; the caller has checked who may. @throws StaleVersion, RuleBroken, NotFound */
  async change(actor: Actor, ref: string, version: number, { type, description, dueOn, ownerId }: ActionWritten): Promise<void> {
    await this.database.transaction(async () => {
      const action = await this.load(ref);
      await this.beforeAcceptance(action.auditId);
      const written = { type, description, dueOn, ownerId };
      const changes = await this.changesOf(action, written);
      if (changes.length === 0) return;
      await this.database.compareAndSet(Action, { id: action.id }, version, written);
      await this.history.append(actor, 'action', action.id, 'changed', changes);
    });
  }

  /** Takes an action out of an audit that is still being written; afterwards an action is never deleted. @throws StaleVersion, RuleBroken, NotFound */
  async remove(actor: Actor, ref: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const action = await this.load(ref);
      await this.beforeAcceptance(action.auditId);
      // Raising the version first finds out whether this is the action that was shown.
      await this.database.compareAndSet(Action, { id: action.id }, version, {});
      await this.database.manager.delete(Action, { id: action.id });
      await this.history.append(actor, 'action', action.id, 'removed');
      await this.history.append(actor, 'audit', action.auditId, 'action_removed', [{ field: 'action', was: `${ref}: ${action.description}`, is: null }]);
    });
  }

  /** Records how an action of an accepted audit stands, in a QA surgery if one is told; returns the update's id. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async recordUpdate(person: Person, ref: string, version: number, update: UpdateWritten, surgeryId?: number): Promise<number> {
    return this.database.transaction(async () => {
      const [action] = await this.inHand(person, [{ ref, version }], 'update');
      holdTo(updateProblems(action!, update, this.clock.today()));
      return this.record(person, action!, update, surgeryId);
    });
  }

  /**
   * Records the same update of several actions of one child, all or none. Whether it says `transferred` or `completed`, that they are done
   * transfers those of the child's plan and completes the others. A problem that is not of all of them names the action it is about.
   * @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async recordUpdates(person: Person, shown: readonly ActionShown[], update: UpdateWritten): Promise<void> {
    await this.database.transaction(async () => {
      const actions = await this.ofOneChild(person, shown);
      const updateOf = ({ type }: ActionInFull): UpdateWritten => (saysDone(update.kind) ? { ...update, kind: doneKind(type) } : update);
      holdTo(problemsOf(actions, (action) => updateProblems(action, updateOf(action), this.clock.today())));
      for (const action of actions) await this.record(person, action, updateOf(action));
    });
  }

  /**
   * Plans the meetings that carry actions of one child into the plan, all or none, which sets the day they are due. Actions already planned so stay as they are.
   * Returns the ids of the updates. @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async plan(person: Person, shown: readonly ActionShown[], days: PlannedDays, reason: string | null, surgeryId: number | null = null): Promise<number[]> {
    return this.database.transaction(async () => {
      const actions = await this.ofOneChild(person, shown);
      const today = this.clock.today();
      holdTo(problemsOf(actions, (action) => planProblems(action, days, reason, today)));
      const replanned = actions.filter((action) => isReplanned(action, days));
      if (replanned.length === 0) throw refusal(routes[actions[0]!.cohort].meetings[0]!, 'Enter another day: this is what is planned already.');
      const updates: number[] = [];
      for (const action of replanned) {
        const carrier = carriedBy(action.cohort, days)!;
        const moves = carrier.day !== action.dueOn;
        if (moves) await this.keepStanding(action);
        const changes = { meeting: carrier.meeting, ...datesAfter(action, { kind: 'planned', happenedOn: today }), dueOn: carrier.day, ...(moves ? { revisedOn: today } : {}) };
        updates.push(await this.append(person, action, { kind: 'planned', meetings: JSON.stringify(days), dueOn: moves ? carrier.day : null, note: reason, surgeryId }, changes));
        await this.history.append(actorOf(person), 'action', action.id, 'planned', [
          ...routes[action.cohort].meetings.flatMap((meeting) => changesBetween<PlannedDays>({ [meeting]: action.planned[meeting] }, { [meeting]: days[meeting] })),
          ...changesBetween<Action>(action, { dueOn: carrier.day }),
          ...changesBetween<{ reason: string | null }>({}, { reason }),
        ]);
      }
      return updates;
    });
  }

  /**
   * Gives an open action of an accepted audit to another owner, moves the day a task is due, or both, for a reason.
   * Returns the id of the update that moves the day, if it moves. @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async changeTerms(person: Person, ref: string, version: number, wanted: Terms, reason: string, surgeryId: number | null = null): Promise<number | null> {
    return this.database.transaction(async () => {
      const [action] = await this.inHand(person, [{ ref, version }], 'changeTerms');
      const today = this.clock.today();
      const owners = await this.reads.ownersFor(action!);
      holdTo(termsProblems(action!, wanted, owners.map(({ id }) => id), today));
      const { ownerId, dueOn } = wanted;
      const because: Change = { field: 'reason', was: null, is: reason };
      let updateId: number | null = null;
      if (dueOn === action!.dueOn) {
        await this.database.compareAndSet(Action, { id: action!.id }, version, { ownerId });
      } else {
        await this.keepStanding(action!);
        updateId = await this.append(person, action!, { kind: 'due_changed', dueOn, note: reason, surgeryId }, { ownerId, dueOn, revisedOn: today });
        await this.history.append(actorOf(person), 'action', action!.id, 'due_changed', [...changesBetween<Action>(action!, { dueOn }), because]);
      }
      if (ownerId !== action!.ownerId) {
        await this.history.append(actorOf(person), 'action', action!.id, 'owner_changed', [...(await this.changesOf({ ownerId: action!.ownerId }, { ownerId })), because]);
        await this.handOver.run(actorOf(person), { actionId: action!.id });
      }
      return updateId;
    });
  }

  /** Confirms that what was recorded as done is done. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async verify(person: Person, ref: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      const [action] = await this.inHand(person, [{ ref, version }], 'verify');
      if (!awaitsVerification(action!)) throw refusal('form', 'There is nothing to verify: this action is not recorded as done, or is verified already.');
      const verifiedOn = this.clock.today();
      await this.append(person, action!, { kind: 'verified' }, { verifiedOn, verifiedById: person.staffId });
      await this.history.append(actorOf(person), 'action', action!.id, 'verified', changesBetween<Action>({}, { verifiedOn }));
    });
  }

  /** Takes an action up again that was recorded as done, or whose service was said to have ended, and tells whoever answers for it. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async reopen(person: Person, ref: string, version: number, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const [action] = await this.inHand(person, [{ ref, version }], 'verify');
      const { id, caseRef } = action!;
      if (!mayBeReopened(action!)) throw refusal('form', 'This action cannot be reopened: it is open, or it has been verified.');
      await this.keepStanding(action!);
      const closed = { completedOn: null, serviceEndedOn: null };
      await this.append(person, action!, { kind: 'reopened', note: reason }, { ...closed, completedById: null, helped: null, helpedOn: null, revisedOn: this.clock.today() });
      await this.history.append(actorOf(person), 'action', id, 'reopened', [...changesBetween<Action>(action!, closed), { field: 'reason', was: null, is: reason }]);
      await this.childMoves.place(actorOf(person), action!, { actionId: id });
      const { answererId } = await this.reads.byRef(ref);
      if (answererId !== null && answererId !== person.staffId) await this.messages.tell('action_reopened', [answererId], { actionRef: ref, caseRef, colleague: person.name });
    });
  }

  /** Answers whether a completed action helped the child, and why. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async sayIfHelped(person: Person, ref: string, version: number, helped: Helped, why: string): Promise<void> {
    await this.database.transaction(async () => {
      const [action] = await this.inHand(person, [{ ref, version }], 'update');
      const helpedOn = this.clock.today();
      if (!asksIfHelped(action!, helpedOn)) throw refusal('form', 'It is not time to ask whether this action helped, or it has been answered.');
      await this.append(person, action!, { kind: 'impact', helped, note: why }, { helped, helpedOn });
      await this.history.append(actorOf(person), 'action', action!.id, 'impact', changesBetween({}, { helped, why }));
    });
  }

  /** The actions for someone who may do this about all of them, as they were shown. @throws NotFound, Refused, StaleVersion */
  private async inHand(person: Person, shown: readonly ActionShown[], what: keyof typeof refusedTo): Promise<ActionInFull[]> {
    const actions = await this.reads.byRefs(shown.map(({ ref }) => ref));
    // Somebody who has not seen the newest is told so before being told what stands against it, also when it has gone to somebody else since; whoever saves
    // at this very moment is found out by the version.
    if (!shown.every(({ ref, version }) => actions.some((action) => action.ref === ref && action.version === version))) throw new StaleVersion();
    if (!actions.every((action) => rules[what](person, action))) throw new Refused(refusedTo[what]);
    return actions;
  }

  private async ofOneChild(person: Person, shown: readonly ActionShown[]): Promise<ActionInFull[]> {
    const actions = await this.inHand(person, shown, 'update');
    if (actions.some(({ caseRef }) => caseRef !== actions[0]!.caseRef)) throw refusal('form', 'These actions are of several children. Choose actions of one child.');
    return actions;
  }

  private async record(person: Person, action: ActionInFull, update: UpdateWritten, surgeryId: number | null = null): Promise<number> {
    const { kind, happenedOn, note } = update;
    const recorded = {
      kind, happenedOn, note,
      evidence: saysDone(kind) ? update.evidence : null,
      agreedBy: kind === 'service_ended' ? update.agreedBy : null,
      ...(kind === 'transferred' ? { childInvolved: update.childInvolved, familyInvolved: update.familyInvolved, reviewingOfficerInvolved: update.reviewingOfficerInvolved } : nobodyAsked),
    };
    const dates = datesAfter(action, update);
    // A day before a revision: how the action stood until then knows of the end too.
    const ended = saysDone(kind) ? 'completed_on' : kind === 'service_ended' ? 'service_ended_on' : null;
    if (ended !== null && action.revisedOn !== null) {
      await this.database.query(`update action_standings set ${ended} = :happenedOn where action_id = :id and until_on > :happenedOn`, { id: action.id, happenedOn });
    }
    const id = await this.append(person, action, { ...recorded, surgeryId }, { ...dates, ...(saysDone(kind) ? { completedById: person.staffId } : {}) });
    await this.history.append(actorOf(person), 'action', action.id, 'update_recorded', [...changesBetween<typeof recorded>({}, recorded), ...changesBetween<Action>(action, dates)]);
    return id;
  }

  /** Adds what is recorded today about an action, and saves what it changes. Returns the update's id. */
  private async append(person: Person, { id: actionId, version }: ActionInFull, update: Partial<ActionUpdate>, changes: Partial<Action>): Promise<number> {
    await this.database.compareAndSet(Action, { id: actionId }, version, changes);
    return this.database.add(ActionUpdate, { actionId, happenedOn: this.clock.today(), recordedById: person.staffId, recordedAt: this.clock.now().toISOString(), ...update });
  }

  /** Keeps how an action stood until today, so that what is asked as at an earlier day does not change. A second revision of a day changes nothing about that. */
  private async keepStanding({ id: actionId, dueOn, completedOn, serviceEndedOn, revisedOn }: ActionInFull): Promise<void> {
    const untilOn = this.clock.today();
    if (revisedOn !== untilOn) await this.database.add(ActionStanding, { actionId, untilOn, dueOn, completedOn, serviceEndedOn });
  }

  /** What is different, with the owners by name as whoever reads the history knows them. */
  private async changesOf(before: Partial<ActionWritten>, after: Partial<ActionWritten>): Promise<Change[]> {
    const ids = [before.ownerId ?? null, after.ownerId ?? null].filter((id) => id !== null);
    const named = ids.length === 0 ? [] : await this.database.query<{ id: number; name: string }>('select id, name from staff where id in (:...ids)', { ids });
    const nameOf = (id: unknown): string => (typeof id === 'number' ? (named.find((one) => one.id === id)?.name ?? '') : 'Team manager');
    return changesBetween<ActionWritten>(before, after).map((change) =>
      change.field === 'ownerId' ? { field: 'owner', was: before.ownerId === undefined ? null : nameOf(change.was), is: nameOf(change.is) } : change,
    );
  }

  private async load(ref: string): Promise<Action> {
    const action = await this.database.forChange(Action, { ref });
    if (!action) throw new NotFound('There is no such action.');
    return action;
  }

  /** What an action says is part of what was accepted, and stays as it was then. Returns the audit's team. */
  private async beforeAcceptance(auditId: number): Promise<number> {
    const [audit] = await this.database.query<{ status: string; teamId: number }>('select status, team_id as "teamId" from audits where id = :auditId', { auditId });
    if (!audit) throw new NotFound('There is no such audit.');
    if (audit.status === 'completed') {
      throw refusal('form', 'The audit has been accepted, so its actions cannot be rewritten or removed. Record an update on the action instead.');
    }
    return audit.teamId;
  }
}

/** What somebody who may not is told. */
export const refusedTo = {
  update: 'Only those who answer for this action may record an update.',
  changeTerms: 'Only the team’s manager, its Head of Service and the QA team may change the owner or the due date.',
  verify: 'The QA team and the Head of Service verify or reopen an action, never whoever recorded that it was done.',
};

const rules: Record<keyof typeof refusedTo, (person: Person, action: ActionInFull) => boolean> = { update: mayUpdateAction, changeTerms: mayChangeOwner, verify: mayVerifyAction };

/** What stands against the same being done about several actions: what holds for all is said once, anything else names its action. */
function problemsOf(actions: readonly ActionInFull[], problemsWith: (action: ActionInFull) => Problem[]): Problem[] {
  const each = actions.map((action) => ({ ref: action.ref, problems: problemsWith(action) }));
  const isOfAll = (problem: Problem): boolean => each.every(({ problems }) => problems.some(({ field, message }) => field === problem.field && message === problem.message));
  const ofAll = (each[0]?.problems ?? []).filter(isOfAll);
  return [...ofAll, ...each.flatMap(({ ref, problems }) => problems.filter((problem) => !isOfAll(problem)).map(({ field, message }) => ({ field, message: `${ref}: ${message}` })))];
}
