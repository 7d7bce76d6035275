import type { Database } from '../../database/database.js';
import { shownVersion } from '../../forms/shownVersion.js';
import type { Change } from '../../history/history.js';
import type { Actor, HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound, StaleVersion, holdTo, refusal } from '../../shared/errors.js';
import { addMonths, monthOf, type Month } from '../../shared/month.js';
import { longestWindow, monthsToChange, notesOnPair, pairsIn, problemsWithPair, windowOfChange, type Pair } from './pairing.js';
import { Pairing } from './pairing.entity.js';
import type { ColleagueSeen, PairingReads } from './pairings.reads.js';

/** The moderator that the QA team chose for an auditor from a month on. */
export interface PairAsked {
  month: Month;
  moderatorId: number;
}

/** A pair that nothing forbids. */
export interface PairPlanned {
  auditor: ColleagueSeen;
  moderator: ColleagueSeen;
  /** Whom it replaces. */
  before: ColleagueSeen | undefined;
  fromMonth: Month;
  toMonth: Month;
  /** What to think about first. */
  notes: string[];
  /** Changes when a pair of the auditor does. */
  version: number;
}

/** Changing one pair by hand. */
export class PairingsService {
  constructor(
    private readonly database: Database,
    private readonly reads: PairingReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** The pair asked for, with what to think about first. @throws NotFound, RuleBroken with what forbids it */
  async plan(auditorId: number, asked: PairAsked): Promise<PairPlanned> {
    const today = this.clock.today();
    const { byId, blackouts } = await this.reads.colleagues(today);
    const auditor = byId.get(auditorId);
    if (!auditor) throw new NotFound('There is no such auditor.');
    const moderator = byId.get(asked.moderatorId);
    if (!moderator) throw refusal('moderator', 'Choose a moderator from the list.');
    const present = monthOf(today);
    const pairs = await this.reads.pairsSince(addMonths(present, -3 * longestWindow));
    if (!monthsToChange(pairs, present).includes(asked.month)) throw refusal('month', 'Choose a month from the list.');
    const now = pairsIn(pairs, asked.month).get(auditorId);
    holdTo(problemsWithPair(auditor, moderator, now, asked.month));
    const window = windowOfChange(pairs, auditorId, asked.month);
    return {
      auditor, moderator, ...window,
      before: now && byId.get(now.moderatorId),
      notes: notesOnPair(auditor, moderator, window, { pairs, colleagues: byId, blackouts }),
      version: shownVersion(...pairs.filter((pair) => pair.auditorId === auditorId).flatMap((pair) => [pair.id, pair.moderatorId, pair.fromMonth, pair.toMonth])),
    };
  }

  /** Pairs the two: what was in force ends the month before, or is replaced when it began in that month. @throws NotFound, RuleBroken, StaleVersion */
  async change(actor: Actor, auditorId: number, asked: PairAsked, reason: string, version: number): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.oneAtATime('pairings');
      const planned = await this.plan(auditorId, asked);
      if (planned.version !== version) throw new StaleVersion();
      const { auditor, moderator, fromMonth, toMonth, notes } = planned;
      const why: Change[] = [{ field: 'reason', was: null, is: reason }, ...(notes.length > 0 ? [{ field: 'notes', was: null, is: notes }] : [])];
      const overlapping = (await this.reads.pairsOfAuditor(auditorId)).filter((pair) => pair.fromMonth <= fromMonth && pair.toMonth >= fromMonth);
      const replaced = overlapping.find((pair) => pair.fromMonth === fromMonth);
      for (const pair of overlapping.filter((one) => one !== replaced)) await this.end(actor, pair, addMonths(fromMonth, -1), reason);
      if (replaced) {
        await this.database.manager.update(Pairing, { id: replaced.id }, { moderatorId: moderator.staffId, toMonth });
        await this.history.append(actor, 'pairing', replaced.id, 'changed_by_hand', [
          { field: 'moderator', was: replaced.moderatorName, is: moderator.name },
          ...(replaced.toMonth === toMonth ? [] : [{ field: 'toMonth', was: replaced.toMonth, is: toMonth }]),
          ...why,
        ]);
      } else {
        const id = await this.database.add(Pairing, { auditorId, moderatorId: moderator.staffId, fromMonth, toMonth });
        await this.history.append(actor, 'pairing', id, 'paired_by_hand', [...pairInHistory(auditor.name, moderator.name, fromMonth, toMonth), ...why]);
      }
    });
  }

  private async end(actor: Actor, pair: Pair, toMonth: Month, reason: string): Promise<void> {
    await this.database.manager.update(Pairing, { id: pair.id }, { toMonth });
    await this.history.append(actor, 'pairing', pair.id, 'ended', [{ field: 'toMonth', was: pair.toMonth, is: toMonth }, { field: 'reason', was: null, is: reason }]);
  }
}

/** A new pair as its history says it. */
export function pairInHistory(auditor: string, moderator: string, fromMonth: Month, toMonth: Month): Change[] {
  return Object.entries({ auditor, moderator, fromMonth, toMonth }).map(([field, is]) => ({ field, was: null, is }));
}
