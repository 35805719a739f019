import { ok, type InfraError, type Result, unwrap } from '@infra/core';
import { createTcpProxy, startRedis } from '@tooling/servers';
import { createRedisCache, type RedisCache } from '../src/index.js';

export interface ChaosReport {
  /** Operations that settled. */
  readonly operations: number;
  readonly failures: number;
  readonly faults: number;
  /** Reads of a stored value that was out of date when it was read: must stay 0. */
  readonly stale: number;
  /** The longest that any operation took, in milliseconds. */
  readonly slowestMs: number;
  /** Failures whose code a dead backend does not explain. */
  readonly unexplained: readonly InfraError[];
  /** Whether both caches worked again in the end. */
  readonly recovered: boolean;
}

const KEYS = ['a', 'b', 'c'];

/** A small generator of random numbers (mulberry32), so that a run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Two caches on one Redis, as two processes have them, while the network and the server break at random. A writer raises
 * a version at the source and then invalidates it; readers load and read. Whatever breaks, a read must never show a
 * version older than the last one whose invalidation was confirmed before the read began.
 */
export async function runChaos(durationMs: number, timeoutMs: number, seed: number): Promise<ChaosReport> {
  const random = randomFrom(seed);
  await using server = await startRedis();
  await using proxy = await createTcpProxy({ port: server.port });
  const url = `redis://127.0.0.1:${String(proxy.port)}`;
  await using first = createRedisCache({ url, timeoutMs, loadLockMs: 500 });
  await using second = createRedisCache({ url: server.url, timeoutMs, loadLockMs: 500 });
  const caches: readonly RedisCache[] = [first, second];

  const source = new Map(KEYS.map((key) => [key, 0]));
  const confirmed = new Map(KEYS.map((key) => [key, 0]));
  const unexplained: InfraError[] = [];
  let operations = 0;
  let failures = 0;
  let stale = 0;
  let slowestMs = 0;
  let faults = 0;
  const end = performance.now() + durationMs;
  const running = (): boolean => performance.now() < end;
  const pick = <T>(items: readonly T[], otherwise: T): T => items[Math.floor(random() * items.length)] ?? otherwise;

  async function run<T>(operation: () => Promise<Result<T>>): Promise<Result<T>> {
    const started = performance.now();
    const result = await operation();
    slowestMs = Math.max(slowestMs, performance.now() - started);
    operations += 1;
    if (!result.ok) {
      failures += 1;
      if (!['unavailable', 'timeout'].includes(result.error.code)) unexplained.push(result.error);
    }
    return result;
  }

  async function write(): Promise<void> {
    while (running()) {
      const key = pick(KEYS, 'a');
      const version = (source.get(key) ?? 0) + 1;
      source.set(key, version);
      const cache = pick(caches, first);
      const byTag = random() < 0.5;
      const invalidated = await run<unknown>(() => (byTag ? cache.invalidateTags([key]) : cache.delete(key)));
      if (invalidated.ok) confirmed.set(key, Math.max(confirmed.get(key) ?? 0, version));
      await pause(random() * 10);
    }
  }

  async function load(): Promise<void> {
    while (running()) {
      const key = pick(KEYS, 'a');
      const loader = async () => {
        const version = source.get(key) ?? 0;
        await pause(random() * 20);
        return ok(version);
      };
      const started = performance.now();
      unwrap(await pick(caches, first).getOrSet(key, loader, { tags: [key] }));
      operations += 1;
      // The loader's own time and the wait for a load elsewhere come on top of the cache's.
      slowestMs = Math.max(slowestMs, performance.now() - started - 100);
    }
  }

  async function read(): Promise<void> {
    while (running()) {
      const key = pick(KEYS, 'a');
      const least = confirmed.get(key) ?? 0;
      const found = await run(() => pick(caches, first).get(key));
      if (found.ok && found.value !== undefined && Number(found.value) < least) stale += 1;
      await pause(random() * 2);
    }
  }

  async function breakThings(): Promise<void> {
    const ways: readonly (() => Promise<void> | void)[] = [
      () => {
        proxy.cut();
      },
      async () => {
        proxy.blackHole();
        await pause(random() * 2 * timeoutMs);
      },
      async () => {
        proxy.refuse();
        await pause(random() * timeoutMs);
      },
      () => {
        proxy.dropAfter(Math.ceil(random() * 500), { once: true });
      },
      async () => {
        server.pause();
        await pause(random() * 2 * timeoutMs);
        server.resume();
      },
      () => server.restart(),
    ];
    while (running()) {
      await pause(random() * 300);
      await Promise.resolve(pick(ways, proxy.cut)());
      proxy.heal();
      faults += 1;
    }
  }

  await Promise.all([write(), ...Array.from({ length: 6 }, load), ...Array.from({ length: 4 }, read), breakThings()]);
  const recovered = await untilWorking(caches);
  return { operations, failures, faults, stale, slowestMs, unexplained, recovered };
}

async function untilWorking(caches: readonly RedisCache[]): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const results = await Promise.all(caches.map((cache) => cache.set('after', 1)));
    if (results.every(({ ok: worked }) => worked)) return true;
    await pause(100);
  }
  return false;
}
