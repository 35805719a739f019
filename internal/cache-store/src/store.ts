import type { AsyncResult, Health } from '@infra/core';
import type { WriteRules } from '@internal/cache-rules';

/**
 * Texts by path and key: all that a simple adapter has to write, for `StoreDriver` makes a cache of it. Keys, tags and lives are
 * known to be good; whoever aborts is answered by the driver, and `signal` only spares the store its work. Failures are Results.
 *
 * A path is a namespace: `user:` is below the root, which is the empty path, and `user:address:` is below that. One key under two
 * paths is two entries. A key may hold any character; a path followed by `:` and the key is a name that no other entry has.
 */
export interface CacheStore {
  /** The entries that are there, not those whose life is over. */
  read(
    path: string,
    keys: readonly string[],
    signal: AbortSignal | undefined,
  ): AsyncResult<ReadonlyMap<string, string>>;
  /** Stores all, replacing text, life and tags of what is there. A life of `Infinity` never ends. */
  write(
    path: string,
    entries: readonly (readonly [key: string, text: string])[],
    rules: WriteRules,
    signal: AbortSignal | undefined,
  ): AsyncResult<void>;
  /** How many there were; one whose life is over is not there. */
  delete(path: string, keys: readonly string[], signal: AbortSignal | undefined): AsyncResult<number>;
  /** Deletes everything under this path and those below it, which begin with it. */
  clear(path: string, signal: AbortSignal | undefined): AsyncResult<void>;
  /**
   * Adds to the integer that the text is, atomically, and gives the sum. What is not there counts from 0 and lives for `ttlMs`; what is
   * there keeps its life and its tags. A text that is no safe integer, or whose sum is none, stays: the answer is undefined.
   */
  increment(
    path: string,
    key: string,
    delta: number,
    ttlMs: number,
    signal: AbortSignal | undefined,
  ): AsyncResult<number | undefined>;
  /** Deletes the keys of this path alone that match, and says how many. `compileGlob` of `@internal/cache-rules` matches. */
  deleteMatching(path: string, pattern: string, signal: AbortSignal | undefined): AsyncResult<number>;
  /** Deletes the entries of this path alone that have one of the tags; or makes them misses at once and for ever. */
  deleteTagged(path: string, tags: readonly string[], signal: AbortSignal | undefined): AsyncResult<void>;
  /** A backend that is down is an answer: `ok({ status: 'down', … })`. */
  health(signal: AbortSignal | undefined): AsyncResult<Health>;
  /** Ends what the store opened, within the deadline even when the backend is dead. Called once; nothing is called after it. */
  close(deadlineMs: number): AsyncResult<void>;
}
