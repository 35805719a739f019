import type { ConformanceSuite } from '../suite.js';
import { addingCases } from './adding.js';
import { deadLetterCases } from './dead-letters.js';
import { failingCases } from './failing.js';
import type { JobQueueHarness } from './harness.js';
import { lifecycleCases, survivalCases } from './lifecycle.js';
import { lookingCases } from './looking.js';
import { orderCases } from './order.js';
import { scheduleCases } from './schedules.js';

export type { JobQueueHarness, JobQueueHarnessOptions, JobQueueUnderTest, QueueSuiteJobs } from './harness.js';
export { wrapJobQueues } from './harness.js';

/** Every promise of the `JobQueue` port. */
export const jobQueueSuite: ConformanceSuite<JobQueueHarness> = {
  port: 'queue',
  cases: [
    ...addingCases,
    ...orderCases,
    ...failingCases,
    ...deadLetterCases,
    ...lookingCases,
    ...scheduleCases,
    ...lifecycleCases,
    ...survivalCases,
  ],
};
