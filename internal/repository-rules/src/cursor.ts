import { createHash } from 'node:crypto';
import type { Predicate, ResolvedSort } from '@internal/specification-rules';
import { deserialize, serialize } from '@internal/serialization';
import { valueProblem } from '@internal/specification-rules';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** What tells one query from another, whatever the order in which its conditions are written. */
export function fingerprintOf(name: string, where: Predicate, sort: readonly ResolvedSort[]): string {
  const order = sort.map(({ field, isDescending }) => [field.name, isDescending]);
  return digest(JSON.stringify([name, order, textOf(where)]));
}

function textOf(predicate: Predicate): string {
  if ('all' in predicate) return `all(${predicate.all.map(textOf).sort().join()})`;
  if ('any' in predicate) return `any(${predicate.any.map(textOf).sort().join()})`;
  const { field, ...test } = predicate;
  const text = serialize(test);
  return JSON.stringify([field.name, text.ok ? text.value : '']);
}

/** Where a page ended, so that only the same query can go on from there. */
export function writeCursor(fingerprint: string, position: readonly unknown[]): string {
  const text = serialize(position);
  const values = text.ok ? text.value : '[]';
  return Buffer.from(JSON.stringify([fingerprint, digest(fingerprint + values), values])).toString('base64url');
}

/** The place, or what is wrong with the cursor. */
export function readCursor(
  cursor: unknown,
  fingerprint: string,
  sort: readonly ResolvedSort[],
): readonly unknown[] | string {
  const none = 'cursor must be the nextCursor of a page.';
  if (typeof cursor !== 'string' || cursor.length > 20_000) return none;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return none;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return none;
  const [made, check, values] = parts as readonly unknown[];
  if (typeof made !== 'string' || typeof values !== 'string' || check !== digest(made + values)) return none;
  if (made !== fingerprint) return 'cursor is of another query: of another where, or another sort.';
  const position = deserialize(values);
  if (!position.ok || !Array.isArray(position.value) || position.value.length !== sort.length) return none;
  const found: readonly unknown[] = position.value;
  const isPlace = sort.every(({ field }, index) => valueProblem(field, found[index]) === undefined);
  return isPlace ? found : none;
}
