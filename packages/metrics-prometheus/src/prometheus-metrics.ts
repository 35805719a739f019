import {
  InfraError,
  ok,
  unwrap,
  type AsyncResult,
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
import { Registry } from 'prom-client';
import { PROVIDER } from './errors.js';
import { expose, type Exposed } from './exposed-metrics.js';
import { RegistryExposition } from './exposition.js';
import { validateOptions, type PrometheusMetricsOptions } from './options.js';
import { startProcessMetrics, type ProcessMetrics } from './process-metrics.js';

/** Metrics that a Prometheus server scrapes. */
export interface PrometheusMetrics extends Metrics, Lifecycle {
  readonly exposition: MetricExposition;
  /** The registry of prom-client: for metrics of your own beside these, to merge, to read as JSON. Values are changed here only. */
  readonly native: Registry;
}

/**
 * Makes metrics. Throws an `InfraError` for a wrong option (`validation`), and for process metrics that the given registry has already
 * (`conflict`); does no I/O. After `close()` nothing is counted and nothing rendered.
 */
export function createPrometheusMetrics(options: PrometheusMetricsOptions = {}): PrometheusMetrics {
  validateOptions(options);
  return new GuardedMetrics(options);
}

class GuardedMetrics implements PrometheusMetrics {
  readonly provider: string = PROVIDER;
  readonly native: Registry;
  readonly exposition: MetricExposition;
  private readonly front: MetricsFront;
  private readonly processMetrics?: ProcessMetrics;
  private readonly registered: string[] = [];

  constructor(options: PrometheusMetricsOptions) {
    const { registry = new Registry(), maxSeries, maxMetrics, maxLabelLength, clock = systemClock, onError } = options;
    const exposed = new Map<object, Exposed>();
    this.native = registry;
    this.front = new MetricsFront({
      provider: PROVIDER,
      maxSeries,
      maxMetrics,
      maxLabelLength,
      clock,
      onError,
      onNew: (definition, read) => {
        if (registry.getSingleMetric(definition.name) !== undefined) return 'the registry has one of that name already';
        exposed.set(expose({ definition, read }, registry), { definition, read });
        this.registered.push(definition.name);
        return undefined;
      },
    });
    this.exposition = new RegistryExposition(registry, exposed, () => this.front.isClosed);
    if (options.processMetrics !== true) return;
    this.processMetrics = measureProcess(registry);
    this.registered.push(...this.processMetrics.names);
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

  async close(): AsyncResult<void> {
    if (this.front.isClosed) return ok();
    this.front.close();
    this.processMetrics?.stop();
    for (const name of this.registered) this.native.removeSingleMetric(name);
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}

function measureProcess(registry: Registry): ProcessMetrics {
  try {
    return startProcessMetrics(registry);
  } catch (cause) {
    const message =
      'the given registry has process metrics already: collectDefaultMetrics and processMetrics exclude each other';
    throw new InfraError({ code: 'conflict', message, provider: PROVIDER, operation: 'metrics.create', cause });
  }
}
