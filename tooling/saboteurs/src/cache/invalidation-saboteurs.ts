import type { CacheHarness } from '@infra/conformance';
import { ok, unwrap } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil } from './spoil.js';

export const invalidationSaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'reads [ in a pattern as Redis does',
    caughtBy: 'the pattern user:[1] deletes exactly what it matches',
    sabotage: spoil((inner) => ({
      invalidatePattern: (pattern, options) => inner.invalidatePattern(pattern.replace('[1]', '1'), options),
    })),
  },
  {
    name: 'takes ? for any run',
    caughtBy: 'the pattern user:? deletes exactly what it matches',
    sabotage: spoil((inner) => ({
      invalidatePattern: (pattern, options) => inner.invalidatePattern(pattern.replaceAll('?', '*'), options),
    })),
  },
  {
    name: 'stops after the first thousand keys',
    caughtBy: 'a pattern over thousands of keys finds every one',
    sabotage: spoil((inner) => ({
      invalidatePattern: async (pattern, options) => {
        const deleted = await inner.invalidatePattern(pattern, options);
        if (deleted.ok && deleted.value > 1_000) unwrap(await inner.set('even:2', 2));
        return deleted;
      },
    })),
  },
  {
    name: 'forgets tags',
    caughtBy: 'invalidating a tag makes every entry with it a miss, and no other',
    sabotage: spoil(() => ({ invalidateTags: () => Promise.resolve(ok()) })),
  },
  {
    name: 'invalidates everything with any tag',
    caughtBy: 'invalidating a tag makes every entry with it a miss, and no other',
    sabotage: spoil((inner) => ({ invalidateTags: (_tags, options) => inner.clear(options) })),
  },
  {
    name: 'compares times, so that a set right after an invalidation is lost',
    caughtBy: 'an entry set right after an invalidation stays',
    sabotage: spoil((inner) => {
      let invalidatedAt = Number.NEGATIVE_INFINITY;
      return {
        invalidateTags: (tags, options) => {
          invalidatedAt = Date.now();
          return inner.invalidateTags(tags, options);
        },
        set: async (key, value, options) =>
          options?.tags !== undefined && Date.now() - invalidatedAt <= 5 ? ok() : inner.set(key, value, options),
      };
    }),
  },
  {
    name: 'keeps the tags of a value that was replaced',
    caughtBy: 'setting again replaces the tags',
    sabotage: spoil((inner) => {
      const tagsOf = new Map<string, readonly string[]>();
      return {
        set: (key, value, options) => {
          const tags = [...(tagsOf.get(key) ?? []), ...(options?.tags ?? [])];
          tagsOf.set(key, tags);
          return inner.set(key, value, { ...options, tags });
        },
      };
    }),
  },
];
