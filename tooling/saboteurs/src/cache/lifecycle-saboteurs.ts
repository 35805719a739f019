import type { CacheHarness } from '@infra/conformance';
import { ok, unwrap } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { correctCacheHarness, gone } from './correct-harness.js';
import { faulty, spoil, spoilCache } from './spoil.js';

export const lifecycleSaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoilCache((cache) => ({ ...faulty(cache, () => ({})), provider: 'other' })),
  },
  {
    name: 'counts without being atomic',
    caughtBy: 'concurrent increments are all counted',
    sabotage: spoil((inner) => ({
      increment: async (key, delta = 1, options) => {
        const found = await inner.get(key, options);
        const sum = (found.ok && typeof found.value === 'number' ? found.value : 0) + delta;
        unwrap(await inner.set(key, sum, options));
        return ok(sum);
      },
    })),
  },
  {
    name: 'counts on from text',
    caughtBy: 'what is no integer cannot be counted on, and stays as it is',
    sabotage: spoil((inner) => ({
      increment: async (key, delta, options) => {
        const found = await inner.get(key, options);
        if (found.ok && typeof found.value === 'string') unwrap(await inner.set(key, Number(found.value) || 0));
        return inner.increment(key, delta, options);
      },
    })),
  },
  {
    name: 'ignores schemas',
    caughtBy: 'a namespace with a schema returns its output, and what does not fit is a miss',
    sabotage: spoil((inner) => ({
      namespace: (name, options) => inner.namespace(name, options?.ttlMs === undefined ? {} : { ttlMs: options.ttlMs }),
    })),
  },
  {
    name: 'validates after it has counted a hit',
    caughtBy: 'what does not fit a schema counts as a miss, what fits as a hit',
    sabotage: spoilCache((cache) => {
      let unfit = 0;
      return faulty(cache, (inner) => ({
        get: async (key, options) => {
          const before = inner.stats().hits;
          const found = await inner.get(key, options);
          if (found.ok && found.value === undefined && inner.stats().hits === before) unfit += 1;
          return found;
        },
        stats: () => ({ ...inner.stats(), hits: inner.stats().hits + unfit }),
      }));
    }),
  },
  {
    name: 'does not count what a pattern deletes',
    caughtBy: 'stats count what increments write and what deletions and patterns delete',
    sabotage: spoilCache((cache) => {
      let uncounted = 0;
      return faulty(cache, (inner) => ({
        invalidatePattern: async (pattern, options) => {
          const deleted = await inner.invalidatePattern(pattern, options);
          uncounted += deleted.ok ? deleted.value : 0;
          return deleted;
        },
        stats: () => ({ ...inner.stats(), deletes: inner.stats().deletes - uncounted }),
      }));
    }),
  },
  {
    name: 'counts no hits',
    caughtBy: 'stats count hits, misses, writes, deletes, loads and errors over all namespaces',
    sabotage: spoil((inner) => ({ stats: () => ({ ...inner.stats(), hits: 0 }) })),
  },
  {
    name: 'goes on after close',
    caughtBy: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    sabotage: spoilCache((cache) => ({
      ...faulty(cache, () => ({})),
      close: () => Promise.resolve(ok()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })),
  },
  {
    name: 'lets loads run on after close',
    caughtBy: 'close aborts loads that are under way',
    sabotage: spoil((inner) => ({
      getOrSet: (key, loader, options) =>
        inner.getOrSet(key, () => loader({ signal: new AbortController().signal }), options),
    })),
  },
  {
    name: 'says that it is down while it works',
    caughtBy: 'health says up while it works',
    sabotage: spoilCache((cache) => ({
      ...faulty(cache, () => ({})),
      health: () => Promise.resolve(ok({ status: 'down', latencyMs: 0 } as const)),
    })),
  },
  {
    name: 'takes a backend that is gone for an empty one',
    caughtBy: 'with the backend out of reach every operation settles with unavailable or timeout',
    sabotage: (harness) => ({
      ...harness,
      unreachable: async () => faulty(await harness.make(), () => ({ set: gone, setMany: gone })),
    }),
  },
  {
    name: 'fails getOrSet together with its backend',
    caughtBy:
      'with the backend out of reach getOrSet still returns the loader’s value, loaded once for all, and reports why',
    sabotage: (harness) => ({
      ...harness,
      unreachable: async () => faulty(await harness.make(), () => ({ getOrSet: gone })),
    }),
  },
  {
    name: 'keeps to itself what another process wrote',
    caughtBy: 'what one process invalidates is a miss for the other',
    sabotage: (harness) => ({ ...harness, makePair: async () => [await harness.make(), await harness.make()] }),
  },
  {
    name: 'loads once per process',
    caughtBy: 'one load serves two processes',
    sabotage: () => {
      const { make, advance } = correctCacheHarness();
      return { make, advance, makePair: async () => [await make(), await make()] };
    },
  },
];
