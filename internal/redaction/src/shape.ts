import { types } from 'node:util';
import type { Secrets } from './keys.js';
import { describeOpaque } from './opaque.js';

/** How an object is read: as a text, as a list, or by keys. Reading may throw; whoever reads guards each step. */
export type Shape =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'list'; readonly size: number; readonly at: (index: number) => unknown }
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly read: (key: string) => unknown };

/** By which two copies of core know each other's errors; it tells a reader of the log nothing. */
const ERROR_BRAND = '@infra/error';

export function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** @param asJson Whether its `toJSON` speaks for it. */
export function shapeOf(value: object, asJson: boolean, secrets: Secrets): Shape {
  if (Array.isArray(value))
    return { kind: 'list', size: value.length, at: (index): unknown => Reflect.get(value, index) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return jsonOf(value, asJson) ?? recordOf(value);
  if (isError(value)) return { kind: 'record', keys: errorKeys(value), read: reader(value) };
  if (types.isMap(value)) return mapOf(value, secrets);
  if (types.isSet(value)) return listOf([...Set.prototype.values.call(value)]);
  const text = describeOpaque(value);
  if (text !== undefined) return { kind: 'text', text };
  if (types.isBoxedPrimitive(value)) return { kind: 'value', value: value.valueOf() };
  return jsonOf(value, asJson) ?? recordOf(value);
}

function reader(source: object): (key: string) => unknown {
  return (key): unknown => Reflect.get(source, key);
}

function recordOf(value: object): Shape {
  return { kind: 'record', keys: Object.keys(value), read: reader(value) };
}

function listOf(items: readonly unknown[]): Shape {
  return { kind: 'list', size: items.length, at: (index) => items[index] };
}

function jsonOf(value: object, asJson: boolean): Shape | undefined {
  if (!asJson) return undefined;
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson !== 'function') return undefined;
  const spoken: unknown = Reflect.apply(toJson, value, ['']);
  return spoken === value ? undefined : { kind: 'value', value: spoken };
}

/** An object where every key is a string; a list of pairs otherwise, for `1` and `'1'` are two keys. */
function mapOf(map: ReadonlyMap<unknown, unknown>, secrets: Secrets): Shape {
  const keys: readonly unknown[] = [...Map.prototype.keys.call(map)];
  const read = (key: unknown): unknown => Map.prototype.get.call(map, key);
  if (areStrings(keys)) return { kind: 'record', keys, read };
  return listOf(keys.map((key) => [key, typeof key === 'string' && secrets.has(key) ? secrets.censor : read(key)]));
}

function areStrings(keys: readonly unknown[]): keys is readonly string[] {
  return keys.every((key) => typeof key === 'string');
}

/** Name and message first, as a reader wants them; what an error has beside these, its causes last. */
function errorKeys(error: Error): readonly string[] {
  const own = Object.keys(error).filter((key) => !STANDARD_KEYS.has(key));
  const stack = hasFrames(error) ? ['stack'] : [];
  const causes = ['errors', 'cause'].filter((key) => key in error);
  return ['name', 'message', ...stack, ...own, ...causes];
}

const STANDARD_KEYS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'errors', 'cause', ERROR_BRAND]);

/** An expected failure captures no frames; its stack would only say the message again. */
function hasFrames(error: Error): boolean {
  try {
    return typeof error.stack !== 'string' || error.stack.includes('\n');
  } catch {
    return true;
  }
}
