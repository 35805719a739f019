import type { Context } from './context.js';
import type { InfraErrorJson } from './infra-error.js';
import type { IoOptions } from './io.js';

/** What a job's name fixes: what goes in and what comes out. Both are data: see `JobQueue.add`. */
export interface JobType {
  readonly payload: unknown;
  readonly result: unknown;
}

/** Job types by name. An interface fits, as does a type: `interface Jobs { 'mail.send': { payload: Mail; result: Receipt } }`. */
export type JobTypes<J> = { readonly [K in keyof J]: JobType };

export type JobName<J> = keyof J & string;

/**
 * `waiting` for a worker · `delayed` until its time · `active` in a worker · `failed` at least once and waiting for its next attempt ·
 * `completed` · `dead`: it has failed for good, and lies among the dead letters.
 */
export type JobState = 'waiting' | 'delayed' | 'active' | 'failed' | 'completed' | 'dead';

/** One attempt that failed. */
export interface JobFailure {
  /** Which run of the job it was, from 1. */
  readonly run: number;
  readonly at: Date;
  readonly error: InfraErrorJson;
}

/** How long to wait before the next attempt. Where the handler's error has a `retryAfterMs` that is longer, that is waited for. */
export type JobBackoff =
  | { readonly type: 'fixed'; readonly delayMs: number }
  | {
      /** `delayMs`, then twice as long each time, up to `maxMs`. */
      readonly type: 'exponential';
      readonly delayMs: number;
      /** Default: one hour. */
      readonly maxMs?: number | undefined;
      /** The part of each wait that is random, 0 to 1, so that jobs which failed together do not come back together. Default: 0. */
      readonly jitter?: number | undefined;
    }
  /** What the worker's `backoff` function says. */
  | { readonly type: 'custom' };

export interface JobOptions extends IoOptions {
  /** A whole number from 0 to 1,000,000: lower ones run first, equal ones in the order in which they were added. Default: 0. */
  readonly priority?: number | undefined;
  /** Not before so many milliseconds from now. Default: 0. */
  readonly delayMs?: number | undefined;
  /** How often its handler may fail before the job is dead, the first attempt included. Default: 3. */
  readonly attempts?: number | undefined;
  /** Default: exponential, from one second. */
  readonly backoff?: JobBackoff | undefined;
  /** How long an attempt may take, in milliseconds: then its signal aborts, and it has failed with `timeout`. Default: for ever. */
  readonly timeoutMs?: number | undefined;
  /** While a job of this name and this id is neither completed nor dead, adding another adds nothing and gives that one. At most 1,024 bytes. */
  readonly dedupeId?: string | undefined;
}

/** A job for `addMany`: the payload must fit the name. */
export type NewJob<J extends JobTypes<J>> = {
  readonly [N in JobName<J>]: Omit<JobOptions, 'signal'> & { readonly name: N; readonly payload: J[N]['payload'] };
}[JobName<J>];

/** What is needed to ask for a job's result: its id, and its name, which fixes the type. */
export interface JobRef<N extends string = string> {
  /** A UUIDv7, but for the jobs of schedules. */
  readonly id: string;
  readonly name: N;
}

export interface AddedJob<N extends string = string> extends JobRef<N> {
  /** Nothing was added: this is the unfinished job of that `dedupeId`. */
  readonly isDuplicate: boolean;
}

/** A job as it stood when it was asked for. What is not known yet is absent. */
export interface JobInfo<N extends string, T extends JobType> extends JobRef<N> {
  readonly state: JobState;
  readonly payload: T['payload'];
  readonly priority: number;
  /** How often it has been started, runs included that a crash cut off. */
  readonly runs: number;
  /** How often it may fail. */
  readonly attempts: number;
  /** The attempts that failed, in their order. */
  readonly failures: readonly JobFailure[];
  readonly createdAt: Date;
  /** When it may run, for one that is delayed or waits for its next attempt. */
  readonly runAt?: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** What its handler reported last. */
  readonly progress?: unknown;
  readonly result?: T['result'];
  readonly dedupeId?: string;
  /** The schedule that made it. */
  readonly scheduleId?: string;
  /** What was in the context of whoever added it. */
  readonly context: Context;
}

/** Any job of the queue; its `name` tells the type of the rest. */
export type Job<J extends JobTypes<J>> = { readonly [N in JobName<J>]: JobInfo<N, J[N]> }[JobName<J>];

/** A job that has failed for good. */
export type DeadLetter<J extends JobTypes<J>> = Job<J> & {
  /** Why: the last of `failures`, or what ended the job without one, such as too many crashes. */
  readonly reason: InfraErrorJson;
};

export interface JobListOptions extends IoOptions {
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Most jobs on one page, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
}

/** Jobs change while they are listed: one that moves meanwhile may be on two pages or on none. */
export interface JobPage<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

export interface JobStats {
  /** Whether the whole queue is paused. */
  readonly paused: boolean;
  /** Since the queue is there: how many were completed, and how many died, over all processes, those included that are gone. */
  readonly completed: number;
  readonly died: number;
  /** How long the job that waits longest has been added, in milliseconds; 0 where none waits. */
  readonly oldestWaitingMs: number;
}

/** A job is over, or an attempt of it. */
export interface JobEvent {
  /** `failed`: an attempt, after which there is another. */
  readonly type: 'completed' | 'failed' | 'dead';
  readonly id: string;
}
