import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type CloseOptions,
  type ContextCarrier,
  type JobRun,
  type JobWorker,
  type ProcessOptions,
  type Result,
} from '@infra/core';
import { isPermanent } from '@internal/handler-rules';
import { backoffMs, runAttempt, type AnyHandler } from '@internal/queue-rules';
import { isolate } from '@internal/serialization';
import { errors } from './errors.js';
import type { JobStore } from './job-store.js';
import { handOut, type MemoryJob } from './memory-job.js';

/** How long `close` waits for what runs, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** A run under way. */
interface Running {
  readonly job: MemoryJob;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  /** False once the job is no longer this run's: what comes of it has no effect. */
  isOurs: boolean;
}

export interface MemoryWorkerOptions extends ProcessOptions {
  readonly concurrency: number;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  readonly carrier: ContextCarrier | undefined;
  readonly maxCrashes: number;
  /** Called when there is room for another job, or none any more. */
  readonly onChange: () => void;
}

export class MemoryWorker implements JobWorker {
  readonly options: MemoryWorkerOptions;
  private readonly store: JobStore;
  private readonly running = new Set<Running>();
  private isPaused = false;
  private closing: Promise<void> | undefined;

  constructor(store: JobStore, options: MemoryWorkerOptions) {
    this.store = store;
    this.options = options;
  }

  get isClosed(): boolean {
    return this.closing !== undefined;
  }

  get load(): number {
    return this.running.size;
  }

  get hasRoom(): boolean {
    return !this.isPaused && !this.isClosed && this.running.size < this.options.concurrency;
  }

  start(job: MemoryJob): void {
    const controller = new AbortController();
    const running: Running = { job, controller, isOurs: true, done: this.attempt(job, controller, () => running) };
    this.running.add(running);
    void running.done.then(() => {
      this.running.delete(running);
      this.options.onChange();
    });
  }

  async pause(): AsyncResult<void> {
    if (this.isClosed) return err(errors.closed('worker.pause'));
    this.isPaused = true;
    return ok();
  }

  async resume(): AsyncResult<void> {
    if (this.isClosed) return err(errors.closed('worker.resume'));
    this.isPaused = false;
    this.options.onChange();
    return ok();
  }

  async close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.closing ??= this.drain(deadlineMs);
    await this.closing;
    return ok();
  }

  /** As if its process was killed: what runs here is lost, and is handed out again. */
  kill(): void {
    this.closing ??= Promise.resolve();
    for (const { job } of this.lose()) {
      job.crashes += 1;
      if (job.crashes > this.options.maxCrashes) this.store.die(job, errors.crashed(job.name, job.crashes));
      else this.store.makeReady(job);
    }
    this.options.onChange();
  }

  private async drain(deadlineMs: number): Promise<void> {
    if (deadlineMs > 0) await this.finish(deadlineMs);
    for (const { job } of this.lose()) this.store.makeReady(job);
    this.options.onChange();
  }

  /** Waits for what runs, but not for longer than this. */
  private async finish(deadlineMs: number): Promise<void> {
    let expire = (): void => undefined;
    const expired = new Promise<void>((resolve) => {
      expire = resolve;
    });
    const cancel = this.store.clock.schedule(deadlineMs, expire);
    await Promise.race([Promise.all([...this.running].map(({ done }) => done)), expired]);
    cancel();
  }

  /** Takes every run its job away. */
  private lose(): readonly Running[] {
    const lost = [...this.running].filter(({ isOurs }) => isOurs);
    this.running.clear();
    for (const running of lost) {
      running.isOurs = false;
      running.controller.abort(errors.cancelled('process'));
    }
    return lost;
  }

  private async attempt(job: MemoryJob, controller: AbortController, running: () => Running): Promise<void> {
    // Not within the call that added the job: a handler must not hold up its caller.
    await Promise.resolve();
    const result = await runAttempt({
      handler: this.options.handlers.get(job.name),
      payload: handOut(job.payload),
      run: this.runOf(job, controller.signal, running),
      controller,
      timeoutMs: job.options.timeoutMs,
      clock: this.store.clock,
      carrier: this.options.carrier,
      errors,
    });
    if (running().isOurs) this.settle(job, result);
  }

  private settle(job: MemoryJob, result: Result<unknown>): void {
    const { attempts, backoff } = job.options;
    if (result.ok) {
      const copy = isolate(result.value);
      if (copy.ok) {
        this.store.complete(job, copy.value);
        return;
      }
      const problem = `The result of ${job.name} cannot be stored: ${copy.error}.`;
      this.store.fail(job, errors.invalid('process', problem), undefined);
      return;
    }
    const error = InfraError.from(result.error);
    const attempt = job.failed + 1;
    const isOver = attempt >= attempts || isPermanent(error);
    const { id, name } = job;
    this.store.fail(
      job,
      error,
      isOver ? undefined : backoffMs(backoff, attempt, error, this.options.backoff, { id, name }),
    );
  }

  private runOf(job: MemoryJob, signal: AbortSignal, running: () => Running): JobRun {
    const write = async (operation: string, problem: string | undefined, work: () => void): AsyncResult<void> => {
      if (problem !== undefined) return err(errors.invalid(operation, problem));
      if (!running().isOurs || job.state !== 'active') return err(errors.noSuchJob(operation, job.id, 'run of'));
      work();
      return ok();
    };
    return {
      id: job.id,
      name: job.name,
      run: job.runs,
      attempt: job.failed + 1,
      attempts: job.options.attempts,
      signal,
      context: job.context,
      progress: (value) => {
        const copy = isolate(value);
        return write('progress', copy.ok ? undefined : `The progress cannot be stored: ${copy.error}.`, () => {
          if (copy.ok) job.progress = copy.value;
        });
      },
      log: (line) =>
        write('log', typeof line === 'string' ? undefined : 'A line must be a text.', () => {
          job.logs = [...job.logs, line];
        }),
    };
  }
}
