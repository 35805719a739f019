import type { Clock } from '@infra/core';

/** The longest delay that a timer takes, 24 days: more than that is no deadline. A longer one would fire at once. */
export const LONGEST_MS = 2_147_483_647;

/** What came of work that had a deadline. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'aborted' };

/** Waits for the work, the deadline or the signal, whichever is first, and leaves neither timer nor listener behind. */
export function within<T>(
  clock: Clock,
  deadlineMs: number,
  work: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ kind: 'aborted' });
      return;
    }
    const abort = (): void => settle({ kind: 'aborted' });
    const cancel = deadlineMs > LONGEST_MS ? undefined : clock.schedule(deadlineMs, () => settle({ kind: 'late' }));
    const settle = (outcome: Outcome<T>): void => {
      cancel?.();
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    signal?.addEventListener('abort', abort, { once: true });
    // An async function, so that a synchronous throw is a failure like any other.
    void (async () => work())().then(
      (value) => settle({ kind: 'done', value }),
      (cause: unknown) => settle({ kind: 'failed', cause }),
    );
  });
}
