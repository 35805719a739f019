import type { AsyncResult, CacheLoader, IoOptions, StandardSchemaV1 } from '@infra/core';
import type { CacheCounters } from './counters.js';
import type { CacheErrors } from './errors.js';

/** How an entry is stored; validated and complete. */
export interface WriteRules {
  /** Above 0, a whole number of milliseconds, or `Infinity`. */
  readonly ttlMs: number;
  readonly tags: readonly string[];
}

/** What a stored value is to its namespace: the value to return, or undefined where it does not fit any more. */
export type Reader<V> = (value: unknown) => Promise<V | undefined>;

/**
 * What an adapter implements: every operation on keys of one path, with input that is already known to be good.
 * The front (`createCacheNamespace`) has checked names, TTLs, values for `undefined`, the signal, and that the cache is open.
 */
export interface CacheDriver {
  readonly errors: CacheErrors;
  readonly counters: CacheCounters;
  readonly isClosed: boolean;
  get(path: string, key: string, options: IoOptions | undefined): AsyncResult<unknown>;
  getMany(path: string, keys: readonly string[], options: IoOptions | undefined): AsyncResult<Map<string, unknown>>;
  /** Stores all or, when a value is refused, none. */
  set(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    options: IoOptions | undefined,
    operation: 'set' | 'setMany',
  ): AsyncResult<void>;
  delete(path: string, keys: readonly string[], options: IoOptions | undefined): AsyncResult<number>;
  has(path: string, key: string, options: IoOptions | undefined): AsyncResult<boolean>;
  /** The path and those below it. */
  clear(path: string, options: IoOptions | undefined): AsyncResult<void>;
  /** `reader` says whether a stored value still fits; without one every value does. */
  getOrSet(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    reader: Reader<unknown> | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<unknown>;
  increment(
    path: string,
    key: string,
    delta: number,
    ttlMs: number,
    options: IoOptions | undefined,
  ): AsyncResult<number>;
  invalidatePattern(path: string, pattern: string, options: IoOptions | undefined): AsyncResult<number>;
  invalidateTags(path: string, tags: readonly string[], options: IoOptions | undefined): AsyncResult<void>;
  /** What this process holds, where it does. */
  size?(): { readonly entries: number; readonly bytes: number };
}

/** A reader for a Standard Schema. A schema that throws is one that the value does not fit. */
export function createReader<V>(schema: StandardSchemaV1<unknown, V>): Reader<V> {
  return async (value) => {
    try {
      const result = await schema['~standard'].validate(value);
      return result.issues === undefined ? result.value : undefined;
    } catch {
      return undefined;
    }
  };
}
