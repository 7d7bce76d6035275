import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { BadRequest, type Problem } from '../shared/errors.js';

export type Parsed<Form> = { ok: true; value: Form } | { ok: false; errors: Problem[] };

/**
 * A posted body as a form of the class, or the problems with it, one a field, in the order of the page.
 * Text is trimmed and an empty answer is left out; `x-day`, `x-month` and `x-year` become one `x`.
 */
export function parseForm<Form extends object>(formClass: new () => Form, body: unknown): Parsed<Form> {
  const value = plainToInstance(formClass, answersIn(body));
  const errors = validateSync(value, { whitelist: true, stopAtFirstError: true, forbidUnknownValues: false });
  if (errors.length === 0) return { ok: true, value };
  return { ok: false, errors: errors.map((error) => ({ field: error.property, message: Object.values(error.constraints ?? {})[0] ?? 'Check this answer.' })) };
}

function answersIn(body: unknown): Record<string, unknown> {
  // Without a prototype, a field called `__proto__` is a field like any other.
  const answers = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const tidied = Array.isArray(value) ? value.map(tidy) : tidy(value);
    if (tidied !== '' && tidied !== undefined) answers[name] = tidied;
    const date = /^(.+)-year$/.exec(name)?.[1];
    if (date !== undefined) {
      const day = dayTyped(body as Record<string, unknown>, date);
      if (day !== '') answers[date] = day;
    }
  }
  return answers;
}

function tidy(value: unknown): string | undefined {
  // PostgreSQL cannot store a NUL character, and nobody types one.
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').replaceAll('\u0000', '').trim() : undefined;
}

/** The three parts of a day as they were typed, to show them again. */
export function typedDay(body: unknown, name: string): { day: string; month: string; year: string } {
  const part = (which: string): string => tidy((body as Record<string, unknown> | undefined)?.[`${name}-${which}`]) ?? '';
  return { day: part('day'), month: part('month'), year: part('year') };
}

/** A short text from a query string or a field: trimmed, without characters that no database takes, cut at `most` characters. */
export function textAsked(value: unknown, most = 200): string {
  return (tidy(value) ?? '').slice(0, most);
}

function dayTyped(body: Record<string, unknown>, name: string): string {
  const { day, month, year } = typedDay(body, name);
  if (day === '' && month === '' && year === '') return '';
  return /^\d{1,2}$/.test(day) && /^\d{1,2}$/.test(month) && /^\d{4}$/.test(year) ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : `${day} ${month} ${year}`;
}

/** The version of the record that the page was made from. @throws BadRequest when the form has none */
export function versionShown(body: unknown): number {
  const text = (body as Record<string, unknown> | undefined)?.['version'];
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw new BadRequest('The form is incomplete. Go back, reload the page and try again.');
  return Number(text);
}
