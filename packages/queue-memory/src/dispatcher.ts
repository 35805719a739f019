import type { JobStore } from './job-store.js';
import type { MemorySchedules } from './memory-schedules.js';
import type { MemoryWorker } from './memory-worker.js';

/** Hands jobs to the workers of all queues over one store, to the least busy one first. */
export class Dispatcher {
  private readonly store: JobStore;
  private readonly schedules: MemorySchedules;
  private readonly workers = new Set<MemoryWorker>();
  private isBusy = false;
  private windowEndsMs = -Infinity;
  private startedInWindow = 0;
  private cancelWindow: (() => void) | undefined;

  constructor(store: JobStore, schedules: MemorySchedules) {
    this.store = store;
    this.schedules = schedules;
    store.onReady = this.dispatch;
  }

  add(worker: MemoryWorker): void {
    this.workers.add(worker);
    this.dispatch();
  }

  readonly dispatch = (): void => {
    // Handing out a job may make another ready: one loop serves them all.
    if (this.isBusy) return;
    this.isBusy = true;
    for (let worker = this.next(); worker !== undefined; worker = this.next()) {
      const job = this.store.take();
      if (job === undefined) break;
      this.startedInWindow += 1;
      worker.start(job);
      this.schedules.follow(job);
    }
    this.isBusy = false;
  };

  /** The worker that takes the next job; undefined where none may. */
  private next(): MemoryWorker | undefined {
    if (this.store.isPaused || this.store.in.waiting.size === 0) return undefined;
    let least: MemoryWorker | undefined;
    for (const worker of this.workers) {
      if (worker.isClosed) this.workers.delete(worker);
      else if (worker.hasRoom && (least === undefined || worker.load < least.load)) least = worker;
    }
    return least !== undefined && this.mayStart(least) ? least : undefined;
  }

  /** Counts in fixed windows, as BullMQ does: at most `max` starts in each. */
  private mayStart({ options: { rateLimit } }: MemoryWorker): boolean {
    if (rateLimit === undefined) return true;
    const now = this.store.clock.monotonicMs();
    if (now >= this.windowEndsMs) {
      this.windowEndsMs = now + rateLimit.perMs;
      this.startedInWindow = 0;
    }
    if (this.startedInWindow < rateLimit.max) return true;
    this.cancelWindow ??= this.store.clock.schedule(Math.ceil(this.windowEndsMs - now), () => {
      this.cancelWindow = undefined;
      this.dispatch();
    });
    return false;
  }
}
