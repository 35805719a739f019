import { isPlainObject } from './plain-object.js';

type Serializer = (value: unknown) => unknown;

/** Replaces the fields that have a serializer by what that makes of them. Never throws. */
export type Serialize = (fields: unknown) => unknown;

/** pino's default one for `err` folds causes into the stack; errors are serialised here, under whatever key. */
const DEFAULT_NAME = 'errSerializer';

/** The serializers that somebody chose. */
export function ownSerializers(serializers: Readonly<Record<string, unknown>>): ReadonlyMap<string, Serializer> {
  return new Map(
    Object.entries(serializers).filter(
      (entry): entry is [string, Serializer] => typeof entry[1] === 'function' && entry[1].name !== DEFAULT_NAME,
    ),
  );
}

/** Serializers see what was logged, redaction what they make of it: they cannot bring a secret back. */
export function createSerialize(serializers: ReadonlyMap<string, Serializer>): Serialize {
  if (serializers.size === 0) return (fields) => fields;
  return (fields) => {
    try {
      if (!isPlainObject(fields)) return fields;
      const serialized: Record<string, unknown> = { ...fields };
      for (const [key, serializer] of serializers) {
        if (Object.hasOwn(serialized, key)) serialized[key] = serializer(serialized[key]);
      }
      return serialized;
    } catch {
      return fields;
    }
  };
}
