import type { Clock, Counter, Gauge, Histogram, MetricLabels, Timer } from '@infra/core';
import type { HistogramSeries, NumberSeries } from './series.js';
import type { Refuse, SeriesTable } from './series-table.js';
import { show } from './show.js';

// Types promise numbers; callers in JavaScript, or with a division by zero, do not.

export class GuardedCounter implements Counter {
  private readonly table: SeriesTable<NumberSeries>;
  private readonly refuse: Refuse;

  constructor(table: SeriesTable<NumberSeries>, refuse: Refuse) {
    this.table = table;
    this.refuse = refuse;
  }

  add(value: number = 1, labels?: MetricLabels): void {
    if (typeof value !== 'number' || !(value >= 0)) {
      this.refuse('value', `a counter only rises, by a finite number, not by ${show(value)}`);
      return;
    }
    const series = this.table.find(labels);
    if (series === undefined) return;
    const sum = series.value + value;
    if (sum < Number.POSITIVE_INFINITY) series.value = sum;
    else this.refuse('value', `adding ${show(value)} would make it infinite, for good`);
  }
}

export class GuardedGauge implements Gauge {
  private readonly table: SeriesTable<NumberSeries>;
  private readonly refuse: Refuse;

  constructor(table: SeriesTable<NumberSeries>, refuse: Refuse) {
    this.table = table;
    this.refuse = refuse;
  }

  set(value: number, labels?: MetricLabels): void {
    if (!Number.isFinite(value)) return this.refuse('value', `a gauge is a finite number, not ${show(value)}`);
    const series = this.table.find(labels);
    if (series !== undefined) series.value = value;
  }

  add(value: number, labels?: MetricLabels): void {
    if (!Number.isFinite(value)) return this.refuse('value', `a gauge moves by a finite number, not ${show(value)}`);
    const series = this.table.find(labels);
    if (series === undefined) return;
    const sum = series.value + value;
    if (Number.isFinite(sum)) series.value = sum;
    else this.refuse('value', `adding ${show(value)} would make it infinite`);
  }
}

export class GuardedHistogram implements Histogram {
  private readonly table: SeriesTable<HistogramSeries>;
  private readonly bounds: readonly number[];
  private readonly refuse: Refuse;

  constructor(table: SeriesTable<HistogramSeries>, bounds: readonly number[], refuse: Refuse) {
    this.table = table;
    this.bounds = bounds;
    this.refuse = refuse;
  }

  record(value: number, labels?: MetricLabels): void {
    if (!Number.isFinite(value)) return this.refuse('value', `a histogram has finite numbers, not ${show(value)}`);
    const series = this.table.find(labels);
    if (series === undefined) return;
    if (Number.isFinite(series.sum + value)) series.record(value, this.bounds);
    else this.refuse('value', `recording ${show(value)} would make its sum infinite, for good`);
  }
}

const MS_PER_SECOND = 1_000;

export class GuardedTimer implements Timer {
  private readonly histogram: GuardedHistogram;
  private readonly clock: Clock;
  private readonly refuse: Refuse;

  constructor(histogram: GuardedHistogram, clock: Clock, refuse: Refuse) {
    this.histogram = histogram;
    this.clock = clock;
    this.refuse = refuse;
  }

  start(labels?: MetricLabels): (labels?: MetricLabels) => void {
    const startedAt = this.now();
    const first = this.copy(labels);
    let isRunning = true;
    return (more) => {
      if (!isRunning) return;
      isRunning = false;
      const endedAt = this.now();
      if (startedAt !== undefined && endedAt !== undefined) this.record(endedAt - startedAt, this.copy(more, first));
    };
  }

  record(durationMs: number, labels?: MetricLabels): void {
    if (typeof durationMs === 'number' && durationMs >= 0) this.histogram.record(durationMs / MS_PER_SECOND, labels);
    else this.refuse('value', `a duration is a finite number of milliseconds, at least 0, not ${show(durationMs)}`);
  }

  /** Taken now: what the caller does to its object later does not matter. Labels that cannot be read are found missing. */
  private copy(labels: MetricLabels | undefined, base?: MetricLabels): MetricLabels {
    try {
      return { ...base, ...labels };
    } catch {
      this.refuse('labels', 'its labels cannot be read');
      return { ...base };
    }
  }

  private now(): number | undefined {
    try {
      return this.clock.monotonicMs();
    } catch {
      this.refuse('clock', 'the clock throws');
      return undefined;
    }
  }
}
