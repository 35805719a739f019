import {
  err,
  ok,
  type AddedJob,
  type AsyncResult,
  type CloseOptions,
  type JobEvent,
  type JobRef,
  type JobState,
  type JobStats,
  type JobSubscription,
  type JobTiming,
  type JobWorker,
  type ProcessOptions,
  type Result,
} from '@infra/core';
import { type Range } from '@internal/handler-rules';
import {
  type AnyHandler,
  type JobRecord,
  type QueueDriver,
  type QueueErrors,
  type StoredJob,
  type StoredSchedule,
} from '@internal/queue-rules';
import { isolate } from '@internal/serialization';
import { addJob, addJobs } from './adding.js';
import { Bull } from './bull.js';
import { BullWorker } from './bull-worker.js';
import { pack } from './envelope.js';
import { errors } from './errors.js';
import { EventReader } from './event-reader.js';
import { listJobs, readCounts, readStats } from './listing.js';
import { listSchedules, removeSchedule, setSchedule } from './bull-schedules.js';
import type { ResolvedOptions } from './options.js';
import { replay, replayAll } from './replaying.js';
import { Results } from './results.js';
import { hurryJob, readJob, removeJob } from './single-job.js';

const CLOSE_DEADLINE_MS = 5_000;

/** The operations of the queue, on input that the front has checked. */
export class BullDriver implements QueueDriver {
  readonly name: string;
  readonly errors: QueueErrors = errors;
  readonly bull: Bull;
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly events: EventReader;
  private readonly workers = new Set<BullWorker>();
  private readonly results: Results;
  private closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.name = options.name;
    this.options = options;
    this.bull = new Bull(options);
    this.events = new EventReader(this.bull);
    this.results = new Results(options.clock, this.events, (id, signal) => this.get(id, 'result', signal));
  }

  pack(payload: unknown): Result<unknown, string> {
    const packed = pack(payload);
    // BullMQ writes it down before `add` returns, unless a connection has to be waited for: then it must not change meanwhile.
    if (!packed.ok || this.bull.isReady || 'x' in packed.value) return packed;
    const copy = isolate(payload);
    return copy.ok ? ok({ p: copy.value.value }) : copy;
  }

  addOne<N extends string>(job: JobRecord<N>, operation: string, signal?: AbortSignal): AsyncResult<AddedJob<N>> {
    return addJob(this.bull, job, operation, signal);
  }

  add(jobs: readonly JobRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly AddedJob[]> {
    return addJobs(this.bull, jobs, operation, signal);
  }

  async process(
    handlers: ReadonlyMap<string, AnyHandler>,
    options: ProcessOptions & { readonly concurrency: number },
    signal?: AbortSignal,
  ): AsyncResult<JobWorker> {
    if (this.closing !== undefined) return err(errors.closed('process'));
    // BullMQ would wait for a Redis that is not there; the caller is told.
    const isThere = await this.bull.ask(
      'process',
      signal,
      () => this.bull.connection.probe(),
      () => ok(),
    );
    if (!isThere.ok) return isThere;
    const worker = new BullWorker(this.bull, this.options, { ...options, handlers });
    this.workers.add(worker);
    const started = await worker.start();
    return started.ok ? ok(worker) : started;
  }

  get(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredJob | undefined> {
    return readJob(this.bull, id, operation, signal);
  }

  list(state: JobState, range: Range, operation: string, signal?: AbortSignal): AsyncResult<readonly StoredJob[]> {
    return this.bull.ask(
      operation,
      signal,
      (queue, redis) => listJobs(queue, redis, this.bull, state, range),
      (jobs) => ok(jobs),
    );
  }

  logs(id: string, signal?: AbortSignal): AsyncResult<readonly string[]> {
    return this.bull.ask(
      'logs',
      signal,
      (queue) => queue.getJobLogs(id),
      ({ logs }) => ok(logs),
    );
  }

  result(job: JobRef, timeoutMs: number, signal?: AbortSignal): AsyncResult<unknown> {
    return this.results.wait(job, timeoutMs, signal);
  }

  remove(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return removeJob(this.bull, id, signal);
  }

  retry(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return hurryJob(this.bull, id, signal);
  }

  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number> {
    return this.bull.ask(
      'clean',
      signal,
      (queue) => queue.clean(olderThanMs, 0, 'completed'),
      ({ length }) => ok(length),
    );
  }

  counts(signal?: AbortSignal): AsyncResult<Readonly<Record<JobState, number>>> {
    return this.bull.ask(
      'counts',
      signal,
      (queue, redis) => readCounts(queue, redis, this.bull),
      (counts) => ok(counts),
    );
  }

  stats(signal?: AbortSignal): AsyncResult<JobStats> {
    return this.bull.ask('stats', signal, readStats, (stats) => ok(stats));
  }

  setPaused(paused: boolean, signal?: AbortSignal): AsyncResult<void> {
    return this.bull.ask(
      paused ? 'pause' : 'resume',
      signal,
      (queue) => (paused ? queue.pause() : queue.resume()),
      () => ok(),
    );
  }

  async subscribe(listener: (event: JobEvent) => void): AsyncResult<JobSubscription> {
    // Wrapped, so that one function may subscribe twice.
    const listening = await this.events.listen('subscribe', (event) => listener(event));
    if (!listening.ok) return listening;
    return ok({
      close: async () => {
        listening.value();
        return ok();
      },
    });
  }

  replay(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return replay(this.bull, id, signal);
  }

  replayAll(signal?: AbortSignal): AsyncResult<number> {
    return replayAll(this.bull, signal);
  }

  clearDead(signal?: AbortSignal): AsyncResult<number> {
    return this.bull.ask(
      'deadLetters.clear',
      signal,
      (queue) => queue.clean(0, 0, 'failed'),
      ({ length }) => ok(length),
    );
  }

  setSchedule(id: string, timing: JobTiming, job: JobRecord, signal?: AbortSignal): AsyncResult<void> {
    return setSchedule(this.bull, id, timing, job, signal);
  }

  removeSchedule(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return removeSchedule(this.bull, id, signal);
  }

  schedules(signal?: AbortSignal): AsyncResult<readonly StoredSchedule[]> {
    return listSchedules(this.bull, signal);
  }

  /** Handlers may use the queue until they are done; then it is closed. */
  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): Promise<void> {
    this.closing ??= this.end(deadlineMs);
    return this.closing;
  }

  private async end(deadlineMs: number): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.end(deadlineMs)));
    this.isClosed = true;
    this.results.close();
    this.events.close();
    await this.bull.close(Math.min(deadlineMs, this.options.timeoutMs));
  }
}
