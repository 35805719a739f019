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
import type { Range } from '@internal/handler-rules';
import type { AnyHandler, JobRecord, QueueDriver, QueueErrors, StoredJob, StoredSchedule } from '@internal/queue-rules';
import { isolate } from '@internal/serialization';
import type { Dispatcher } from './dispatcher.js';
import { errors } from './errors.js';
import type { JobStore } from './job-store.js';
import { storedJob, type MemoryJob } from './memory-job.js';
import { MemoryResults } from './memory-results.js';
import type { MemorySchedules } from './memory-schedules.js';
import { MemoryWorker } from './memory-worker.js';
import type { ResolvedOptions } from './options.js';

/** What all queues over the same jobs share. */
export interface Shared {
  readonly store: JobStore;
  readonly plans: MemorySchedules;
  readonly dispatcher: Dispatcher;
}

/** The operations of the queue, on input that the front has checked. */
export class MemoryDriver implements QueueDriver {
  readonly name: string;
  readonly errors: QueueErrors = errors;
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly shared: Shared;
  private readonly store: JobStore;
  private readonly workers = new Set<MemoryWorker>();
  private readonly listeners = new Set<(event: JobEvent) => void>();
  private readonly results: MemoryResults;
  private closing: Promise<void> | undefined;

  constructor(shared: Shared, options: ResolvedOptions) {
    this.name = options.name;
    this.options = options;
    this.shared = shared;
    this.store = shared.store;
    this.results = new MemoryResults(shared.store);
  }

  pack(payload: unknown): Result<unknown, string> {
    return isolate(payload);
  }

  async addOne<N extends string>(record: JobRecord<N>): AsyncResult<AddedJob<N>> {
    return ok(this.added(record));
  }

  async add(jobs: readonly JobRecord[]): AsyncResult<readonly AddedJob[]> {
    return ok(jobs.map((record) => this.added(record)));
  }

  async process(
    handlers: ReadonlyMap<string, AnyHandler>,
    options: ProcessOptions & { readonly concurrency: number },
  ): AsyncResult<JobWorker> {
    if (this.closing !== undefined) return err(errors.closed('process'));
    const { context: carrier, maxCrashes } = this.options;
    const { dispatch } = this.shared.dispatcher;
    const worker = new MemoryWorker(this.store, { ...options, handlers, carrier, maxCrashes, onChange: dispatch });
    this.workers.add(worker);
    this.shared.dispatcher.add(worker);
    return ok(worker);
  }

  async get(id: string): AsyncResult<StoredJob | undefined> {
    const job = this.store.byId.get(id);
    return ok(job === undefined ? undefined : this.show(job));
  }

  async list(state: JobState, { offset, limit }: Range): AsyncResult<readonly StoredJob[]> {
    const jobs = [...this.store.in[state]].sort(orderOf(state));
    return ok(jobs.slice(offset, offset + limit).map((job) => this.show(job)));
  }

  async logs(id: string): AsyncResult<readonly string[]> {
    return ok(this.store.byId.get(id)?.logs ?? []);
  }

  result(job: JobRef, timeoutMs: number, signal?: AbortSignal): AsyncResult<unknown> {
    return this.results.wait(job, timeoutMs, signal);
  }

  async remove(id: string): AsyncResult<boolean> {
    const job = this.store.byId.get(id);
    if (job === undefined) return ok(false);
    if (job.state === 'active') return err(errors.active('remove', id));
    if (this.shared.plans.owns(job)) return err(errors.scheduled('remove', id, job.scheduleId ?? ''));
    this.store.forget(job);
    return ok(true);
  }

  async retry(id: string): AsyncResult<boolean> {
    const job = this.store.byId.get(id);
    if (job === undefined || (job.state !== 'delayed' && job.state !== 'failed')) return ok(false);
    this.store.hurry(job);
    return ok(true);
  }

