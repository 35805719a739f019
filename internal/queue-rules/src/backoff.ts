import type { CustomBackoff, InfraError, JobBackoff, JobRef } from '@infra/core';
import { DEFAULT_BACKOFF, waitMs } from '@internal/handler-rules';

export const DEFAULT_ATTEMPTS = 3;

/** How long to wait after the `attempt`th attempt failed, in whole milliseconds. */
export function backoffMs(
  backoff: JobBackoff,
  attempt: number,
  error: InfraError,
  custom: CustomBackoff | undefined,
  job: JobRef,
  random?: () => number,
): number {
  if (backoff.type !== 'custom') return waitMs(backoff, attempt, error, random);
  const delayMs = customMs(attempt, error, custom, job);
  return waitMs(delayMs === undefined ? DEFAULT_BACKOFF : { type: 'fixed', delayMs }, attempt, error, random);
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
    return ms !== undefined && ms >= 0 && Number.isFinite(ms) ? ms : undefined;
  } catch {
    return undefined;
  }
}
