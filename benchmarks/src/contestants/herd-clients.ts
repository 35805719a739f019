import { createMemoryCache } from '@infra/cache-memory';
import { createRedisCache } from '@infra/cache-redis';
import { fromPromise, type Cache, type Lifecycle } from '@infra/core';
import { createKeyv } from '@keyv/redis';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { createCache } from 'cache-manager';
import { Redis } from 'ioredis';
import { HOUR_MS } from './values.js';

/** A cache as a herd meets it: a loader that throws fails, and the failure is an answer as well. */
export interface HerdClient {
  readonly getOrSet: (key: string, load: () => Promise<string>) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

function ours(cache: Cache & Lifecycle): HerdClient {
  return {
    getOrSet: (key, load) => cache.getOrSet(key, () => fromPromise(load)),
    close: () => cache.close(),
  };
}

function naive(url: string): HerdClient {
  const redis = new Redis(url);
  return {
    getOrSet: async (key, load) => {
      const found = await redis.get(key);
      if (found !== null) return found;
      const value = await load();
      await redis.set(key, value, 'PX', HOUR_MS);
      return value;
    },
    close: () => redis.quit(),
  };
}

function bentocache(url: string): HerdClient {
  const store = bentostore().useL2Layer(redisDriver({ connection: new Redis(url) }));
  const cache = new BentoCache({ default: 'redis', ttl: HOUR_MS, stores: { redis: store } });
  return {
    getOrSet: (key, load) => cache.getOrSet({ key, factory: load }),
    close: () => cache.disconnectAll(),
  };
}

function cacheManager(url: string): HerdClient {
  const cache = createCache({ ttl: HOUR_MS, stores: [createKeyv(url, { namespace: 'herd' })] });
  return { getOrSet: (key, load) => cache.wrap(key, load), close: () => cache.disconnect() };
}

export const herdClients: Readonly<Record<string, (url: string) => HerdClient>> = {
  'naive: get, load, set': naive,
  bentocache,
  'cache-manager': cacheManager,
  'ours, memory': () => ours(createMemoryCache()),
  'ours, redis': (url) => ours(createRedisCache({ url })),
};
