import { randomUUID } from 'node:crypto';
import {
  jobQueueSuite,
  neutralLayers,
  runConformance,
  wrapJobQueues,
  type JobQueueHarness,
  type QueueSuiteJobs,
} from '@infra/conformance';
import { decorate, jobQueueSpec } from '@infra/layers';
import { createTcpProxy, freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { createBullmqQueue } from '../src/index.js';
import { bullmqHarness, type Lane } from './harness.js';

const { url } = testRedis();
const raw = new Redis(url);
const run = `conformance-${randomUUID()}`;

async function openLane(): Promise<Lane> {
  const proxy = await createTcpProxy({ host: '127.0.0.1', port: Number(new URL(url).port) });
  const target = new URL(url);
  target.port = String(proxy.port);
  return {
    create: (settings) => createBullmqQueue<QueueSuiteJobs>({ ...settings, url: target.href }),
    cutOff: () => proxy.close(),
    close: () => proxy.close(),
  };
}

const harness = (): JobQueueHarness =>
  bullmqHarness({
    run,
    openLane,
    raw: () => [raw],
    unreachable: async () => {
      const nowhere = `redis://127.0.0.1:${String(await freePort())}`;
      return createBullmqQueue<QueueSuiteJobs>({ url: nowhere, name: 'unreachable', timeoutMs: 500 });
    },
  });

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
