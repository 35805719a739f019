import type {
  Clock,
  Counter,
  Gauge,
  Histogram,
  HistogramOptions,
  InfraError,
  MetricOptions,
  MetricSample,
  Timer,
} from '@infra/core';
import { createReporter, type Reporter } from '@internal/redaction';
import { define, isSameMetric, nameProblem, type MetricDefinition, type MetricKind } from './definition.js';
import { refusalError, type RefusalReason } from './errors.js';
import { GuardedCounter, GuardedGauge, GuardedHistogram, GuardedTimer } from './instruments.js';
import { DEFAULT_LIMITS, type MetricLimits } from './limits.js';
import { NOTHING } from './nothing.js';
import { HistogramSeries, NumberSeries, type Series } from './series.js';
import { SeriesTable, type FrontState } from './series-table.js';
import { show } from './show.js';

export interface FrontOptions extends Partial<{ readonly [K in keyof MetricLimits]: number | undefined }> {
  readonly provider: string;
  readonly clock: Clock;
  readonly onError: ((error: InfraError) => void) | undefined;
  /** Called once for each metric, before its first value. A text that it returns says why there cannot be such a metric. */
  readonly onNew?: ((definition: MetricDefinition, series: () => readonly Series[]) => string | undefined) | undefined;
}

/** A metric, and whatever counts for it: of the three, those of its kind. */
interface Metric {
  readonly definition: MetricDefinition;
  readonly series: () => readonly Series[];
  readonly clear: () => void;
  readonly counter: Counter;
  readonly gauge: Gauge;
  readonly histogram: Histogram;
  readonly timer: Timer;
}

/** Refusals beyond this many are not told: to remember which were would itself be without bound. */
const MAX_TOLD = 1_000;

/** Everything that all metrics have in common, whoever reads them: names, labels, caps, and what is refused. */
export class MetricsFront {
  private readonly provider: string;
  private readonly clock: Clock;
  private readonly limits: MetricLimits;
  private readonly report: Reporter<InfraError>;
  private readonly onNew: FrontOptions['onNew'];
  private readonly metrics = new Map<string, Metric>();
  private readonly told = new Set<string>();
  private readonly state: FrontState = { isClosed: false };

  constructor({ provider, clock, onError, onNew, ...limits }: FrontOptions) {
    this.provider = provider;
    this.clock = clock;
    this.report = createReporter(onError);
    this.onNew = onNew;
    this.limits = {
      maxSeries: limits.maxSeries ?? DEFAULT_LIMITS.maxSeries,
      maxMetrics: limits.maxMetrics ?? DEFAULT_LIMITS.maxMetrics,
      maxLabelLength: limits.maxLabelLength ?? DEFAULT_LIMITS.maxLabelLength,
    };
  }

  counter(name: string, options?: MetricOptions): Counter {
    return this.metric(name, 'counter', options)?.counter ?? NOTHING;
  }

  gauge(name: string, options?: MetricOptions): Gauge {
    return this.metric(name, 'gauge', options)?.gauge ?? NOTHING;
  }

  histogram(name: string, options?: HistogramOptions): Histogram {
    return this.metric(name, 'histogram', options)?.histogram ?? NOTHING;
  }

  timer(name: string, options?: HistogramOptions): Timer {
    return this.metric(name, 'histogram', options, true)?.timer ?? NOTHING;
  }

  /** Every series, or those of one metric, as they are now. */
  read(name?: string): readonly MetricSample[] {
    const wanted = name === undefined ? [...this.metrics.values()] : [this.metrics.get(name)];
    return wanted.flatMap((metric) =>
      metric === undefined ? [] : metric.series().map((series) => series.sample(metric.definition)),
    );
  }

  get isClosed(): boolean {
    return this.state.isClosed;
  }

  /** From now on nothing is counted any more. */
  close(): void {
    this.state.isClosed = true;
  }

  /** Forgets every series and what was told; the metrics stay, for their callers hold them. */
  clear(): void {
    for (const { clear } of this.metrics.values()) clear();
    this.told.clear();
  }

  private metric(name: string, kind: MetricKind, options: unknown, isTimer = false): Metric | undefined {
    if (this.state.isClosed) return undefined;
    try {
      const given = isRecord(options) ? options : {};
      const known = this.metrics.get(name);
      if (known === undefined) return this.open(name, kind, given, isTimer);
      const { definition } = known;
      if (definition.kind !== kind || (isTimer && nameProblem(name, kind, isTimer) !== undefined)) {
        this.refuse(name, 'kind', `it is a ${definition.kind}, and cannot be a ${isTimer ? 'timer' : kind} as well`);
        return undefined;
      }
      if (!isSameMetric(definition, given)) {
        this.refuse(name, 'kind', 'it was made with other labels or buckets, which stay as they are');
      }
      return known;
    } catch {
      return this.refuse(name, 'options', 'its options cannot be read');
    }
  }

  private open(
    name: string,
    kind: MetricKind,
    options: Readonly<Record<string, unknown>>,
    isTimer: boolean,
  ): Metric | undefined {
    const problem = nameProblem(name, kind, isTimer);
    if (problem !== undefined) return this.refuse(name, 'name', problem);
    const definition = define(name, kind, options);
    if (typeof definition === 'string') return this.refuse(name, 'options', definition);
    if (this.metrics.size >= this.limits.maxMetrics) {
      const why = `there are ${this.limits.maxMetrics} metrics already. Is a name made of data?`;
      return this.refuse(name, 'metrics', why);
    }
    const metric = this.make(definition);
    const taken = this.onNew?.(definition, metric.series);
    if (taken !== undefined) return this.refuse(name, 'kind', taken);
    this.metrics.set(name, metric);
    return metric;
  }

  private make(definition: MetricDefinition): Metric {
    const { name, kind, labelNames, buckets } = definition;
    const refuse = (reason: RefusalReason, why: string): void => {
      this.refuse(name, reason, why);
    };
    const { limits, state } = this;
    const none = { counter: NOTHING, gauge: NOTHING, histogram: NOTHING, timer: NOTHING };
    if (kind === 'histogram') {
      const make = (labels: HistogramSeries['labels']): HistogramSeries => new HistogramSeries(labels, buckets);
      const table = new SeriesTable(labelNames, make, limits, state, refuse);
      const histogram = new GuardedHistogram(table, buckets, refuse);
      const timer = new GuardedTimer(histogram, this.clock, refuse);
      return { ...none, definition, series: () => table.all(), clear: () => table.clear(), histogram, timer };
    }
    const table = new SeriesTable(labelNames, (labels) => new NumberSeries(labels), limits, state, refuse);
    const own =
      kind === 'counter' ? { counter: new GuardedCounter(table, refuse) } : { gauge: new GuardedGauge(table, refuse) };
    return { ...none, definition, series: () => table.all(), clear: () => table.clear(), ...own };
  }

  /** Tells of it, once for each metric and reason: a hot path that is wrong is wrong a million times. */
  private refuse(name: unknown, reason: RefusalReason, why: string): undefined {
    const metric = typeof name === 'string' ? name.slice(0, 200) : show(name);
    const key = `${reason}: ${metric}`;
    if (this.told.has(key) || this.told.size >= MAX_TOLD) return;
    this.told.add(key);
    this.report(refusalError(this.provider, show(metric), reason, why));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
