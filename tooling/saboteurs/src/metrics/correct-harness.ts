import type { MetricsHarness } from '@infra/conformance';
import { err, InfraError, ok, type MetricExposition, type MetricSample } from '@infra/core';
import { createMemoryMetrics, type MemoryMetrics } from '@infra/monitoring-memory';

function failure(code: 'cancelled' | 'unavailable') {
  return err(new InfraError({ code, message: 'not rendered', provider: 'memory', operation: 'metrics.render' }));
}

/** As JSON, which knows no infinity. */
function expositionOf({ snapshots }: MemoryMetrics, isClosed: () => boolean): MetricExposition {
  return {
    contentType: 'application/json',
    render: async ({ signal } = {}) => {
      if (signal?.aborted) return failure('cancelled');
      return isClosed() ? failure('unavailable') : ok(JSON.stringify(snapshots.read()));
    },
  };
}

function parse(text: string): readonly MetricSample[] {
  return JSON.parse(text, (key, value: unknown) => (key === 'le' ? (value ?? Infinity) : value)) as MetricSample[];
}

/** Metrics without fault, for saboteurs to spoil: those in memory, with an exposition beside their snapshots. */
export const correctMetricsHarness: MetricsHarness = {
  parse,
  snapshots: true,
  make: async (options) => {
    const metrics = createMemoryMetrics(options);
    let isClosed = false;
    const closeInner = metrics.close.bind(metrics);
    const close = (): ReturnType<MemoryMetrics['close']> => {
      isClosed = true;
      return closeInner();
    };
    const exposition = expositionOf(metrics, () => isClosed);
    return { metrics: Object.assign(metrics, { exposition, close }), samples: async () => metrics.snapshots.read() };
  },
};
