import type { Counter, Gauge, MetricLabels, MetricOptions, Metrics, Timer } from '@infra/core';

/** A metric as it was asked for, and everything that was recorded with it, in order. */
export interface RecordedMetric {
  readonly options: MetricOptions | undefined;
  readonly records: { readonly value: number; readonly labels: MetricLabels | undefined }[];
}

/** Metrics that keep every single record: a test can see what was recorded, and with which object. */
export interface RecordedMetrics extends Metrics {
  readonly byName: ReadonlyMap<string, RecordedMetric>;
  /** Sums by label values, such as `cache memory get ok none`. */
  sums(name: string): Readonly<Record<string, number>>;
}

export function createRecordedMetrics(): RecordedMetrics {
  const byName = new Map<string, RecordedMetric>();
  const metric = (name: string, options: MetricOptions | undefined) => {
    const recorded: RecordedMetric = { options, records: [] };
    byName.set(name, recorded);
    return (value: number, labels?: MetricLabels): void => void recorded.records.push({ value, labels });
  };
  return {
    provider: 'recorded',
    byName,
    counter(name, options): Counter {
      const record = metric(name, options);
      return { add: (value = 1, labels) => record(value, labels) };
    },
    gauge(name, options): Gauge {
      const record = metric(name, options);
      return { set: record, add: record };
    },
    histogram: (name, options) => ({ record: metric(name, options) }),
    timer(name, options): Timer {
      const record = metric(name, options);
      return { start: () => () => undefined, record };
    },
    sums(name) {
      const sums: Record<string, number> = {};
      for (const { value, labels } of byName.get(name)?.records ?? []) {
        const key = Object.values(labels ?? {}).join(' ');
        sums[key] = (sums[key] ?? 0) + value;
      }
      return sums;
    },
  };
}
