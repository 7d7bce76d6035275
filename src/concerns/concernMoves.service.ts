import type { Database } from '../database/database.js';
import { insertRows } from '../database/insertRows.js';
import { updateIds } from '../database/updateRows.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { oneEach } from '../messages/message.js';
import type { MessagesService } from '../messages/messages.service.js';
import { headInPost } from '../people/inPost.js';
import { active, all, type Predicate } from '../reporting/predicates.js';
import type { Clock } from '../shared/clock.js';

/** An active case of concern and the team it goes to. */
export interface ConcernToMove {
  id: number;
  wasTeamId: number;
  team_id: number;
}

/** A case of concern and who holds it. */
interface ConcernHeld {
  id: number;
  ref: string;
  caseRef: string;
  team: string;
  headId: number | null;
}

/** Cases of concern go with their child, and whoever comes to hold them is told. */
export class ConcernMovesService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly messages: MessagesService,
    private readonly clock: Clock,
  ) {}

  /** Moves active cases, which the caller holds, to other teams from today on; until today they stay where they were in all figures. Inside a transaction. */
  async move(actor: Actor, moves: readonly ConcernToMove[], reason: string): Promise<void> {
    if (moves.length === 0) return;
    const today = this.clock.today();
    const ids = moves.map(({ id }) => id);
    const before = await this.held(`concerns.id in (${ids.join(', ')})`);
    await insertRows(this.database, 'concern_standings', moves.map(({ id, wasTeamId }) => ({
      concern_id: id, until_on: today, team_id: wasTeamId, resolved_on: null, ended_by: 'moved', reason, changed_by_id: actor.staffId,
    })));
    await updateIds(this.database, 'concerns', moves, ['team_id'], { revised_on: `'${today}'`, version: 'version + 1' });
    const after = await this.held(`concerns.id in (${ids.join(', ')})`);
    await this.history.appendMany(actor, 'concern', after.map(({ id, team }, at) => ({
      recordId: id, event: 'moved', changes: [{ field: 'team', was: before[at]!.team, is: team }, { field: 'reason', was: null, is: reason }],
    })));
    await this.tell(actor, after.filter(({ headId }, at) => headId !== before[at]!.headId));
  }

  /** Tells each Head of Service which active cases of these services and teams they have come to hold. */
  async tellHeads(actor: Actor, { serviceIds = [], teamIds = [] }: { serviceIds?: readonly number[]; teamIds?: readonly number[] }): Promise<void> {
    // No list in a statement may be empty.
    await this.tell(actor, await this.held(`(teams.service_id in (${[0, ...serviceIds].join(', ')}) or teams.id in (${[0, ...teamIds].join(', ')}))`));
  }

  private async held(which: Predicate): Promise<ConcernHeld[]> {
    const asAt = this.clock.today();
    return this.database.query<ConcernHeld>(
      `select concerns.id, concerns.ref, concerns.case_ref as "caseRef", teams.name as team, head.id as "headId"
         from concerns join teams on teams.id = concerns.team_id join services on services.id = teams.service_id
              ${headInPost()}
        where ${all(active, which)} order by concerns.id`,
      { asAt },
    );
  }

  /** One message to each of them, however many cases it is about. */
  private async tell(actor: Actor, given: readonly ConcernHeld[]): Promise<void> {
    const told = given.flatMap((concern) => (concern.headId === null || concern.headId === actor.staffId ? [] : [[concern.headId, concern] as const]));
    await this.messages.tellEach(oneEach('concerns_given', told, ({ ref: concernRef, caseRef }) => ({ concernRef, caseRef })));
  }
}
