import {
  wrapJobQueues,
  type JobQueueHarness,
  type JobQueueHarnessOptions,
  type JobQueueUnderTest,
  type QueueSuiteJobs,
} from '@infra/conformance';
import type { AsyncResult, JobHandler, JobHandlers, JobOptions, JobRun, ProcessOptions } from '@infra/core';

export type Spoil = (harness: JobQueueHarness) => JobQueueHarness;

/** Operations that a wrong queue does in its own way; it gets the right one to do it with. */
export type QueueFaults = (inner: JobQueueUnderTest) => Partial<JobQueueUnderTest>;

export type Work = JobHandler<QueueSuiteJobs, 'work'>;

/** Spoils every queue that a harness makes. */
export function spoil(faults: QueueFaults): Spoil {
  return (harness) =>
    wrapJobQueues(harness, (inner) => ({
      ...inner,
      close: (io) => inner.close(io),
      [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
      ...faults(inner),
    }));
}

/** Spoils what a job is added with, alone or with others. */
export function spoilOptions(change: (options: JobOptions) => JobOptions): Spoil {
  return spoil((inner) => ({
    add: (name, payload, options = {}) => inner.add(name, payload, change(options)),
    addMany: (jobs, io) =>
      inner.addMany(
        jobs.map((job) => ({ ...job, ...change(job) })),
        io,
      ),
  }));
}

/** Spoils how a handler is run: it gets the right handler to run it with. */
export function spoilRuns(
  change: (handler: Work, payload: unknown, run: JobRun<'work'>) => AsyncResult<unknown>,
): Spoil {
  return spoil((inner) => ({
    process: (handlers, options) => {
      const work: Work = (payload, run) => change(handlers.work, payload, run);
      return inner.process({ ...handlers, work }, options);
    },
  }));
}

/** Spoils what a worker is made with. */
export function spoilWorkers(
  change: (handlers: JobHandlers<QueueSuiteJobs>, options: ProcessOptions) => ProcessOptions,
): Spoil {
  return spoil((inner) => ({
    process: (handlers, options = {}) => inner.process(handlers, change(handlers, options)),
  }));
}

/** Spoils what a queue is made with. */
export function spoilMaking(change: (options: JobQueueHarnessOptions) => JobQueueHarnessOptions): Spoil {
  return (harness) => ({ ...harness, make: (options = {}) => harness.make(change(options)) });
}