  async clean(olderThanMs: number): AsyncResult<number> {
    const before = this.store.clock.monotonicMs() - olderThanMs;
    const old = [...this.store.in.completed].filter(({ finishedMs }) => finishedMs <= before);
    for (const job of old) this.store.forget(job);
    return ok(old.length);
  }

  async counts(): AsyncResult<Readonly<Record<JobState, number>>> {
    return ok(this.size());
  }

  async stats(): AsyncResult<JobStats> {
    const { isPaused: paused, completed, died, clock } = this.store;
    let oldestMs = Infinity;
    for (const { createdMs } of this.store.in.waiting) oldestMs = Math.min(oldestMs, createdMs);
    const oldestWaitingMs = oldestMs === Infinity ? 0 : clock.monotonicMs() - oldestMs;
    return ok({ paused, completed, died, oldestWaitingMs });
  }

  async setPaused(paused: boolean): AsyncResult<void> {
    this.store.isPaused = paused;
    this.shared.dispatcher.dispatch();
    return ok();
  }

  async subscribe(listener: (event: JobEvent) => void): AsyncResult<JobSubscription> {
    // Wrapped, so that one function may subscribe twice.
    const own = (event: JobEvent): void => listener(event);
    this.listeners.add(own);
    this.store.listeners.add(own);
    return ok({
      close: async () => {
        this.listeners.delete(own);
        this.store.listeners.delete(own);
        return ok();
      },
    });
  }

  async replay(id: string): AsyncResult<boolean> {
    const job = this.store.byId.get(id);
    if (job?.state !== 'dead') return ok(false);
    this.store.revive(job);
    return ok(true);
  }

  async replayAll(): AsyncResult<number> {
    const dead = [...this.store.in.dead];
    for (const job of dead) this.store.revive(job);
    return ok(dead.length);
  }

  async clearDead(): AsyncResult<number> {
    const dead = [...this.store.in.dead];
    for (const job of dead) this.store.forget(job);
    return ok(dead.length);
  }

  async setSchedule(id: string, timing: JobTiming, job: JobRecord): AsyncResult<void> {
    this.shared.plans.set(id, timing, job);
    return ok();
  }

  async removeSchedule(id: string): AsyncResult<boolean> {
    return ok(this.shared.plans.remove(id));
  }

  async schedules(): AsyncResult<readonly StoredSchedule[]> {
    return ok(this.shared.plans.list());
  }

  size(): Readonly<Record<JobState, number>> {
    const { waiting, delayed, active, failed, completed, dead } = this.store.in;
    return {
      waiting: waiting.size,
      delayed: delayed.size,
      active: active.size,
      failed: failed.size,
      completed: completed.size,
      dead: dead.size,
    };
  }

  /** Handlers may use the queue until they are done; then it is closed. */
  close(options: CloseOptions = {}): Promise<void> {
    this.closing ??= Promise.all([...this.workers].map((worker) => worker.close(options))).then(() => this.leave());
    return this.closing;
  }

  kill(): void {
    this.closing ??= Promise.resolve();
    this.leave();
    for (const worker of this.workers) worker.kill();
  }

  private added<N extends string>(record: JobRecord<N>): AddedJob<N> {
    const { id } = this.store.duplicateOf(record) ?? this.store.add(record);
    return { id, name: record.name, isDuplicate: id !== record.id };
  }

  private leave(): void {
    this.isClosed = true;
    for (const listener of this.listeners) this.store.listeners.delete(listener);
    this.results.close();
  }

  private show(job: MemoryJob): StoredJob {
    return storedJob(job, this.store.clock.now(), this.store.clock.monotonicMs());
  }
}

function orderOf(state: JobState): (a: MemoryJob, b: MemoryJob) => number {
  switch (state) {
    case 'waiting':
      return (a, b) => a.options.priority - b.options.priority || a.place - b.place;
    case 'delayed':
    case 'failed':
      return (a, b) => a.dueMs - b.dueMs || a.place - b.place;
    case 'active':
      return (a, b) => a.place - b.place;
    default:
      return (a, b) => b.ended - a.ended;
  }
}
