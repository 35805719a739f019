import type { InfraError } from '@infra/core';

/** How long to wait between attempts. */
export interface Backoff {
  readonly initialDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
  readonly jitter: 'full' | 'none';
  readonly random: () => number;
}

/**
 * How long to wait after an attempt, from 1. Exponential with full jitter: anything from nothing to the bound, so that callers who failed
 * together do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). Where the provider
 * said when to come back, that is the least; the jitter comes on top.
 */
export function delayAfter(attempt: number, error: InfraError, backoff: Backoff): number {
  const { initialDelayMs, factor, maxDelayMs, maxRetryAfterMs, jitter, random } = backoff;
  const bound = Math.min(maxDelayMs, initialDelayMs * factor ** (attempt - 1));
  const delayMs = jitter === 'full' ? bound * fraction(random) : bound;
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return delayMs;
  // With jitter beyond it, for all who were refused were told the same moment.
  return Math.min(maxRetryAfterMs, jitter === 'full' ? retryAfterMs + delayMs : Math.max(retryAfterMs, delayMs));
}

/** A source of randomness that is none must not make a delay that is none. */
function fraction(random: () => number): number {
  const value = random();
  return value >= 0 && value <= 1 ? value : 1;
}
