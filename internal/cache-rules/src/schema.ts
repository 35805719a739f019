import type { StandardSchemaV1 } from '@infra/core';

/** What a namespace makes of a stored value: the schema's output, or undefined where it does not fit any more. */
export type Reader<V> = (value: unknown) => V | undefined | Promise<V | undefined>;

/**
 * Without a schema the caller's type argument is taken at its word; that is the one place where it is.
 * A schema that throws is one that the value does not fit.
 */
export function createReader<V>(schema: StandardSchemaV1<unknown, V> | undefined): Reader<V> {
  if (schema === undefined) return (value) => value as V;
  return async (value) => {
    try {
      const result = await schema['~standard'].validate(value);
      return result.issues === undefined ? result.value : undefined;
    } catch {
      return undefined;
    }
  };
}
