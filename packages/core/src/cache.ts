import type { IoOptions } from './io.js';
import type { AsyncResult } from './result.js';
import type { StandardSchemaV1 } from './standard-schema.js';

export interface CacheWriteOptions extends IoOptions {
  /** How long the entry lives, in milliseconds, rounded up to a whole one. `Infinity` never expires. Default: the namespace's. */
  readonly ttlMs?: number | undefined;
  /** Names by which `invalidateTags` finds the entry. They belong to the namespace. */
  readonly tags?: readonly string[] | undefined;
}

/** Loads what the cache does not have. Its signal aborts when nobody waits for the result any more, or the cache closes. */
export type CacheLoader<L> = (context: { readonly signal: AbortSignal }) => AsyncResult<L>;

export interface CacheNamespaceOptions<V> {
  /** Any Standard Schema. A stored value that does not pass is a miss; one that does is returned as the schema outputs it. */
  readonly schema?: StandardSchemaV1<unknown, V> | undefined;
  /** Default for entries of this namespace, in milliseconds. Default: the parent's; one hour at the top. */
  readonly ttlMs?: number | undefined;
}

/** Counted in this process since the cache was made, over all its namespaces. */
export interface CacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly writes: number;
  readonly deletes: number;
  /** Loader runs of `getOrSet`, failed ones included. */
  readonly loads: number;
  readonly loadFailures: number;
  /** Operations that failed, and failures that `getOrSet` covered up with the loader's value. */
  readonly errors: number;
  /** Entries held now, where the cache holds them in this process. */
  readonly entries?: number;
  /** Bytes held now, estimated, where the cache holds them in this process. */
  readonly bytes?: number;
}

/** Counters live only where a number may: `increment` takes no key in a cache of something else. */
export type CounterKey<V> = number extends V ? string : never;

/**
 * Values by key, for a while. Every operation sees only its own namespace.
 *
 * A key is 1 to 1,024 bytes of well-formed Unicode; any other is a `validation` error. Values round-trip exactly
 * (plain data, Date, Map, Set, BigInt, Buffer, Uint8Array, NaN, -0, nested `undefined`) or are refused with
 * `validation`. Absence is `undefined`, and a cached `null` is not a miss. A value is a copy: mutating what was put in
 * or got out changes nothing.
 */
export interface Cache<V = unknown> {
  get(key: string, options?: IoOptions): AsyncResult<V | undefined>;
  /** The entries that are there, in the order of `keys`. */
  getMany(keys: readonly string[], options?: IoOptions): AsyncResult<ReadonlyMap<string, V>>;
  /** Stores a value, replacing value, TTL and tags. `undefined` is a `validation` error. */
  set(key: string, value: V, options?: CacheWriteOptions): AsyncResult<void>;
  /** `set` for several; invalid input stores none. Not atomic otherwise. */
  setMany(entries: Iterable<readonly [string, V]>, options?: CacheWriteOptions): AsyncResult<void>;
  /** Whether there was something to delete. A load under way for the key does not bring it back. */
  delete(key: string, options?: IoOptions): AsyncResult<boolean>;
  /** How many there were to delete. */
  deleteMany(keys: readonly string[], options?: IoOptions): AsyncResult<number>;
  has(key: string, options?: IoOptions): AsyncResult<boolean>;
  /** Deletes everything in this namespace and in those below it. */
  clear(options?: IoOptions): AsyncResult<void>;
  /**
   * The cached value; else what `loader` returns, which is stored, unless it is `undefined`.
   * One loader runs for all who wait for a key at the same time, and its failure is theirs and is not cached. A delete or an
   * invalidation during the load wins: the value is returned and not stored. A cache that fails is no reason to fail:
   * the loader's value is returned, and the failure counted and reported to `onError`.
   */
  getOrSet<L extends V | undefined>(
    key: string,
    loader: CacheLoader<L>,
    options?: CacheWriteOptions,
  ): AsyncResult<V | Extract<L, undefined>>;
  /**
   * Adds to a counter, atomically, and returns its new value; a missing one counts from 0 and lives for the TTL,
   * which later increments leave alone. `delta` is a safe integer, 1 by default. An entry that is no integer is a `conflict`.
   */
  increment(key: CounterKey<V>, delta?: number, options?: CacheIncrementOptions): AsyncResult<number>;
  /**
   * Deletes the keys that match: `*` is any run of characters, `?` one character, `\` makes the next one literal.
   * Returns how many. Keys written while it runs may stay.
   */
  invalidatePattern(pattern: string, options?: IoOptions): AsyncResult<number>;
  /** Makes every entry with one of these tags a miss, at once and for every process. */
  invalidateTags(tags: readonly string[], options?: IoOptions): AsyncResult<void>;
  stats(): CacheStats;
  /** A part of this cache with its own keys, tags, value type and default TTL. Opening it costs nothing. */
  namespace<N = V>(name: string, options?: CacheNamespaceOptions<N>): Cache<N>;
}

export interface CacheIncrementOptions extends IoOptions {
  /** How long a counter made by this call lives, in milliseconds. Default: the namespace's. */
  readonly ttlMs?: number | undefined;
}
