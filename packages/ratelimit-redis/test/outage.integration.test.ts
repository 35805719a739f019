import { unwrap, type AsyncResult, type InfraError, type RateLimitDecision, type Result } from '@infra/core';
import { createTcpProxy, redisOutages, startRedis, type RedisServer, type TcpProxy } from '@tooling/servers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRedisRateLimiter, type RedisRateLimiter } from '../src/index.js';

/** The promises, with room for two busy cores: what is measured is the order of magnitude, not the machine. */
const TIMEOUT_MS = 300;
const SETTLES_MS = TIMEOUT_MS + 700;
const AT_ONCE_MS = 50;
const RECOVERS_MS = 3_000;

const POLICIES = ['allow', 'deny', 'fail'] as const;
type Policy = (typeof POLICIES)[number];

let server: RedisServer;
let proxy: TcpProxy;
let limiters: Readonly<Record<Policy, RedisRateLimiter>>;
const reported: InfraError[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

function create(whenUnavailable: Policy): RedisRateLimiter {
  return createRedisRateLimiter({
    url: `redis://127.0.0.1:${String(proxy.port)}`,
    namespace: whenUnavailable,
    limit: 1_000,
    windowMs: 3_600_000,
    whenUnavailable,
    timeoutMs: TIMEOUT_MS,
    onError: (error) => reported.push(error),
  });
}

beforeEach(async () => {
  proxy = await createTcpProxy({ port: server.port });
  limiters = { allow: create('allow'), deny: create('deny'), fail: create('fail') };
  for (const policy of POLICIES) expectVerified(await limiters[policy].consume('k'));
  reported.length = 0;
});
afterEach(async () => {
  for (const policy of POLICIES) unwrap(await limiters[policy].close({ deadlineMs: 500 }));
  await proxy.close();
});

interface Timed<T> {
  readonly result: Result<T>;
  readonly ms: number;
}

async function timed<T>(work: AsyncResult<T>): Promise<Timed<T>> {
  const started = performance.now();
  const result = await work;
  return { result, ms: performance.now() - started };
}

function expectVerified(decision: Result<RateLimitDecision>): void {
  expect(unwrap(decision)).toMatchObject({ allowed: true, limit: 1_000 });
  expect(unwrap(decision).unverified).toBeUndefined();
}

/** All policies at once, several calls each, and that they answer as they were told. */
async function expectPolicies(withinMs: number): Promise<void> {
  const answers = POLICIES.flatMap((policy) =>
    Array.from({ length: 5 }, async () => ({ policy, ...(await timed(limiters[policy].consume('k'))) })),
  );
  for (const { policy, result, ms } of await Promise.all(answers)) {
    expect(ms).toBeLessThan(withinMs);
    if (policy === 'fail') expect(result.ok ? 'ok' : result.error.code).toMatch(/unavailable|timeout/);
    else expect(unwrap(result)).toMatchObject({ allowed: policy === 'allow', unverified: true, limit: 1_000 });
  }
  const { result } = await timed(limiters.allow.reset('k'));
  expect(result.ok ? 'ok' : result.error.code).toMatch(/unavailable|timeout/);
}

async function expectRecovery(): Promise<void> {
  for (const policy of POLICIES) {
    await vi.waitFor(
      async () => {
        expectVerified(await limiters[policy].consume('k'));
      },
      { timeout: RECOVERS_MS, interval: 10 },
    );
    expect(unwrap(await limiters[policy].health()).status).toBe('up');
  }
}

/** Ways to lose Redis: with each, calls settle in time, then at once, then work again by themselves. */
const OUTAGES = redisOutages(
  () => server,
  () => proxy,
);

describe.each(OUTAGES)('when %s', (_name, begin, end) => {
  test('every policy answers in time, then at once, then Redis does again', async () => {
    await begin();
    await expectPolicies(SETTLES_MS);
    await expectPolicies(AT_ONCE_MS);
    expect(unwrap(await limiters.fail.health()).status).toBe('down');
    await end();
    await expectRecovery();
    const unverified = reported.filter(({ message }) => message.includes('until Redis answers again'));
    expect(unverified.map(({ message }) => /allows|denies/.exec(message)?.[0]).sort()).toEqual(['allows', 'denies']);
  });

  test('close returns within its deadline', async () => {
    await begin();
    void timed(limiters.deny.consume('k'));
    const { result, ms } = await timed(limiters.deny.close({ deadlineMs: 400 }));
    expect(result.ok).toBe(true);
    expect(ms).toBeLessThan(400 + 500);
    expect(await limiters.deny.consume('k')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await end();
    await using again = createRedisRateLimiter({ url: server.url, limit: 1, windowMs: 1_000, whenUnavailable: 'fail' });
    await vi.waitFor(async () => expect((await again.consume('k')).ok).toBe(true), { timeout: RECOVERS_MS });
  });
});

test('an aborted call settles at once although Redis does not answer, whatever the policy', async () => {
  proxy.blackHole();
  const controller = new AbortController();
  const waiting = POLICIES.map((policy) => timed(limiters[policy].consume('k', { signal: controller.signal })));
  controller.abort();
  for (const { result, ms } of await Promise.all(waiting)) {
    expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(ms).toBeLessThan(AT_ONCE_MS);
  }
});

test('a server without memory, and one that only reads, cannot count: the policy answers', async () => {
  const admin = new Redis(server.url);
  try {
    await admin.config('SET', 'maxmemory', '1');
    expect(unwrap(await limiters.allow.consume('k'))).toMatchObject({ allowed: true, unverified: true });
    await admin.config('SET', 'maxmemory', '0');
    await admin.replicaof('127.0.0.1', '1');
    expect(unwrap(await limiters.deny.consume('k'))).toMatchObject({ allowed: false, unverified: true });
    expect(await limiters.fail.consume('k')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  } finally {
    await admin.config('SET', 'maxmemory', '0');
    await admin.replicaof('NO', 'ONE');
    await admin.quit();
  }
  await expectRecovery();
});

test('a client that was given stays open and usable after close', async () => {
  const client = new Redis(server.url);
  const shared = createRedisRateLimiter({ client, limit: 1, windowMs: 1_000, whenUnavailable: 'fail' });
  expect((await shared.consume('k')).ok).toBe(true);
  expect(shared.native).toBe(client);
  unwrap(await shared.close());
  expect(await client.ping()).toBe('PONG');
  await client.quit();
});
