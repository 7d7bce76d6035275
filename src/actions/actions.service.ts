import type { Database } from '../database/database.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import type { Day } from '../shared/day.js';
import { NotFound, RuleBroken } from '../shared/errors.js';
import type { ActionType } from '../shared/practice.js';
import { Action } from './action.entity.js';

/** What an auditor writes down for an action; without an owner it is the team manager's. */
export interface ActionWritten {
  type: ActionType;
  description: string;
  dueOn: Day;
  ownerId: number | null;
}

/** Both kinds of action: written with the audit, followed up once it is accepted. */
export class ActionsService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
  ) {}

  /** Adds an action to an audit that is still being written; the caller has checked who may. Returns its reference. @throws RuleBroken */
  async add(actor: Actor, auditId: number, { type, description, dueOn, ownerId }: ActionWritten): Promise<string> {
    return this.database.transaction(async () => {
      await this.beforeAcceptance(auditId);
      const ref = await this.database.nextReference('X');
      const written = { type, description, dueOn, ownerId };
      const added = await this.database.manager.insert(Action, {
        ...written, ref, auditId, firstUpdatedOn: null, lastUpdatedOn: null, completedOn: null, serviceEndedOn: null, version: 1,
      });
      const { id } = added.identifiers[0] as { id: number };
      await this.history.append(actor, 'action', id, 'added', changesBetween<ActionWritten>({}, written));
      await this.history.append(actor, 'audit', auditId, 'action_added', [{ field: 'action', was: null, is: `${ref}: ${description}` }]);
      return ref;
    });
  }

  /** Changes an action while its audit is still being written; the caller has checked who may. @throws StaleVersion, RuleBroken, NotFound */
  async change(actor: Actor, ref: string, version: number, { type, description, dueOn, ownerId }: ActionWritten): Promise<void> {
    await this.database.transaction(async () => {
      const action = await this.load(ref);
      await this.beforeAcceptance(action.auditId);
      const written = { type, description, dueOn, ownerId };
      await this.database.compareAndSet(Action, { id: action.id }, version, written);
      await this.history.append(actor, 'action', action.id, 'changed', changesBetween<ActionWritten>(action, written));
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

  private async load(ref: string): Promise<Action> {
    const action = await this.database.forChange(Action, { ref });
    if (!action) throw new NotFound('There is no such action.');
    return action;
  }

  /** What an action says is part of what was accepted, and stays as it was then. */
  private async beforeAcceptance(auditId: number): Promise<void> {
    const [audit] = await this.database.query<{ status: string }>('select status from audits where id = :auditId', { auditId });
    if (!audit) throw new NotFound('There is no such audit.');
    if (audit.status === 'completed') {
      throw new RuleBroken([{ field: 'form', message: 'The audit has been accepted, so its actions cannot be rewritten or removed. Record an update on the action instead.' }]);
    }
  }
}
