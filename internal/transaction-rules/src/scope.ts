import type { AsyncResult } from '@infra/core';
import type { LazyAbort } from '@internal/abort';
import type { OpenTransaction } from './driver.js';
import type { Hook } from './hooks.js';

/** A transaction, or a savepoint in one: what runs in it runs one after the other, as on its connection. */
export class Scope<Open extends OpenTransaction> {
  readonly open: Open;
  readonly parent: Scope<Open> | undefined;
  /** Aborts when the transaction takes too long, or its caller has given up. */
  readonly ending: LazyAbort;
  readonly hooks: Hook[] = [];
  isOpen = true;
  private tail: Promise<unknown> = Promise.resolve();
  private queued = 0;

  constructor(open: Open, ending: LazyAbort, parent?: Scope<Open>) {
    this.open = open;
    this.ending = ending;
    this.parent = parent;
  }

  /** Runs when all is done that was asked for before. */
  enqueue<T>(work: () => AsyncResult<T>): AsyncResult<T> {
    const running = this.queued === 0 ? work() : this.tail.then(work, work);
    this.queued += 1;
    this.tail = running.then(
      () => (this.queued -= 1),
      () => (this.queued -= 1),
    );
    return running;
  }

  /** Resolves when nothing runs in it any more. */
  async drained(): Promise<void> {
    while (this.queued > 0) await this.tail;
  }

  isWithin(other: Scope<Open>): boolean {
    return this.parent === other || (this.parent?.isWithin(other) ?? false);
  }
}
