import { randomUUID } from 'node:crypto';
import {
  neutralLayers,
  rateLimiterSuite,
  runConformance,
  wrapRateLimiters,
  type RateLimiterHarness,
} from '@infra/conformance';
import type { RateLimiter } from '@infra/core';
import { decorate, rateLimiterSpec } from '@infra/layers';
import { freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { createRedisRateLimiter, type RedisRateLimiterOptions } from '../src/index.js';
import { advanceStored } from './stored.js';

const { url } = testRedis();
/** The raw client: the suite's eyes, independent of the adapter. */
const raw = new Redis(url);
const run = `conformance-${randomUUID()}`;
const prefixes = new Map<RateLimiter, string>();

async function keysOfThisRun(): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const batch of raw.scanStream({ match: `${run}*`, count: 1_000 })) keys.push(...(batch as string[]));
  return keys;
}

function harnessFor(connect: () => Pick<RedisRateLimiterOptions, 'url' | 'client'>): RateLimiterHarness {
  function open(namespace: string, options: Parameters<RateLimiterHarness['make']>[0]) {
    const limiter = createRedisRateLimiter({ ...connect(), ...options, namespace, whenUnavailable: 'fail' });
    prefixes.set(limiter, `${namespace}:${String(options.limit)}/${String(options.windowMs)}:`);
    return limiter;
  }
  return {
    make: async (options) => open(`${run}-${randomUUID()}`, options),
    makePair: async (options) => {
      const namespace = `${run}-${randomUUID()}`;
      return [open(namespace, options), open(namespace, options)];
    },
    advance: async (ms) => advanceStored(raw, await keysOfThisRun(), ms),
    peek: async (limiter, key) => (await raw.get(`${prefixes.get(limiter) ?? ''}${key}`)) ?? undefined,
    unreachable: async (options) =>
      createRedisRateLimiter({ ...options, url: `redis://127.0.0.1:${String(await freePort())}`, timeoutMs: 500 }),
  };
}

afterAll(async () => {
  const keys = await keysOfThisRun();
  if (keys.length > 0) await raw.unlink(...keys);
  await raw.quit();
});

describe('with a connection of its own', () => {
  runConformance(
    rateLimiterSuite,
    harnessFor(() => ({ url })),
    test,
  );
});

describe('decorated', () => {
  const harness = harnessFor(() => ({ url }));
  runConformance(
    rateLimiterSuite,
    wrapRateLimiters(harness, (limiter) => decorate(limiter, rateLimiterSpec, ...neutralLayers())),
    test,
  );
});

describe('with a client that it was given', () => {
  const client = new Redis(url, { lazyConnect: true });
  afterAll(() => client.quit());
  runConformance(
    rateLimiterSuite,
    harnessFor(() => ({ client })),
    test,
  );
});
