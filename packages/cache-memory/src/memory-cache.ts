import {
  err,
  ok,
  type AsyncResult,
  type Cache,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type Provided,
} from '@infra/core';
import { CacheNamespace } from '@internal/cache-rules';
import { errors, PROVIDER } from './errors.js';
import { MemoryDriver } from './memory-driver.js';
import { resolveOptions, type MemoryCacheOptions } from './options.js';

/** A cache in this process. */
export interface MemoryCache extends Cache, Provided, Lifecycle, HealthCheck {}

/**
 * Makes a cache in this process: LRU by entries and bytes, TTL on the monotonic clock, tags, single flight.
 * Holds no timer and no handle. Throws `validation` for an option that makes no sense, and for nothing else.
 */
export function createMemoryCache(options: MemoryCacheOptions = {}): MemoryCache {
  const resolved = resolveOptions(options);
  const driver = new MemoryDriver(resolved);
  return Object.assign(new CacheNamespace<unknown>(driver, '', resolved.ttlMs), {
    provider: PROVIDER,
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> =>
      Promise.resolve(signal?.aborted === true ? err(errors.cancelled('health')) : ok(healthOf(driver))),
    close: () => {
      driver.close();
      return Promise.resolve(ok());
    },
    [Symbol.asyncDispose]: () => {
      driver.close();
      return Promise.resolve();
    },
  });
}

function healthOf(driver: MemoryDriver): Health {
  if (driver.isClosed) return { status: 'down', latencyMs: 0, reason: 'The cache is closed.' };
  return { status: 'up', latencyMs: 0, details: { ...driver.size() } };
}
