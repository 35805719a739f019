import type { ErrorTrackerHarness, MetricsHarness, TracerHarness } from '@infra/conformance';
import { createMemoryErrorTracker, createMemoryMetrics, createMemoryTracer } from '../src/index.js';

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

export const errorTrackerHarness: ErrorTrackerHarness = {
  make: async (options) => {
    const tracker = createMemoryErrorTracker(options);
    return { tracker, reports: async () => tracker.reports, raw: async () => JSON.stringify(tracker.reports) };
  },
};
