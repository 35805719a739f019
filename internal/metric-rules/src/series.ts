import type { MetricLabels, MetricSample } from '@infra/core';
import type { MetricDefinition } from './definition.js';

/** One combination of label values, and what was counted for it. */
export interface Series {
  readonly labels: MetricLabels;
  sample(definition: MetricDefinition): MetricSample;
}

/** Of a counter or a gauge. */
export class NumberSeries implements Series {
  value = 0;
  readonly labels: MetricLabels;

  constructor(labels: MetricLabels) {
    this.labels = labels;
  }

  sample({ name, kind }: MetricDefinition): MetricSample {
    return { name, kind, labels: this.labels, value: this.value };
  }
}

export class HistogramSeries implements Series {
  readonly labels: MetricLabels;
  sum = 0;
  count = 0;
  /** How many fell into each bucket alone; one more than there are bounds. */
  readonly counts: number[];

  constructor(labels: MetricLabels, bounds: readonly number[]) {
    this.labels = labels;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  record(value: number, bounds: readonly number[]): void {
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? value)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
    this.count += 1;
  }

  sample({ name, kind, buckets }: MetricDefinition): MetricSample {
    let count = 0;
    const cumulative = this.counts.map((own, at) => {
      count += own;
      return { le: buckets[at] ?? Number.POSITIVE_INFINITY, count };
    });
    return { name, kind, labels: this.labels, value: this.sum, count: this.count, buckets: cumulative };
  }
}
