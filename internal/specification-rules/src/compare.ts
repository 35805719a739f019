import { kindOf } from './shape.js';

/** The code unit, moved so that those of surrogate pairs come after all others, as their code points do. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** By code points, which is the order of the UTF-8 bytes; `<` of JavaScript goes by UTF-16 code units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const one = a.charCodeAt(index);
    const other = b.charCodeAt(index);
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** PostgreSQL's order: `NaN` equals itself and is greater than every number. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a < b ? -1 : 1;
}

/** Two values of one kind. What is of no kind that is ordered is equal to itself only. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (a instanceof Date && b instanceof Date) return compareNumbers(a.getTime(), b.getTime());
  if (kindOf(a) === 'bigint' || kindOf(a) === 'boolean')
    return Number((a as bigint) > (b as bigint)) - Number((a as bigint) < (b as bigint));
  return a === b ? 0 : 1;
}

/** `null` is greater than every value. */
export function compareNullable(a: unknown, b: unknown): number {
  const isNone = a === null || a === undefined;
  const isOtherNone = b === null || b === undefined;
  if (isNone || isOtherNone) return Number(isNone) - Number(isOtherNone);
  return compareValues(a, b);
}

/** `A` to `Z` as `a` to `z`, and nothing else: what every locale and every database agrees on. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
