import { unwrap } from '@infra/core';
import { bentoMemory, keyvShared, lruWithTtlAndSize, managerMemory, ours } from './memory-caches.js';

// A process that fills one cache and prints the bytes of heap that an entry takes.

const ENTRIES = 200_000;

type Store = (key: string) => unknown;

/** One object for all; for ours a string, which its default isolation shares as the others share the object. */
const value = { name: 'shared' };

/** Makes a cache and returns what puts an entry into it, and so keeps it alive. */
const fillers: Readonly<Record<string, () => Store>> = {
  Map: () => {
    const map = new Map<string, object>();
    return (key) => map.set(key, value);
  },
  'lru-cache': () => {
    const lru = lruWithTtlAndSize(ENTRIES);
    return (key) => lru.set(key, value);
  },
  ours: () => {
    const cache = ours();
    return async (key) => unwrap(await cache.set(key, 'shared'));
  },
  'cache-manager': () => {
    const cache = managerMemory();
    return (key) => cache.set(key, value);
  },
  bentocache: () => {
    const cache = bentoMemory(false);
    return (key) => cache.set({ key, value });
  },
  keyv: () => {
    const cache = keyvShared();
    return (key) => cache.set(key, value);
  },
};

function bytesHeld(): number {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  if (typeof collect !== 'function') throw new Error('Run with --expose-gc.');
  for (let times = 0; times < 4; times += 1) Reflect.apply(collect, undefined, []);
  const { heapUsed, external } = process.memoryUsage();
  // lru-cache keeps times, sizes and links in typed arrays, which live outside of the heap.
  return heapUsed + external;
}

const name = process.argv[2] ?? '';
const filler = fillers[name];
if (filler === undefined) throw new Error(`There is no ${name}.`);
// Joined, so that each is one flat string before anything is measured.
const keys = Array.from({ length: ENTRIES }, (_, index) => ['user', index].join(':'));
const before = bytesHeld();
const store = filler();
for (const key of keys) await store(key);
await new Promise((resolve) => setTimeout(resolve, 10));
const after = bytesHeld();
// Used after measuring, so that neither the cache nor the keys could go before.
await store(keys[0] ?? '');
process.stdout.write(String((after - before) / ENTRIES));
