import { fileURLToPath } from 'node:url';
import type * as CacheRedis from '@infra/cache-redis';
import { createRedisCache } from '@infra/cache-redis';
import { ok, unwrap, type AsyncResult, type Result } from '@infra/core';
import { createKeyv } from '@keyv/redis';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { createCache } from 'cache-manager';
import { Redis } from 'ioredis';
import { versioned } from '../harness/resolved.js';
import { redisLibrary } from './redis-library.js';
import { HOUR_MS, VALUE } from './values.js';

export const OURS_ON_5 = 'ours, ioredis 5';
export const OURS_ON_6 = 'ours, ioredis 6';

const ORIGINAL = fileURLToPath(import.meta.resolve('@infra/cache-redis'));

/** Made by `compileBenches`. */
const COPY = new URL('./cache-redis-copy.js', import.meta.url).href;

/** A cache in Redis, as its users call it: each method is theirs, with nothing around it. */
export interface RedisContestant {
  readonly name: string;
  readonly note: string;
  readonly get: (key: string) => Promise<unknown>;
  readonly set: (key: string) => Promise<unknown>;
  /** Left out where the library has no such operation. */
  readonly getOrSet?: (key: string) => Promise<unknown>;
  readonly getMany: (keys: readonly string[]) => Promise<unknown>;
  /** The value in what `get` and `getOrSet` answer. */
  readonly one: (answer: unknown) => unknown;
  /** The values in what `getMany` answers. */
  readonly many: (answer: unknown) => readonly unknown[];
  readonly close: () => Promise<unknown>;
}

const same = (answer: unknown): unknown => answer;
const list = (answer: unknown): readonly unknown[] => answer as readonly unknown[];
const load = async (): Promise<unknown> => VALUE;

function ours(name: string, ioredis: string, create: typeof createRedisCache, url: string): RedisContestant {
  const cache = create({ url, namespace: name });
  const loader = async (): AsyncResult<unknown> => ok(VALUE);
  return {
    name,
    note: ioredis,
    get: (key) => cache.get(key),
    set: (key) => cache.set(key, VALUE),
    getOrSet: (key) => cache.getOrSet(key, loader),
    getMany: (keys) => cache.getMany(keys),
    one: (answer) => unwrap(answer as Result<unknown>),
    many: (answer) => [...unwrap(answer as Result<ReadonlyMap<string, unknown>>).values()],
    close: async () => {
      const { errors } = cache.stats();
      unwrap(await cache.close());
      if (errors > 0) throw new Error(`${String(errors)} operations of ${name} failed while they were timed.`);
    },
  };
}

/** The same built file twice: where it is, with the ioredis of its package, and as a copy that finds the one of this workspace. */
async function bothOurs(url: string): Promise<readonly RedisContestant[]> {
  const copied = (await import(COPY)) as typeof CacheRedis;
  return [
    ours(OURS_ON_5, versioned('ioredis'), copied.createRedisCache, url),
    ours(OURS_ON_6, versioned('ioredis', ORIGINAL), createRedisCache, url),
  ];
}

export function keyvRedis(url: string): RedisContestant {
  const keyv = createKeyv(url, { namespace: 'keyv' });
  return {
    name: 'keyv',
    note: `${versioned('keyv')}, ${versioned('@keyv/redis')}`,
    get: (key) => keyv.get<unknown>(key),
    set: (key) => keyv.set(key, VALUE, HOUR_MS),
    getMany: (keys) => keyv.getMany<unknown>([...keys]),
    one: same,
    many: list,
    close: () => keyv.disconnect(),
  };
}

export function cacheManager(url: string): RedisContestant {
  const cache = createCache({ stores: [createKeyv(url, { namespace: 'manager' })] });
  return {
    name: 'cache-manager',
    note: `${versioned('cache-manager')} on ${versioned('@keyv/redis')}`,
    get: (key) => cache.get<unknown>(key),
    set: (key) => cache.set<unknown>(key, VALUE, HOUR_MS),
    getOrSet: (key) => cache.wrap(key, load, HOUR_MS),
    getMany: (keys) => cache.mget<unknown>([...keys]),
    one: same,
    many: list,
    close: () => cache.disconnect(),
  };
}

export function bentocache(url: string): RedisContestant {
  const connection = new Redis(url);
  const store = bentostore().useL2Layer(redisDriver({ connection }));
  const cache = new BentoCache({ default: 'redis', ttl: HOUR_MS, stores: { redis: store } });
  return {
    name: 'bentocache',
    note: `${versioned('bentocache')} on ${versioned('ioredis')}; getMany is 100 times get`,
    get: (key) => cache.get<unknown>({ key }),
    set: (key) => cache.set({ key, value: VALUE }),
    getOrSet: (key) => cache.getOrSet({ key, factory: load }),
    getMany: (keys) => Promise.all(keys.map((key) => cache.get<unknown>({ key }))),
    one: same,
    many: list,
    close: () => cache.disconnectAll(),
  };
}

/** Everybody, the baseline first. */
export async function redisContestants(url: string): Promise<readonly RedisContestant[]> {
  return [...(await redisLibrary(url)), ...(await bothOurs(url)), keyvRedis(url), cacheManager(url), bentocache(url)];
}
