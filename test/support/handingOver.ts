import { ActionReads } from '../../src/actions/actions.reads.js';
import { ChildMovesReads } from '../../src/actions/handover/childMoves.reads.js';
import { ChildMovesService } from '../../src/actions/handover/childMoves.service.js';
import { HandOver } from '../../src/actions/handover/handOver.service.js';
import { ConcernMovesService } from '../../src/concerns/concernMoves.service.js';
import type { Database } from '../../src/database/database.js';
import { HistoryStore } from '../../src/history/history.store.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import type { Clock } from '../../src/shared/clock.js';

/** What hands actions and cases of concern over, for a service under test. */
export function handingOver(database: Database, clock: Clock) {
  const history = new HistoryStore(database, clock);
  const messages = new MessagesService(database, clock);
  const handOver = new HandOver(database, history, messages, clock);
  const concernMoves = new ConcernMovesService(database, history, messages, clock);
  const moves = new ChildMovesReads(database, clock);
  const childMoves = new ChildMovesService(database, history, moves, new ActionReads(database, clock), handOver, concernMoves);
  return { history, messages, handOver, concernMoves, moves, childMoves };
}
