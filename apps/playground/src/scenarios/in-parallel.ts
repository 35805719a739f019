import type { Time } from '../time.js';

/**
 * Runs `work` for every item, at most `width` at a time, and stops taking items when the signal aborts or one fails.
 * Rejects with the first failure, after the ones under way have ended.
 */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  time: Time,
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  async function worker(): Promise<void> {
    while (next < items.length && failures.length === 0 && !signal.aborted) {
      const index = next++;
      const [item] = items.slice(index, index + 1);
      if (item === undefined) continue;
      // A provider in this process may answer without ever giving up its turn; timers and the page need theirs.
      if (index % 64 === 63) await time.turn();
      await work(item, index).catch((cause: unknown) => failures.push(cause));
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
