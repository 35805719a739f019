import type { MetricsHarness } from '@infra/conformance';
import { createPrometheusMetrics } from '../src/index.js';
import { parseExposition } from './parse-exposition.js';

/** Read as prom-client itself renders its registry, past the adapter's own exposition. */
export const prometheusHarness: MetricsHarness = {
  parse: parseExposition,
  make: async (options) => {
    const metrics = createPrometheusMetrics(options);
    return { metrics, samples: async () => parseExposition(await metrics.native.metrics()) };
  },
};
