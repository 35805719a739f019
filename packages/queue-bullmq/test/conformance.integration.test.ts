import { randomUUID } from 'node:crypto';
import {
  createTestClock,
  jobQueueSuite,
  neutralLayers,
  runConformance,
  wrapJobQueues,
  type JobQueueHarness,
  type JobQueueHarnessOptions,
  type JobQueueUnderTest,
  type QueueSuiteJobs,
} from '@infra/conformance';
import { unwrap, type Clock } from '@infra/core';
import { decorate, jobQueueSpec } from '@infra/layers';
import { createTcpProxy, freePort, type TcpProxy } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { createBullmqQueue, type BullmqQueue } from '../src/index.js';
import { forgetLeases, shiftableDate, wakeWorkers } from './stored.js';

const { url } = testRedis();
/** The raw client: the suite's eyes, independent of the adapter. */
const raw = new Redis(url);
const wall = shiftableDate();
const run = `conformance-${randomUUID()}`;

interface Made {
  readonly queue: BullmqQueue<QueueSuiteJobs>;
  readonly proxy: TcpProxy;
  readonly name: string;
  readonly options: JobQueueHarnessOptions;
}

function harness(): JobQueueHarness {
  const clock = createTestClock();
  const live: Clock = { ...clock, now: () => new Date() };
  const made = new Map<JobQueueUnderTest, Made>();

  async function open(name: string, options: JobQueueHarnessOptions): Promise<JobQueueUnderTest> {
    const { port } = new URL(url);
    // Each behind a proxy of its own, so that one can be cut off as a killed process is.
    const proxy = await createTcpProxy({ host: '127.0.0.1', port: Number(port) });
    const target = new URL(url);
    target.port = String(proxy.port);
    const queue = createBullmqQueue<QueueSuiteJobs>({
      ...options,
      url: target.href,
      name,
      namespace: run,
      leaseMs: 1_000,
      timeoutMs: 5_000,
      clock: live,
    });
    const closing: JobQueueUnderTest = {
      ...queue,
      close: async (io) => {
        const closed = await queue.close(io);
        await proxy.close();
        return closed;
      },
      [Symbol.asyncDispose]: async () => {
        await queue[Symbol.asyncDispose]();
        await proxy.close();
      },
    };
    made.set(closing, { queue, proxy, name, options });
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
      await wakeWorkers(raw, run);
    },
    reopen: async (queue) => open(own(queue).name, own(queue).options),
    crash: async (queue) => {
      const { proxy, name } = own(queue);
      await proxy.close();
      unwrap(await own(queue).queue.close({ deadlineMs: 0 }));
      await forgetLeases(raw, `${run}:${name}`);
    },
    unreachable: async () =>
      createBullmqQueue<QueueSuiteJobs>({
        url: `redis://127.0.0.1:${String(await freePort())}`,
        name: 'unreachable',
        timeoutMs: 500,
      }),
  };
}

afterAll(async () => {
  for await (const keys of raw.scanStream({ match: `{${run}*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await raw.unlink(...(keys as string[]));
  }
  await raw.quit();
});

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
