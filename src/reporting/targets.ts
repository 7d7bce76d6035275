import type { Problem } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import type { TargetInForce, Unit } from './rag.js';

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

/** The first month of the target that follows on one of these; null when it is the last. */
export function replacedFrom(targets: readonly DatedTarget[], { measure, fromMonth }: DatedTarget): Month | null {
  const later = targets.filter((target) => target.measure === measure && target.fromMonth > fromMonth).map((target) => target.fromMonth);
  return later.length === 0 ? null : later.reduce((first, month) => (month < first ? month : first));
}

/** What is wrong with a target's value for a measure counted in `unit`. */
export function problemsWithTarget(value: number, unit: Unit): Problem[] {
  if (unit === 'percent' && value > 100) return [{ field: 'target', message: 'The target of a percentage must be 100 or less.' }];
  if (unit === 'audits' && value === 0) return [{ field: 'target', message: 'The target number of audits must be 1 or more.' }];
  return [];
}
