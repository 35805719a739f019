import { Buffer } from 'node:buffer';

/** The longest key, in bytes of UTF-8: what every server can take. */
export const MAX_KEY_BYTES = 1_024;

const CONTROL = /\p{Cc}/u;
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** A name for a message: quoted, not longer than a line, and without what a terminal obeys, which JSON leaves in from DEL on. */
export function shown(name: unknown): string {
  if (typeof name !== 'string') return name === null ? 'null' : typeof name;
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name).replaceAll(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Why a text cannot be the beginning of a key or a delimiter; undefined when it can. */
function textProblem(what: string, text: unknown): string | undefined {
  if (typeof text !== 'string') return `${what} must be a string, not ${shown(text)}.`;
  if (!text.isWellFormed()) return `${what} ${shown(text)} has a lone surrogate; it must be well-formed Unicode.`;
  if (CONTROL.test(text)) return `${what} ${shown(text)} has a control character. Leave it out, or encode it.`;
  // A UTF-16 unit is at most three bytes of UTF-8: only long names need counting.
  if (text.length * 3 > MAX_KEY_BYTES && Buffer.byteLength(text) > MAX_KEY_BYTES) {
    return `${what} ${shown(text)} has ${String(Buffer.byteLength(text))} bytes; at most ${String(MAX_KEY_BYTES)} are possible.`;
  }
  return undefined;
}

/** Why a key cannot be one; undefined when it can. */
export function keyProblem(key: unknown, what = 'A key'): string | undefined {
  const problem = textProblem(what, key);
  if (problem !== undefined || typeof key !== 'string') return problem;
  if (key === '') return `${what} must not be empty.`;
  if (!key.includes('.')) return undefined;
  const segment = key.split('/').find((part) => part === '.' || part === '..');
  if (segment === undefined) return undefined;
  return `${what} ${shown(key)} has a segment ${JSON.stringify(segment)}, which not every server keeps apart from a path. Choose another name.`;
}

/** The first problem among several keys. */
export function keysProblem(keys: unknown): string | undefined {
  if (!Array.isArray(keys)) return `The keys must be an array, not ${shown(keys)}.`;
  for (const key of keys as readonly unknown[]) {
    const problem = keyProblem(key);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A prefix is the beginning of a key, and may be empty. */
export function prefixProblem(prefix: unknown): string | undefined {
  return textProblem('A prefix', prefix);
}

export function delimiterProblem(delimiter: unknown): string | undefined {
  return delimiter === ''
    ? 'A delimiter must not be empty. Leave it out to list all.'
    : textProblem('A delimiter', delimiter);
}

/** Why a bucket's name cannot be one; undefined when it can. */
export function bucketNameProblem(name: unknown): string | undefined {
  if (typeof name === 'string' && BUCKET.test(name)) return undefined;
  return `${shown(name)} is no bucket name: it must be 3 to 63 lower-case letters, digits and hyphens, with a letter or digit at either end.`;
}
