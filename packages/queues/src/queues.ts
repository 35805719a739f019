import type {
  AsyncResult,
  CloseOptions,
  DeadLetter,
  DeadLetters,
  Health,
  InfraError,
  IoOptions,
  Job,
  JobHandlers,
  JobInfo,
  JobListOptions,
  JobPage,
  JobQueue,
  JobSchedule,
  JobType,
  JobTypes,
  JobWorker,
  ProcessOptions,
} from '@infra/core';

/** As much of a dead letter as it takes to put it in order. */
export type Died = Pick<JobInfo<string, JobType>, 'createdAt' | 'finishedAt'>;

/**
 * What is asked of a queue: any `JobQueue` has it, whatever its jobs, and so has one behind layers. `health` and `close` are used where a
 * queue has them.
 */
export interface AnyQueue extends Pick<
  JobQueue<Readonly<Record<string, JobType>>>,
  'name' | 'provider' | 'counts' | 'stats' | 'clean' | 'pause' | 'resume'
> {
  get(id: string, options?: IoOptions): AsyncResult<object | undefined>;
  /** Only the queue itself knows its handlers. */
  process(handlers: never, options?: ProcessOptions): AsyncResult<JobWorker>;
  readonly deadLetters: {
    list(options?: JobListOptions): AsyncResult<JobPage<Died>>;
    replayAll(options?: IoOptions): AsyncResult<number>;
    clear(options?: IoOptions): AsyncResult<number>;
  };
  readonly schedules: { list(options?: IoOptions): AsyncResult<readonly object[]> };
  health?(options?: IoOptions): AsyncResult<Health>;
  close?(options?: CloseOptions): AsyncResult<void>;
}

/** Queues by the names under which this program knows them. */
export type Queues<Q> = { readonly [N in keyof Q]: AnyQueue };

export type QueueName<Q> = keyof Q & string;

/** The job types of a queue. */
export type JobsOf<T> = T extends { readonly deadLetters: DeadLetters<infer J> } ? J : never;

/** Handlers for the jobs of some queues, or of all. */
export type QueueHandlers<Q> = {
  readonly [N in QueueName<Q>]?: JobsOf<Q[N]> extends JobTypes<JobsOf<Q[N]>> ? JobHandlers<JobsOf<Q[N]>> : never;
};

/** Something for each queue that gave it. */
export type ByQueue<Q, T> = { readonly [N in QueueName<Q>]?: T };

/** What could be read: a queue that failed is in `failures`, and nowhere else. */
export interface Readings<Q, T> {
  readonly queues: ByQueue<Q, T>;
  /** Empty where every queue answered. */
  readonly failures: ByQueue<Q, InfraError>;
}

/** `Readings`, with what all queues that answered have together. */
export interface Totals<Q, T> extends Readings<Q, T> {
  readonly total: T;
}

/** How many, by queue and together. */
export interface Numbers<Q> {
  readonly queues: ByQueue<Q, number>;
  readonly total: number;
}

/** A job, and the queue that it is in: `queue` tells the type of `job`. */
export type FoundJob<Q> = {
  readonly [N in QueueName<Q>]: { readonly queue: N; readonly job: JobOf<JobsOf<Q[N]>> };
}[QueueName<Q>];

type JobOf<J> = J extends JobTypes<J> ? Job<J> : never;

export type QueueLetter<Q> = {
  readonly [N in QueueName<Q>]: { readonly queue: N; readonly letter: LetterOf<JobsOf<Q[N]>> };
}[QueueName<Q>];

type LetterOf<J> = J extends JobTypes<J> ? DeadLetter<J> : never;

export type QueueSchedule<Q> = {
  readonly [N in QueueName<Q>]: { readonly queue: N; readonly schedule: ScheduleOf<JobsOf<Q[N]>> };
}[QueueName<Q>];

type ScheduleOf<J> = J extends JobTypes<J> ? JobSchedule<J> : never;
