import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type RateLimiter,
} from '@infra/core';
import { createRateLimiterFront } from '@internal/ratelimit-rules';
import { errors, PROVIDER } from './errors.js';
import { MemoryDriver } from './memory-driver.js';
import { resolveOptions, type MemoryRateLimiterOptions } from './options.js';

/** Rate limits in this process. */
export interface MemoryRateLimiter extends RateLimiter, Lifecycle, HealthCheck {}

/**
 * Makes a rate limiter in this process: `limit` tokens per key, refilled evenly over `windowMs`.
 * Holds no timer and no handle. Throws `validation` for an option that makes no sense, and for nothing else.
 *
 * @example createMemoryRateLimiter({ limit: 100, windowMs: 60_000 }) // bursts of 100, and one more every 600 ms
 */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions): MemoryRateLimiter {
  const driver = new MemoryDriver(resolveOptions(options));
  return {
    ...createRateLimiterFront(driver, PROVIDER),
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
  };
}

function healthOf(driver: MemoryDriver): Health {
  if (driver.isClosed) return { status: 'down', latencyMs: 0, reason: 'The rate limiter is closed.' };
  return { status: 'up', latencyMs: 0, details: { keys: driver.keys } };
}
