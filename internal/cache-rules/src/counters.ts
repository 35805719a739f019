import type { CacheStats } from '@infra/core';

type Counts = { -readonly [K in Exclude<keyof CacheStats, 'entries' | 'bytes'>]: number };

/** What a cache counts, shared by all its namespaces. */
export type CacheCounters = Counts;

export function createCacheCounters(): CacheCounters {
  return { hits: 0, misses: 0, writes: 0, deletes: 0, loads: 0, loadFailures: 0, errors: 0 };
}
