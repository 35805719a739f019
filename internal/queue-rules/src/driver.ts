import type {
  AddedJob,
  AsyncResult,
  Context,
  InfraErrorJson,
  JobEvent,
  JobHandler,
  JobInfo,
  JobRef,
  JobState,
  JobStats,
  JobSubscription,
  JobTiming,
  JobType,
  JobWorker,
  ProcessOptions,
  Result,
} from '@infra/core';
import type { Range } from '@internal/handler-rules';
import type { QueueErrors } from './errors.js';
import type { ResolvedJobOptions } from './job-options.js';

/** Jobs of which the types are known to the caller only. */
export type AnyJobs = Readonly<Record<string, JobType>>;
export type AnyJob = JobInfo<string, JobType>;
export type AnyHandler = JobHandler<AnyJobs, string>;

/** A job to be added: its payload has passed its schema and been packed. */
export interface JobRecord<N extends string = string> {
  readonly id: string;
  readonly name: N;
  readonly packed: unknown;
  readonly options: ResolvedJobOptions;
  readonly context: Context;
}

/** A job that is there. */
export interface StoredJob {
  readonly info: AnyJob;
  readonly options: ResolvedJobOptions;
  /** Why it is dead, if it is. */
  readonly reason?: InfraErrorJson;
}

export interface StoredSchedule {
  readonly id: string;
  readonly timing: JobTiming;
  readonly name: string;
  readonly payload: unknown;
  readonly options: ResolvedJobOptions;
  readonly nextAt: Date;
}

/** What an adapter implements, on input that is already known to be good. */
export interface QueueDriver {
  readonly name: string;
  readonly errors: QueueErrors;
  readonly isClosed: boolean;
  /** The payload as this store holds it, a copy; or why it is refused. */
  pack(payload: unknown): Result<unknown, string>;
  addOne<N extends string>(job: JobRecord<N>, operation: string, signal?: AbortSignal): AsyncResult<AddedJob<N>>;
  add(jobs: readonly JobRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly AddedJob[]>;
  process(
    handlers: ReadonlyMap<string, AnyHandler>,
    options: ProcessOptions & { readonly concurrency: number },
    signal?: AbortSignal,
  ): AsyncResult<JobWorker>;
  get(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredJob | undefined>;
  list(state: JobState, range: Range, operation: string, signal?: AbortSignal): AsyncResult<readonly StoredJob[]>;
  logs(id: string, signal?: AbortSignal): AsyncResult<readonly string[]>;
  result(job: JobRef, timeoutMs: number, signal?: AbortSignal): AsyncResult<unknown>;
  remove(id: string, signal?: AbortSignal): AsyncResult<boolean>;
  retry(id: string, signal?: AbortSignal): AsyncResult<boolean>;
  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number>;
  counts(signal?: AbortSignal): AsyncResult<Readonly<Record<JobState, number>>>;
  stats(signal?: AbortSignal): AsyncResult<JobStats>;
  setPaused(paused: boolean, signal?: AbortSignal): AsyncResult<void>;
  subscribe(listener: (event: JobEvent) => void, signal?: AbortSignal): AsyncResult<JobSubscription>;
  /** False where no such job is dead. */
  replay(id: string, signal?: AbortSignal): AsyncResult<boolean>;
  replayAll(signal?: AbortSignal): AsyncResult<number>;
  clearDead(signal?: AbortSignal): AsyncResult<number>;
  setSchedule(id: string, timing: JobTiming, job: JobRecord, signal?: AbortSignal): AsyncResult<void>;
  removeSchedule(id: string, signal?: AbortSignal): AsyncResult<boolean>;
  schedules(signal?: AbortSignal): AsyncResult<readonly StoredSchedule[]>;
}
