import type { Better, TargetInForce, Unit } from './rag.js';

/** The value of a measure in a period, named as readers know it ("June 2022", "April to June 2022"). */
export interface PeriodValue {
  period: string;
  value: number;
}

export interface Movement {
  unit: Unit;
  /** Null: no data. */
  value: number | null;
  /** The latest earlier periods which have data, newest first; at most two are told. */
  previous: readonly PeriodValue[];
  target: TargetInForce | null;
  /** What readers call the target of this measure. */
  targetName: 'target' | 'baseline';
  better: Better;
}

/**
 * Where a measure is going, as a sentence (domain.md, "Direction of travel"):
 * "Decreased from 44 in June 2022 and 40 in May 2022; below the baseline of 45."
 */
export function directionOfTravel({ unit, value, previous, target, targetName, better }: Movement): string {
  if (value === null) return 'No data for this period.';
  const shown = (amount: number): string => (unit === 'percent' ? `${amount}%` : String(amount));
  const [last, before] = previous;
  const against = target === null ? '' : `; ${standing(value, target, better)} the ${targetName} of ${better === 'lower' ? 'at most ' : ''}${shown(target.value)}`;
  if (!last) return `No earlier period to compare with${against}.`;
  return `${movement(value, last, before, shown)}${against}.`;
}

function movement(value: number, last: PeriodValue, before: PeriodValue | undefined, shown: (amount: number) => string): string {
  const from = `${moved(value, last.value)} from ${shown(last.value)} in ${last.period}`;
  if (!before) return from;
  if (before.value === last.value) return `${from} and ${before.period}`;
  if (moved(value, before.value) === moved(value, last.value)) return `${from} and ${shown(before.value)} in ${before.period}`;
  if (before.value === value) return `${from}, the same as in ${before.period}`;
  return `${from}, ${value > before.value ? 'above' : 'below'} ${shown(before.value)} in ${before.period}`;
}

function moved(value: number, earlier: number): 'Increased' | 'Decreased' | 'Unchanged' {
  if (value === earlier) return 'Unchanged';
  return value > earlier ? 'Increased' : 'Decreased';
}

function standing(value: number, target: TargetInForce, better: Better): string {
  if (better === 'higher') return value >= target.value ? 'meets' : 'below';
  return value <= target.value ? 'meets' : 'above';
}
