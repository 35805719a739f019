import { createMemoryCache } from '@infra/cache-memory';
import type { CacheHarness } from '@infra/conformance';
import { err, InfraError, ok, unwrap } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilOptions } from './spoil.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

export const valueSaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'stores values as plain JSON',
    caughtBy: 'round-trips exactly: a Date',
    sabotage: spoil((inner) => ({ set: (key, value, options) => inner.set(key, throughJson(value), options) })),
  },
  {
    name: 'turns NaN into null',
    caughtBy: 'round-trips exactly: NaN',
    sabotage: spoil((inner) => ({ set: (key, value, options) => inner.set(key, throughJson(value), options) })),
  },
  {
    name: 'loses the sign of zero',
    caughtBy: 'round-trips exactly: negative zero',
    sabotage: spoil((inner) => ({ set: (key, value, options) => inner.set(key, value === -0 ? 0 : value, options) })),
  },
  {
    name: 'stores what it can of a class instance',
    caughtBy: 'refuses what it could not give back exactly: a class instance',
    sabotage: spoil((inner) => ({
      set: (key, value, options) => inner.set(key, value instanceof URL ? { ...value } : value, options),
    })),
  },
  {
    name: 'shares its values with its callers',
    caughtBy: 'mutating what was put in or got out changes nothing',
    sabotage: (harness) => ({ ...harness, make: async () => createMemoryCache({ isolation: 'none' }) }),
  },
  {
    name: 'takes a cached null for a miss',
    caughtBy: 'a cached null or false is not a miss; a loaded undefined is returned and not cached',
    sabotage: spoil((inner) => ({
      getOrSet: async (key, loader, options) => {
        const found = await inner.get(key);
        if (found.ok && found.value === null) unwrap(await inner.delete(key));
        return inner.getOrSet(key, loader, options);
      },
    })),
  },
  {
    name: 'says that everything was there to delete',
    caughtBy: 'delete says whether there was something; deleteMany how many there were',
    sabotage: spoil((inner) => ({
      delete: async (key, options) => ((await inner.delete(key, options)).ok ? ok(true) : inner.delete(key, options)),
    })),
  },
  {
    name: 'answers getMany in an order of its own',
    caughtBy: 'getMany gives what is there, in the order of the keys, and counts no duplicates',
    sabotage: spoil((inner) => ({ getMany: (keys, options) => inner.getMany([...keys].sort(), options) })),
  },
  {
    name: 'stores the good part of bad input',
    caughtBy: 'undefined cannot be set',
    sabotage: spoil((inner) => ({
      setMany: async (entries, options) => {
        for (const [key, value] of entries) {
          const stored = await inner.set(key, value, options);
          if (!stored.ok) return stored;
        }
        return ok();
      },
    })),
  },
  {
    name: 'has no limit for values',
    caughtBy: 'a value larger than maxValueBytes is refused and nothing is stored',
    sabotage: spoilOptions(({ maxValueBytes: _ignored, ...options }) => options),
  },
  {
    name: 'reports a miss as an error',
    caughtBy: 'a missing key is undefined, not an error',
    sabotage: spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        return found.ok && found.value === undefined ? err(missing(key)) : found;
      },
    })),
  },
];

function missing(key: string): InfraError {
  return new InfraError({ code: 'not_found', message: `no ${key}`, provider: 'test', operation: 'cache.get' });
}
