import { randomUUID } from 'node:crypto';
import {
  eventBusSuite,
  neutralLayers,
  runConformance,
  wrapEventBuses,
  type EventBusHarness,
  type EventSuiteEvents,
} from '@infra/conformance';
import { decorate, eventBusSpec } from '@infra/layers';
import { createTcpProxy, freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { redisHarness, type Lane } from './harness.js';
import { createRedisEventBus } from '../src/index.js';
import { keysOf } from './stored.js';

const { url } = testRedis();
/** The raw client: the suite's eyes, independent of the adapter. */
const raw = new Redis(url);
const run = `conformance-${randomUUID()}`;

async function openLane(): Promise<Lane> {
  const proxy = await createTcpProxy({ port: Number(new URL(url).port) });
  const own = `redis://127.0.0.1:${String(proxy.port)}`;
  return {
    create: (settings) => createRedisEventBus<EventSuiteEvents>({ ...settings, url: own }),
    cutOff: () => proxy.refuse(),
    close: () => proxy.close(),
  };
}

function harness(): EventBusHarness {
  const unreachable = async () =>
    createRedisEventBus<EventSuiteEvents>({ url: `redis://127.0.0.1:${String(await freePort())}`, timeoutMs: 500 });
  return redisHarness({ run, openLane, raw: () => [raw], unreachable });
}

afterAll(async () => {
  const keys = await keysOf(raw, run);
  if (keys.length > 0) await raw.unlink(...keys);
  await raw.quit();
});

describe('with connections of its own', () => {
  runConformance(eventBusSuite, harness(), test);
});

describe('decorated', () => {
  runConformance(
    eventBusSuite,
    wrapEventBuses(harness(), (bus) => decorate(bus, eventBusSpec, ...neutralLayers())),
    test,
  );
});
