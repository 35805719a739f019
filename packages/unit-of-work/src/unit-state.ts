import {
  err,
  ok,
  type AsyncResult,
  type InfraError,
  type IoOptions,
  type OnError,
  type Result,
  type Transaction,
} from '@infra/core';
import { errors } from './errors.js';

/** One step of a flush. */
export type Step = (options: IoOptions) => AsyncResult<void>;

/** What all of a unit shares: its transaction, the first thing that went wrong, and one flush at a time. */
export class UnitState {
  readonly tx: Transaction;
  isOver = false;
  private readonly onError: OnError;
  private readonly steps: () => readonly Step[];
  private problem: InfraError | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(tx: Transaction, onError: OnError, steps: () => readonly Step[]) {
    this.tx = tx;
    this.onError = onError;
    this.steps = steps;
  }

  /** The failure of the unit: nothing that comes after it is done. */
  get failure(): Result<never> | undefined {
    return this.problem === undefined ? undefined : err(this.problem);
  }

  /** What went wrong is the answer of the run, whether the body looks at it or not. */
  fail(problem: InfraError): Result<never> {
    this.problem ??= problem;
    return err(this.problem);
  }

  /** Whether something may still be registered. */
  isOpen(operation: string, name: string): boolean {
    if (!this.isOver) return true;
    try {
      this.onError(errors.over(operation, name));
    } catch {
      // It must not throw; whoever is late has no answer to look at.
    }
    return false;
  }

  flush(options: IoOptions = {}): AsyncResult<void> {
    const flushing = this.last.then(() => this.flushNow(options));
    this.last = flushing;
    return flushing;
  }

  private async flushNow(options: IoOptions): AsyncResult<void> {
    for (const step of this.steps()) {
      if (this.failure !== undefined) return this.failure;
      const done = await step(options);
      if (!done.ok) return this.fail(done.error);
    }
    return this.failure ?? ok();
  }
}
