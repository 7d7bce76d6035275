import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/duplicate.js';
import { changesBetween } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { monthInWords } from '../shared/day.js';
import { NotFound, holdTo, refusal } from '../shared/errors.js';
import { targetedMeasures } from './figures.js';
import type { TargetInForce } from './rag.js';
import { Target } from './target.entity.js';
import { readTarget } from './target.reads.js';
import { problemsWithTarget, type DatedTarget } from './targets.js';

/** Setting and correcting targets. A new one begins with its month; figures of earlier months keep theirs. */
export class TargetsService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
  ) {}

  /** Returns the new target's id. @throws RuleBroken */
  async set(actor: Actor, target: DatedTarget): Promise<number> {
    const { unit } = measureOf(target.measure);
    holdTo(problemsWithTarget(target.value, unit));
    return this.database.transaction(async () => {
      const id = await this.onceAMonth(target, () => this.database.add(Target, { ...target, version: 1 }));
      await this.history.append(actor, 'target', id, 'set', changesBetween<DatedTarget>({}, target));
      return id;
    });
  }

  /** Corrects a target from its month on. @throws NotFound, RuleBroken, StaleVersion */
  async change(actor: Actor, id: number, version: number, { value, tolerance }: TargetInForce): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await readTarget(this.database, id);
      holdTo(problemsWithTarget(value, measureOf(stored.measure).unit));
      await this.database.compareAndSet(Target, { id }, version, { value, tolerance });
      const changes = changesBetween<TargetInForce>(stored, { value, tolerance });
      if (changes.length > 0) await this.history.append(actor, 'target', id, 'changed', changes);
    });
  }

  private async onceAMonth<T>({ fromMonth }: DatedTarget, save: () => Promise<T>): Promise<T> {
    try {
      return await save();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw refusal('fromMonth', `This measure has a target from ${monthInWords(fromMonth)} already. Change that one in the list.`);
    }
  }
}

function measureOf(key: string) {
  const measure = targetedMeasures.find((each) => each.key === key);
  if (!measure) throw new NotFound('There is no measure of this name.');
  return measure;
}
