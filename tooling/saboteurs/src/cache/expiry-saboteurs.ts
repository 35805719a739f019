import { unwrap } from '@infra/core';
import type { CacheHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { spoil } from './spoil.js';

export const expirySaboteurs: readonly Saboteur<CacheHarness>[] = [
  {
    name: 'never lets anything expire',
    caughtBy: 'an entry is there until its TTL has passed, and not after',
    sabotage: (harness) => ({ ...harness, advance: () => Promise.resolve() }),
  },
  {
    name: 'keeps for ever what has no TTL of its own',
    caughtBy: 'an entry lives one hour unless told otherwise',
    sabotage: spoil((inner) => ({
      set: (key, value, options) => inner.set(key, value, { ttlMs: Number.POSITIVE_INFINITY, ...options }),
    })),
  },
  {
    name: 'takes a TTL of 0 for no expiry',
    caughtBy: 'a TTL of 0 is a validation error everywhere',
    sabotage: spoil((inner) => ({
      set: (key, value, options) =>
        inner.set(key, value, options?.ttlMs === 0 ? { ...options, ttlMs: Number.POSITIVE_INFINITY } : options),
    })),
  },
  {
    name: 'takes milliseconds for seconds',
    caughtBy: 'an entry is there until its TTL has passed, and not after',
    sabotage: spoil((inner) => ({
      set: (key, value, options) =>
        inner.set(key, value, options?.ttlMs === undefined ? options : { ...options, ttlMs: options.ttlMs * 1_000 }),
    })),
  },
  {
    name: 'ignores the TTL of a namespace',
    caughtBy: 'the default TTL comes from the options, a namespace, or the call, the nearest first',
    sabotage: spoil((inner) => ({
      namespace: (name, options) =>
        inner.namespace(name, options?.schema === undefined ? {} : { schema: options.schema }),
    })),
  },
  {
    name: 'prolongs a counter with every count',
    caughtBy: 'a counter lives for the TTL of the call that made it; counting on does not prolong it',
    sabotage: spoil((inner) => ({
      increment: async (key, delta, options) => {
        const sum = await inner.increment(key, delta, options);
        if (sum.ok) unwrap(await inner.set(key, sum.value, options));
        return sum;
      },
    })),
  },
  {
    name: 'makes counters immortal',
    caughtBy: 'a counter expires after an hour unless told otherwise',
    sabotage: spoil((inner) => ({
      increment: (key, delta, options) => inner.increment(key, delta, { ttlMs: Number.POSITIVE_INFINITY, ...options }),
    })),
  },
];
