import type { Context, InfraErrorJson, JobFailure, JobState } from '@infra/core';
import type { ResolvedJobOptions, StoredJob } from '@internal/queue-rules';
import { copyOf, type Copy } from '@internal/serialization';

/** A job as the store has it. */
export interface MemoryJob {
  readonly id: string;
  readonly name: string;
  readonly payload: Copy;
  readonly context: Context;
  readonly options: ResolvedJobOptions;
  readonly scheduleId: string | undefined;
  readonly createdAt: Date;
  /** On the monotonic clock. */
  readonly createdMs: number;
  state: JobState;
  /** Its place among those of the same priority. */
  place: number;
  /** When it may run, on the monotonic clock. */
  dueMs: number;
  /** Another one with every change of state: what was remembered for an older one is void. */
  turn: number;
  runs: number;
  failed: number;
  crashes: number;
  failures: readonly JobFailure[];
  logs: readonly string[];
  startedAt: Date | undefined;
  finishedAt: Date | undefined;
  finishedMs: number;
  /** Its place among those that are over. */
  ended: number;
  progress: Copy | undefined;
  result: Copy | undefined;
  reason: InfraErrorJson | undefined;
}

/** What a reader gets of something stored: a copy where it could be changed. */
export function handOut({ value, shareable }: Copy): unknown {
  return shareable ? value : copyOf(value);
}

/** The job as the port shows it. */
export function storedJob(job: MemoryJob, now: Date, nowMs: number): StoredJob {
  const waitsForTime = job.state === 'delayed' || job.state === 'failed';
  return {
    info: {
      id: job.id,
      name: job.name,
      state: job.state,
      payload: handOut(job.payload),
      priority: job.options.priority,
      runs: job.runs,
      attempts: job.options.attempts,
      failures: job.failures,
      createdAt: new Date(job.createdAt),
      context: job.context,
      ...(waitsForTime && { runAt: new Date(now.getTime() + job.dueMs - nowMs) }),
      ...(job.startedAt && { startedAt: new Date(job.startedAt) }),
      ...(job.finishedAt && { finishedAt: new Date(job.finishedAt) }),
      ...(job.progress && { progress: handOut(job.progress) }),
      ...(job.result && { result: handOut(job.result) }),
      ...(job.options.dedupeId !== undefined && { dedupeId: job.options.dedupeId }),
      ...(job.scheduleId !== undefined && { scheduleId: job.scheduleId }),
    },
    options: job.options,
    ...(job.reason && { reason: job.reason }),
  };
}
