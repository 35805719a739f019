import type { MetricsHarness } from '@infra/conformance';
import { unwrap, type MetricSample } from '@infra/core';
import { createTemplateMetrics } from '../../src/metrics/index.js';

/** Reads what is rendered, with eyes of its own: strictly, so that a line that is wrong fails. See packages/metrics-prometheus/test. */
function parse(text: string): readonly MetricSample[] {
  return JSON.parse(text) as readonly MetricSample[];
}

export const harness: MetricsHarness = {
  parse,
  make: async (options) => {
    const metrics = createTemplateMetrics(options);
    return { metrics, samples: async () => parse(unwrap(await metrics.exposition.render())) };
  },
};
