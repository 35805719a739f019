import { HistogramSeries, NumberSeries, type MetricDefinition, type Series } from '@internal/metric-rules';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

type Read = () => readonly Series[];

/** A metric as it is exposed: what it is, and the series that it has now. */
export interface Exposed {
  readonly definition: MetricDefinition;
  readonly read: Read;
}

// Metrics of prom-client whose values are the guard's. prom-client itself would find a series by `name:value,` joined, which a
// value can forge, adds what makes a sum infinite, and counts what is beyond the last bucket in one whose bound is -1.

/** Makes what stands for a metric in the registry, and registers it. Throws when the name is taken there. */
export function expose({ definition, read }: Exposed, registry: Registry): object {
  if (definition.kind === 'counter') return new ExposedCounter(definition, read, registry);
  if (definition.kind === 'gauge') return new ExposedGauge(definition, read, registry);
  return new ExposedHistogram(definition, read, registry);
}

function configure({ name, description, labelNames }: MetricDefinition, registry: Registry) {
  return { name, help: description, labelNames: [...labelNames], registers: [registry] };
}

function numbers(read: Read): { readonly value: number; readonly labels: Record<string, string> }[] {
  return read().flatMap((series) =>
    series instanceof NumberSeries ? [{ value: series.value, labels: { ...series.labels } }] : [],
  );
}

class ExposedCounter extends Counter {
  private readonly read: Read;

  constructor(definition: MetricDefinition, read: Read, registry: Registry) {
    super(configure(definition, registry));
    this.read = read;
  }

  override async get(): ReturnType<Counter['get']> {
    return { ...(await super.get()), values: numbers(this.read) };
  }
}

class ExposedGauge extends Gauge {
  private readonly read: Read;

  constructor(definition: MetricDefinition, read: Read, registry: Registry) {
    super(configure(definition, registry));
    this.read = read;
  }

  override async get(): ReturnType<Gauge['get']> {
    return { ...(await super.get()), values: numbers(this.read) };
  }
}

/** A line of a histogram as prom-client's registry takes it: the labels that all lines of a series share are formatted once. */
interface Line {
  readonly metricName: string;
  readonly labels: { le?: number | string };
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

class ExposedHistogram extends Histogram {
  private readonly definition: MetricDefinition;
  private readonly read: Read;

  constructor(definition: MetricDefinition, read: Read, registry: Registry) {
    super({ ...configure(definition, registry), buckets: [...definition.buckets] });
    this.definition = definition;
    this.read = read;
  }

  /** What both ways of reading a registry, as text and as JSON, begin with in prom-client. */
  async getForPromString(): Promise<object> {
    const { name, description, buckets } = this.definition;
    const values: Line[] = [];
    for (const series of this.read()) {
      if (!(series instanceof HistogramSeries)) continue;
      const sharedLabels = series.labels;
      let value = 0;
      for (const [at, own] of series.counts.entries()) {
        value += own;
        values.push({ metricName: `${name}_bucket`, labels: { le: buckets[at] ?? '+Inf' }, sharedLabels, value });
      }
      values.push({ metricName: `${name}_sum`, labels: {}, sharedLabels, value: series.sum });
      values.push({ metricName: `${name}_count`, labels: {}, sharedLabels, value: series.count });
    }
    return { name, help: description, type: 'histogram', values, aggregator: 'sum' };
  }
}
