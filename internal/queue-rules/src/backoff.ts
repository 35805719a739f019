import type { CustomBackoff, InfraError, JobBackoff, JobRef } from '@infra/core';

const HOUR_MS = 3_600_000;

export const DEFAULT_ATTEMPTS = 3;
export const DEFAULT_BACKOFF: Exclude<JobBackoff, { type: 'custom' }> = { type: 'exponential', delayMs: 1_000 };

/** Longest wait of any sort: beyond it a number of milliseconds is no date any more. */
export const MAX_WAIT_MS = 100 * 365 * 24 * HOUR_MS;

/** How long to wait after the `attempt`th attempt failed, in whole milliseconds. */
export function backoffMs(
  backoff: JobBackoff,
  attempt: number,
  error: InfraError,
  custom: CustomBackoff | undefined,
  job: JobRef,
  random: () => number = Math.random,
): number {
  const ownMs =
    backoff.type === 'custom'
      ? (customMs(attempt, error, custom, job) ?? plainMs(DEFAULT_BACKOFF, attempt, random))
      : plainMs(backoff, attempt, random);
  return Math.min(Math.max(ownMs, Math.ceil(error.retryAfterMs ?? 0)), MAX_WAIT_MS);
}

function plainMs(backoff: Exclude<JobBackoff, { type: 'custom' }>, attempt: number, random: () => number): number {
  if (backoff.type === 'fixed') return backoff.delayMs;
  const full = Math.min(backoff.delayMs * 2 ** (attempt - 1), backoff.maxMs ?? HOUR_MS);
  return Math.round(full * (1 - (backoff.jitter ?? 0) * random()));
}

/** What the worker's function says; undefined where there is none, or it says nothing that makes sense. */
function customMs(
  attempt: number,
  error: InfraError,
  custom: CustomBackoff | undefined,
  job: JobRef,
): number | undefined {
  try {
    const ms = custom?.(attempt, error, job);
    return ms !== undefined && ms >= 0 && Number.isFinite(ms) ? Math.round(ms) : undefined;
  } catch {
    return undefined;
  }
}
