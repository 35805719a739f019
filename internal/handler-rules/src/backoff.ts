import type { InfraError, JobBackoff } from '@infra/core';
import { duration, MAX_WAIT_MS } from './numbers.js';

const HOUR_MS = 3_600_000;

/** A back-off that says itself how long to wait. */
export type PlainBackoff = Exclude<JobBackoff, { type: 'custom' }>;

export const DEFAULT_BACKOFF: PlainBackoff = { type: 'exponential', delayMs: 1_000 };

/** How long to wait after the `attempt`th attempt failed, in whole milliseconds: at least as long as the error asks for. */
export function waitMs(
  backoff: PlainBackoff,
  attempt: number,
  error: InfraError,
  random: () => number = Math.random,
): number {
  return Math.min(Math.max(ownWaitMs(backoff, attempt, random), Math.ceil(error.retryAfterMs ?? 0)), MAX_WAIT_MS);
}

function ownWaitMs(backoff: PlainBackoff, attempt: number, random: () => number): number {
  if (backoff.type === 'fixed') return Math.round(backoff.delayMs);
  const full = Math.min(backoff.delayMs * 2 ** (attempt - 1), backoff.maxMs ?? HOUR_MS);
  return Math.round(full * (1 - (backoff.jitter ?? 0) * random()));
}

/**
 * Why there is no such back-off; undefined when there is.
 *
 * @param others types that the caller knows beside these, for the message
 */
export function backoffProblem(backoff: PlainBackoff, others: readonly string[] = []): string | undefined {
  switch (backoff.type) {
    case 'fixed':
      return required('backoff.delayMs', backoff.delayMs);
    case 'exponential': {
      const { maxMs, jitter } = backoff;
      if (jitter !== undefined && !(jitter >= 0 && jitter <= 1)) {
        return `backoff.jitter must be a number from 0 to 1, not ${String(jitter)}.`;
      }
      return required('backoff.delayMs', backoff.delayMs) ?? duration('backoff.maxMs', maxMs, 0);
    }
    default:
      return `backoff.type must be ${['fixed', 'exponential', ...others].map((type) => `'${type}'`).join(' or ')}.`;
  }
}

function required(name: string, value: number): string | undefined {
  return duration(name, value, 0) ?? (value === undefined ? `${name} is missing.` : undefined);
}
