import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

export interface ConsumeOptions extends IoOptions {
  /** Tokens to take. Default 1; 0 asks without taking. */
  readonly cost?: number | undefined;
}

/** What a limiter decided, and what is left: enough for the `RateLimit` and `Retry-After` headers of a response. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** How many tokens a full allowance has. */
  readonly limit: number;
  /** Whole tokens left after this call. */
  readonly remaining: number;
  /** Milliseconds until this cost would be allowed; 0 when it was. */
  readonly retryAfterMs: number;
  /** Milliseconds until the allowance is full again. */
  readonly resetAfterMs: number;
  /** The backend could not be asked, and the adapter's explicit policy answered in its place. */
  readonly unverified?: true;
}

/**
 * Bounds how much each key may do in a time. Keys are independent of one another.
 *
 * A denial is a value, `ok({ allowed: false, … })`, and takes nothing; only what kept the limiter from deciding is an error.
 */
export interface RateLimiter extends Provided {
  /**
   * Takes tokens from the allowance of `key` if they are there, all or none, as one atomic step among all callers.
   * Not idempotent: a call that is repeated takes twice. `validation`: an empty key, or a cost that is no whole number from 0
   * to the limit.
   */
  consume(key: string, options?: ConsumeOptions): AsyncResult<RateLimitDecision>;
  /** Gives `key` its full allowance again. A key that was never used is a success. */
  reset(key: string, options?: IoOptions): AsyncResult<void>;
}
