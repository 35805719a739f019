import { Buffer } from 'node:buffer';

/** The longest name, in bytes of UTF-8: what every store can take. */
export const MAX_NAME_BYTES = 1_024;

/** What is named, as an error says it. */
export type NameKind =
  | 'key'
  | 'tag'
  | 'namespace'
  | 'pattern'
  | 'job id'
  | 'schedule id'
  | 'dedupeId'
  | 'job name'
  | EventNames
  | OutboxNames;

type EventNames = 'event type' | 'event id' | 'event key' | 'group' | 'letter id';

type OutboxNames = 'outbox' | 'consumer' | 'message id' | 'message type' | 'message key';

/** Why a key, a tag or a namespace cannot have this name; undefined when it can. */
export function nameProblem(kind: NameKind, name: unknown): string | undefined {
  if (typeof name !== 'string') return `A ${kind} must be a string, not ${name === null ? 'null' : typeof name}.`;
  if (name === '') return `A ${kind} must not be empty.`;
  if (!name.isWellFormed())
    return `The ${kind} ${JSON.stringify(name)} has a lone surrogate; it must be well-formed Unicode.`;
  // A UTF-16 unit is at most three bytes of UTF-8: only long names need counting.
  if (name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(name) > MAX_NAME_BYTES) {
    return `The ${kind} ${JSON.stringify(`${name.slice(0, 40)}…`)} has ${String(Buffer.byteLength(name))} bytes; at most ${String(MAX_NAME_BYTES)} are possible.`;
  }
  return undefined;
}

/** The first problem among several names. */
export function namesProblem(kind: 'key' | 'tag', names: readonly unknown[]): string | undefined {
  for (const name of names) {
    const problem = nameProblem(kind, name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * A namespace's place in the store, as segments that end in `:`. A segment has none of the characters with which what
 * follows the path begins (`:` a key, `!` a fence, `#` a tag), so no key of one namespace is ever a key of another:
 * `a` with the key `b:c` and `a:b` with `c` stay apart.
 */
export function namespacePath(parent: string, name: string): string {
  return `${parent}${name.replaceAll(/[%:!#]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}:`;
}
