import type { Abortable } from './abortable.js';

/**
 * Settles as `work` does, or with `aborted()` as soon as the signal aborts, whichever comes first.
 * Leaves no listener behind, and a late rejection of `work` does not go unhandled.
 */
export function settleOnAbort<T>(work: Promise<T>, signal: Abortable | undefined, aborted: () => T): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      resolve(aborted());
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
