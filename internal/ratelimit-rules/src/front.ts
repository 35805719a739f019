import {
  err,
  type AsyncResult,
  type ConsumeOptions,
  type InfraError,
  type IoOptions,
  type RateLimitDecision,
  type RateLimiter,
} from '@infra/core';
import { nameProblem } from '@internal/names';
import type { RateLimitErrors } from './errors.js';

/** What an adapter implements, on input that is already known to be good. */
export interface RateLimitDriver {
  readonly errors: RateLimitErrors;
  readonly isClosed: boolean;
  /** `cost` is a whole number of at least 0. */
  take(key: string, cost: number, signal: AbortSignal | undefined): AsyncResult<RateLimitDecision>;
  /** Gives the key its full allowance back. */
  restore(key: string, signal: AbortSignal | undefined): AsyncResult<void>;
}

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createRateLimiterFront(driver: RateLimitDriver, provider: string): RateLimiter {
  function refusal(operation: string, io: IoOptions | undefined, problem: string | undefined): InfraError | undefined {
    const { errors } = driver;
    if (problem !== undefined) return errors.invalid(operation, problem);
    if (driver.isClosed) return errors.closed(operation);
    return io?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
  }
  return {
    provider,
    consume(key: string, options?: ConsumeOptions): AsyncResult<RateLimitDecision> {
      const { cost = 1 } = options ?? {};
      const refused = refusal('consume', options, nameProblem('key', key) ?? costProblem(cost));
      return refused === undefined ? driver.take(key, cost, options?.signal) : Promise.resolve(err(refused));
    },
    reset(key: string, options?: IoOptions): AsyncResult<void> {
      const refused = refusal('reset', options, nameProblem('key', key));
      return refused === undefined ? driver.restore(key, options?.signal) : Promise.resolve(err(refused));
    },
  };
}

function costProblem(cost: number): string | undefined {
  if (Number.isSafeInteger(cost) && cost >= 0) return undefined;
  return `cost must be a whole number of at least 0, not ${String(cost)}.`;
}
