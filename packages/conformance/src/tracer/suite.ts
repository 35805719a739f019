import type { ConformanceSuite } from '../suite.js';
import { activityCases } from './activity.js';
import { contentCases } from './content.js';
import type { TracerHarness } from './harness.js';
import { identityCases } from './identity.js';
import { lifecycleCases } from './lifecycle.js';
import { samplingCases } from './sampling.js';

export type { SpanEventRecord, SpanRecord, TracerHarness, TracerHarnessOptions, TracerUnderTest } from './harness.js';
export { wrapTracers } from './harness.js';

/** What every tracer promises: traces that hang together, within a process and across, and no harm to the code that is traced. */
export const tracerSuite: ConformanceSuite<TracerHarness> = {
  port: 'tracer',
  cases: [...identityCases, ...samplingCases, ...contentCases, ...activityCases, ...lifecycleCases],
};
