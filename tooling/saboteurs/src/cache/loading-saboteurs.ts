import type { CacheHarness } from '@infra/conformance';
import {
  err,
  fromPromise,
  ok,
  type AsyncResult,
  type Cache,
  type CacheLoader,
  type CacheWriteOptions,
  unwrap,
} from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil } from './spoil.js';

/** What most code does by hand: look, load, store. */
async function naive<L>(
  inner: Cache,
  key: string,
  loader: CacheLoader<L>,
  options?: CacheWriteOptions,
): AsyncResult<L> {
  const found = await inner.get(key, options);
  if (found.ok && found.value !== undefined) return ok(found.value as L);
  const loaded = await fromPromise(() => loader({ signal: new AbortController().signal }));
  if (!loaded.ok) return loaded;
  if (loaded.value.ok && loaded.value.value !== undefined) unwrap(await inner.set(key, loaded.value.value, options));
  return loaded.value;
}

export const loadingSaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'loads once for every caller',
    caughtBy: 'one load serves all who want a key at the same time',
    sabotage: spoil((inner) => ({ getOrSet: (key, loader, options) => naive(inner, key, loader, options) })),
  },
  ...(
    [
      'delete during a load wins: what was loaded before it is not stored, and later callers load anew',
      'clear during a load wins: what was loaded before it is not stored, and later callers load anew',
      'invalidateTags during a load wins: what was loaded before it is not stored, and later callers load anew',
      'an invalidated load alone leaves nothing behind',
      'a set during a load stays',
    ] as const
  ).map((caughtBy): Saboteur<CacheHarness> => ({
    name: `stores whatever a load returns, though ${caughtBy.split(':')[0] ?? ''}`,
    caughtBy,
    sabotage: spoil((inner) => ({ getOrSet: (key, loader, options) => naive(inner, key, loader, options) })),
  })),
  {
    name: 'forgets the loads under way of a whole namespace when one tag goes',
    caughtBy: 'invalidating something else during a load leaves it alone',
    sabotage: spoil((inner) => ({ invalidateTags: (_tags, options) => inner.clear(options) })),
  },
  {
    name: 'looks at the first tag of a load only',
    caughtBy: 'any one of its tags invalidates a load under way',
    sabotage: spoil((inner) => ({
      getOrSet: (key, loader, options) => inner.getOrSet(key, loader, { ...options, tags: options?.tags?.slice(0, 1) }),
    })),
  },
  {
    name: 'runs a failing loader for one caller after the other',
    caughtBy: 'a failing load runs once for all who wait, its error is theirs, and it is not cached',
    sabotage: spoil((inner) => ({
      getOrSet: async (key, loader, options) => {
        const first = await inner.getOrSet(key, loader, options);
        return first.ok ? first : inner.getOrSet(key, loader, options);
      },
    })),
  },
  {
    name: 'caches a failure',
    caughtBy: 'a failing load runs once for all who wait, its error is theirs, and it is not cached',
    sabotage: spoil((inner) => {
      const failures = new Map<string, ReturnType<typeof err>>();
      return {
        getOrSet: async (key, loader, options) => {
          if (failures.has(key)) return inner.getOrSet(key, () => Promise.reject(new Error('cached')), options);
          const outcome = await inner.getOrSet(key, loader, options);
          if (!outcome.ok) failures.set(key, outcome);
          return outcome;
        },
      };
    }),
  },
  {
    name: 'caches undefined as null',
    caughtBy: 'a cached null or false is not a miss; a loaded undefined is returned and not cached',
    sabotage: spoil((inner) => ({
      getOrSet: async (key, loader, options) => {
        const outcome = await inner.getOrSet(key, loader, options);
        if (outcome.ok && outcome.value === undefined) unwrap(await inner.set(key, null, options));
        return outcome;
      },
    })),
  },
  {
    name: 'lets a caller’s abort end the load of the others',
    caughtBy: 'who aborts leaves at once, alone, and the load goes on for the others',
    sabotage: spoil((inner) => {
      const shared = new AbortController();
      return {
        getOrSet: (key, loader, options) => {
          options?.signal?.addEventListener('abort', () => {
            shared.abort();
          });
          return inner.getOrSet(key, loader, { ...options, signal: shared.signal });
        },
      };
    }),
  },
  {
    name: 'never tells a loader that nobody waits',
    caughtBy: 'when nobody waits any more, the loader’s signal aborts',
    sabotage: spoil((inner) => ({
      getOrSet: (key, loader, options) =>
        inner.getOrSet(key, () => loader({ signal: new AbortController().signal }), options),
    })),
  },
  {
    name: 'ignores a signal that has aborted',
    caughtBy: 'a signal that is already aborted is cancelled before anything happens',
    sabotage: spoil((inner) => ({ get: (key) => inner.get(key) })),
  },
  {
    name: 'loses the tags of what it loads',
    caughtBy: 'an invalidated entry is loaded anew and stored again',
    sabotage: spoil((inner) => ({
      getOrSet: (key, loader, options) => inner.getOrSet(key, loader, { ...options, tags: [] }),
    })),
  },
];
