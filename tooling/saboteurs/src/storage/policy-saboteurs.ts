import type { StorageHarness } from '@infra/conformance';
import type { ObjectPolicy, TransferProgress } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import { spoil, spoilOptions } from './spoil.js';

const ignored = spoilOptions(() => ({}));

/** Spoils what the caller's `onProgress` hears. */
function hearing(
  change: (tell: (progress: TransferProgress) => void) => (progress: TransferProgress) => void,
): (harness: StorageHarness) => StorageHarness {
  return spoil((inner) => ({
    put: (key, body, { onProgress, ...options } = {}) =>
      inner.put(key, body, onProgress === undefined ? options : { ...options, onProgress: change(onProgress) }),
  }));
}

export const policySaboteurs: readonly Saboteur<StorageHarness>[] = [
  {
    name: 'takes any policy',
    caughtBy: 'a policy that makes no sense is refused when the storage is made',
    sabotage: ignored,
  },
  ...forEachRow('a policy of types refuses by content', 'has no policy', ignored),
  ...forEachRow(
    'a policy of types lets pass',
    'lets pass only films',
    spoilOptions(() => ({ policy: { types: ['video/mp4'] } })),
  ),
  {
    name: 'forgets the policy in other buckets',
    caughtBy: 'a policy of types holds for the type by extension and in every bucket',
    sabotage: (harness) => ({
      ...harness,
      make: async (options) => {
        const free = await harness.make();
        return Object.assign(await harness.make(options), { bucket: (name: string) => free.bucket(name) });
      },
    }),
  },
  {
    name: 'takes objects of any size',
    caughtBy: 'a policy of size refuses what is larger, as soon as it shows, and what was there stays',
    sabotage: spoilOptions(({ policy }) => ({ policy: { ...policy, maxBytes: 10_000_000 } })),
  },
  {
    name: 'is content with a part of the key',
    caughtBy: 'a policy of keys must match as a whole',
    sabotage: spoilOptions(({ policy: { keys, ...policy } = {} }) => {
      const loose: ObjectPolicy = { ...policy, keys: new RegExp(`.*(?:${keys?.source ?? ''}).*`) };
      return { policy: loose };
    }),
  },
  {
    name: 'tells half of the progress',
    caughtBy: 'progress never goes back, and ends with all bytes',
    sabotage: hearing((tell) => (progress) => {
      tell({ ...progress, transferredBytes: progress.transferredBytes / 2 });
    }),
  },
  {
    name: 'hears nothing of a callback that throws',
    caughtBy: 'an onProgress that throws fails the put with its error as the cause',
    sabotage: hearing((tell) => (progress) => {
      try {
        tell(progress);
      } catch {
        // Nobody is told.
      }
    }),
  },
];
