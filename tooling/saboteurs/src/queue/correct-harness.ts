import { createTestClock, type JobQueueHarness, type JobQueueUnderTest, type QueueSuiteJobs } from '@infra/conformance';
import { createMemoryQueue, type MemoryQueue } from '@infra/queue-memory';

/** A queue without fault, which saboteurs spoil. */
export function correctJobQueueHarness(): JobQueueHarness {
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
