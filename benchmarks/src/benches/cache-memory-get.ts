import { ok, unwrap } from '@infra/core';
import type { TimedBench } from '../harness/bench.js';
import {
  bentoMemory,
  keyvMemory,
  keyvShared,
  lruBare,
  lruWithTtl,
  managerMemory,
  ours,
} from '../contestants/memory-caches.js';
import { keep } from '../contestants/keep.js';
import { DATED, KEY, KEYS, VALUE } from '../contestants/values.js';

/** A hit, from every kind of cache: the baseline is what a Result and a promise cost around a bare map. */
export async function getBench(): Promise<TimedBench> {
  const map = new Map<string, object>();
  const [root, dated, shared] = [ours(), ours(), ours('none')];
  const namespace = ours().namespace<typeof VALUE>('users');
  const [lru, lruTtl] = [lruBare(), lruWithTtl()];
  const [bento, bentoShared, manager] = [bentoMemory(), bentoMemory(false), managerMemory()];
  const [keyv, keyvBare] = [keyvMemory(), keyvShared()];
  for (const key of KEYS) {
    map.set(key, VALUE);
    lru.set(key, VALUE);
    lruTtl.set(key, VALUE);
    for (const cache of [root, shared, namespace]) unwrap(await cache.set(key, VALUE));
    unwrap(await dated.set(key, DATED));
    for (const cache of [bento, bentoShared]) await cache.set({ key, value: VALUE });
    for (const cache of [keyv, keyvBare, manager]) await cache.set(key, VALUE);
  }
  // Synchronous, and awaited all the same: that is how a cache is called whose place another may take.
  const lruGet = (key: string): unknown => lru.get(key);
  const lruTtlGet = (key: string): unknown => lruTtl.get(key);
  return {
    name: 'get',
    operation: '`get` of a key that is there',
    baseline: 'floor: Promise.resolve(ok(map.get(key)))',
    opsPerPass: KEYS.length,
    clock: 'cpu',
    expected: VALUE,
    targets: ['ours', 'ours, namespace', 'ours, isolation none'].map((contestant) => ({ contestant, atLeast: 0.5 })),
    contestants: [
      {
        name: 'floor: Promise.resolve(ok(map.get(key)))',
        answer: () => map.get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await Promise.resolve(ok(map.get(key))));
        },
      },
      {
        name: 'ours',
        answer: async () => unwrap(await root.get(KEY)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await root.get(key));
        },
      },
      {
        name: 'ours, namespace',
        answer: async () => unwrap(await namespace.get(KEY)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await namespace.get(key));
        },
      },
      {
        name: 'ours, isolation none',
        answer: async () => unwrap(await shared.get(KEY)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await shared.get(key));
        },
      },
      {
        name: 'ours, a Date in the value',
        note: 'copied for every reader',
        answer: async () => {
          const { createdAt, ...rest } = unwrap(await dated.get(KEY)) as typeof DATED;
          return { ...rest, createdAt: createdAt.toISOString() };
        },
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await dated.get(key));
        },
      },
      {
        name: 'lru-cache',
        note: 'synchronous; shares the object',
        answer: () => lru.get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await lruGet(key));
        },
      },
      {
        name: 'lru-cache, ttl',
        note: 'synchronous; shares the object',
        answer: () => lruTtl.get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await lruTtlGet(key));
        },
      },
      {
        name: 'cache-manager',
        answer: () => manager.get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await manager.get(key));
        },
      },
      {
        name: 'keyv',
        answer: () => keyv.get<unknown>(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await keyv.get<unknown>(key));
        },
      },
      {
        name: 'keyv, without serialization',
        note: 'shares the object',
        answer: () => keyvBare.get<unknown>(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await keyvBare.get<unknown>(key));
        },
      },
      {
        name: 'bentocache',
        answer: () => bento.get<unknown>({ key: KEY }),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await bento.get<unknown>({ key }));
        },
      },
      {
        name: 'bentocache, serialize: false',
        note: 'shares the object',
        answer: () => bentoShared.get<unknown>({ key: KEY }),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await bentoShared.get<unknown>({ key }));
        },
      },
    ],
  };
}
