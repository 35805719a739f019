import {
  err,
  ok,
  type AsyncResult,
  type Cache,
  type Health,
  type HealthCheck,
  type Lifecycle,
  type Provided,
} from '@infra/core';
import { CacheNamespace } from '@internal/cache-rules';
import { namespacePath } from '@internal/names';
import { redisHealth } from '@internal/redis';
import type { Redis } from 'ioredis';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type RedisCacheOptions } from './options.js';
import { RedisDriver } from './redis-driver.js';
import { RedisStore } from './redis-store.js';

/** How long `close` waits for what is under way, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** A cache in Redis. */
export interface RedisCache extends Cache, Provided, Lifecycle, HealthCheck {
  /** The ioredis client, for what the port does not offer. */
  readonly native: Redis;
}

/**
 * Makes a cache in Redis 6.2 or newer, or Valkey, through ioredis. Connects on first use.
 * Throws `validation` for options that make no sense, and for nothing else.
 */
export function createRedisCache(options: RedisCacheOptions): RedisCache {
  const resolved = resolveOptions(options);
  const store = new RedisStore(resolved);
  const driver = new RedisDriver(store);
  const { connection } = store;

  async function close(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    if (store.isClosed) return;
    store.isClosed = true;
    driver.abortLoads();
    await connection.close(deadlineMs);
  }

  async function health(signal: AbortSignal | undefined): AsyncResult<Health> {
    if (signal?.aborted === true) return err(errors.cancelled('health'));
    if (store.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The cache is closed.' });
    return redisHealth(connection, resolved.clock, signal);
  }

  return Object.assign(new CacheNamespace<unknown>(driver, namespacePath('', resolved.namespace), resolved.ttlMs), {
    provider: PROVIDER,
    native: connection.client,
    health: (io = {}) => health(io.signal),
    close: async (io = {}) => {
      await close(io.deadlineMs);
      return ok();
    },
    [Symbol.asyncDispose]: () => close(),
  } satisfies Pick<RedisCache, 'provider' | 'native' | 'health' | 'close' | typeof Symbol.asyncDispose>);
}
