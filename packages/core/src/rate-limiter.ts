import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

export interface ConsumeOptions extends IoOptions {
  /** How many tokens to take: a whole number. 0 asks without taking. Default: 1. */
  readonly cost?: number | undefined;
}

/** Whether a call may go ahead, and what its caller can be told. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** How many tokens a full allowance has: the largest burst. */
  readonly limit: number;
  /** Whole tokens left after this call. */
  readonly remaining: number;
  /** Milliseconds until this cost would be allowed; 0 when it was. `Infinity` for a cost above `limit`. */
  readonly retryAfterMs: number;
  /** Milliseconds until the allowance is full again, if nothing more is taken. */
  readonly resetAfterMs: number;
  /** The backend could not be asked, and the policy that the adapter was given answered in its place. */
  readonly unverified?: true;
}

/**
 * An allowance of tokens per key, which fills up at a steady rate. A denial is an answer, not an error; it takes nothing, so that
 * whoever keeps asking is not punished for it.
 */
export interface RateLimiter extends Provided {
  /** Takes `cost` tokens from the allowance of `key` if they are there: all or none, atomically over all processes of a shared backend. */
  consume(key: string, options?: ConsumeOptions): AsyncResult<RateLimitDecision>;
  /** Gives a key its full allowance back. */
  reset(key: string, options?: IoOptions): AsyncResult<void>;
}
