import { ChildMovesReads, type CaseloadBefore } from '../actions/handover/childMoves.reads.js';
import { ChildMovesService } from '../actions/handover/childMoves.service.js';
import { HandOver } from '../actions/handover/handOver.service.js';
import { ActionReads } from '../actions/actions.reads.js';
import { ConcernMovesService } from '../concerns/concernMoves.service.js';
import type { Database } from '../database/database.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { MessagesService } from '../messages/messages.service.js';
import type { Clock } from '../shared/clock.js';
import { monthInWords } from '../shared/day.js';
import type { Changed, Plan } from './plan.js';
import type { Recorded } from './recorded.js';

/** What was there before an import. */
interface Before {
  caseload: CaseloadBefore;
  lastAction: number;
  lastConcern: number;
}

/** What follows from an import for those who answer for open actions and hold cases of concern: the same as when it is done by hand. */
export class ImportFollowUp {
  private readonly moves: ChildMovesReads;
  private readonly childMoves: ChildMovesService;
  private readonly handOver: HandOver;
  private readonly concernMoves: ConcernMovesService;

  constructor(
    private readonly database: Database,
    history: HistoryStore,
    clock: Clock,
    private readonly actor: Actor,
  ) {
    const messages = new MessagesService(database, clock);
    this.moves = new ChildMovesReads(database, clock);
    this.handOver = new HandOver(database, history, messages, clock);
    this.concernMoves = new ConcernMovesService(database, history, messages, clock);
    this.childMoves = new ChildMovesService(database, history, this.moves, new ActionReads(database, clock), this.handOver, this.concernMoves);
  }

  async before(): Promise<Before> {
    const [last] = await this.database.query<Omit<Before, 'caseload'>>(
      'select coalesce((select max(id) from actions), 0) as "lastAction", coalesce((select max(id) from concerns), 0) as "lastConcern"',
    );
    return { caseload: await this.moves.newestCaseload(), ...last! };
  }

  /**
   * Nobody is told of actions that came with the import itself: they are earlier records. They go to the team of their child, while a case of concern that
   * came with it is held where its file says.
   */
  async after(plan: Plan, recorded: Recorded, { caseload, lastAction, lastConcern }: Before): Promise<void> {
    await this.followChildren(plan.caseload.added.length + plan.caseload.changed.length > 0, { caseload, lastAction, lastConcern });
    await this.handOver.giveUp(this.actor, plan.staff.changed.flatMap(({ id, changes }) => {
      const left = changes.find(({ field }) => field === 'team')?.was;
      return typeof left === 'string' ? [{ staffId: id, teamId: recorded.teams.get(left)! }] : [];
    }));
    await this.handOver.takeAsTold(lastAction + 1);
    await this.handOver.run(this.actor);
    const changedIn = (rows: readonly Changed[], column: string): number[] => rows.filter(({ changes }) => changes.some(({ field }) => field === column)).map(({ id }) => id);
    await this.concernMoves.tellHeads(this.actor, { serviceIds: changedIn(plan.services.changed, 'head_of_service'), teamIds: changedIn(plan.teams.changed, 'service') });
  }

  private async followChildren(anotherCaseload: boolean, { caseload, lastAction, lastConcern }: Before): Promise<void> {
    const { month } = await this.moves.newestCaseload();
    if (month === null) return;
    const { actions, concerns } = await this.moves.movesBy({ month }, month, caseload, { hold: true });
    const moves = {
      actions: actions.filter(({ id }) => anotherCaseload || id > lastAction),
      concerns: concerns.filter(({ id }) => anotherCaseload && id <= lastConcern),
    };
    await this.childMoves.move(this.actor, moves, `Caseload of ${monthInWords(month)}`);
  }
}
