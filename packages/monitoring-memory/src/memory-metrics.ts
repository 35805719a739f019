import {
  ok,
  unwrap,
  type AsyncResult,
  type Clock,
  type Counter,
  type Gauge,
  type Histogram,
  type HistogramOptions,
  type Lifecycle,
  type MetricLabels,
  type MetricOptions,
  type Metrics,
  type MetricSnapshots,
  type OnError,
  type Timer,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { MetricsFront } from '@internal/metric-rules';
import { checkCommon } from './check-option.js';
import { PROVIDER } from './errors.js';

export interface MemoryMetricsOptions {
  /** Series of one metric; what is new beyond them is counted in one more, labelled `__overflow__`. Default: 1,000. */
  readonly maxSeries?: number | undefined;
  /** Metrics; further names are refused. Default: 1,000. */
  readonly maxMetrics?: number | undefined;
  /** UTF-16 units of one label's value; the rest is cut off. Default: 128. */
  readonly maxLabelLength?: number | undefined;
  /** What timers measure with. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of what is refused, once per metric and reason. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Metrics that can be read where they are: by a test, by a page. */
export interface MemoryMetrics extends Metrics, Lifecycle {
  readonly snapshots: MetricSnapshots;
  /** What a counter or gauge is, or the sum of a histogram; `undefined` for a series that is not there. */
  value(name: string, labels?: MetricLabels): number | undefined;
  /** Forgets every value and series. The metrics stay: who holds a counter goes on counting, from 0. */
  clear(): void;
}

/**
 * Makes metrics. Throws an `InfraError` (`validation`) for a wrong option; does no I/O, ever.
 * After `close()` nothing more is counted; what was counted can still be read.
 */
export function createMemoryMetrics(options: MemoryMetricsOptions = {}): MemoryMetrics {
  const { maxSeries, maxMetrics, maxLabelLength, clock = systemClock, onError } = options;
  checkCommon('metrics', options, { maxSeries, maxMetrics, maxLabelLength });
  return new FrontMetrics(
    new MetricsFront({ provider: PROVIDER, maxSeries, maxMetrics, maxLabelLength, clock, onError }),
  );
}

class FrontMetrics implements MemoryMetrics {
  readonly provider: string = PROVIDER;
  readonly snapshots: MetricSnapshots;
  private readonly front: MetricsFront;

  constructor(front: MetricsFront) {
    this.front = front;
    this.snapshots = { read: (name) => front.read(name) };
  }

  counter(name: string, options?: MetricOptions): Counter {
    return this.front.counter(name, options);
  }

  gauge(name: string, options?: MetricOptions): Gauge {
    return this.front.gauge(name, options);
  }

  histogram(name: string, options?: HistogramOptions): Histogram {
    return this.front.histogram(name, options);
  }

  timer(name: string, options?: HistogramOptions): Timer {
    return this.front.timer(name, options);
  }

  value(name: string, labels: MetricLabels = {}): number | undefined {
    const wanted = Object.entries(labels);
    return this.front
      .read(name)
      .find(
        (sample) =>
          Object.keys(sample.labels).length === wanted.length &&
          wanted.every(([label, value]) => sample.labels[label] === value),
      )?.value;
  }

  clear(): void {
    this.front.clear();
  }

  async close(): AsyncResult<void> {
    this.front.close();
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
