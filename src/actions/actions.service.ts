import type { Person } from '../access/person.js';
import { mayChangeOwner, mayUpdateAction } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import { changesBetween, type Change } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { NotFound, Refused, RuleBroken, StaleVersion } from '../shared/errors.js';
import type { ActionType } from '../shared/practice.js';
import { datesAfter, ownerProblems, updateProblems, type UpdateWritten } from './action.js';
import { Action } from './action.entity.js';
import type { ActionReads } from './actions.reads.js';
import { ActionUpdate } from './actionUpdate.entity.js';

/** What an auditor writes down for an action; without an owner it is the team manager's. */
export interface ActionWritten {
  type: ActionType;
  description: string;
  dueOn: Day;
  ownerId: number | null;
}

const nobodyAsked = { childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null };

/** Both kinds of action: written with the audit, followed up once it is accepted. */
export class ActionsService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly reads: ActionReads,
    private readonly clock: Clock,
  ) {}

  /** Adds an action to an audit that is still being written; the caller has checked who may. Returns its reference. @throws RuleBroken */
  async add(actor: Actor, auditId: number, { type, description, dueOn, ownerId }: ActionWritten): Promise<string> {
    return this.database.transaction(async () => {
      const teamId = await this.beforeAcceptance(auditId);
      const ref = await this.database.nextReference('X');
      const written = { type, description, dueOn, ownerId };
      const added = await this.database.manager.insert(Action, {
        ...written, ref, auditId, teamId, firstUpdatedOn: null, lastUpdatedOn: null, completedOn: null, serviceEndedOn: null, version: 1,
      });
      const { id } = added.identifiers[0] as { id: number };
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

  /** Records how an action of an accepted audit stands. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async recordUpdate(person: Person, ref: string, version: number, update: UpdateWritten): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.load(ref);
      const action = await this.reads.byRef(ref);
      if (!mayUpdateAction(person, action)) throw new Refused('Only those who answer for this action may record an update.');
      // Somebody who has not seen the newest is told so before being told what stands against it.
      if (stored.version !== version) throw new StaleVersion();
      const problems = updateProblems(action, update, this.clock.today());
      if (problems.length > 0) throw new RuleBroken(problems);
      const { childInvolved, familyInvolved, reviewingOfficerInvolved } = update.kind === 'transferred' ? update : nobodyAsked;
      const recorded = { kind: update.kind, happenedOn: update.happenedOn, note: update.note, childInvolved, familyInvolved, reviewingOfficerInvolved };
      await this.database.manager.insert(ActionUpdate, { ...recorded, actionId: stored.id, recordedById: person.staffId, recordedAt: this.clock.now().toISOString() });
      const dates = datesAfter(action, update);
      await this.database.compareAndSet(Action, { id: stored.id }, version, dates);
      await this.history.append(actorOf(person), 'action', stored.id, 'update_recorded', [
        ...changesBetween<typeof recorded>({}, recorded),
        ...changesBetween<Action>(stored, dates),
      ]);
    });
  }

  /** Gives an open action of an accepted audit to another owner, which the history keeps with the reason. @throws NotFound, Refused, StaleVersion, RuleBroken */
  async changeOwner(person: Person, ref: string, version: number, ownerId: number | null, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.load(ref);
      const action = await this.reads.byRef(ref);
      if (!mayChangeOwner(person, action)) throw new Refused('Only the team’s manager, its Head of Service and the QA team may change the owner.');
      if (stored.version !== version) throw new StaleVersion();
      const owners = await this.reads.ownersFor(action);
      const problems = ownerProblems(action, ownerId, owners.map(({ id }) => id));
      if (problems.length > 0) throw new RuleBroken(problems);
      await this.database.compareAndSet(Action, { id: stored.id }, version, { ownerId });
      await this.history.append(actorOf(person), 'action', stored.id, 'owner_changed', [
        ...(await this.changesOf({ ownerId: stored.ownerId }, { ownerId })),
        { field: 'reason', was: null, is: reason },
      ]);
    });
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
      throw new RuleBroken([{ field: 'form', message: 'The audit has been accepted, so its actions cannot be rewritten or removed. Record an update on the action instead.' }]);
    }
    return audit.teamId;
  }
}
