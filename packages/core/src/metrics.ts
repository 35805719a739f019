import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

/**
 * What tells the series of one metric apart: `{ operation: 'get', outcome: 'ok' }`. Each combination of values is a series of its own,
 * kept for as long as the process lives: never an id, an e-mail address or a raw path.
 */
export type MetricLabels = Readonly<Record<string, string>>;

export interface MetricOptions {
  /** What it measures, for people. */
  readonly description?: string | undefined;
  /** The labels that it has, all of them at each call. Default: none. */
  readonly labelNames?: readonly string[] | undefined;
}

export interface HistogramOptions extends MetricOptions {
  /** Upper bounds of the buckets, rising, in the unit of the values (a timer's are seconds). Default: the adapter's, made for seconds. */
  readonly buckets?: readonly number[] | undefined;
}

/** Only rises: requests, bytes, failures. */
export interface Counter {
  /** Adds `value`, 1 by default. What is negative or no finite number is refused: nothing is counted. */
  add(value?: number, labels?: MetricLabels): void;
}

/** Goes up and down: connections, queue length, temperature. */
export interface Gauge {
  /** Makes it `value`, a finite number. */
  set(value: number, labels?: MetricLabels): void;
  /** Adds `value`, which may be negative, to what it is; a gauge starts at 0. */
  add(value: number, labels?: MetricLabels): void;
}

/** How values are distributed: durations, sizes. */
export interface Histogram {
  /** Counts `value`, a finite number, in the first bucket whose bound is not below it. */
  record(value: number, labels?: MetricLabels): void;
}

/** A histogram of durations, in seconds as Prometheus and OpenTelemetry have them; the API is in milliseconds, as everywhere here. */
export interface Timer {
  /** Starts measuring; the returned function records the time since, once. Labels given to it are added to those of the start. */
  start(labels?: MetricLabels): (labels?: MetricLabels) => void;
  /** Records a duration that was measured elsewhere, at least 0. */
  record(durationMs: number, labels?: MetricLabels): void;
}

/**
 * Numbers about what a process does.
 *
 * Every method but those of `exposition` and `snapshots` is synchronous and never throws into the code that is measured. What is
 * refused (NaN, a missing, unknown or non-string label, a name that is not allowed or taken by a metric of another kind) changes
 * nothing and goes to `onError` of the adapter, once per metric and reason. Asking twice for a name gives the same metric.
 *
 * Series are capped for each metric. What comes with new labels beyond the cap is counted all the same, in one more series whose
 * labels all are `__overflow__`: totals stay right, and memory stays bounded.
 *
 * Names are `snake_case` with their unit at the end: `cache_operation_duration_seconds`. A counter's ends in `_total` and no other
 * does; a timer's ends in `_seconds`; none ends in `_bucket`, `_sum` or `_count`, the series of a histogram.
 * https://prometheus.io/docs/practices/naming/
 */
export interface Metrics extends Provided {
  counter(name: string, options?: MetricOptions): Counter;
  gauge(name: string, options?: MetricOptions): Gauge;
  histogram(name: string, options?: HistogramOptions): Histogram;
  timer(name: string, options?: HistogramOptions): Timer;
  /** Where the provider is read by a scraper. */
  readonly exposition?: MetricExposition;
  /** Where the values can be read in this process. */
  readonly snapshots?: MetricSnapshots;
}

/** All series as a scraper reads them. */
export interface MetricExposition {
  /** The media type of the text. */
  readonly contentType: string;
  render(options?: IoOptions): AsyncResult<string>;
}

/** One series, as it is now. */
export interface MetricSample {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: MetricLabels;
  /** Of a counter or gauge, its value; of a histogram, the sum of what was recorded. */
  readonly value: number;
  /** Of a histogram: how many values were recorded. */
  readonly count?: number;
  /** Of a histogram: how many values were at most `le`, rising; the last bound is `Infinity`. */
  readonly buckets?: readonly { readonly le: number; readonly count: number }[];
}

export interface MetricSnapshots {
  /** Every series, or those of one metric: a copy as of now. */
  read(name?: string): readonly MetricSample[];
}
