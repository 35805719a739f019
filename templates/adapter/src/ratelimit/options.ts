import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import { rateProblem } from '@internal/ratelimit-rules';
import { errors } from './errors.js';

export interface TemplateRateLimiterOptions {
  /** How many tokens a full allowance has: the largest burst. A whole number. */
  readonly limit: number;
  /** How long an empty allowance takes to fill, evenly, in milliseconds: one token every `windowMs / limit`. A whole number. */
  readonly windowMs: number;
  /** Only its monotonic time is used. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions({ limit, windowMs, clock = systemClock }: TemplateRateLimiterOptions): ResolvedOptions {
  const problem = rateProblem(limit, windowMs);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return { limit, windowMs, clock };
}
