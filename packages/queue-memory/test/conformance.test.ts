import {
  createTestClock,
  jobQueueSuite,
  neutralLayers,
  runConformance,
  wrapJobQueues,
  type JobQueueHarness,
  type JobQueueUnderTest,
  type QueueSuiteJobs,
} from '@infra/conformance';
import { decorate, jobQueueSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { createMemoryQueue, type MemoryQueue } from '../src/index.js';

function harness(): JobQueueHarness {
  const clock = createTestClock();
  const made = new WeakMap<JobQueueUnderTest, MemoryQueue<QueueSuiteJobs>>();
  const known = (queue: MemoryQueue<QueueSuiteJobs>): JobQueueUnderTest => {
    made.set(queue, queue);
    return queue;
  };
  const own = (queue: JobQueueUnderTest): MemoryQueue<QueueSuiteJobs> => {
    const found = made.get(queue);
    if (found === undefined) throw new Error('a queue of another harness');
    return found;
  };
  return {
    make: async (options) => known(createMemoryQueue<QueueSuiteJobs>({ ...options, clock })),
    advance: async (ms) => clock.advance(ms),
    reopen: async (queue) => known(own(queue).reopen()),
    crash: async (queue) => own(queue).kill(),
  };
}

describe('bare', () => {
  runConformance(jobQueueSuite, harness(), test);
});

describe('decorated', () => {
  runConformance(
    jobQueueSuite,
    wrapJobQueues(harness(), (queue) => decorate(queue, jobQueueSpec, ...neutralLayers())),
    test,
  );
});
