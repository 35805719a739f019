import { errors } from './errors.js';

interface Bounds {
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
  /** `Infinity` is a number as well. */
  readonly endless?: boolean;
}

/** The number, or a `validation` error that names the option and what it was. */
export function checkedNumber(part: string, name: string, value: unknown, bounds: Bounds): number {
  const { min, max = Number.POSITIVE_INFINITY, whole = false, endless = false } = bounds;
  const fits =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (endless && value === Number.POSITIVE_INFINITY
      ? true
      : whole
        ? Number.isSafeInteger(value)
        : Number.isFinite(value));
  if (fits) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
  throw errors.invalid(part, `${name} must be ${kind} ${range}${endless ? ', or Infinity' : ''}, not ${shown(value)}.`);
}

/** The function, the default where it was left out, or a `validation` error. */
export function checkedFunction<F extends (...args: never[]) => unknown>(
  part: string,
  name: string,
  value: F | undefined,
  otherwise: F,
): F {
  if (value === undefined) return otherwise;
  if (typeof value === 'function') return value;
  throw errors.invalid(part, `${name} must be a function, not ${shown(value)}.`);
}

/** One of the words, or a `validation` error. */
export function checkedWord<Word extends string>(
  part: string,
  name: string,
  value: Word,
  words: readonly Word[],
): Word {
  if (words.includes(value)) return value;
  throw errors.invalid(part, `${name} must be ${words.map((word) => `'${word}'`).join(' or ')}, not ${shown(value)}.`);
}

/** A value in a message: what it is, and of an object only that it is one. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
