import { ok, unwrap, type AsyncResult } from '@infra/core';
import type { TimedBench } from '../harness/bench.js';
import { bentoMemory, managerMemory, ours } from '../contestants/memory-caches.js';
import { keep } from '../contestants/keep.js';
import { KEY, KEYS, VALUE } from '../contestants/values.js';

const load = async (): Promise<typeof VALUE> => VALUE;
const loadResult = async (): AsyncResult<typeof VALUE> => ok(VALUE);

/** `getOrSet` of keys that are there. keyv and lru-cache (but for its `fetch`) have no such operation. */
export async function getOrSetBench(): Promise<TimedBench> {
  const map = new Map<string, object>();
  const [root, shared] = [ours(), ours('none')];
  const namespace = ours().namespace<typeof VALUE>('users');
  const [bento, manager] = [bentoMemory(), managerMemory()];
  for (const key of KEYS) {
    map.set(key, VALUE);
    for (const cache of [root, shared, namespace]) unwrap(await cache.set(key, VALUE));
    await bento.set({ key, value: VALUE });
    await manager.set(key, VALUE);
  }
  return {
    name: 'getOrSet hit',
    operation: '`getOrSet` of a key that is there, with a loader that never runs',
    baseline: 'floor: Promise.resolve(ok(map.get(key)))',
    opsPerPass: KEYS.length,
    clock: 'cpu',
    expected: VALUE,
    targets: ['ours', 'ours, namespace', 'ours, isolation none'].map((contestant) => ({ contestant, atLeast: 0.4 })),
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
        answer: async () => unwrap(await root.getOrSet(KEY, loadResult)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await root.getOrSet(key, loadResult));
        },
      },
      {
        name: 'ours, namespace',
        answer: async () => unwrap(await namespace.getOrSet(KEY, loadResult)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await namespace.getOrSet(key, loadResult));
        },
      },
      {
        name: 'ours, isolation none',
        answer: async () => unwrap(await shared.getOrSet(KEY, loadResult)),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await shared.getOrSet(key, loadResult));
        },
      },
      {
        name: 'cache-manager wrap',
        answer: () => manager.wrap(KEY, load),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await manager.wrap(key, load));
        },
      },
      {
        name: 'bentocache',
        answer: () => bento.getOrSet({ key: KEY, factory: load }),
        run: async (passes) => {
          for (let left = passes; left > 0; left -= 1)
            for (const key of KEYS) keep(await bento.getOrSet({ key, factory: load }));
        },
      },
    ],
  };
}
