import type { CacheHarness } from '@infra/conformance';
import { ok, type Cache } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoil, spoilCache } from './spoil.js';

/** Prefixes keys with the name and a colon, as most caches do. */
function joined(inner: Cache, prefix: string): Cache {
  const name = (key: string): string => prefix + key;
  return {
    ...inner,
    get: (key, options) => inner.get(name(key), options),
    set: (key, value, options) => inner.set(name(key), value, options),
    namespace: <N>(child: string) => joined(inner, `${prefix}${child}:`) as Cache<N>,
  };
}

export const keySaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'folds the case of keys',
    caughtBy: 'no two keys ever alias, whatever is in them',
    sabotage: spoil((inner) => ({
      setMany: (entries, options) =>
        inner.setMany(
          [...entries].map(([key, value]) => [key.toLowerCase(), value]),
          options,
        ),
      get: (key, options) => inner.get(key.toLowerCase(), options),
    })),
  },
  {
    name: 'joins namespace and key by a colon',
    caughtBy: 'no namespace ever aliases another, nor a key of its parent',
    sabotage: spoil((inner) => ({ namespace: <N>(child: string) => joined(inner, `${child}:`) as Cache<N> })),
  },
  {
    name: 'clears everything with a namespace',
    caughtBy: 'clear empties a namespace and those below it, and nothing else',
    sabotage: spoilCache((root) => faulty(root, () => ({ clear: (options) => root.clear(options) }))),
  },
  {
    name: 'leaves the namespaces below when it clears',
    caughtBy: 'clear empties a namespace and those below it, and nothing else',
    sabotage: spoil((inner) => ({
      clear: async (options) => {
        const cleared = await inner.invalidatePattern('*', options);
        return cleared.ok ? ok() : cleared;
      },
    })),
  },
  {
    name: 'takes the empty key',
    caughtBy: 'a key that is empty is a validation error everywhere, and nothing is stored',
    sabotage: spoil((inner) => ({ get: (key, options) => inner.get(key || ' ', options) })),
  },
  {
    name: 'cuts long keys',
    caughtBy: 'a key that is over 1,024 bytes is a validation error everywhere, and nothing is stored',
    sabotage: spoil((inner) => ({ set: (key, value, options) => inner.set(key.slice(0, 1_000), value, options) })),
  },
];
