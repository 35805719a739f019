import {
  err,
  ok,
  unwrap,
  type AsyncResult,
  type HealthCheck,
  type Lifecycle,
  type Provided,
  type RateLimiter,
} from '@infra/core';
import { createRateLimiterFront } from '@internal/ratelimit-rules';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type TemplateRateLimiterOptions } from './options.js';
import { TemplateDriver } from './template-driver.js';

const CLOSE_DEADLINE_MS = 5_000;

/** Rate limits in Template. */
export interface TemplateRateLimiter extends RateLimiter, Provided, Lifecycle, HealthCheck {}

/**
 * Makes a rate limiter: `limit` tokens per key, refilled evenly over `windowMs`. Does no I/O, connects on first use.
 * Throws `validation` for an option that makes no sense, and for nothing else.
 */
export function createTemplateRateLimiter(options: TemplateRateLimiterOptions): TemplateRateLimiter {
  const driver = new TemplateDriver(resolveOptions(options));
  let closing: AsyncResult<void> | undefined;
  const close = (deadlineMs = CLOSE_DEADLINE_MS): AsyncResult<void> => {
    driver.isClosed = true;
    closing ??= driver.close(deadlineMs);
    return closing;
  };
  return {
    ...createRateLimiterFront(driver, PROVIDER),
    health: async ({ signal } = {}) => {
      if (signal?.aborted === true) return err(errors.cancelled('health'));
      if (driver.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The rate limiter is closed.' });
      return driver.health(signal);
    },
    close: (io = {}) => close(io.deadlineMs),
    [Symbol.asyncDispose]: async () => {
      unwrap(await close());
    },
  };
}
