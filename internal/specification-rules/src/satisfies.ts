import { compareNullable, compareValues, foldCase } from './compare.js';
import type { FieldTest, Predicate } from './predicate.js';

/** Whether a row is meant. */
export function satisfies(predicate: Predicate, row: Readonly<Record<string, unknown>>): boolean {
  if ('all' in predicate) return predicate.all.every((part) => satisfies(part, row));
  if ('any' in predicate) return predicate.any.some((part) => satisfies(part, row));
  const { name } = predicate.field;
  // What a row inherits (`constructor`) is no field.
  const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null;
  return holds(predicate, value) !== predicate.isNegated;
}

function holds(test: FieldTest, value: unknown): boolean {
  if (test.test === 'null') return value === null;
  if (test.test === 'in') {
    if (value === null) return test.orNull;
    return test.values.some((candidate) => isEqual(value, candidate, test.ignoreCase));
  }
  if (value === null) return false;
  switch (test.test) {
    case 'eq':
      return isEqual(value, test.value, test.ignoreCase);
    case 'lt':
      return compareNullable(value, test.value) < 0;
    case 'lte':
      return compareNullable(value, test.value) <= 0;
    case 'gt':
      return compareNullable(value, test.value) > 0;
    case 'gte':
      return compareNullable(value, test.value) >= 0;
    case 'contains':
      return text(value, test.ignoreCase).includes(text(test.value, test.ignoreCase));
    case 'startsWith':
      return text(value, test.ignoreCase).startsWith(text(test.value, test.ignoreCase));
    case 'endsWith':
      return text(value, test.ignoreCase).endsWith(text(test.value, test.ignoreCase));
  }
}

function isEqual(value: unknown, other: unknown, ignoreCase: boolean): boolean {
  if (ignoreCase && typeof value === 'string') return text(value, true) === text(other, true);
  return typeof value === typeof other && compareValues(value, other) === 0;
}

function text(value: unknown, ignoreCase: boolean): string {
  const found = String(value);
  return ignoreCase ? foldCase(found) : found;
}
