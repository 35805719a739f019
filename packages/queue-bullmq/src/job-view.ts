import type { JobState } from '@infra/core';
import { DEFAULT_BACKOFF } from '@internal/handler-rules';
import { NO_CONTEXT, type StoredJob } from '@internal/queue-rules';
import type { Job } from 'bullmq';
import { failuresOf, reasonOf, unpack, type Envelope } from './envelope.js';
import { unescapeColons } from './keys.js';

/** A job of BullMQ's that this adapter has added. */
export type BullJob = Job<Envelope | undefined, unknown>;

/** The state by BullMQ's name of it. */
export function stateOf(bull: string, { attemptsMade }: Pick<BullJob, 'attemptsMade'>): JobState | undefined {
  switch (bull) {
    case 'waiting':
    case 'wait':
    case 'paused':
    case 'prioritized':
    case 'waiting-children':
      return 'waiting';
    case 'delayed':
      return attemptsMade > 0 ? 'failed' : 'delayed';
    case 'active':
      return 'active';
    case 'completed':
      return 'completed';
    case 'failed':
      return 'dead';
    default:
      return undefined;
  }
}

/** The job as the port shows it. What cannot be read is shown as `undefined`: whoever looks must not stumble over it. */
export function storedJob(job: BullJob, state: JobState, runAtMs: number | undefined): StoredJob {
  const failures = failuresOf(job.stacktrace);
  const { b: backoff = DEFAULT_BACKOFF, t: timeoutMs, d: dedupeId, c: context = NO_CONTEXT } = job.data ?? {};
  const priority = job.priority;
  const attempts = job.opts.attempts ?? 1;
  const progress = unpack(job.progress);
  const waits = state === 'delayed' || state === 'failed';
  return {
    info: {
      id: job.id ?? '',
      name: job.name,
      state,
      payload: valueOf(job.data),
      priority,
      runs: job.attemptsStarted,
      attempts,
      failures,
      createdAt: new Date(job.timestamp),
      context,
      ...(waits && runAtMs !== undefined && { runAt: new Date(runAtMs) }),
      ...(job.processedOn !== undefined && { startedAt: new Date(job.processedOn) }),
      ...(job.finishedOn !== undefined && { finishedAt: new Date(job.finishedOn) }),
      ...(progress.ok && { progress: progress.value }),
      ...(state === 'completed' && { result: valueOf(job.returnvalue) }),
      ...(dedupeId !== undefined && { dedupeId }),
      ...(job.repeatJobKey !== undefined && { scheduleId: unescapeColons(job.repeatJobKey) }),
    },
    options: {
      priority,
      delayMs: 0,
      attempts,
      backoff,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(dedupeId !== undefined && { dedupeId }),
    },
    ...(state === 'dead' && { reason: reasonOf(job.name, job.failedReason ?? '', failures, job.stalledCounter) }),
  };
}

function valueOf(packed: unknown): unknown {
  const value = unpack(packed);
  return value.ok ? value.value : undefined;
}
