import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.js';
import type { Actor, HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, holdTo } from '../../shared/errors.js';
import { addMonths, monthOf, nextMonths, type Month } from '../../shared/month.js';
import { inPost, isExpectedToAudit } from '../availability/availability.js';
import { capacityOf, lastTwoWindows, longestWindow, pairsDuring, pairsIn } from './pairing.js';
import { Pairing } from './pairing.entity.js';
import { pairInHistory } from './pairings.service.js';
import type { Colleagues, PairingReads } from './pairings.reads.js';
import { modelOf, problemsWithWindow, proposalOf, rotationMonths, type Proposal, type Rotation, type Solved } from './rotation.js';
import { solve } from './solver.js';

/** The months of a rotation. */
export interface Window {
  from: Month;
  /** How many months, from 1 to 6. */
  months: number;
}

/** A proposed rotation with what its page needs to say it. */
export interface Rotated {
  window: Window;
  rotation: Rotation;
  proposal: Proposal;
  colleagues: Colleagues;
  /** The months of the last two windows before it. */
  lately: { from: Month; to: Month };
  /** The moderator whom each auditor has at their end. */
  before: Map<number, number>;
}

/** Proposing the next rotation, and making it so. */
export class RotationService {
  /** The last model with its solution: the pages of a proposal and its confirmation are about the same one. */
  private last: { key: string; solved: Promise<Solved> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly reads: PairingReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** The months in which the next rotation may begin, and how long the present pairs last. */
  async choices(): Promise<{ lastEnd: Month | null; months: Month[] }> {
    const lastEnd = await this.reads.lastEnd();
    return { lastEnd, months: rotationMonths(lastEnd, monthOf(this.clock.today())) };
  }

  /** The proposal for a window; the same data give the same one. @throws RuleBroken when it cannot begin then */
  async propose(window: Window): Promise<Rotated> {
    const today = this.clock.today();
    const lastEnd = await this.reads.lastEnd();
    holdTo(problemsWithWindow(window.from, lastEnd, monthOf(today)));
    const colleagues = await this.reads.colleagues(today);
    const pairs = await this.reads.pairsSince(addMonths(lastEnd ?? window.from, -2 * longestWindow));
    const lately = lastTwoWindows(pairs, window.from);
    const former = pairsDuring(pairs, lately);
    const months = nextMonths(window.from, window.months);
    const people = [...colleagues.byId.values()].toSorted((a, b) => a.staffId - b.staffId);
    const rotation: Rotation = {
      months,
      auditors: people
        .filter(({ availability }) => availability.auditFrequency !== 'none' && months.some((month) => inPost(availability, month)))
        .map(({ staffId, isAuditor, teams, lineManagers, availability }) => ({
          id: staffId, hasRole: isAuditor, teams, lineManagers,
          former: (former.get(staffId) ?? []).map((pair) => pair.moderatorId),
          expected: months.map((month) => isExpectedToAudit(availability, month, colleagues.blackouts)),
        })),
      moderators: people
        .map((one) => ({ id: one.staffId, teams: one.teams, capacity: months.map((month) => capacityOf(one, month)) }))
        .filter(({ capacity }) => capacity.some((of) => of > 0)),
    };
    const model = modelOf(rotation);
    const proposal = proposalOf(rotation, model === null ? { pairs: [], best: true } : await this.solved(model));
    return { window, rotation, proposal, colleagues, lately, before: new Map([...pairsIn(pairs, lately.to)].map(([auditorId, pair]) => [auditorId, pair.moderatorId])) };
  }

  private async solved(model: string): Promise<Solved> {
    const key = createHash('sha256').update(model).digest('hex');
    if (this.last?.key !== key) this.last = { key, solved: solve(model) };
    try {
      return await this.last.solved;
    } catch (error) {
      this.last = undefined;
      throw error;
    }
  }

  /** Solves a proposal ahead of its confirmation: while a transaction waits for a solver nobody else could save. */
  async prepare(window: Window): Promise<void> {
    await this.propose(window).catch((error: unknown) => {
      if (!(error instanceof RuleBroken)) throw error;
    });
  }

  /** Makes the proposal with this fingerprint so; returns how many pairs it has. @throws RuleBroken, StaleVersion when the data give another one by now */
  async confirm(actor: Actor, window: Window, fingerprint: string): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.oneAtATime('pairings');
      const { proposal, rotation, colleagues } = await this.propose(window);
      if (proposal.fingerprint !== fingerprint) throw new StaleVersion();
      const toMonth = rotation.months.at(-1)!;
      const pairs = proposal.lines.flatMap(({ auditorId, moderatorId }) => (moderatorId === null ? [] : [{ auditorId, moderatorId, fromMonth: window.from, toMonth }]));
      const name = (id: number): string => colleagues.byId.get(id)!.name;
      for (let at = 0; at < pairs.length; at += 500) {
        const some = pairs.slice(at, at + 500);
        const added = await this.database.manager.insert(Pairing, some);
        await this.history.appendMany(
          actor,
          'pairing',
          some.map(({ auditorId, moderatorId }, index) => ({
            recordId: (added.identifiers[index] as { id: number }).id,
            event: 'paired_by_rotation',
            changes: pairInHistory(name(auditorId), name(moderatorId), window.from, toMonth),
          })),
        );
      }
      return pairs.length;
    });
  }
}
