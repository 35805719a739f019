import type { Clock } from '@infra/core';
import { entryOf, inOrder, isVoid, type Entry } from './entry.js';
import { Heap } from './heap.js';
import type { MemoryJob } from './memory-job.js';

/** The longest that a timer can be set for: 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Jobs that wait for their time, with one timer for the first of them. A job whose state changes leaves by that. */
export class Agenda {
  private readonly clock: Clock;
  private readonly onDue: (job: MemoryJob) => void;
  private readonly later = new Heap<Entry>(inOrder);
  private timer: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, onDue: (job: MemoryJob) => void) {
    this.clock = clock;
    this.onDue = onDue;
  }

  /** Has it wait until its `dueMs`. */
  add(job: MemoryJob): void {
    this.later.push(entryOf(job, job.dueMs));
    this.setTimer();
  }

  private setTimer(): void {
    let next = this.later.peek();
    while (next !== undefined && isVoid(next)) {
      this.later.pop();
      next = this.later.peek();
    }
    if (this.timer !== undefined && next !== undefined && this.timer.atMs <= next.rank) return;
    this.timer?.cancel();
    this.timer = undefined;
    if (next === undefined) return;
    const waitMs = Math.min(next.rank - this.clock.monotonicMs(), LONGEST_TIMER_MS);
    // Rounded up, for a timer that fires early would find nothing due.
    const cancel = this.clock.schedule(Math.max(0, Math.ceil(waitMs)), () => {
      this.timer = undefined;
      this.wake();
    });
    this.timer = { atMs: next.rank, cancel };
  }

  private wake(): void {
    const now = this.clock.monotonicMs();
    for (let next = this.later.peek(); next !== undefined && next.rank <= now; next = this.later.peek()) {
      this.later.pop();
      if (!isVoid(next)) this.onDue(next.job);
    }
    this.setTimer();
  }
}
