import { dataKind, refuseHoles, refuseSymbolKeys } from './walk.js';

/** Rough sizes in V8: what an object, a property and a primitive cost. Only sums matter, and only to a limit. */
export const OBJECT_BYTES = 32;
export const SLOT_BYTES = 8;

export function bytesOfString(text: string): number {
  return 16 + 2 * text.length;
}

/** Estimated bytes in memory, the same as of a copy. Throws a `Refusal` for what `isPlainJson` refuses. */
export function measure(value: unknown, depth = 0): number {
  if (typeof value === 'string') return bytesOfString(value);
  const kind = dataKind(value, depth);
  if (typeof value !== 'object' || value === null) return SLOT_BYTES;
  let bytes = OBJECT_BYTES;
  switch (kind) {
    case 'array':
      refuseHoles(value as readonly unknown[]);
      for (const item of value as readonly unknown[]) bytes += measure(item, depth + 1);
      return bytes;
    case 'object':
    case 'null-prototype':
      refuseSymbolKeys(value);
      for (const key of Object.keys(value)) {
        bytes += SLOT_BYTES + measure((value as Readonly<Record<string, unknown>>)[key], depth + 1);
      }
      return bytes;
    case 'map':
      for (const [key, item] of value as ReadonlyMap<unknown, unknown>) {
        bytes += measure(key, depth + 1) + measure(item, depth + 1);
      }
      return bytes;
    case 'set':
      for (const item of value as ReadonlySet<unknown>) bytes += measure(item, depth + 1);
      return bytes;
    case 'date':
      return bytes;
    default:
      return bytes + (value as Uint8Array).byteLength;
  }
}
