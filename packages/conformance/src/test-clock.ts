import type { Clock } from '@infra/core';

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  /** Moves both clocks on by `ms`, calling back whatever falls due, in order. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as an operator or NTP does: nothing falls due. */
  setNow(now: Date): void;
  /** How many callbacks are waiting. */
  readonly pending: number;
}

/** Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function createTestClock(start: Date = new Date('2026-01-01T00:00:00Z')): TestClock {
  let wallMs = start.getTime();
  let monotonicMs = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  return {
    now: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
    schedule(delayMs, callback) {
      const timer = { at: monotonicMs + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = monotonicMs + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        wallMs += due.at - monotonicMs;
        monotonicMs = due.at;
        due.callback();
      }
      wallMs += end - monotonicMs;
      monotonicMs = end;
    },
    setNow(now) {
      wallMs = now.getTime();
    },
    get pending() {
      return timers.size;
    },
  };
}
