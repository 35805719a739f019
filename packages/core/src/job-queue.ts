import type {
  AddedJob,
  DeadLetter,
  Job,
  JobEvent,
  JobListOptions,
  JobName,
  JobOptions,
  JobPage,
  JobRef,
  JobState,
  JobStats,
  JobTypes,
  NewJob,
} from './job.js';
import type { JobHandlers, JobWorker, ProcessOptions } from './job-worker.js';
import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

export interface JobResultOptions extends IoOptions {
  /** How long to wait for the job to finish, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Work for later, for whichever process takes it: a job that was added is run at least once, crashes included, until its handler
 * succeeds, or it is dead. It may run more than once: handlers must be idempotent, and `JobRun.run` says which run it is.
 *
 * Payloads and results are data, with the rules of `Cache` for values: they round-trip exactly or are refused with `validation`, and are copies.
 */
export interface JobQueue<J extends JobTypes<J>> extends Provided {
  readonly name: string;
  /** Adds a job. A payload that its schema refuses is a `validation` error, whose message and `details.issues` say where. */
  add<N extends JobName<J>>(name: N, payload: J[N]['payload'], options?: JobOptions): AsyncResult<AddedJob<N>>;
  /** `add` for several, in one trip and in their order. Invalid input adds none; a failure on the way may have added some. */
  addMany(jobs: readonly NewJob<J>[], options?: IoOptions): AsyncResult<readonly AddedJob<JobName<J>>[]>;
  /** Takes jobs from now on, until the worker or the queue is closed. `signal` is for the start only. */
  process(handlers: JobHandlers<J>, options?: ProcessOptions): AsyncResult<JobWorker>;
  get(id: string, options?: IoOptions): AsyncResult<Job<J> | undefined>;
  /** Jobs in this state: next to run first, or, of those that are over, last finished first. */
  list(state: JobState, options?: JobListOptions): AsyncResult<JobPage<Job<J>>>;
  /** What its handlers logged, in order; empty for a job that is not there. */
  logs(id: string, options?: IoOptions): AsyncResult<readonly string[]>;
  /**
   * Waits until the job is over. One that is dead gives the error that it died of; one that takes longer is a `timeout`, and one
   * that is not there, or no longer, or that has another name, is `not_found`.
   */
  result<N extends JobName<J>>(job: JobRef<N>, options?: JobResultOptions): AsyncResult<J[N]['result']>;
  /**
   * Cancels a job that has not begun, or forgets one that is over. Whether there was one. An active one is a `conflict`: what it does
   * cannot be undone; so is the next one of a schedule, which belongs to that.
   */
  remove(id: string, options?: IoOptions): AsyncResult<boolean>;
  /** Has a job that is delayed, or waits for its next attempt, run as soon as a worker is free. Whether there was one to hurry. */
  retry(id: string, options?: IoOptions): AsyncResult<boolean>;
  /** Forgets jobs that were completed more than `olderThanMs` ago. Returns how many. */
  clean(olderThanMs: number, options?: IoOptions): AsyncResult<number>;
  counts(options?: IoOptions): AsyncResult<Readonly<Record<JobState, number>>>;
  stats(options?: IoOptions): AsyncResult<JobStats>;
  /** No worker of any process takes another job until `resume`. Jobs that run go on. */
  pause(options?: IoOptions): AsyncResult<void>;
  resume(options?: IoOptions): AsyncResult<void>;
  /** Tells of jobs that end from now on, in any process, until it is closed. A listener that throws affects nobody. */
  subscribe(listener: (event: JobEvent) => void, options?: IoOptions): AsyncResult<JobSubscription>;
  readonly deadLetters: DeadLetters<J>;
  readonly schedules: JobSchedules<J>;
}

export interface JobSubscription {
  close(): AsyncResult<void>;
}

/** Jobs that failed for good. They stay until they are replayed or cleared. */
export interface DeadLetters<J extends JobTypes<J>> {
  /** Last died first. */
  list(options?: JobListOptions): AsyncResult<JobPage<DeadLetter<J>>>;
  get(id: string, options?: IoOptions): AsyncResult<DeadLetter<J> | undefined>;
  /** Runs it again under its id, with all its attempts; its history stays. One that is not there is `not_found`. */
  replay(id: string, options?: IoOptions): AsyncResult<void>;
  /** Adds a new job like it, with its options and its context, and with another payload. The letter itself stays as it is. */
  replayAs<N extends JobName<J>>(
    letter: JobRef<N>,
    payload: J[N]['payload'],
    options?: IoOptions,
  ): AsyncResult<AddedJob<N>>;
  /** Replays those that are there now. Returns how many. */
  replayAll(options?: IoOptions): AsyncResult<number>;
  /** Forgets them all. Returns how many. */
  clear(options?: IoOptions): AsyncResult<number>;
}

/** When a schedule's jobs fall due. */
export type JobTiming =
  | {
      /** Five fields, or six with seconds in front, as cron has them; names (`MON`), `L` and `#` work. */
      readonly cron: string;
      /** An IANA name, such as `Europe/Berlin`. A time that a change of clocks skips falls due right after it; one that comes twice falls due once. Default: `UTC`. */
      readonly timeZone?: string | undefined;
    }
  | {
      /** The first falls due so many milliseconds after the schedule was set, at least 1,000. */
      readonly everyMs: number;
    };

/** What a schedule adds whenever it falls due. */
export type ScheduledJob<J extends JobTypes<J>> = {
  readonly [N in JobName<J>]: Pick<JobOptions, 'priority' | 'attempts' | 'backoff' | 'timeoutMs'> & {
    readonly name: N;
    readonly payload: J[N]['payload'];
  };
}[JobName<J>];

export interface JobSchedule<J extends JobTypes<J>> {
  readonly id: string;
  readonly timing: JobTiming;
  readonly job: ScheduledJob<J>;
  readonly nextAt: Date;
}

/** Jobs that come back. While a schedule's job is due and nobody takes it, no other of that schedule piles up behind it. */
export interface JobSchedules<J extends JobTypes<J>> {
  /**
   * Sets a schedule, replacing the one with this id. A timing that has not changed keeps its next time, so that every process may set
   * its schedules at its start.
   */
  set(id: string, timing: JobTiming, job: ScheduledJob<J>, options?: IoOptions): AsyncResult<void>;
  /** Takes a schedule away, with its job that has not begun. Whether there was one. */
  remove(id: string, options?: IoOptions): AsyncResult<boolean>;
  /** All of them, by their ids. */
  list(options?: IoOptions): AsyncResult<readonly JobSchedule<J>[]>;
}
