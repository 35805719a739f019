import { randomUUID } from 'node:crypto';
import { ok, unwrap, type JobType } from '@infra/core';
import { createBullmqQueue } from '../src/index.js';

export interface DelayPlan {
  readonly url: string;
  readonly jobs: number;
  /** Delays are anything from this long to `spreadMs` longer, in milliseconds. */
  readonly leastMs: number;
  readonly spreadMs: number;
  readonly concurrency: number;
}

export interface DelayReport {
  /** How many were begun, and how many of those before they were due. */
  readonly begun: number;
  readonly early: number;
  /** Neighbours in the order of their beginnings of which the second was due in an earlier millisecond. */
  readonly inversions: number;
  /** By how much the worst of those, in milliseconds. */
  readonly worstInversionMs: number;
  /** How long after they were due they began, in milliseconds. */
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly most: number };
  /** Runs that were not the first of their job. */
  readonly again: number;
}

/** Adds jobs with random delays, has a worker take them, and tells when they began and when they were due. */
export async function runDelays({ url, jobs, leastMs, spreadMs, concurrency }: DelayPlan): Promise<DelayReport> {
  await using queue = createBullmqQueue<{ readonly work: JobType }>({
    url,
    name: 'delays',
    namespace: randomUUID(),
    timeoutMs: 10_000,
    keepCompleted: 0,
  });
  const begun: { readonly id: string; readonly atMs: number }[] = [];
  let again = 0;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  const due = new Map<string, number>();
  for (let from = 0; from < jobs; from += 500) {
    const delays = Array.from(
      { length: Math.min(500, jobs - from) },
      () => leastMs + Math.floor(Math.random() * spreadMs),
    );
    unwrap(await queue.addMany(delays.map((delayMs) => ({ name: 'work', payload: null, delayMs }))));
  }
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = unwrap(await queue.list('delayed', { cursor, limit: 1_000 }));
    for (const { id, runAt } of items) due.set(id, runAt?.getTime() ?? Number.NaN);
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  // Only now: what falls due before is late, and in order all the same.
  const worker = unwrap(
    await queue.process(
      {
        work: async (_, { id, run }) => {
          begun.push({ id, atMs: Date.now() });
          if (run > 1) again += 1;
          if (begun.length === jobs) finish();
          return ok();
        },
      },
      { concurrency },
    ),
  );
  await all;
  unwrap(await worker.close());

  const lates = begun.map(({ id, atMs }) => atMs - (due.get(id) ?? Number.NaN));
  const steps = begun.slice(1).map(({ id }, index) => (due.get(id) ?? 0) - (due.get(begun[index]?.id ?? '') ?? 0));
  const sorted = lates.toSorted((one, other) => one - other);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return {
    begun: new Set(begun.map(({ id }) => id)).size,
    early: lates.filter((late) => late < 0).length,
    inversions: steps.filter((step) => step < 0).length,
    worstInversionMs: Math.max(0, ...steps.map((step) => -step)),
    lateMs: { p50: at(0.5), p99: at(0.99), most: at(1) },
    again,
  };
}
