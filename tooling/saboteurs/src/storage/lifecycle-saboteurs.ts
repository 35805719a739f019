import type { StorageHarness } from '@infra/conformance';
import { map, ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoil, spoilStorage } from './spoil.js';

export const lifecycleSaboteurs: readonly Saboteur<StorageHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoilStorage((storage) => ({ ...faulty(storage, () => ({})), provider: 'other' })),
  },
  {
    name: 'does not look at the signal',
    caughtBy: 'a signal that is already aborted is cancelled before anything happens',
    sabotage: spoil((inner) => ({ deleteMany: (keys) => inner.deleteMany(keys) })),
  },
  {
    name: 'names another operation than was called',
    caughtBy: 'every error names the operation that was called',
    sabotage: spoil((inner) => ({
      exists: async (key, options) => map(await inner.stat(key, options), (info) => info !== undefined),
    })),
  },
  {
    name: 'says that it is down while it works',
    caughtBy: 'health says up while it works',
    sabotage: spoilStorage((storage) => ({
      ...faulty(storage, () => ({})),
      health: () => Promise.resolve(ok({ status: 'down', latencyMs: 0 } as const)),
    })),
  },
  {
    name: 'goes on after close',
    caughtBy: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    sabotage: spoilStorage((storage) => ({
      ...faulty(storage, () => ({})),
      close: () => Promise.resolve(ok()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })),
  },
  {
    name: 'takes a backend that is gone for an empty one',
    caughtBy: 'with the backend out of reach every operation settles with unavailable or timeout',
    sabotage: (harness) => ({
      ...harness,
      unreachable: async () => faulty(await harness.make(), () => ({ get: async () => ok(undefined) })),
    }),
  },
];
