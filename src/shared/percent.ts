/** A share that is never shown without its numerator and denominator. */
export interface Share {
  numerator: number;
  denominator: number;
  /** Whole percentage, halves up; null without a denominator ("no data"). */
  percent: number | null;
}

/** Whole percentage, halves up, in integers: 1 of 8 is 13. Null when `denominator` is 0. */
export function percent(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : Math.floor((200 * numerator + denominator) / (2 * denominator));
}

export function share(numerator: number, denominator: number): Share {
  return { numerator, denominator, percent: percent(numerator, denominator) };
}
