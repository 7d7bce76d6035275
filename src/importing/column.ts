import { isDay, type Day } from '../shared/day.js';
import { isMonth, type Month } from '../shared/month.js';

/** How one column of a file is read. */
export interface Column<T> {
  /** What a cell must hold, to complete "expected …". */
  expected: string;
  /** The value of a trimmed cell; undefined when it is not what was expected. */
  read(cell: string): T | undefined;
}

/** A column that may be empty, which reads as null. */
export function optional<T>(column: Column<T>): Column<T | null> {
  return { expected: `${column.expected}, or an empty cell`, read: (cell) => (cell === '' ? null : column.read(cell)) };
}

// eslint-disable-next-line no-control-regex -- finding them is the point
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** A name or a code on one line. */
export function text(longest: number): Column<string> {
  return {
    expected: `text of at most ${longest} characters on one line`,
    read: (cell) => (cell === '' || cell.length > longest || controlCharacters.test(cell) ? undefined : cell),
  };
}

const longestNarrative = 10_000;

/** Sentences, with line breaks if need be. */
export const narrative: Column<string> = {
  expected: `text of at most ${longestNarrative.toLocaleString('en-GB')} characters`,
  read: (cell) => (cell === '' || cell.length > longestNarrative || controlCharacters.test(cell.replace(/[\n\t]/g, '')) ? undefined : cell),
};

/** A reference as it stands in addresses. */
export const reference: Column<string> = {
  expected: 'a reference of at most 20 letters, digits and hyphens',
  read: (cell) => (/^[A-Za-z0-9-]{1,20}$/.test(cell) ? cell : undefined),
};

/** An e-mail address, in lower case. */
export const email: Column<string> = {
  expected: 'an e-mail address',
  read: (cell) => (cell.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell) && !controlCharacters.test(cell) ? cell.toLowerCase() : undefined),
};

const firstYear = 1900;
const lastYear = 2099;
const inReach = (cell: string): boolean => Number(cell.slice(0, 4)) >= firstYear && Number(cell.slice(0, 4)) <= lastYear;

export const day: Column<Day> = {
  expected: 'a date as YYYY-MM-DD, such as 2022-07-31',
  read: (cell) => (isDay(cell) && inReach(cell) ? cell : undefined),
};

export const month: Column<Month> = {
  expected: 'a month as YYYY-MM, such as 2022-07',
  read: (cell) => (isMonth(cell) && inReach(cell) ? cell : undefined),
};

export function oneOf<const T extends string>(words: readonly T[]): Column<T> {
  return { expected: words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`, read: (cell) => words.find((word) => word === cell) };
}

/** Several words separated by `;`, in the order of `words`, each once. */
export function someOf<const T extends string>(words: readonly T[]): Column<T[]> {
  const known = new Set<string>(words);
  return {
    expected: `any of ${words.join(', ')}, separated by semicolons`,
    read: (cell) => {
      const parts = new Set(cell.split(';').map((part) => part.trim()).filter((part) => part !== ''));
      return [...parts].every((part) => known.has(part)) ? words.filter((word) => parts.has(word)) : undefined;
    },
  };
}

export const yesNo: Column<boolean> = {
  expected: 'yes or no',
  read: (cell) => (cell === 'yes' ? true : cell === 'no' ? false : undefined),
};

export function wholeNumber(from: number, to: number): Column<number> {
  return { expected: `a whole number from ${from} to ${to}`, read: (cell) => (/^\d{1,9}$/.test(cell) && Number(cell) >= from && Number(cell) <= to ? Number(cell) : undefined) };
}

/** A share of a full-time post, to two decimals. */
export const fullTimeEquivalent: Column<number> = {
  expected: 'a number from 0 to 1, such as 0.6',
  read: (cell) => (/^\d(\.\d{1,2})?$/.test(cell) && Number(cell) <= 1 ? Number(cell) : undefined),
};

/** What a cell can hold once it has been read. */
export type Cell = string | number | boolean | readonly string[] | null;

/** A value as the CSV files spell it: equal values are spelt alike. */
export function spelt(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(';') : String(value);
}
