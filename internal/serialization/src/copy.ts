import { define } from './extended-json.js';
import { kindOf } from './kinds.js';

/** Rough sizes in V8: what an object, a property and a primitive cost. Only sums matter, and only to a limit. */
const OBJECT_BYTES = 32;
const SLOT_BYTES = 8;

/** A deep copy that its owner can hand out. */
export interface Copy {
  readonly value: unknown;
  /** All of it is frozen or primitive, so that one copy serves every reader. */
  readonly shareable: boolean;
  /** Estimated bytes in memory. */
  readonly bytes: number;
}

/** Copies what `isPlainJson` accepted and freezes what can be frozen: paid once, on writing, not by every reader. */
export function copyAndFreeze(value: unknown): Copy {
  const walk = { shareable: true, bytes: 0 };
  const copy = copyValue(value, walk);
  return { value: copy, shareable: walk.shareable, bytes: walk.bytes };
}

/** A fresh copy for one reader, of what `copyAndFreeze` could not freeze. */
export function copyOf(value: unknown): unknown {
  return copyValue(value, undefined);
}

interface Walk {
  shareable: boolean;
  bytes: number;
}

function copyValue(value: unknown, walk: Walk | undefined): unknown {
  if (typeof value !== 'object' || value === null) {
    if (walk !== undefined) walk.bytes += typeof value === 'string' ? 16 + 2 * value.length : SLOT_BYTES;
    return value;
  }
  if (walk !== undefined) walk.bytes += OBJECT_BYTES;
  const kind = kindOf(value);
  switch (kind) {
    case 'array': {
      const items = (value as readonly unknown[]).map((item) => copyValue(item, walk));
      return walk === undefined ? items : Object.freeze(items);
    }
    case 'object':
    case 'null-prototype': {
      const copy: object = kind === 'object' ? {} : (Object.create(null) as object);
      for (const key of Object.keys(value)) {
        if (walk !== undefined) walk.bytes += SLOT_BYTES;
        define(copy, key, copyValue((value as Readonly<Record<string, unknown>>)[key], walk));
      }
      return walk === undefined ? copy : Object.freeze(copy);
    }
    default:
      // A frozen Date, Map, Set or Buffer still changes: every reader gets a copy of its own.
      if (walk !== undefined) walk.shareable = false;
      return copyExotic(value, walk);
  }
}

function copyExotic(value: object, walk: Walk | undefined): unknown {
  switch (kindOf(value)) {
    case 'date':
      return new Date((value as Date).getTime());
    case 'map':
      return new Map(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [
          copyValue(key, walk),
          copyValue(item, walk),
        ]),
      );
    case 'set':
      return new Set([...(value as ReadonlySet<unknown>)].map((item) => copyValue(item, walk)));
    case 'buffer':
    case 'bytes': {
      const bytes = value as Uint8Array;
      if (walk !== undefined) walk.bytes += bytes.byteLength;
      return Buffer.isBuffer(bytes) ? Buffer.from(bytes) : new Uint8Array(bytes);
    }
    default:
      throw new TypeError('copyAndFreeze takes what isPlainJson accepted');
  }
}
