import type { Clock, OnError } from '@infra/core';
import { DEFAULT_TTL_MS, ttlProblem } from '@internal/cache-rules';
import { systemClock } from '@internal/clock';
import { errors } from './errors.js';

export interface MemoryCacheOptions {
  /** How many entries are held before the least recently used one goes. Default: 100,000. */
  readonly maxEntries?: number | undefined;
  /** How many bytes are held, estimated, before the least recently used entry goes. Default: 100 MiB. */
  readonly maxBytes?: number | undefined;
  /** The largest value, in estimated bytes; a larger one is a `validation` error. Default: 10 MiB. */
  readonly maxValueBytes?: number | undefined;
  /** How long entries live unless told otherwise, in milliseconds; `Infinity` for ever. Default: one hour. */
  readonly ttlMs?: number | undefined;
  /**
   * `copy`: a value is copied and frozen when it is stored, and values that cannot be frozen (Date, Map, Set, Buffer) are
   * copied again for every reader. `none`: values are shared as they are, for callers who promise not to mutate them.
   * Default: `copy`.
   */
  readonly isolation?: 'copy' | 'none' | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told what `getOrSet` covered up: a loaded value that could not be stored. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export type ResolvedOptions = { readonly [K in keyof MemoryCacheOptions]-?: Exclude<MemoryCacheOptions[K], undefined> };

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions(options: MemoryCacheOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    maxEntries: options.maxEntries ?? 100_000,
    maxBytes: options.maxBytes ?? 100 * 1024 * 1024,
    maxValueBytes: options.maxValueBytes ?? 10 * 1024 * 1024,
    ttlMs: options.ttlMs ?? DEFAULT_TTL_MS,
    isolation: options.isolation ?? 'copy',
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
  for (const name of ['maxEntries', 'maxBytes', 'maxValueBytes'] as const) {
    const limit = resolved[name];
    if (typeof limit === 'number' && limit >= 1) continue;
    throw errors.invalid('create', `${name} must be a number of at least 1, or Infinity, not ${String(limit)}.`);
  }
  const problem = ttlProblem(resolved.ttlMs);
  if (problem !== undefined) throw errors.invalid('create', problem);
  if (!['copy', 'none'].includes(resolved.isolation)) {
    throw errors.invalid('create', `isolation must be 'copy' or 'none', not ${JSON.stringify(resolved.isolation)}.`);
  }
  return resolved;
}
