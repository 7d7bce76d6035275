import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, MaxLength, ValidateBy } from 'class-validator';
import { isDay } from '../shared/day.js';
import { NotFound } from '../shared/errors.js';
import { isMonth } from '../shared/month.js';
import { numberInWords } from '../shared/number.js';

/** The longest answer to a question in words, in characters. */
export const longText = 10_000;

const together = (...decorators: PropertyDecorator[]): PropertyDecorator => (target, property) => {
  for (const decorate of decorators) decorate(target, property);
};

interface TextOptions {
  /** Names the answer in the message: "Description". */
  label: string;
  /** Characters; `longText` unless told. */
  max?: number;
  /** The message when nothing was typed; without it the answer may be left out. */
  required?: string;
}

/** A typed answer. */
export function Text({ label, max = longText, required }: TextOptions): PropertyDecorator {
  return together(
    required === undefined ? IsOptional() : IsNotEmpty({ message: required }),
    MaxLength(max, { message: `${label} must be ${numberInWords(max)} characters or fewer.` }),
  );
}

/** One of a list of codes; `message` says what to choose. */
export function OneOf(codes: readonly string[], message: string, { optional = false } = {}): PropertyDecorator {
  return together(...(optional ? [IsOptional()] : []), IsIn([...codes], { message }));
}

/** Any number of a list of codes, as ticked in checkboxes; the property is absent when none is. */
export function SeveralOf(codes: readonly string[], message: string): PropertyDecorator {
  return together(
    Transform(({ value }) => [value].flat() as unknown),
    IsOptional(),
    IsIn([...codes], { each: true, message }),
  );
}

/** One checkbox on its own: true when it is ticked, otherwise the property is absent. */
export function Ticked(): PropertyDecorator {
  return together(
    Transform(() => true),
    IsOptional(),
  );
}

/** A day typed as day, month and year; `parseForm` makes `YYYY-MM-DD` of the three. */
export function DayField(label: string, { optional = false } = {}): PropertyDecorator {
  return together(
    ...(optional ? [IsOptional()] : []),
    ValidateBy({
      name: 'isDay',
      validator: {
        validate: (value) => typeof value === 'string' && isDay(value),
        defaultMessage: (found) => (found?.value ? `${label} must be a real date, such as 27 3 2026.` : `Enter ${label.charAt(0).toLowerCase()}${label.slice(1)}.`),
      },
    }),
  );
}

/** A month as `YYYY-MM`. */
export function MonthField(message = 'Enter a month as year and month, such as 2026-03.'): PropertyDecorator {
  return ValidateBy({ name: 'isMonth', validator: { validate: (value) => typeof value === 'string' && isMonth(value), defaultMessage: () => message } });
}

/** The id of a record chosen from a list, as a number; the service checks that there is one. */
export function RecordId(message: string, { optional = false } = {}): PropertyDecorator {
  return together(
    Transform(({ value }) => (typeof value === 'string' && idPattern.test(value) ? Number(value) : (value as unknown))),
    ...(optional ? [IsOptional()] : []),
    IsInt({ message }),
  );
}

const idPattern = /^[1-9]\d{0,8}$/;

/** The id of a record in the address of its page. @throws NotFound when it cannot be one */
export function recordId(text: unknown): number {
  if (typeof text !== 'string' || !idPattern.test(text)) throw new NotFound();
  return Number(text);
}

/** A whole number within limits, typed as text. */
export function WholeNumber(label: string, least: number, most: number, { optional = false } = {}): PropertyDecorator {
  return together(
    ...(optional ? [IsOptional()] : []),
    ValidateBy({
      name: 'wholeNumber',
      validator: {
        validate: (value) => typeof value === 'string' && /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most,
        defaultMessage: () => `${label} must be a whole number from ${least} to ${most}.`,
      },
    }),
  );
}
