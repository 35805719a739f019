import type { ProcessOptions } from '@infra/core';
import { DEFAULT_BACKOFF } from '@internal/handler-rules';
import { backoffMs, type AnyHandler } from '@internal/queue-rules';
import type { WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { settings, type Bull } from './bull.js';
import { AttemptFailed } from './envelope.js';
import { failures } from './errors.js';
import type { BullJob } from './job-view.js';
import type { ResolvedOptions } from './options.js';

export type WorkerSetup = ProcessOptions & {
  readonly concurrency: number;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
};

/** What BullMQ's worker is to do by itself: leases, crashes, limits, retention, and the waits that we work out. */
export function workerOptions(
  bull: Bull,
  client: Redis,
  { leaseMs, maxCrashes, keepCompleted }: ResolvedOptions,
  { concurrency, rateLimit, backoff: custom }: WorkerSetup,
): WorkerOptions {
  return {
    connection: client,
    prefix: bull.prefix,
    concurrency,
    ...(rateLimit && { limiter: { max: rateLimit.max, duration: rateLimit.perMs } }),
    lockDuration: leaseMs,
    stalledInterval: Math.max(50, Math.ceil(leaseMs / 2)),
    maxStalledCount: maxCrashes,
    removeOnComplete: { count: keepCompleted },
    // Only the totals are asked for.
    metrics: { maxDataPoints: 1 },
    // BullMQ's own 15 seconds would hold up whatever is to close.
    runRetryDelay: 500,
    settings: {
      ...settings,
      backoffStrategy: (attempt, _type, error, job) => {
        const { id = '', name, data } = job as BullJob;
        const failure = error instanceof AttemptFailed ? error.failure : failures.fromRedis('process', error);
        return backoffMs(data?.b ?? DEFAULT_BACKOFF, attempt, failure, custom, { id, name });
      },
    },
  };
}
