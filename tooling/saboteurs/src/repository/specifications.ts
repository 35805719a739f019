import type { Row } from './spoil.js';

const COMBINING: ReadonlySet<string> = new Set(['$and', '$or', '$not']);

function isConditions(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value);
}

/** A specification with another condition in the place of each; `$and` in one is of conditions for the same field. */
export function rewrite(where: unknown, change: (condition: Row) => Row): unknown {
  if (!isConditions(where)) return where;
  const parts = Object.entries(where).map(([name, value]): unknown => {
    if (name === '$not') return { $not: rewrite(value, change) };
    if (COMBINING.has(name)) return { [name]: Array.isArray(value) ? value.map((one) => rewrite(one, change)) : value };
    if (name.startsWith('$') || value === undefined) return { [name]: value };
    const condition = change(isConditions(value) ? value : { eq: value });
    const all: unknown = condition['$and'];
    return Array.isArray(all) ? { $and: all.map((one: unknown) => ({ [name]: one })) } : { [name]: condition };
  });
  return parts.length === 1 ? parts[0] : { $and: parts };
}

/** A specification with something else in the place of each `$not`. */
export function rewriteNot(where: unknown, change: (inner: unknown) => Row): unknown {
  if (!isConditions(where)) return where;
  const parts = Object.entries(where).map(([name, value]) => (name === '$not' ? change(value) : { [name]: value }));
  return parts.length === 1 ? parts[0] : { $and: parts };
}

/** The fields that a specification asks for. */
export function fieldsOf(where: unknown): readonly string[] {
  return isConditions(where) ? Object.keys(where).filter((name) => !name.startsWith('$')) : [];
}
