import { randomUUID } from 'node:crypto';
import { eventBusSuite, runConformance, type EventSuiteEvents } from '@infra/conformance';
import { ok, unwrap, type CloseOptions, type InfraError } from '@infra/core';
import { createTcpProxy, freePort, startRedisCluster, type RedisCluster, type TcpProxy } from '@tooling/servers';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedisEventBus, type RedisEventBus } from '../src/index.js';
import { redisHarness, type Lane } from './harness.js';
import { keysOf } from './stored.js';

let servers: RedisCluster;
/** Each node by itself. */
let raw: readonly Redis[] = [];

beforeAll(async () => {
  // Otherwise a node that is stopped for longer than two seconds has all of them refuse all work.
  servers = await startRedisCluster({ args: ['--cluster-require-full-coverage', 'no'] });
  raw = servers.nodes.map(({ url }) => new Redis(url));
});
afterAll(async () => {
  for (const client of raw) client.disconnect();
  await servers.close();
});

/** A client that reaches every node through a proxy of its own. */
async function openLane(): Promise<Lane> {
  const proxies: TcpProxy[] = [];
  const natMap: Record<string, { readonly host: string; readonly port: number }> = {};
  for (const { host, port } of servers.nodes) {
    const proxy = await createTcpProxy({ host, port });
    proxies.push(proxy);
    natMap[`${host}:${String(port)}`] = { host: '127.0.0.1', port: proxy.port };
  }
  const client = new Cluster(Object.values(natMap), { natMap, redisOptions: { maxRetriesPerRequest: 0 } });
  client.on('error', () => undefined);
  return {
    create: (settings) => createRedisEventBus<EventSuiteEvents>({ ...settings, client }),
    cutOff: () => {
      for (const proxy of proxies) proxy.refuse();
    },
    close: async () => {
      client.disconnect();
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

describe('in a Redis Cluster', () => {
  const unreachable = async () => {
    const client = new Cluster([{ host: '127.0.0.1', port: await freePort() }]);
    client.on('error', () => undefined);
    const bus = createRedisEventBus<EventSuiteEvents>({ client, timeoutMs: 500 });
    return {
      ...bus,
      close: (io?: CloseOptions) => {
        client.disconnect();
        return bus.close(io);
      },
      [Symbol.asyncDispose]: async () => {
        client.disconnect();
        await bus[Symbol.asyncDispose]();
      },
    };
  };
  const run = `conformance-${randomUUID()}`;
  runConformance(eventBusSuite, redisHarness({ run, openLane, raw: () => raw, unreachable }), test);
});

interface Events {
  readonly tick: number;
}

interface Homed {
  readonly bus: RedisEventBus<Events, Cluster>;
  readonly home: number;
  readonly seen: number[];
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 20_000, interval: 10 }).toBe(true);
}

/** A bus with a subscriber that has been used, and the one node that has all its keys. */
async function openHomed(client: Cluster, namespace: string, timeoutMs = 1_000): Promise<Homed> {
  const bus = createRedisEventBus<Events>({ client, namespace, timeoutMs, pollMs: 20 });
  const seen: number[] = [];
  const handler = async ({ data }: { readonly data: number }) => {
    seen.push(data);
    return ok();
  };
  unwrap(await bus.subscribe('tick', handler, { group: 'g', concurrency: 10 }));
  unwrap(await bus.publish('tick', 0, { id: 'first' }));
  await until(() => seen.length === 1);
  const withKeys = await Promise.all(raw.map(async (node) => (await keysOf(node, `${namespace}:`)).length > 0));
  expect(withKeys.filter(Boolean)).toHaveLength(1);
  return { bus, home: withKeys.indexOf(true), seen };
}

test('buses lie on different nodes, each with all its keys on one, with order and history, and the client stays open', async () => {
  const client = new Cluster([...servers.startupNodes]);
  const run = randomUUID();
  const homes = new Set<number>();
  for (let index = 0; index < 12; index += 1) {
    const { bus, home, seen } = await openHomed(client, `nodes-${run}-${String(index)}`);
    const data = Array.from({ length: 50 }, (_, place) => place + 1);
    unwrap(await bus.ordered.publishMany(data.map((one) => ({ key: 'k', type: 'tick', data: one }) as const)));
    await until(() => seen.length === 51);
    expect(seen).toEqual([0, ...data]);
    expect(unwrap(await bus.publish('tick', 0, { id: 'first' })).isDuplicate).toBe(true);
    const { items } = unwrap(await bus.history.list({ pattern: 'tick', limit: 100 }));
    expect(items.map((event) => event.data)).toEqual([0, ...data]);
    expect(unwrap(await bus.health()).status).toBe('up');
    homes.add(home);
    unwrap(await bus.close());
  }
  expect(homes.size).toBe(3);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
});

test('with the node of a bus stopped its operations fail in time, others go on meanwhile, and it goes on by itself after', async () => {
  const client = new Cluster([...servers.startupNodes], { redisOptions: { maxRetriesPerRequest: 0 } });
  const run = randomUUID();
  const byHome = new Map<number, Homed>();
  for (let index = 0; byHome.size < 2; index += 1) {
    const homed = await openHomed(client, `outage-${run}-${String(index)}`, 500);
    if (byHome.has(homed.home)) unwrap(await homed.bus.close());
    else byHome.set(homed.home, homed);
  }
  const [gone, here] = [...byHome.values()] as [Homed, Homed];
  const node = servers.nodes[gone.home];
  // Stopped, and not killed: connections stay open, and nothing is answered.
  node?.pause();
  try {
    const began = performance.now();
    const failed = await gone.bus.publish('tick', 1);
    expect(failed.ok ? '' : failed.error.code).toMatch(/timeout|unavailable/);
    expect(performance.now() - began).toBeLessThan(1_500);
    // Longer than a read and its time-out, and than the nodes take to notice.
    for (let data = 1; performance.now() - began < 4_000; data += 1) {
      unwrap(await here.bus.publish('tick', data));
      await until(() => here.seen.at(-1) === data);
      // Every time: it is its own node that is asked, and not any.
      expect(unwrap(await gone.bus.health()).status).toBe('down');
    }
    expect(unwrap(await here.bus.health()).status).toBe('up');
    const joined: number[] = [];
    const handler = async ({ data }: { readonly data: number }) => {
      joined.push(data);
      return ok();
    };
    unwrap(await here.bus.subscribe('tick', handler, { group: 'new' }));
    unwrap(await here.bus.publish('tick', -1));
    await until(() => joined.includes(-1));
    const late = await gone.bus.publish('tick', 2);
    expect(late.ok ? '' : late.error.code).toMatch(/timeout|unavailable/);
  } finally {
    node?.resume();
  }
  await until(async () => (await gone.bus.publish('tick', 3)).ok);
  await until(() => gone.seen.includes(3));
  expect(unwrap(await gone.bus.health()).status).toBe('up');
  for (const { bus } of [gone, here]) unwrap(await bus.close());
  client.disconnect();
});

test('a client of one node is told that this is a cluster', async () => {
  const refusals: InfraError[] = [];
  for (const { url } of servers.nodes) {
    await using bus = createRedisEventBus<Events>({ url, namespace: 'alone' });
    const published = await bus.publish('tick', 1);
    const subscribed = await bus.subscribe('tick', async () => ok(), { group: 'g' });
    expect(subscribed.ok).toBe(published.ok);
    for (const result of [published, subscribed]) if (!result.ok) refusals.push(result.error);
  }
  expect(refusals).toHaveLength(4);
  for (const error of refusals)
    expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('Cluster client') });
});
