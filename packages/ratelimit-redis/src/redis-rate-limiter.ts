import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type Lifecycle,
  type RateLimiter,
} from '@infra/core';
import { createRateLimiterFront } from '@internal/ratelimit-rules';
import { redisHealth } from '@internal/redis';
import type { Redis } from 'ioredis';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type RedisRateLimiterOptions } from './options.js';
import { RedisDriver } from './redis-driver.js';

/** How long `close` waits for what is under way, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** Rate limits in Redis, for all processes together. */
export interface RedisRateLimiter extends RateLimiter, Lifecycle, HealthCheck {
  /** The ioredis client, for what the port does not offer. */
  readonly native: Redis;
}

/**
 * Makes a rate limiter in Redis 6.2 or newer, or Valkey, through ioredis: `limit` tokens per key, refilled evenly over `windowMs`.
 * Connects on first use. Throws `validation` for options that make no sense, and for nothing else.
 *
 * @example createRedisRateLimiter({ url, limit: 100, windowMs: 60_000, whenUnavailable: 'allow' })
 */
export function createRedisRateLimiter(options: RedisRateLimiterOptions): RedisRateLimiter {
  const resolved = resolveOptions(options);
  const driver = new RedisDriver(resolved);
  const { connection } = driver;

  async function close(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    if (driver.isClosed) return;
    driver.isClosed = true;
    await connection.close(deadlineMs);
  }

  async function health(signal: AbortSignal | undefined): AsyncResult<Health> {
    if (signal?.aborted === true) return err(errors.cancelled('health'));
    if (driver.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The rate limiter is closed.' });
    return redisHealth(connection, resolved.clock, signal);
  }

  return {
    ...createRateLimiterFront(driver, PROVIDER),
    native: connection.client,
    health: (io = {}) => health(io.signal),
    close: async (io = {}) => {
      await close(io.deadlineMs);
      return ok();
    },
    [Symbol.asyncDispose]: () => close(),
  };
}
