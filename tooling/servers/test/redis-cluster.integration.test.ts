import { existsSync } from 'node:fs';
import { Cluster } from 'ioredis';
import { expect, test } from 'vitest';
import { startRedisCluster } from '../src/index.js';
import { isRunning } from './support/processes.js';
import { redisClient } from './support/redis-client.js';

test('three masters on loopback share the slots, and a client finds each key’s', async () => {
  await using servers = await startRedisCluster();
  const cluster = new Cluster([...servers.startupNodes]);
  const seen = new Set<number>();
  for (let key = 0; key < 100; key += 1) {
    await cluster.set(`key-${String(key)}`, key);
    expect(await cluster.get(`key-${String(key)}`)).toBe(String(key));
  }
  for (const { url, port } of servers.nodes) {
    const node = redisClient(url);
    if ((await node.dbsize()) > 0) seen.add(port);
    expect(String(await node.call('CLUSTER', 'INFO'))).toContain('cluster_slots_ok:16384');
    expect(await node.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    node.disconnect();
  }
  expect(seen.size).toBe(3);
  cluster.disconnect();
});

test('a node that was killed and restarted is part of it again', async () => {
  await using servers = await startRedisCluster();
  const [first] = servers.nodes;
  await first?.restart();
  const cluster = new Cluster([...servers.startupNodes], { retryDelayOnClusterDown: 200, maxRedirections: 50 });
  for (let key = 0; key < 20; key += 1) await cluster.set(`key-${String(key)}`, key);
  cluster.disconnect();
});

test('close() ends all nodes, removes their files, and is idempotent', async () => {
  const servers = await startRedisCluster();
  const directories: string[] = [];
  for (const { url } of servers.nodes) {
    const node = redisClient(url);
    directories.push(String((await node.config('GET', 'dir'))[1]));
    node.disconnect();
  }
  await Promise.all([servers.close(), servers.close()]);
  expect(servers.nodes.map(({ pid }) => isRunning(pid))).toEqual([false, false, false]);
  expect(directories.map((directory) => existsSync(directory))).toEqual([false, false, false]);
});

test('nodes that do not start leave none behind', async () => {
  await expect(startRedisCluster({ args: ['--no-such-option', '1'] })).rejects.toThrow('did not start');
});
