import type { MetricsHarness, TracerHarness } from '@infra/conformance';
import { createMemoryMetrics, createMemoryTracer } from '../src/index.js';

/** Read where a test author reads. */
export const metricsHarness: MetricsHarness = {
  snapshots: true,
  make: async (options) => {
    const metrics = createMemoryMetrics(options);
    return { metrics, samples: async () => metrics.snapshots.read() };
  },
};

export const tracerHarness: TracerHarness = {
  make: async (options) => {
    const tracer = createMemoryTracer(options);
    return { tracer, spans: async () => tracer.spans, raw: async () => JSON.stringify(tracer.spans) };
  },
};
