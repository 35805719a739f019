import type { Clock, OnError } from '@infra/core';
import { DEFAULT_TTL_MS, ttlProblem } from '@internal/cache-rules';
import { systemClock } from '@internal/clock';
import { errors } from './errors.js';

export interface TemplateCacheOptions {
  /** How long entries live unless told otherwise, in milliseconds; `Infinity` for ever. Default: one hour. */
  readonly ttlMs?: number | undefined;
  /** The largest value, in bytes; a larger one is a `validation` error. Default: 10 MiB. */
  readonly maxValueBytes?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of failures that `getOrSet` covered up. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export interface ResolvedOptions {
  readonly ttlMs: number;
  readonly maxValueBytes: number;
  readonly clock: Clock;
  readonly onError: OnError;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions(options: TemplateCacheOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    ttlMs: options.ttlMs ?? DEFAULT_TTL_MS,
    maxValueBytes: options.maxValueBytes ?? 10 * 1024 * 1024,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
  const { ttlMs, maxValueBytes } = resolved;
  const problem = ttlProblem(ttlMs);
  if (problem !== undefined) throw errors.invalid('create', problem);
  if (!(typeof maxValueBytes === 'number' && maxValueBytes >= 1)) {
    throw errors.invalid(
      'create',
      `maxValueBytes must be a number of at least 1, or Infinity, not ${String(maxValueBytes)}.`,
    );
  }
  return resolved;
}
