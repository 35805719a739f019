import type { Clock } from '@infra/core';

/** Time as scenarios need it: an argument, so that their tests wait for nothing. */
export interface Time {
  /** Milliseconds since some fixed point; never goes back. */
  monotonicMs(): number;
  delay(ms: number): Promise<void>;
  /** Lets everything else have its turn. */
  turn(): Promise<void>;
}

export const realTime: Time = {
  monotonicMs: () => performance.now(),
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The time of this machine. Its timers hold the process: somebody waits for what they end. */
export const heldClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
