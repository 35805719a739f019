import type { SlidingWindow } from './options.js';

/** What a breaker remembers of the calls of late. */
export interface CallWindow {
  add(failed: boolean, slow: boolean, nowMs: number): void;
  /** What is in the window now. */
  totals(nowMs: number): WindowTotals;
  clear(): void;
}

export interface WindowTotals {
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
}

export function createWindow(window: SlidingWindow): CallWindow {
  return 'ms' in window ? new TimeWindow(window.ms) : new CountWindow(window.calls);
}

const FAILED = 1;
const SLOW = 2;

/** The last so many calls: a ring of bytes, and sums that follow it. */
class CountWindow implements CallWindow {
  readonly #ring: Uint8Array;
  #at = 0;
  calls = 0;
  failures = 0;
  slowCalls = 0;

  constructor(size: number) {
    this.#ring = new Uint8Array(size);
  }

  add(failed: boolean, slow: boolean): void {
    if (this.calls === this.#ring.length) this.#forget(this.#ring[this.#at] ?? 0);
    this.calls += 1;
    if (failed) this.failures += 1;
    if (slow) this.slowCalls += 1;
    this.#ring[this.#at] = (failed ? FAILED : 0) | (slow ? SLOW : 0);
    this.#at = this.#at + 1 === this.#ring.length ? 0 : this.#at + 1;
  }

  totals(): WindowTotals {
    return this;
  }

  clear(): void {
    this.#at = 0;
    this.calls = 0;
    this.failures = 0;
    this.slowCalls = 0;
  }

  #forget(oldest: number): void {
    this.calls -= 1;
    if ((oldest & FAILED) !== 0) this.failures -= 1;
    if ((oldest & SLOW) !== 0) this.slowCalls -= 1;
  }
}

const BUCKETS = 10;

interface Bucket {
  /** Which tenth since the clock's zero it is about. */
  tenth: number;
  calls: number;
  failures: number;
  slowCalls: number;
}

/** The calls of the last so many milliseconds, in tenths: the running one and the nine before it. */
class TimeWindow implements CallWindow {
  readonly #tenthMs: number;
  readonly #buckets: readonly Bucket[];

  constructor(ms: number) {
    this.#tenthMs = ms / BUCKETS;
    this.#buckets = Array.from({ length: BUCKETS }, () => ({ tenth: -1, calls: 0, failures: 0, slowCalls: 0 }));
  }

  add(failed: boolean, slow: boolean, nowMs: number): void {
    const tenth = Math.floor(nowMs / this.#tenthMs);
    const bucket = this.#buckets[tenth % BUCKETS];
    if (bucket === undefined) return;
    if (bucket.tenth !== tenth) {
      bucket.tenth = tenth;
      bucket.calls = 0;
      bucket.failures = 0;
      bucket.slowCalls = 0;
    }
    bucket.calls += 1;
    if (failed) bucket.failures += 1;
    if (slow) bucket.slowCalls += 1;
  }

  totals(nowMs: number): WindowTotals {
    const oldest = Math.floor(nowMs / this.#tenthMs) - BUCKETS + 1;
    const totals = { calls: 0, failures: 0, slowCalls: 0 };
    for (const { tenth, calls, failures, slowCalls } of this.#buckets) {
      if (tenth < oldest) continue;
      totals.calls += calls;
      totals.failures += failures;
      totals.slowCalls += slowCalls;
    }
    return totals;
  }

  clear(): void {
    for (const bucket of this.#buckets) Object.assign(bucket, { tenth: -1, calls: 0, failures: 0, slowCalls: 0 });
  }
}
