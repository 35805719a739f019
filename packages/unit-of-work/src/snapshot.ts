import { isDeepStrictEqual } from 'node:util';
import { copyOf, isolate } from '@internal/serialization';

export type Row = Readonly<Record<string, unknown>>;
export type MutableRow = Record<string, unknown>;

/** A value as it is now. One that cannot be copied, for it is no data, is kept as it is: that it is another one is seen then, not what is in it. */
export function valueOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copied = isolate(value);
  return copied.ok ? copied.value.value : value;
}

/** A copy that its owner may change. */
export function ownCopyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return isolate(value).ok ? copyOf(value) : value;
}

export function snapshotOf(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, valueOf(value)]));
}

/** An object to work with: the one that the repository handed out, or a copy where that cannot be changed. */
export function workingCopyOf(row: Row): MutableRow {
  if (!Object.isFrozen(row)) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, ownCopyOf(value)]));
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}

/** The fields in which a row differs from what it was, with their values of now. */
export function changedFields(before: Row, now: Row): Row {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const changed: MutableRow = {};
  for (const name of names) if (!isSame(before[name], now[name])) changed[name] = valueOf(now[name]);
  return changed;
}
