import type { RateLimitDecision } from '@infra/core';

/** Time is counted in microseconds: what `TIME` of Redis tells, and fine enough for a million tokens per second. */
export const TICKS_PER_MS = 1_000;

/**
 * The law of one limit: a key has used up some of its `capacity`, and what is used drains at a steady rate. All in units so chosen
 * that a token weighs, and a microsecond drains, a whole number of them: sums are exact, and no rounding ever adds a token or loses
 * one. The same as GCRA, whose theoretical arrival time is now plus what has yet to drain
 * (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 */
export interface Allowance {
  readonly limit: number;
  readonly windowMs: number;
  /** What a token weighs. */
  readonly tokenUnits: number;
  /** What drains per microsecond. */
  readonly tickUnits: number;
  /** What `limit` tokens weigh, and what drains in `windowMs`. */
  readonly capacity: number;
}

/** For a limit and a window that `rateProblem` has nothing to say about. */
export function createAllowance(limit: number, windowMs: number): Allowance {
  const ticks = windowMs * TICKS_PER_MS;
  const divisor = greatestCommonDivisor(limit, ticks);
  const tokenUnits = ticks / divisor;
  return { limit, windowMs, tokenUnits, tickUnits: limit / divisor, capacity: limit * tokenUnits };
}

/** What a call is answered after which `used` units have yet to drain. */
export function decisionOf(
  { limit, tokenUnits, tickUnits, capacity }: Allowance,
  cost: number,
  allowed: boolean,
  used: number,
): RateLimitDecision {
  const unitsPerMs = tickUnits * TICKS_PER_MS;
  return {
    allowed,
    limit,
    remaining: Math.floor((capacity - used) / tokenUnits),
    retryAfterMs: allowed ? 0 : cost > limit ? Infinity : Math.ceil((used + cost * tokenUnits - capacity) / unitsPerMs),
    resetAfterMs: Math.ceil(used / unitsPerMs),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
