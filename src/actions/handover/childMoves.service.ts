import type { Person } from '../../access/person.js';
import { mayMoveAction } from '../../access/policies.js';
import { actorOf } from '../../access/signedIn.js';
import type { ConcernMovesService } from '../../concerns/concernMoves.service.js';
import type { Database } from '../../database/database.js';
import { updateIds } from '../../database/updateRows.js';
import { shownVersion } from '../../forms/shownVersion.js';
import { changesBetween } from '../../history/history.js';
import type { Actor, HistoryStore } from '../../history/history.store.js';
import { Refused, refusal, StaleVersion } from '../../shared/errors.js';
import type { ActionReads } from '../actions.reads.js';
import type { ActionToMove, ChildMovesReads, InTeam, Moves, OpenOfChild, Which } from './childMoves.reads.js';
import type { HandOver } from './handOver.service.js';

/** Changes whenever anything that the page of a move shows changes: what moves is what was seen. */
export function versionOfMove({ actions, concerns }: OpenOfChild): number {
  return shownVersion(...[...actions, ...concerns].flatMap(({ ref, version }) => [ref, version]));
}

/** Open actions and active cases of concern go where their child goes. */
export class ChildMovesService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly reads: ChildMovesReads,
    private readonly actions: ActionReads,
    private readonly handOver: HandOver,
    private readonly concerns: ConcernMovesService,
  ) {}

  /** Carries out what has been found and is held, and tells those who answer for it now; inside a transaction. `reason` is kept in the history of each. */
  async carryOut(actor: Actor, moves: Moves, reason: string): Promise<void> {
    await this.move(actor, moves, reason);
    if (moves.actions.length > 0) await this.handOver.run(actor);
  }

  /** The same without telling anybody of the actions yet. */
  async move(actor: Actor, { actions, concerns }: Moves, reason: string): Promise<void> {
    await this.moveActions(actor, actions, reason);
    await this.concerns.move(actor, concerns, reason);
  }

  /**
   * Puts actions that begin to wait for an answer, because their audit was accepted or they were reopened, where their child is by now, and tells those
   * who answer for them; inside a transaction. Returns the child's team: the one given when nothing says that they have left it.
   */
  async place(actor: Actor, { caseRef, teamId: before }: InTeam, of: Which): Promise<number> {
    const teamId = (await this.reads.teamNow(caseRef, of)) ?? before;
    await this.moveActions(actor, await this.reads.actionsTo({ caseRef, teamId }, of), 'The child is with this team now');
    await this.handOver.run(actor, of);
    return teamId;
  }

  /**
   * Moves all that is open of an action's child to another team, as far as the person may; `version` is that of `versionOfMove`. Returns how many actions moved.
   * @throws NotFound, Refused, StaleVersion, RuleBroken
   */
  async moveByHand(person: Person, ref: string, version: number, teamId: number, reason: string): Promise<Moves> {
    return this.database.transaction(async () => {
      const action = await this.actions.byRef(ref);
      if (!mayMoveAction(person, action)) throw new Refused('Only the QA team, directors and the Head of Service of the child’s team may move a child’s actions.');
      // Held first, so that what is compared is what moves.
      const moves = await this.reads.movesByHand(person, { caseRef: action.caseRef, teamId });
      if (versionOfMove(await this.reads.openOf(person, action.caseRef)) !== version) throw new StaleVersion();
      if (!(await this.reads.teams()).some(({ id }) => id === teamId)) throw refusal('teamId', 'Choose a team from the list.');
      if (moves.actions.length + moves.concerns.length === 0) throw refusal('teamId', 'Choose another team: everything open of this child is with this one already.');
      await this.carryOut(actorOf(person), moves, reason);
      return moves;
    });
  }

  private async moveActions(actor: Actor, actions: readonly ActionToMove[], reason: string): Promise<void> {
    await updateIds(this.database, 'actions', actions, ['team_id', 'owner_id'], { version: 'version + 1' });
    await this.history.appendMany(actor, 'action', actions.map((action) => ({ recordId: action.id, event: 'moved', changes: [...changesOf(action), { field: 'reason', was: null, is: reason }] })));
  }
}

function changesOf({ wasTeam, team, wasOwner, owner }: ActionToMove) {
  const ownerIs = (name: string | null): string => name ?? 'Team manager';
  return changesBetween<{ team: string; owner: string }>({ team: wasTeam, owner: ownerIs(wasOwner) }, { team, owner: ownerIs(owner) });
}
