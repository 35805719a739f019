import { createMemoryCache, type MemoryCache } from '@infra/cache-memory';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import { HOUR_MS } from './values.js';

// One way to make each, so that the benches of speed and of heap mean the same thing by a name. All hold entries for an
// hour, as ours does by default, where they know time; none may run into its limit.

const MANY = 1_000_000;

export function ours(isolation: 'copy' | 'none' = 'copy'): MemoryCache {
  return createMemoryCache({ isolation, maxEntries: MANY, maxBytes: Infinity });
}

export function lruBare(): LRUCache<string, object> {
  return new LRUCache({ max: MANY });
}

export function lruWithTtl(): LRUCache<string, object> {
  return new LRUCache({ max: MANY, ttl: HOUR_MS });
}

/** As lru-cache is set up where memory is bounded: the closest to what ours does. Grows as it fills, for a fair heap. */
export function lruWithTtlAndSize(max: number): LRUCache<string, object> {
  return new LRUCache({ max, ttl: HOUR_MS, maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 250 });
}

/** `serialize: false` shares objects with their readers, as lru-cache does. */
export function bentoMemory(serialize = true): BentoCache<{ memory: ReturnType<typeof bentostore> }> {
  const store = bentostore().useL1Layer(memoryDriver({ maxItems: MANY, serialize }));
  return new BentoCache({ default: 'memory', ttl: HOUR_MS, stores: { memory: store } });
}

export function keyvMemory(): Keyv {
  return new Keyv({ ttl: HOUR_MS });
}

/** Without its JSON: shares objects with their readers. */
export function keyvShared(): Keyv {
  const keyv = new Keyv({ ttl: HOUR_MS });
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}

/** cache-manager's own default store is keyv in memory. */
export function managerMemory(): ReturnType<typeof createCache> {
  return createCache({ ttl: HOUR_MS });
}
