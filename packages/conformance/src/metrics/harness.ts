import type { Clock, Lifecycle, Metrics, MetricSample, OnError } from '@infra/core';

/** What a case may ask of the metrics that it gets. Everything left out keeps the adapter's default. */
export interface MetricsHarnessOptions {
  /** What timers measure with. */
  readonly clock?: Clock;
  readonly onError?: OnError;
  /** How many series a metric may have before new ones overflow. */
  readonly maxSeries?: number;
}

/** Metrics, and what whoever reads them has got so far. */
export interface MetricsUnderTest {
  readonly metrics: Metrics & Lifecycle;
  /** Every series as it reached its reader, past the port: parsed from what is scraped, or collected where it is sent to. */
  samples(): Promise<readonly MetricSample[]>;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface MetricsHarness {
  /** Metrics that have none yet and share nothing. The suite closes them. */
  make(options?: MetricsHarnessOptions): Promise<MetricsUnderTest>;
  /** Reads what `exposition` renders. Left out where the provider has none. */
  parse?(text: string): readonly MetricSample[];
  /** Whether the provider has `snapshots`. Left out where it has none. */
  readonly snapshots?: true;
}

/** Runs a case's body with metrics of its own, closed afterwards. */
export async function withMetrics(
  harness: MetricsHarness,
  body: (made: MetricsUnderTest) => Promise<void>,
  options: MetricsHarnessOptions = {},
): Promise<void> {
  const made = await harness.make(options);
  await using _ = made.metrics;
  await body(made);
}

/**
 * The same harness with all metrics wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it.
 *
 * @example wrapMetrics(harness, (metrics) => decorate(metrics, metricsSpec, ...neutralLayers()))
 */
export function wrapMetrics(
  harness: MetricsHarness,
  wrap: (metrics: Metrics & Lifecycle) => Metrics & Lifecycle,
): MetricsHarness {
  return {
    ...harness,
    make: async (options) => {
      const made = await harness.make(options);
      return { ...made, metrics: wrap(made.metrics) };
    },
  };
}
