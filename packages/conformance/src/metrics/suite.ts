import type { ConformanceSuite } from '../suite.js';
import { capCases } from './caps.js';
import { countingCases } from './counting.js';
import { distributionCases } from './distributions.js';
import type { MetricsHarness } from './harness.js';
import { lifecycleCases } from './lifecycle.js';
import { readingCases } from './reading.js';
import { refusalCases } from './refusals.js';

export type { MetricsHarness, MetricsHarnessOptions, MetricsUnderTest } from './harness.js';
export { wrapMetrics } from './harness.js';

/** What all metrics promise: right numbers, bounded series, and no harm to the code that is measured. */
export const metricsSuite: ConformanceSuite<MetricsHarness> = {
  port: 'metrics',
  cases: [...countingCases, ...distributionCases, ...refusalCases, ...capCases, ...readingCases, ...lifecycleCases],
};
