import type { StandardSchemaV1 } from '@infra/core';

/** What is cached: the id that was asked for, and the entity that it has, if any. */
export type Entry = readonly [id: unknown] | readonly [id: unknown, entity: object];

/** What lies under a key and is no entry, or holds an entity that does not fit any more, is a miss. */
export function entrySchema(entities: StandardSchemaV1<unknown, object> | undefined): StandardSchemaV1<unknown, Entry> {
  const refused = { issues: [{ message: 'not what a repository has cached' }] };
  return {
    '~standard': {
      version: 1,
      vendor: 'infra',
      validate: (value) => {
        if (!isEntry(value)) return refused;
        const [id, entity] = value;
        if (entity === undefined || entities === undefined) return { value };
        const judged = entities['~standard'].validate(entity);
        const entryOf = (result: Awaited<typeof judged>): { readonly value: Entry } | typeof refused =>
          result.issues === undefined ? { value: [id, result.value] } : refused;
        return judged instanceof Promise ? judged.then(entryOf) : entryOf(judged);
      },
    },
  };
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const { length } = value;
  const entity: unknown = value[1];
  return length === 1 || (length === 2 && typeof entity === 'object' && entity !== null);
}
