import type { JobBackoff, JobOptions, ProcessOptions } from '@infra/core';
import { backoffProblem, DEFAULT_BACKOFF, duration, MAX_WAIT_MS, whole } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import { DEFAULT_ATTEMPTS } from './backoff.js';

export const MAX_PRIORITY = 1_000_000;

/** Options of a job that have been checked, with the defaults filled in. */
export interface ResolvedJobOptions {
  readonly priority: number;
  readonly delayMs: number;
  readonly attempts: number;
  readonly backoff: JobBackoff;
  readonly timeoutMs?: number;
  readonly dedupeId?: string;
}

export function resolveJobOptions(options: JobOptions): ResolvedJobOptions {
  const { priority = 0, delayMs = 0, attempts = DEFAULT_ATTEMPTS, backoff = DEFAULT_BACKOFF } = options;
  const { timeoutMs, dedupeId } = options;
  // Rounded up: a job never runs before its time.
  const always = { priority, delayMs: Math.ceil(delayMs), attempts, backoff };
  if (timeoutMs === undefined && dedupeId === undefined) return always;
  return {
    ...always,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(dedupeId !== undefined && { dedupeId }),
  };
}

/** Why a job cannot have these options; undefined when it can. */
export function jobOptionsProblem(options: JobOptions): string | undefined {
  const { priority, delayMs, attempts, backoff, timeoutMs, dedupeId } = options;
  return (
    whole('priority', priority, 0, MAX_PRIORITY) ??
    duration('delayMs', delayMs, 0) ??
    whole('attempts', attempts, 1, 1_000_000) ??
    (backoff === undefined || backoff.type === 'custom' ? undefined : backoffProblem(backoff, ['custom'])) ??
    duration('timeoutMs', timeoutMs, 1) ??
    (dedupeId === undefined ? undefined : nameProblem('dedupeId', dedupeId))
  );
}

export function processOptionsProblem({ concurrency, rateLimit, backoff }: ProcessOptions): string | undefined {
  return (
    whole('concurrency', concurrency, 1, 100_000) ??
    (rateLimit === undefined
      ? undefined
      : (whole('rateLimit.max', rateLimit.max, 1, Number.MAX_SAFE_INTEGER) ??
        whole('rateLimit.perMs', rateLimit.perMs, 1, MAX_WAIT_MS))) ??
    (backoff === undefined || typeof backoff === 'function' ? undefined : 'backoff must be a function.')
  );
}
