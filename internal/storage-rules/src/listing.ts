import { Buffer } from 'node:buffer';
import type { ListRequest } from './driver.js';

/** Orders keys by their UTF-8 bytes, which `<` does not: it puts surrogates before U+E000. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves the surrogates, of which the characters beyond U+FFFF are made, behind the rest of the 16-bit units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** One page, as keys. */
export interface KeyPage {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly nextCursor: string | undefined;
}

/** How a page ended: with a key, or with a prefix whose keys are all behind it. */
interface Position {
  readonly kind: 'key' | 'prefix';
  readonly name: string;
}

function cursorOf({ prefix, delimiter }: ListRequest, { kind, name }: Position): string {
  return Buffer.from(JSON.stringify([kind, name, prefix, delimiter ?? ''])).toString('base64url');
}

function positionOf(request: ListRequest, cursor: string): Position | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 4) return undefined;
    const [kind, name, prefix, delimiter] = parts as readonly unknown[];
    if ((kind !== 'key' && kind !== 'prefix') || typeof name !== 'string') return undefined;
    return prefix === request.prefix && delimiter === (request.delimiter ?? '') ? { kind, name } : undefined;
  } catch {
    return undefined;
  }
}

/** The first index from `start` on where `isBehind` holds, which it does from there to the end. */
function bisect(keys: readonly string[], start: number, isBehind: (key: string) => boolean): number {
  let low = start;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * One page of all keys of a bucket, for drivers that know them all: `sorted` is in the order of `compareKeys`.
 * The cursor is the place in that order, so that writes and deletes between two pages move nothing. Undefined: the request's cursor
 * is not one of this listing's (`invalid` is then the answer).
 */
export function pageOfKeys(sorted: readonly string[], request: ListRequest): KeyPage | undefined {
  const { prefix, delimiter, limit, cursor } = request;
  let index = bisect(sorted, 0, (key) => compareKeys(key, prefix) >= 0);
  if (cursor !== undefined) {
    const after = positionOf(request, cursor);
    if (after === undefined) return undefined;
    index = bisect(sorted, index, (key) => compareKeys(key, after.name) > 0);
    if (after.kind === 'prefix') index = bisect(sorted, index, (key) => !key.startsWith(after.name));
  }
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: Position | undefined;
  for (;;) {
    const key = sorted[index];
    if (key?.startsWith(prefix) !== true) return { keys, prefixes, nextCursor: undefined };
    if (keys.length + prefixes.length === limit) {
      return { keys, prefixes, nextCursor: last === undefined ? undefined : cursorOf(request, last) };
    }
    const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    if (delimiter === undefined || cut === -1) {
      keys.push(key);
      last = { kind: 'key', name: key };
      index += 1;
    } else {
      const rolled = key.slice(0, cut + delimiter.length);
      prefixes.push(rolled);
      last = { kind: 'prefix', name: rolled };
      index = bisect(sorted, index, (other) => !other.startsWith(rolled));
    }
  }
}
