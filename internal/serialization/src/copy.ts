import { define } from './extended-json.js';
import { bytesOfString, OBJECT_BYTES, SLOT_BYTES } from './measure.js';
import { dataKind, refuseHoles, refuseSymbolKeys } from './walk.js';

/** A deep copy that its owner can hand out. */
export interface Copy {
  readonly value: unknown;
  /** All of it is frozen or primitive, so that one copy serves every reader. */
  readonly shareable: boolean;
  /** Estimated bytes in memory. */
  readonly bytes: number;
}

/**
 * Copies data and freezes what can be frozen: paid once, on writing, not by every reader. Throws a `Refusal` for what
 * `isPlainJson` refuses: a walk that only asks would cost as much again.
 */
export function copyAndFreeze(value: unknown): Copy {
  const walk = { shareable: true, bytes: 0 };
  const copy = copyValue(value, 0, walk);
  return { value: copy, shareable: walk.shareable, bytes: walk.bytes };
}

/** A fresh copy for one reader, of what `copyAndFreeze` could not freeze. */
export function copyOf(value: unknown): unknown {
  return copyValue(value, 0, undefined);
}

interface Walk {
  shareable: boolean;
  bytes: number;
}

function copyValue(value: unknown, depth: number, walk: Walk | undefined): unknown {
  // Most of any value is strings: they need no look at what they are.
  if (typeof value === 'string') {
    if (walk !== undefined) walk.bytes += bytesOfString(value);
    return value;
  }
  const kind = dataKind(value, depth);
  if (typeof value !== 'object' || value === null) {
    if (walk !== undefined) walk.bytes += SLOT_BYTES;
    return value;
  }
  if (walk !== undefined) walk.bytes += OBJECT_BYTES;
  switch (kind) {
    case 'array': {
      if (walk !== undefined) refuseHoles(value as readonly unknown[]);
      const items = (value as readonly unknown[]).map((item) => copyValue(item, depth + 1, walk));
      return walk === undefined ? items : Object.freeze(items);
    }
    case 'object':
    case 'null-prototype': {
      if (walk !== undefined) refuseSymbolKeys(value);
      const copy: object = kind === 'object' ? {} : (Object.create(null) as object);
      for (const key of Object.keys(value)) {
        if (walk !== undefined) walk.bytes += SLOT_BYTES;
        define(copy, key, copyValue((value as Readonly<Record<string, unknown>>)[key], depth + 1, walk));
      }
      return walk === undefined ? copy : Object.freeze(copy);
    }
    default:
      // A frozen Date, Map, Set or Buffer still changes: every reader gets a copy of its own.
      if (walk !== undefined) walk.shareable = false;
      return copyExotic(value, kind, depth, walk);
  }
}

function copyExotic(value: object, kind: string, depth: number, walk: Walk | undefined): unknown {
  switch (kind) {
    case 'date':
      return new Date((value as Date).getTime());
    case 'map':
      return new Map(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [
          copyValue(key, depth + 1, walk),
          copyValue(item, depth + 1, walk),
        ]),
      );
    case 'set':
      return new Set([...(value as ReadonlySet<unknown>)].map((item) => copyValue(item, depth + 1, walk)));
    default: {
      const bytes = value as Uint8Array;
      if (walk !== undefined) walk.bytes += bytes.byteLength;
      return kind === 'buffer' ? Buffer.from(bytes) : new Uint8Array(bytes);
    }
  }
}
