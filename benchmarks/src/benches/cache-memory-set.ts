import { ok, unwrap } from '@infra/core';
import type { TimedBench } from '../harness/bench.js';
import { bentoMemory, keyvMemory, lruBare, lruWithTtl, managerMemory, ours } from '../contestants/memory-caches.js';
import { keep } from '../contestants/keep.js';
import { KEY, KEYS, VALUE } from '../contestants/values.js';

/** `set` over keys that are there. Ours copies and freezes here, so that reading need not copy. */
export function setBench(): TimedBench {
  const map = new Map<string, object>();
  const [root, shared, lru, lruTtl] = [ours(), ours('none'), lruBare(), lruWithTtl()];
  const [bento, manager, keyv] = [bentoMemory(), managerMemory(), keyvMemory()];
  const lruSet = (key: string): unknown => lru.set(key, VALUE);
  const lruTtlSet = (key: string): unknown => lruTtl.set(key, VALUE);
  return {
    name: 'set',
    operation: '`set` of a value',
    baseline: 'floor: Promise.resolve(ok(map.set(key, value)))',
    opsPerPass: KEYS.length,
    clock: 'cpu',
    expected: VALUE,
    targets: [],
    contestants: [
      {
        name: 'floor: Promise.resolve(ok(map.set(key, value)))',
        answer: () => map.set(KEY, VALUE).get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await Promise.resolve(ok(map.set(key, VALUE))));
        },
      },
      {
        name: 'ours',
        note: 'copies and freezes the value',
        answer: async () => {
          unwrap(await root.set(KEY, VALUE));
          return unwrap(await root.get(KEY));
        },
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await root.set(key, VALUE));
        },
      },
      {
        name: 'ours, isolation none',
        answer: async () => {
          unwrap(await shared.set(KEY, VALUE));
          return unwrap(await shared.get(KEY));
        },
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await shared.set(key, VALUE));
        },
      },
      {
        name: 'structuredClone into a map',
        note: 'what isolating by the platform costs',
        answer: () => map.set(KEY, structuredClone(VALUE)).get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await Promise.resolve(ok(map.set(key, structuredClone(VALUE)))));
        },
      },
      {
        name: 'lru-cache',
        note: 'synchronous; shares the object',
        answer: () => lru.set(KEY, VALUE).get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await lruSet(key));
        },
      },
      {
        name: 'lru-cache, ttl',
        note: 'synchronous; shares the object',
        answer: () => lruTtl.set(KEY, VALUE).get(KEY),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await lruTtlSet(key));
        },
      },
      {
        name: 'cache-manager',
        answer: () => manager.set(KEY, VALUE),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await manager.set(key, VALUE));
        },
      },
      {
        name: 'keyv',
        answer: async () => {
          await keyv.set(KEY, VALUE);
          return keyv.get<unknown>(KEY);
        },
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await keyv.set(key, VALUE));
        },
      },
      {
        name: 'bentocache',
        answer: async () => {
          await bento.set({ key: KEY, value: VALUE });
          return bento.get<unknown>({ key: KEY });
        },
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await bento.set({ key, value: VALUE }));
        },
      },
    ],
  };
}
