import type { Month } from '../shared/month.js';
import type { TargetInForce } from './rag.js';

/** A target of a measure from a month on, until the next one. */
export interface DatedTarget extends TargetInForce {
  measure: string;
  fromMonth: Month;
}

/** The target of `measure` in force in `month`: the latest that had begun; null without one. */
export function targetIn(targets: readonly DatedTarget[], measure: string, month: Month): TargetInForce | null {
  const begun = targets.filter((target) => target.measure === measure && target.fromMonth <= month);
  return begun.reduce<DatedTarget | null>((latest, target) => (latest === null || target.fromMonth > latest.fromMonth ? target : latest), null);
}
