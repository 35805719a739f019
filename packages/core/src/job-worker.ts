import type { Context } from './context.js';
import type { InfraError } from './infra-error.js';
import type { IoOptions } from './io.js';
import type { JobName, JobRef, JobTypes } from './job.js';
import type { CloseOptions } from './lifecycle.js';
import type { AsyncResult } from './result.js';

/** One run of a job, as its handler sees it. */
export interface JobRun<N extends string = string> extends JobRef<N> {
  /** Which run of this job it is, from 1: above 1 something may have happened already. */
  readonly run: number;
  /** Which attempt it is, from 1, of `attempts`: a run that a crash cut off, or that was given back, was none. */
  readonly attempt: number;
  readonly attempts: number;
  /** Aborts when the attempt has taken too long, the job is given back, or the worker has lost it. */
  readonly signal: AbortSignal;
  /** What was in the context of whoever added the job; what the handler runs in, where the queue has a carrier. */
  readonly context: Context;
  /** Keeps how far it is, as data of any kind. */
  progress(value: unknown, options?: IoOptions): AsyncResult<void>;
  /** Keeps a line with the job. */
  log(line: string, options?: IoOptions): AsyncResult<void>;
}

/**
 * Does a job. What it returns is the job's result.
 *
 * An error is tried again after the back-off, while there are attempts left, unless it is permanent: then the job is dead at once. Permanent
 * are `validation`, `unauthenticated`, `forbidden`, `not_found`, `conflict` and `unsupported`, where they are not marked `retryable`. Whether a call inside may be
 * repeated (`retryable`) says nothing of the others: a service that was down through all retries of a call may be back for the next
 * attempt. A throw of anything but an
 * `InfraError` is `internal`, with its cause, and is tried again.
 */
export type JobHandler<J extends JobTypes<J>, N extends JobName<J>> = (
  payload: J[N]['payload'],
  run: JobRun<N>,
) => AsyncResult<J[N]['result']>;

/** A handler for every name: whoever takes jobs from a queue takes any of them. */
export type JobHandlers<J extends JobTypes<J>> = { readonly [N in JobName<J>]: JobHandler<J, N> };

/** How long a job whose back-off is `custom` waits, in milliseconds, after its `attempt`th attempt failed. */
export type CustomBackoff = (attempt: number, error: InfraError, job: JobRef) => number;

export interface ProcessOptions extends IoOptions {
  /** How many jobs this worker runs at a time. Default: 1. */
  readonly concurrency?: number | undefined;
  /** At most `max` starts per `perMs` milliseconds, over all workers of the queue, which should agree. Default: no limit. */
  readonly rateLimit?: { readonly max: number; readonly perMs: number } | undefined;
  /** For jobs whose back-off is `custom`; where it is missing or fails, they wait as by default. */
  readonly backoff?: CustomBackoff | undefined;
}

/** Runs jobs in this process. */
export interface JobWorker {
  /** Takes no more jobs until `resume`. Those that run go on. */
  pause(): AsyncResult<void>;
  resume(): AsyncResult<void>;
  /**
   * Takes no more jobs and waits for those that run; at the deadline their signals abort, and what is left is given back, to be run
   * by another worker. Idempotent.
   */
  close(options?: CloseOptions): AsyncResult<void>;
}
