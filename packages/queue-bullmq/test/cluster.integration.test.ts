import { randomUUID } from 'node:crypto';
import { jobQueueSuite, runConformance, type QueueSuiteJobs } from '@infra/conformance';
import { ok, unwrap, type CloseOptions, type InfraError, type JobType } from '@infra/core';
import { createTcpProxy, freePort, startRedisCluster, type RedisCluster, type TcpProxy } from '@tooling/servers';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBullmqQueue, type BullmqQueue } from '../src/index.js';
import { bullmqHarness, type Lane } from './harness.js';

const run = `conformance-${randomUUID()}`;
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
  const cutOff = async (): Promise<void> => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  };
  return {
    create: (settings) => createBullmqQueue<QueueSuiteJobs>({ ...settings, client }),
    cutOff,
    close: async () => {
      client.disconnect();
      await cutOff();
    },
  };
}

describe('in a Redis Cluster', () => {
  const unreachable = async () => {
    const client = new Cluster([{ host: '127.0.0.1', port: await freePort() }]);
    client.on('error', () => undefined);
    const queue = createBullmqQueue<QueueSuiteJobs>({ client, name: 'unreachable', timeoutMs: 500 });
    return {
      ...queue,
      close: (io?: CloseOptions) => {
        client.disconnect();
        return queue.close(io);
      },
      [Symbol.asyncDispose]: async () => {
        client.disconnect();
        await queue[Symbol.asyncDispose]();
      },
    };
  };
  runConformance(jobQueueSuite, bullmqHarness({ run, openLane, raw: () => raw, unreachable }), test);
});

interface Jobs {
  readonly work: JobType;
}

test('queues lie on different nodes, each with all its keys on one, and the client that was given stays open', async () => {
  const client = new Cluster([...servers.startupNodes]);
  const namespace = `nodes-${randomUUID()}`;
  const homes = new Set<number>();
  for (let index = 0; index < 12; index += 1) {
    const name = `q${String(index)}`;
    const queue = createBullmqQueue<Jobs>({ client, namespace, name });
    unwrap(await queue.process({ work: async (payload) => ok(payload) }));
    const job = unwrap(await queue.add('work', index));
    expect(await queue.result(job)).toEqual(ok(index));
    const withKeys = await Promise.all(
      raw.map(async (node) => (await node.keys(`{${namespace}:${name}}*`)).length > 0),
    );
    expect(withKeys.filter(Boolean)).toHaveLength(1);
    homes.add(withKeys.indexOf(true));
    unwrap(await queue.close());
  }
  expect(homes.size).toBe(3);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
});

test('with the node of a queue gone, its operations fail in time and those of others go on, until it is back', async () => {
  const client = new Cluster([...servers.startupNodes], { redisOptions: { maxRetriesPerRequest: 0 } });
  const namespace = `outage-${randomUUID()}`;
  const homes = new Map<number, BullmqQueue<Jobs, Cluster>>();
  for (let index = 0; homes.size < 2; index += 1) {
    const queue = createBullmqQueue<Jobs>({ client, namespace, name: `q${String(index)}`, timeoutMs: 500 });
    unwrap(await queue.add('work', 'before'));
    const withKeys = await Promise.all(
      raw.map(
        async (node) => (await node.dbsize()) > 0 && (await node.keys(`{${namespace}:q${String(index)}}*`)).length > 0,
      ),
    );
    const home = withKeys.indexOf(true);
    if (homes.has(home)) unwrap(await queue.close());
    else homes.set(home, queue);
  }
  const [[home, gone], [, here]] = [...homes] as [
    [number, BullmqQueue<Jobs, Cluster>],
    [number, BullmqQueue<Jobs, Cluster>],
  ];
  unwrap(await here.process({ work: async (payload) => ok(payload) }));
  expect(await here.result(unwrap(await here.add('work', 'ready')))).toEqual(ok('ready'));
  const node = servers.nodes[home];
  // Stopped, and not killed: connections stay open, and nothing is answered.
  node?.pause();
  try {
    const began = performance.now();
    const failed = await gone.add('work', 'during');
    expect(failed.ok ? '' : failed.error.code).toMatch(/timeout|unavailable/);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(unwrap(await gone.health()).status).toBe('down');
    expect(unwrap(await here.health()).status).toBe('up');
    // For longer than the nodes take to notice.
    for (let count = 0; performance.now() - began < 3_000; count += 1) {
      const job = unwrap(await here.add('work', count));
      expect(await here.result(job)).toEqual(ok(count));
    }
    expect((await gone.counts()).ok).toBe(false);
  } finally {
    node?.resume();
  }
  await expect.poll(async () => (await gone.counts()).ok, { timeout: 15_000 }).toBe(true);
  await expect.poll(async () => (await here.add('work', 'after')).ok, { timeout: 15_000 }).toBe(true);
  for (const queue of [gone, here]) unwrap(await queue.close());
  client.disconnect();
});

test('a client of one node is told that this is a cluster', async () => {
  const refusals: InfraError[] = [];
  for (const { url } of servers.nodes) {
    await using queue = createBullmqQueue<Jobs>({ url, name: 'alone' });
    const added = await queue.add('work', 1);
    if (!added.ok) refusals.push(added.error);
  }
  expect(refusals).toHaveLength(2);
  for (const error of refusals)
    expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('Cluster client') });
});
