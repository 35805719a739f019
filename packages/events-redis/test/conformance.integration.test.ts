import { randomUUID } from 'node:crypto';
import {
  createTestClock,
  eventBusSuite,
  neutralLayers,
  runConformance,
  wrapEventBuses,
  type EventBusHarness,
  type EventBusHarnessOptions,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from '@infra/conformance';
import { unwrap } from '@infra/core';
import { decorate, eventBusSpec } from '@infra/layers';
import { createTcpProxy, freePort, type TcpProxy } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { createRedisEventBus } from '../src/index.js';
import { advanceStored, everythingOf, keysOf, looseGrip } from './stored.js';

const { url } = testRedis();
/** The raw client: the suite's eyes, independent of the adapter. */
const raw = new Redis(url);
const run = `conformance-${randomUUID()}`;
const made = new WeakMap<EventBusUnderTest, { readonly namespace: string; readonly proxy: TcpProxy }>();
const proxies: TcpProxy[] = [];

function harness(): EventBusHarness {
  const clock = createTestClock();

  async function open(namespace: string, options: EventBusHarnessOptions = {}): Promise<EventBusUnderTest> {
    const proxy = await createTcpProxy({ port: Number(new URL(url).port) });
    proxies.push(proxy);
    const own = `redis://127.0.0.1:${String(proxy.port)}`;
    const bus = createRedisEventBus<EventSuiteEvents>({ ...options, url: own, namespace, pollMs: 20, clock });
    made.set(bus, { namespace, proxy });
    return bus;
  }
  const partsOf = (bus: EventBusUnderTest): { readonly namespace: string; readonly proxy: TcpProxy } => {
    const parts = made.get(bus);
    if (parts === undefined) throw new Error('a bus of another harness');
    return parts;
  };
  return {
    make: (options) => open(`${run}-${randomUUID()}`, options),
    advance: async (ms) => {
      await advanceStored(raw, await keysOf(raw, run), ms);
      clock.advance(ms);
    },
    reopen: (bus) => open(partsOf(bus).namespace),
    crash: async (bus) => {
      partsOf(bus).proxy.refuse();
      unwrap(await bus.close({ deadlineMs: 0 }));
      await looseGrip(raw, await keysOf(raw, partsOf(bus).namespace));
    },
    peek: async (bus) => everythingOf(raw, await keysOf(raw, partsOf(bus).namespace)),
    unreachable: async () =>
      createRedisEventBus<EventSuiteEvents>({ url: `redis://127.0.0.1:${String(await freePort())}`, timeoutMs: 500 }),
    ordered: true,
    history: true,
  };
}

afterAll(async () => {
  const keys = await keysOf(raw, run);
  if (keys.length > 0) await raw.unlink(...keys);
  await raw.quit();
  await Promise.all(proxies.map((proxy) => proxy.close()));
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
