import type {
  AsyncResult,
  CloseOptions,
  Health,
  InfraError,
  IoOptions,
  JobListOptions,
  JobState,
  JobStats,
  Lifecycle,
  ProcessOptions,
} from '@infra/core';
import type {
  ByQueue,
  FoundJob,
  Numbers,
  QueueHandlers,
  QueueLetter,
  QueueName,
  QueueSchedule,
  Totals,
} from './queues.js';

/** Which queues an operation is for. */
export interface OverQueues<Q> extends IoOptions {
  /** Default: all. */
  readonly queues?: readonly QueueName<Q>[] | undefined;
}

export interface StartOptions<Q> extends Omit<ProcessOptions, 'signal'>, IoOptions {
  /** What is different for one queue. */
  readonly queues?: { readonly [N in QueueName<Q>]?: Omit<ProcessOptions, 'signal'> } | undefined;
}

/**
 * Several queues as one. It has no jobs of its own: what it knows are the queues that it was given and the workers that it started.
 *
 * No operation stops at the first queue that fails. One that reads gives what could be read and names the others in `failures`: it fails
 * only where every queue did. One that changes something fails if any queue did; its error says in `details` which (`failures`) and
 * what the others answered (`done`).
 */
export interface QueueManager<Q> extends Lifecycle {
  /** In the order in which they were given. */
  readonly names: readonly QueueName<Q>[];
  /** A queue, as it was given. Throws `validation` for a name that is none, which does not compile. */
  queue<N extends QueueName<Q>>(name: N): Q[N];
  /** A queue by a name that comes from outside: undefined where there is none. */
  find(name: string): Q[QueueName<Q>] | undefined;
  /**
   * Looks for a job in all queues; the first one that has it, in the order of `names`. Where no queue has it and not all could be asked, that is the error:
   * it may be in one of those.
   */
  findJob(id: string, options?: OverQueues<Q>): AsyncResult<FoundJob<Q> | undefined>;
  counts(options?: OverQueues<Q>): AsyncResult<Totals<Q, Readonly<Record<JobState, number>>>>;
  /** In `total`, `paused` says whether all are, and `oldestWaitingMs` is the longest. */
  stats(options?: OverQueues<Q>): AsyncResult<Totals<Q, JobStats>>;
  pause(options?: OverQueues<Q>): AsyncResult<void>;
  resume(options?: OverQueues<Q>): AsyncResult<void>;
  /** Forgets jobs that were completed more than `olderThanMs` ago. Returns how many. */
  clean(olderThanMs: number, options?: OverQueues<Q>): AsyncResult<Numbers<Q>>;
  /**
   * Starts a worker for each queue that has handlers here, with the options of `process`. All or none: where one does not start, those
   * that did are closed again. `signal` is for the start only.
   */
  start(handlers: QueueHandlers<Q>, options?: StartOptions<Q>): AsyncResult<QueueWorkers>;
  /** Asks every queue that can be asked. `down` if one is, else `degraded` if one is. */
  health(options?: OverQueues<Q>): AsyncResult<QueuesHealth<Q>>;
  /**
   * Closes the workers that were started here, then the queues that it owns, and no others: all within one deadline, of which running jobs have
   * three quarters (of a short one all but a second, or half). Idempotent. A `timeout` error names what was not closed in time.
   */
  close(options?: CloseOptions): AsyncResult<void>;
  readonly deadLetters: QueueLetters<Q>;
  readonly schedules: {
    /** Those of all queues, in the order of `names`, then by their ids. */
    list(options?: OverQueues<Q>): AsyncResult<{
      readonly items: readonly QueueSchedule<Q>[];
      readonly failures: ByQueue<Q, InfraError>;
    }>;
  };
}

/** The dead letters of all queues. One letter is its queue's: `manager.queue('emails').deadLetters.replay(id)`. */
export interface QueueLetters<Q> {
  /** Last died first, whatever the queue; `failures` names queues whose letters are missing, which the next page asks again. */
  list(options?: OverQueues<Q> & JobListOptions): AsyncResult<QueueLetterPage<Q>>;
  /** How many there are. */
  counts(options?: OverQueues<Q>): AsyncResult<Totals<Q, number>>;
  /** Replays those that are there now. Returns how many. */
  replayAll(options?: OverQueues<Q>): AsyncResult<Numbers<Q>>;
  /** Forgets them all. Returns how many. */
  clear(options?: OverQueues<Q>): AsyncResult<Numbers<Q>>;
}

export interface QueueLetterPage<Q> {
  readonly items: readonly QueueLetter<Q>[];
  /** Absent on the last page. For the same queues as this page. */
  readonly nextCursor?: string;
  readonly failures: ByQueue<Q, InfraError>;
}

export interface QueuesHealth<Q> extends Health {
  readonly queues: ByQueue<Q, Health>;
}

/** Workers that were started together. */
export interface QueueWorkers {
  /** None of them takes another job until `resume`. Those that run go on. */
  pause(): AsyncResult<void>;
  resume(): AsyncResult<void>;
  /** All at once, within one deadline, as `JobWorker.close`. Idempotent. */
  close(options?: CloseOptions): AsyncResult<void>;
}
