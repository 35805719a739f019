import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import type { AbortListeners } from '../abort-listeners.js';

/**
 * The time of this machine, with timers that hold the process, which a `Clock` must not have otherwise: somebody awaits the next
 * attempt, and between two attempts there may be nothing else that keeps a script from ending with the answer outstanding.
 */
export const awaitedClock: Clock = {
  ...systemClock,
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Waits, or until the signal aborts; whether it did. Leaves neither a timer nor a listener behind. */
export function abortedWithin(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal,
  listeners: AbortListeners,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(true);
    const unlisten = listeners.listen(signal, () => {
      stop();
      resolve(true);
    });
    const stop = clock.schedule(delayMs, () => {
      unlisten();
      resolve(false);
    });
  });
}
