import { nameProblem } from '@internal/names';

const UUID = /^\{?[0-9a-f]{4}(?:-?[0-9a-f]{4}){7}\}?$/i;

/** The key of an entity; undefined where the cache can have none for its id, which is then read past it. */
export type KeyOf = (id: unknown) => string | undefined;

/** A key from whatever the caller makes of an id. */
export function createKeyOf(key: (id: unknown) => string): KeyOf {
  return (id) => {
    try {
      return checked(key(id));
    } catch {
      // An id that the caller's function does not know: the repository has its say.
      return undefined;
    }
  };
}

/**
 * The key of an id with its type, for 1 is not '1'. Notations that a database may take for the same (a UUID in capitals, or in braces; text without
 * regard to case; blanks at the end) share one, so that a write under the one invalidates what was read under the other: whoever
 * reads compares the id itself.
 */
export const keyOfId: KeyOf = (id) => {
  switch (typeof id) {
    case 'string':
      return checked(`text:${UUID.test(id) ? id.replaceAll(/[{}-]/g, '').toLowerCase() : id.trimEnd().toLowerCase()}`);
    case 'number':
      // -0 is 0 to every database.
      return `number:${String(id)}`;
    case 'bigint':
    case 'boolean':
      return `${typeof id}:${String(id)}`;
    default:
      return id instanceof Date && !Number.isNaN(id.getTime()) ? `date:${String(id.getTime())}` : undefined;
  }
};

export function isSameId(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return one === other;
}

function checked(key: unknown): string | undefined {
  return typeof key === 'string' && nameProblem('key', key) === undefined ? key : undefined;
}
