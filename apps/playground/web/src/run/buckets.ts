import type { Span } from '../../../src/contract.js';

/** As many as there are bars on a chart of usual width. */
const BUCKETS = 80;

/** Calls by when they ended: for each stretch of time how many, and how long 95 of 100 took at most. */
export interface Buckets {
  /** The end of each stretch, in seconds since the start. */
  readonly seconds: readonly number[];
  readonly calls: readonly number[];
  /** In milliseconds; `null` where there were no calls. */
  readonly p95Ms: readonly (number | null)[];
}

/** Calls may be known that have ended after `durationMs` was told: time goes on until the last of them. */
export function bucketsOf(spans: readonly Span[], durationMs: number): Buckets {
  const endUs = spans.reduce((end, { startUs, durUs }) => Math.max(end, startUs + (durUs ?? 0)), durationMs * 1_000);
  const widthUs = Math.max(1, endUs / BUCKETS);
  const durations: number[][] = Array.from({ length: BUCKETS }, () => []);
  for (const { kind, startUs, durUs } of spans) {
    if (kind !== 'call' || durUs === null) continue;
    durations[Math.min(BUCKETS - 1, Math.floor((startUs + durUs) / widthUs))]?.push(durUs);
  }
  return {
    seconds: durations.map((_, index) => ((index + 1) * widthUs) / 1e6),
    calls: durations.map(({ length }) => length),
    p95Ms: durations.map((values) => {
      const sorted = values.sort((a, b) => a - b);
      const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
      return p95 === undefined ? null : p95 / 1_000;
    }),
  };
}
