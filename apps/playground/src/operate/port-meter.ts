import type { Layer } from '@infra/core';
import { createMemoryMetrics } from '@infra/monitoring-memory';
import { metered } from '@infra/observability';
import type { PortSample } from '../contract.js';
import { quantileOf, type Bucket } from './quantile.js';

/** In seconds: fine enough to tell a call within the process from one over a network. */
const BOUNDS = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** What has been counted of one port and provider so far. */
interface Totals {
  calls: number;
  errors: number;
  attempts: number;
  buckets: readonly Bucket[];
}

/** Measures every port by layers and metrics in memory, and says what was new since it was last asked. */
export class PortMeter {
  readonly #metrics = createMemoryMetrics();
  /** Around each call, as its caller sees it. */
  readonly calls: readonly Layer[] = [metered({ metrics: this.#metrics, buckets: BOUNDS })];
  /** Around each attempt. */
  readonly attempts: readonly Layer[] = [metered({ metrics: this.#metrics, of: 'attempt', buckets: BOUNDS })];
  #before: ReadonlyMap<string, Totals> = new Map();

  /** By `port/provider`: those that have been called since the last time. */
  read(): ReadonlyMap<string, PortSample> {
    const now = this.#totals();
    const samples = new Map<string, PortSample>();
    for (const [name, totals] of now) {
      const before = this.#before.get(name);
      const calls = totals.calls - (before?.calls ?? 0);
      if (calls === 0) continue;
      const attempts = totals.attempts - (before?.attempts ?? 0);
      const buckets = totals.buckets.map(({ le, count }, at) => ({
        le,
        count: count - (before?.buckets[at]?.count ?? 0),
      }));
      const quantileUs = (part: number): number => Math.round(quantileOf(buckets, part) * 1e6);
      samples.set(name, {
        calls,
        errors: totals.errors - (before?.errors ?? 0),
        // Attempts of a call under way are counted before the call is.
        retries: Math.max(0, attempts - calls),
        p50Us: quantileUs(0.5),
        p95Us: quantileUs(0.95),
        p99Us: quantileUs(0.99),
      });
    }
    this.#before = now;
    return samples;
  }

  #totals(): ReadonlyMap<string, Totals> {
    const totals = new Map<string, Totals>();
    const of = ({ port, provider }: Readonly<Record<string, string>>): Totals => {
      const name = `${port}/${provider}`;
      const known = totals.get(name) ?? { calls: 0, errors: 0, attempts: 0, buckets: [] };
      totals.set(name, known);
      return known;
    };
    for (const { labels, count = 0, buckets = [] } of this.#metrics.snapshots.read(
      'infra_operation_duration_seconds',
    )) {
      const total = of(labels);
      total.calls += count;
      // What its caller cancelled is no failure.
      if (labels['outcome'] === 'error') total.errors += count;
      total.buckets = buckets.map(({ le, count }, at) => ({ le, count: count + (total.buckets[at]?.count ?? 0) }));
    }
    for (const { labels, value } of this.#metrics.snapshots.read('infra_attempts_total')) of(labels).attempts += value;
    return totals;
  }
}
