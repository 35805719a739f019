import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import { rateProblem } from '@internal/ratelimit-rules';
import { errors } from './errors.js';

export interface MemoryRateLimiterOptions {
  /** How many tokens a full allowance has: the largest burst. A whole number. */
  readonly limit: number;
  /** How long an empty allowance takes to fill, evenly, in milliseconds: one token every `windowMs / limit`. A whole number. */
  readonly windowMs: number;
  /**
   * How many keys are counted at most. A key whose allowance is full again is forgotten for free; where there are too many others,
   * those least recently taken from get their full allowance back. Default: 100,000.
   */
  readonly maxKeys?: number | undefined;
  /** Only its monotonic time is used. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly maxKeys: number;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions(options: MemoryRateLimiterOptions): ResolvedOptions {
  const { limit, windowMs, maxKeys = 100_000, clock = systemClock } = options;
  const problem = rateProblem(limit, windowMs);
  if (problem !== undefined) throw errors.invalid('create', problem);
  if (typeof maxKeys !== 'number' || !(maxKeys >= 1)) {
    throw errors.invalid('create', `maxKeys must be a number of at least 1, or Infinity, not ${String(maxKeys)}.`);
  }
  return { limit, windowMs, maxKeys, clock };
}
