import { createRedisCache } from '@infra/cache-redis';
import { unwrap } from '@infra/core';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { Redis } from 'ioredis';
import type { Contestant, TimedBench } from '../harness/bench.js';
import { inLanes } from './lanes.js';
import type { RedisContestant } from './redis-caches.js';
import { BASELINE } from './redis-library.js';
import { HOUR_MS, KEY, KEYS, VALUE } from './values.js';

const TAGS = ['users', 'tenant:7', 'plan:pro'];

function keyAt(index: number): string {
  return KEYS[index % KEYS.length] ?? KEY;
}

/** Reads of entries with three tags, beside a read without any. keyv and cache-manager have no tags. */
export async function taggedCaches(
  url: string,
  baseline: RedisContestant,
): Promise<{ readonly benches: readonly TimedBench[]; readonly close: () => Promise<unknown> }> {
  const own = createRedisCache({ url, namespace: 'tagged' });
  const store = bentostore().useL2Layer(redisDriver({ connection: new Redis(url), prefix: 'tagged' }));
  const bento = new BentoCache({ default: 'redis', ttl: HOUR_MS, stores: { redis: store } });
  for (const key of KEYS) {
    unwrap(await own.set(key, VALUE, { tags: TAGS }));
    await bento.set({ key, value: VALUE, tags: TAGS });
  }
  const bench = (lanes: number): TimedBench => {
    const lanesOf = (operation: (index: number) => Promise<unknown>): Contestant['run'] =>
      inLanes(lanes, KEYS.length, operation);
    return {
      name: `tagged get c${String(lanes)}`,
      operation: `\`get\` hit of an entry with three tags, ${String(lanes)} at a time`,
      baseline: BASELINE,
      clock: 'wall',
      opsPerPass: KEYS.length,
      expected: VALUE,
      targets: [],
      contestants: [
        {
          name: BASELINE,
          note: 'without tags',
          run: lanesOf((index) => baseline.get(keyAt(index))),
          answer: () => baseline.get(KEY),
        },
        {
          name: 'ours',
          run: lanesOf((index) => own.get(keyAt(index))),
          answer: async () => unwrap(await own.get(KEY)),
        },
        {
          name: 'bentocache',
          run: lanesOf((index) => bento.get<unknown>({ key: keyAt(index) })),
          answer: () => bento.get<unknown>({ key: KEY }),
        },
      ],
    };
  };
  const close = (): Promise<unknown> => Promise.all([own.close(), bento.disconnectAll()]);
  return { benches: [bench(1), bench(64)], close };
}
