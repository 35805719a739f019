import { randomUUID } from 'node:crypto';
import {
  createTestClock,
  type JobQueueHarness,
  type JobQueueHarnessOptions,
  type JobQueueUnderTest,
  type QueueSuiteJobs,
} from '@infra/conformance';
import { unwrap, type Clock } from '@infra/core';
import type { Cluster, Redis } from 'ioredis';
import type { BullmqQueue, BullmqQueueOptions } from '../src/index.js';
import { forgetLeases, shiftableDate, wakeWorkers } from './stored.js';

type Settings = Omit<BullmqQueueOptions<QueueSuiteJobs>, 'url' | 'connection' | 'client'>;

/** A way to Redis of one queue's own, so that one can be cut off as a killed process is. */
export interface Lane {
  create(settings: Settings): BullmqQueue<QueueSuiteJobs, Redis | Cluster>;
  /** From now on nothing reaches Redis. */
  cutOff(): Promise<void>;
  /** Once the queue is closed. */
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** The first part of all keys. */
  readonly run: string;
  openLane(): Promise<Lane>;
  /** Raw clients: the suite's eyes, independent of the adapter, one for each node. Asked for when they are needed. */
  raw(): readonly Redis[];
  unreachable(): Promise<JobQueueUnderTest>;
}

interface Made {
  readonly queue: JobQueueUnderTest;
  readonly lane: Lane;
  readonly name: string;
  readonly options: JobQueueHarnessOptions;
}

const wall = shiftableDate();

export function bullmqHarness({ run, openLane, raw, unreachable }: HarnessOptions): JobQueueHarness {
  const clock = createTestClock();
  const live: Clock = { ...clock, now: () => new Date() };
  const made = new Map<JobQueueUnderTest, Made>();

  async function open(name: string, options: JobQueueHarnessOptions): Promise<JobQueueUnderTest> {
    const lane = await openLane();
    const settings = { name, namespace: run, leaseMs: 1_000, timeoutMs: 5_000, clock: live };
    const queue = lane.create({ ...options, ...settings });
    const closing: JobQueueUnderTest = {
      ...queue,
      close: async (io) => {
        const closed = await queue.close(io);
        await lane.close();
        return closed;
      },
      [Symbol.asyncDispose]: async () => {
        await queue[Symbol.asyncDispose]();
        await lane.close();
      },
    };
    made.set(closing, { queue, lane, name, options });
    return closing;
  }

  function own(queue: JobQueueUnderTest): Made {
    const found = made.get(queue);
    if (found === undefined) throw new Error('a queue of another harness');
    return found;
  }

  return {
    make: async (options = {}) => open(randomUUID(), options),
    advance: async (ms) => {
      wall.advance(ms);
      clock.advance(ms);
      for (const client of raw()) await wakeWorkers(client, run);
    },
    reopen: async (queue) => open(own(queue).name, own(queue).options),
    crash: async (queue) => {
      const { queue: doomed, lane, name } = own(queue);
      await lane.cutOff();
      unwrap(await doomed.close({ deadlineMs: 0 }));
      await lane.close();
      for (const client of raw()) await forgetLeases(client, `${run}:${name}`);
    },
    unreachable,
  };
}
