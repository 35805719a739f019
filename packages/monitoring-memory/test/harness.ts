import type { MetricsHarness } from '@infra/conformance';
import { createMemoryMetrics } from '../src/index.js';

/** Read where a test author reads. */
export const metricsHarness: MetricsHarness = {
  snapshots: true,
  make: async (options) => {
    const metrics = createMemoryMetrics(options);
    return { metrics, samples: async () => metrics.snapshots.read() };
  },
};
