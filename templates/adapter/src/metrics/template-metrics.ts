import {
  err,
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type Counter,
  type Gauge,
  type Histogram,
  type HistogramOptions,
  type Lifecycle,
  type MetricExposition,
  type MetricOptions,
  type Metrics,
  type Timer,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { MetricsFront } from '@internal/metric-rules';
import { errors, PROVIDER } from './errors.js';
import { validateOptions, type TemplateMetricsOptions } from './options.js';
import { TemplateExposition } from './template-exposition.js';

const CLOSE_DEADLINE_MS = 5_000;

/** Metrics that Template reads. */
export interface TemplateMetrics extends Metrics, Lifecycle {
  readonly exposition: MetricExposition;
}

/** Makes metrics. Does no I/O. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateMetrics(options: TemplateMetricsOptions = {}): TemplateMetrics {
  validateOptions(options);
  return new FrontMetrics(options);
}

class FrontMetrics implements TemplateMetrics {
  readonly provider: string = PROVIDER;
  readonly exposition: MetricExposition;
  private readonly front: MetricsFront;
  private readonly written: TemplateExposition = new TemplateExposition();
  private closing: AsyncResult<void> | undefined;

  constructor({ maxSeries, maxMetrics, maxLabelLength, clock = systemClock, onError }: TemplateMetricsOptions) {
    this.front = new MetricsFront({ provider: PROVIDER, maxSeries, maxMetrics, maxLabelLength, clock, onError });
    this.exposition = {
      contentType: this.written.contentType,
      render: async ({ signal } = {}) => {
        if (this.front.isClosed) return err(errors.closed('render'));
        if (signal?.aborted === true) return err(errors.cancelled('render', signal.reason));
        return this.written.render(this.front.read(), signal);
      },
    };
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

  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.front.close();
    this.closing ??= this.written.close(deadlineMs);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
