import type { Database } from '../../database/database.js';
import { updateIds } from '../../database/updateRows.js';
import type { Actor, HistoryStore } from '../../history/history.store.js';
import { oneEach } from '../../messages/message.js';
import type { MessagesService } from '../../messages/messages.service.js';
import { all, open, type Predicate } from '../../reporting/predicates.js';
import type { Clock } from '../../shared/clock.js';
import { answererId, answererJoins, answererName } from '../answerer.js';

/** Whose actions are looked at: those of a team, a service, an audit, those that a member of staff can have to answer, or one; without any, all. */
export interface Scope {
  teamId?: number;
  serviceId?: number;
  staffId?: number;
  auditId?: number;
  actionId?: number;
}

const within: Record<keyof Scope, Predicate> = {
  teamId: 'actions.team_id = :teamId',
  serviceId: 'actions.team_id in (select id from teams where service_id = :serviceId)',
  // Found one after the other: no index serves an owner or a team in one condition.
  staffId: `actions.id in (
    select owned.id from actions owned where owned.owner_id = :staffId
    union select theirs.id from actions theirs where theirs.team_id in (
      select id from teams where team_manager_id = :staffId or service_id in (select id from services where head_of_service_id = :staffId)))`,
  auditId: 'actions.audit_id = :auditId',
  actionId: 'actions.id = :actionId',
};

interface HandedOver {
  id: number;
  ref: string;
  caseRef: string;
  toldName: string | null;
  told_id: number | null;
  name: string | null;
}

/** Tells whoever has come to answer for actions, by whatever way: accepted, moved with the child, given to them or left by somebody who has gone. */
export class HandOver {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells everybody who answers for an open action of an accepted audit and was not told so: one message a person. Call it in the transaction
   * of what may have changed it; nobody is told what they have just done themselves.
   */
  async run(actor: Actor, scope: Scope = {}): Promise<void> {
    await this.database.transaction(async () => {
      const given = await this.database.query<HandedOver>(
        `select actions.id, actions.ref, audits.case_ref as "caseRef", told.name as "toldName", ${answererId} as told_id, ${answererName} as name
           from actions join audits on audits.id = actions.audit_id join teams on teams.id = actions.team_id ${answererJoins} left join staff told on told.id = actions.told_id
          where ${all("audits.status = 'completed'", open, `${answererId} is distinct from actions.told_id`, ...this.conditions(scope))}
          order by actions.id${this.database.isPostgres ? ' for no key update of actions' : ''}`,
        { asAt: this.clock.today(), ...scope },
      );
      // Nothing that a page shows of the action is changed by it, so its version stays.
      await updateIds(this.database, 'actions', given, ['told_id']);
      await this.history.appendMany(actor, 'action', given.map(({ id, toldName, name }) => ({ recordId: id, event: 'handed_over', changes: [{ field: 'answersForIt', was: toldName, is: name }] })));
      const told = given.flatMap((action) => (action.told_id === null || action.told_id === actor.staffId ? [] : [[action.told_id, action] as const]));
      await this.messages.tellEach(oneEach('actions_given', told, ({ ref: actionRef, caseRef }) => ({ actionRef, caseRef })));
    });
  }

  /** Workers have left a team: the open actions of its children that were theirs are the team manager's now. Inside a transaction; `run` then tells the manager. */
  async giveUp(actor: Actor, left: readonly { staffId: number; teamId: number }[]): Promise<void> {
    if (left.length === 0) return;
    const pairs = left.map(({ staffId, teamId }) => `(${staffId}, ${teamId})`).join(', ');
    const theirs = await this.database.query<{ id: number; owner: string }>(
      `select actions.id, staff.name as owner from actions join audits on audits.id = actions.audit_id and audits.status = 'completed' join staff on staff.id = actions.owner_id
        where ${all(`(actions.owner_id, actions.team_id) in (values ${pairs})`, open)} order by actions.id${this.database.isPostgres ? ' for no key update of actions' : ''}`,
      { asAt: this.clock.today() },
    );
    await updateIds(this.database, 'actions', theirs.map(({ id }) => ({ id, owner_id: null })), ['owner_id'], { version: 'version + 1' });
    await this.history.appendMany(actor, 'action', theirs.map(({ id, owner }) => ({
      recordId: id, event: 'owner_changed', changes: [{ field: 'owner', was: owner, is: 'Team manager' }, { field: 'reason', was: null, is: 'They work in another team now' }],
    })));
  }

  /** Takes it that those who answer for these actions know of them: they were brought in from earlier records, whose owners have long been told. */
  async takeAsTold(fromId: number): Promise<void> {
    await this.database.query(
      `update actions set told_id = (select ${answererId} from teams ${answererJoins} where teams.id = actions.team_id) where actions.id >= :fromId and ${open}`,
      { asAt: this.clock.today(), fromId },
    );
  }

  private conditions(scope: Scope): Predicate[] {
    return (Object.keys(scope) as (keyof Scope)[]).map((part) => within[part]);
  }
}
