import { randomUUID } from 'node:crypto';
import {
  cacheSuite,
  neutralLayers,
  runConformance,
  wrapCaches,
  type CacheHarness,
  type CacheHarnessOptions,
} from '@infra/conformance';
import type { Cache } from '@infra/core';
import { cacheSpec, decorate } from '@infra/layers';
import { freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { createRedisCache, type RedisCache, type RedisCacheOptions } from '../src/index.js';

const { url } = testRedis();
/** The raw client: the suite's eyes, independent of the adapter. */
const raw = new Redis(url);
const run = `conformance-${randomUUID()}`;
const namespaces = new Map<Cache, string>();

async function keysOfThisRun(): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const batch of raw.scanStream({ match: `${run}*`, count: 1_000 })) keys.push(...(batch as string[]));
  return keys;
}

/** Lowers the remaining life of every key, as if the time had passed. */
async function advance(ms: number): Promise<void> {
  const keys = await keysOfThisRun();
  await Promise.all(
    keys.map(async (key) => {
      const left = await raw.pttl(key);
      if (left < 0) return;
      if (left <= ms) await raw.del(key);
      else await raw.pexpire(key, left - ms);
    }),
  );
}

function harnessFor(connect: () => Pick<RedisCacheOptions, 'url' | 'client'>): CacheHarness {
  function open(namespace: string, options: CacheHarnessOptions = {}): RedisCache {
    const cache = createRedisCache({ ...connect(), ...options, namespace });
    namespaces.set(cache, namespace);
    return cache;
  }
  return {
    make: async (options) => open(`${run}-${randomUUID()}`, options),
    makePair: async (options) => {
      const namespace = `${run}-${randomUUID()}`;
      return [open(namespace, options), open(namespace, options)];
    },
    advance,
    peek: async (cache, key) => (await raw.get(`${namespaces.get(cache) ?? ''}::${key}`)) ?? undefined,
    plant: async (cache, key, bytes) => {
      await raw.set(`${namespaces.get(cache) ?? ''}::${key}`, bytes);
    },
    unreachable: async (options) =>
      createRedisCache({ ...options, url: `redis://127.0.0.1:${String(await freePort())}`, timeoutMs: 500 }),
  };
}

afterAll(async () => {
  const keys = await keysOfThisRun();
  if (keys.length > 0) await raw.unlink(...keys);
  await raw.quit();
});

describe('with a connection of its own', () => {
  runConformance(
    cacheSuite,
    harnessFor(() => ({ url })),
    test,
  );
});

describe('decorated', () => {
  const harness = harnessFor(() => ({ url }));
  runConformance(
    cacheSuite,
    wrapCaches(harness, (cache) => decorate(cache, cacheSpec, ...neutralLayers())),
    test,
  );
});

describe('with a client that it was given', () => {
  const client = new Redis(url, { lazyConnect: true });
  afterAll(() => client.quit());
  runConformance(
    cacheSuite,
    harnessFor(() => ({ client })),
    test,
  );
});
