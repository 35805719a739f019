import type { CacheHarness, CacheHarnessOptions, CacheUnderTest } from '@infra/conformance';
import type { Cache, CacheNamespaceOptions } from '@infra/core';

/** Operations that a wrong cache does in its own way; it gets the right one to do it with. */
export type CacheFaults = (inner: Cache) => Partial<Cache>;

function withFaults(inner: Cache, faults: CacheFaults): Cache {
  return {
    get: (key, options) => inner.get(key, options),
    getMany: (keys, options) => inner.getMany(keys, options),
    set: (key, value, options) => inner.set(key, value, options),
    setMany: (entries, options) => inner.setMany(entries, options),
    delete: (key, options) => inner.delete(key, options),
    deleteMany: (keys, options) => inner.deleteMany(keys, options),
    has: (key, options) => inner.has(key, options),
    clear: (options) => inner.clear(options),
    getOrSet: (key, loader, options) => inner.getOrSet(key, loader, options),
    increment: (key, delta, options) => inner.increment(key, delta, options),
    invalidatePattern: (pattern, options) => inner.invalidatePattern(pattern, options),
    invalidateTags: (tags, options) => inner.invalidateTags(tags, options),
    stats: () => inner.stats(),
    namespace: <N>(name: string, options?: CacheNamespaceOptions<N>) =>
      withFaults(inner.namespace(name, options) as Cache, faults) as Cache<N>,
    ...faults(inner),
  };
}

/** A cache with faults, which its namespaces inherit. */
export function faulty(inner: CacheUnderTest, faults: CacheFaults): CacheUnderTest {
  return {
    ...withFaults(inner, faults),
    provider: inner.provider,
    health: (options) => inner.health(options),
    close: (options) => inner.close(options),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

/** Spoils every cache that a harness makes. */
export function spoil(faults: CacheFaults): (harness: CacheHarness) => CacheHarness {
  return spoilCache((cache) => faulty(cache, faults));
}

/** The same beyond the port: closing and health. */
export function spoilCache(change: (cache: CacheUnderTest) => CacheUnderTest): (harness: CacheHarness) => CacheHarness {
  return (harness) => ({ ...harness, make: async (options) => change(await harness.make(options)) });
}

/** Spoils what the cache is made with. */
export function spoilOptions(
  change: (options: CacheHarnessOptions) => CacheHarnessOptions,
): (harness: CacheHarness) => CacheHarness {
  return (harness) => ({ ...harness, make: (options = {}) => harness.make(change(options)) });
}
