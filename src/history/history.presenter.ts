import { momentInWords } from '../shared/clock.js';
import { dayInWords, isDay, monthInWords } from '../shared/day.js';
import { isMonth } from '../shared/month.js';
import { label } from '../shared/practice.js';
import type { HistoryLine } from './history.store.js';

interface Words {
  /** Events and fields that do not say themselves well: `{ set_up: 'Set up as first administrator', fte: 'Working time' }`. */
  words?: Record<string, string>;
  /** Fields whose values are codes rather than something typed. */
  codes?: readonly string[];
}

export interface HistoryShown {
  at: string;
  by: string;
  event: string;
  changes: { field: string; was: string | null; is: string | null }[];
}

/** A record's history for `components/history`, the latest first. */
export function historyShown(lines: readonly HistoryLine[], { words = {}, codes = [] }: Words = {}): HistoryShown[] {
  const inWords = (name: string): string => words[name] ?? label(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return lines.toReversed().map(({ at, by, event, changes }) => ({
    at: momentInWords(at),
    by,
    event: inWords(event),
    changes: changes.map(({ field, was, is }) => ({ field: inWords(field), was: valueShown(was, codes.includes(field)), is: valueShown(is, codes.includes(field)) })),
  }));
}

/** Who saved a record last and when, for `components/conflict`. */
export function savedLast(lines: readonly HistoryLine[]): { savedBy?: string; savedAt?: string } {
  const last = lines.at(-1);
  return last ? { savedBy: last.by, savedAt: `on ${momentInWords(last.at)}` } : {};
}

function valueShown(value: unknown, isCode: boolean): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map((one) => valueShown(one, isCode)).join(', ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (isCode) return label(text);
  if (isMonth(text)) return monthInWords(text);
  return isDay(text) ? dayInWords(text) : text;
}
