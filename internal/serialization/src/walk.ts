import { kindOf, type Kind } from './kinds.js';

/** Deeper than any data, shallower than the stack: a circular value ends here as well. */
export const MAX_DEPTH = 500;

/** Why a value cannot be stored exactly. Its message starts with where in the value. */
export class Refusal extends Error {
  constructor(path: readonly (string | number)[], reason: string) {
    super(`${path.length === 0 ? 'the value' : `value${path.map(segment).join('')}`} is ${reason}`);
    this.name = 'Refusal';
  }
}

function segment(part: string | number): string {
  if (typeof part === 'number') return `[${String(part)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
}

/** What kind of data a value is, which lies `depth` below its root. Throws a `Refusal` for what is none. */
export function dataKind(value: unknown, depth: number, path?: readonly (string | number)[]): Exclude<Kind, object> {
  const kind = kindOf(value);
  if (kind === 'plain') return kind;
  if (typeof kind === 'object') throw new Refusal(path ?? [], kind.refused);
  if (depth > MAX_DEPTH) throw new Refusal(path ?? [], `nested more than ${String(MAX_DEPTH)} deep, or circular`);
  return kind;
}

/** JSON makes null of a hole, and `map` skips it. */
export function refuseHoles(items: readonly unknown[], path?: readonly (string | number)[]): void {
  for (let index = 0; index < items.length; index += 1) {
    if (items[index] === undefined && !(index in items)) throw new Refusal(path ?? [], 'a sparse array');
  }
}

export function refuseSymbolKeys(record: object, path?: readonly (string | number)[]): void {
  if (Object.getOwnPropertySymbols(record).length > 0) throw new Refusal(path ?? [], 'an object with symbol keys');
}

/**
 * Whether JSON keeps the value exactly; false where the extended form is needed.
 * Throws a `Refusal` for what neither keeps. `path` is only filled on the second, failing walk: paths are not free.
 */
export function isPlainJson(value: unknown, depth = 0, path?: (string | number)[]): boolean {
  const kind = dataKind(value, depth, path);
  switch (kind) {
    case 'plain':
      return true;
    case 'array': {
      const items = value as readonly unknown[];
      refuseHoles(items, path);
      let plain = true;
      for (let index = 0; index < items.length; index += 1) {
        if (!isPlainChild(items[index], index, depth, path)) plain = false;
      }
      return plain;
    }
    case 'object':
    case 'null-prototype': {
      const record = value as Readonly<Record<string, unknown>>;
      refuseSymbolKeys(record, path);
      let plain = kind === 'object';
      for (const key of Object.keys(record)) {
        if (!isPlainChild(record[key], key, depth, path)) plain = false;
      }
      return plain;
    }
    case 'map': {
      let index = 0;
      for (const [key, item] of value as ReadonlyMap<unknown, unknown>) {
        isPlainChild(key, index, depth, path);
        isPlainChild(item, index, depth, path);
        index += 1;
      }
      return false;
    }
    case 'set': {
      let index = 0;
      for (const item of value as ReadonlySet<unknown>) {
        isPlainChild(item, index, depth, path);
        index += 1;
      }
      return false;
    }
    default:
      return false;
  }
}

function isPlainChild(
  child: unknown,
  key: string | number,
  depth: number,
  path: (string | number)[] | undefined,
): boolean {
  // Most of any value is strings and numbers: no walk for those.
  if (typeof child === 'string') return true;
  if (path === undefined) return isPlainJson(child, depth + 1, undefined);
  path.push(key);
  const plain = isPlainJson(child, depth + 1, path);
  path.pop();
  return plain;
}
