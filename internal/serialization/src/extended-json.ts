import { kindOf } from './kinds.js';

// What JSON cannot say is an object with one key that begins with `~`. An object of the caller's that has such a key
// is written as a list of its entries, so that nothing the caller stores is ever taken for one of ours.

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The extended form of a value that `isPlainJson` accepted. */
export function toExtended(value: unknown): Json {
  switch (kindOf(value)) {
    case 'plain':
      return value as Json;
    case 'undefined':
      return { '~u': 0 };
    case 'special-number':
      return { '~n': Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { '~i': String(value) };
    case 'array':
      return (value as readonly unknown[]).map(toExtended);
    case 'object':
      return extendedObject(value as Readonly<Record<string, unknown>>);
    case 'null-prototype':
      return { '~p': entriesOf(value as Readonly<Record<string, unknown>>) };
    case 'date': {
      const time = (value as Date).getTime();
      return { '~d': Number.isNaN(time) ? null : time };
    }
    case 'map':
      return {
        '~m': [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [toExtended(key), toExtended(item)]),
      };
    case 'set':
      return { '~s': [...(value as ReadonlySet<unknown>)].map(toExtended) };
    case 'buffer':
      return { '~b': (value as Buffer).toString('base64') };
    case 'bytes': {
      const bytes = value as Uint8Array;
      return { '~a': Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
    }
    default:
      throw new TypeError('toExtended takes what isPlainJson accepted');
  }
}

function entriesOf(record: Readonly<Record<string, unknown>>): Json {
  return Object.keys(record).map((key) => [key, toExtended(record[key])]);
}

function extendedObject(record: Readonly<Record<string, unknown>>): Json {
  const keys = Object.keys(record);
  if (keys.some((key) => key.startsWith('~'))) return { '~o': entriesOf(record) };
  const result: Record<string, Json> = {};
  for (const key of keys) define(result, key, toExtended(record[key]));
  return result;
}

/** Assignment would run the setter of `__proto__`. */
export function define(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[key] = value;
  }
}

function fromEntries(target: object, entries: Json): object {
  for (const [key, item] of entries as readonly (readonly [string, Json])[]) define(target, key, fromExtended(item));
  return target;
}

function fromBase64(text: Json): Buffer {
  return Buffer.from(text as string, 'base64');
}

/** Reads what `toExtended` wrote. */
export function fromExtended(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(fromExtended);
  const record = json as Readonly<Record<string, Json>>;
  const keys = Object.keys(record);
  const marker = keys.length === 1 ? keys[0] : undefined;
  if (marker?.startsWith('~') !== true) return fromEntries({}, Object.entries(record));
  const payload = record[marker] as Json;
  switch (marker) {
    case '~u':
      return undefined;
    case '~n':
      return Number(payload);
    case '~i':
      return BigInt(payload as string);
    case '~d':
      return new Date(payload === null ? Number.NaN : (payload as number));
    case '~m':
      return new Map(
        (payload as readonly (readonly [Json, Json])[]).map(([key, item]) => [fromExtended(key), fromExtended(item)]),
      );
    case '~s':
      return new Set((payload as readonly Json[]).map(fromExtended));
    case '~b':
      return fromBase64(payload);
    case '~a':
      return new Uint8Array(fromBase64(payload));
    case '~o':
      return fromEntries({}, payload);
    case '~p':
      return fromEntries(Object.create(null) as object, payload);
    default:
      throw new SyntaxError(`The marker ${marker} is not known: a newer version wrote this value.`);
  }
}
