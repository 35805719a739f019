import {
  metricsSuite,
  type MetricsHarness,
  type MetricsHarnessOptions,
  type MetricsUnderTest,
} from '@infra/conformance';
import type {
  Counter,
  Gauge,
  Histogram,
  HistogramOptions,
  Lifecycle,
  MetricLabels,
  MetricOptions,
  Metrics,
  MetricSample,
  Timer,
} from '@infra/core';
import type { Saboteur } from '../saboteur.js';

export type Subject = Metrics & Lifecycle;

/** What wrong metrics do in their own way; the rest goes on to the right ones, which they get as `inner`. */
export interface MetricsFaults extends Partial<Pick<Subject, 'provider' | 'exposition' | 'snapshots' | 'close'>> {
  counter?(inner: Subject, name: string, options?: MetricOptions): Counter;
  gauge?(inner: Subject, name: string, options?: MetricOptions): Gauge;
  histogram?(inner: Subject, name: string, options?: HistogramOptions): Histogram;
  timer?(inner: Subject, name: string, options?: HistogramOptions): Timer;
}

export function faulty(inner: Subject, faults: MetricsFaults): Subject {
  const { exposition = inner.exposition, snapshots = inner.snapshots, close, provider = inner.provider } = faults;
  return {
    provider,
    counter: (name, options) => faults.counter?.(inner, name, options) ?? inner.counter(name, options),
    gauge: (name, options) => faults.gauge?.(inner, name, options) ?? inner.gauge(name, options),
    histogram: (name, options) => faults.histogram?.(inner, name, options) ?? inner.histogram(name, options),
    timer: (name, options) => faults.timer?.(inner, name, options) ?? inner.timer(name, options),
    ...(exposition && { exposition }),
    ...(snapshots && { snapshots }),
    close: close ?? ((options) => inner.close(options)),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

/** Spoils the metrics that a harness makes. `faults` runs once for each, so that it may keep state. */
export function withFaults(
  faults: (inner: Subject, options: MetricsHarnessOptions) => MetricsFaults,
): (harness: MetricsHarness) => MetricsHarness {
  return (harness) => ({
    ...harness,
    make: async (options = {}) => {
      const made = await harness.make(options);
      return { ...made, metrics: faulty(made.metrics, faults(made.metrics, options)) };
    },
  });
}

/** Spoils what is made of them, and what is seen of it. */
export function spoilSubject(change: (made: MetricsUnderTest) => MetricsUnderTest) {
  return (harness: MetricsHarness): MetricsHarness => ({
    ...harness,
    make: async (options) => change(await harness.make(options)),
  });
}

/** Spoils what whoever reads them gets to see. */
export function spoilSamples(change: (samples: readonly MetricSample[]) => readonly MetricSample[]) {
  return spoilSubject((made) => ({ ...made, samples: async () => change(await made.samples()) }));
}

/** Spoils what they are made with. */
export function spoilOptions(change: (options: MetricsHarnessOptions) => MetricsHarnessOptions) {
  return (harness: MetricsHarness): MetricsHarness => ({
    ...harness,
    make: (options = {}) => harness.make(change(options)),
  });
}

/** Spoils the labels of every call. */
export function withLabels(
  change: (labels: MetricLabels | undefined, options: MetricOptions | undefined) => MetricLabels | undefined,
): (harness: MetricsHarness) => MetricsHarness {
  return withFaults(() => ({
    counter: (inner, name, options) => {
      const counter = inner.counter(name, options);
      return { add: (value, labels) => counter.add(value, change(labels, options)) };
    },
    gauge: (inner, name, options) => {
      const gauge = inner.gauge(name, options);
      return {
        set: (value, labels) => gauge.set(value, change(labels, options)),
        add: (value, labels) => gauge.add(value, change(labels, options)),
      };
    },
    histogram: (inner, name, options) => {
      const histogram = inner.histogram(name, options);
      return { record: (value, labels) => histogram.record(value, change(labels, options)) };
    },
    timer: (inner, name, options) => {
      const timer = inner.timer(name, options);
      return {
        record: (durationMs, labels) => timer.record(durationMs, change(labels, options)),
        start: (labels) => {
          const stop = timer.start(change(labels, options));
          return (more) => stop(more === undefined ? undefined : change(more, options));
        },
      };
    },
  }));
}

/** One saboteur for each case of a table: what it does wrong, every row of the table must notice. */
export function forEachRow(
  beginning: string,
  name: string,
  sabotage: (harness: MetricsHarness) => MetricsHarness,
): readonly Saboteur<MetricsHarness>[] {
  return metricsSuite.cases
    .filter((candidate) => candidate.name.startsWith(beginning))
    .map(({ name: caughtBy }) => ({ name: `${name} (${caughtBy.slice(beginning.length)})`, caughtBy, sabotage }));
}
