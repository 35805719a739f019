import type { StorageHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import { spoil, spoilBuckets } from './spoil.js';

export const bucketSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...forEachRow(
    'a key that is',
    'finds nothing under a bad key',
    spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        return found.ok ? found : ok(undefined);
      },
    })),
  ),
  {
    name: 'lists no buckets',
    caughtBy: 'a bucket is made, looked at, listed and deleted',
    sabotage: spoilBuckets(() => ({ list: async () => ok([]) })),
  },
  {
    name: 'makes a bucket that exists',
    caughtBy: 'a bucket that exists cannot be made again, and keeps what it has',
    sabotage: spoilBuckets(({ buckets }) => ({
      create: async (name, options) => {
        const created = await buckets.create(name, options);
        return !created.ok && created.error.code === 'conflict' ? ok() : created;
      },
    })),
  },
  {
    name: 'only says that it deleted a bucket',
    caughtBy: 'a bucket is made again after it was deleted, and is empty',
    sabotage: spoilBuckets(() => ({ delete: async () => ok() })),
  },
  {
    name: 'has one bucket under all names',
    caughtBy: 'no bucket sees the objects of another',
    sabotage: spoil((inner) => ({ bucket: () => inner })),
  },
  {
    name: 'empties a bucket in order to delete it',
    caughtBy: 'a bucket that holds objects is deleted only after it was emptied',
    sabotage: spoilBuckets(({ buckets }) => ({
      delete: async (name, options) => {
        const emptied = await buckets.empty(name, options);
        return emptied.ok ? buckets.delete(name, options) : emptied;
      },
    })),
  },
  {
    name: 'finds nothing in a bucket that is not there',
    caughtBy: 'every operation on a bucket that is not there is not_found',
    sabotage: spoil((inner) => ({
      stat: async (key, options) => {
        const found = await inner.stat(key, options);
        return !found.ok && found.error.code === 'not_found' ? ok(undefined) : found;
      },
    })),
  },
  {
    name: 'forgets the access of a bucket',
    caughtBy: 'the access of a bucket is what was said last',
    sabotage: spoilBuckets(() => ({ setAccess: async () => ok() })),
  },
  {
    name: 'has no bucket by a bad name',
    caughtBy: 'what is no name of a bucket is refused everywhere',
    sabotage: spoilBuckets(({ buckets }) => ({
      stat: async (name, options) => {
        const found = await buckets.stat(name, options);
        return found.ok ? found : ok(undefined);
      },
    })),
  },
];
