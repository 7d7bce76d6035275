/** What a value is: whole percent, or a number of audits. */
export type Unit = 'percent' | 'audits';
export type Rag = 'green' | 'amber' | 'red' | 'none';
export type Better = 'higher' | 'lower';

/** A target in force: whole percentages, or a number of audits. `tolerance`: percentage points, or for a number percent of the target. */
export interface TargetInForce {
  value: number;
  tolerance: number;
}

/**
 * Green meets the target, amber misses it by no more than the tolerance, red otherwise; none without a value or a target
 * (domain.md, "RAG"). `value` is the figure as shown, so that 50% against 50% is never red.
 */
export function ragOf(value: number | null, target: TargetInForce | null, better: Better, unit: Unit): Rag {
  if (value === null || target === null) return 'none';
  const missedBy = better === 'higher' ? target.value - value : value - target.value;
  if (missedBy <= 0) return 'green';
  const within = unit === 'percent' ? missedBy <= target.tolerance : missedBy * 100 <= target.tolerance * target.value;
  return within ? 'amber' : 'red';
}
