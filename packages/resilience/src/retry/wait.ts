import type { Clock } from '@infra/core';
import type { AbortListeners } from '../abort-listeners.js';

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
