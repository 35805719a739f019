import type { StorageHarness } from '@infra/conformance';
import {
  err,
  ok,
  unwrap,
  type AsyncResult,
  type ObjectCopyOptions,
  type ObjectInfo,
  type ObjectStorage,
} from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { gone } from './correct-harness.js';
import { spoil } from './spoil.js';

type Transfer = (from: string, to: string, options?: ObjectCopyOptions) => AsyncResult<ObjectInfo>;

/** Spoils copying and moving alike: `transfer` gets the right one. */
function transferring(
  operation: 'copy' | 'move',
  transfer: (inner: ObjectStorage, right: Transfer) => Transfer,
): (harness: StorageHarness) => StorageHarness {
  return spoil((inner) => {
    const right: Transfer = (from, to, options) => inner[operation](from, to, options);
    return { [operation]: transfer(inner, right) };
  });
}

const byHand =
  (operation: 'copy' | 'move') =>
  (inner: ObjectStorage): Transfer =>
  async (from, to) => {
    const found = unwrap(await inner.get(from));
    const stored = await inner.put(to, found?.bytes ?? '');
    if (operation === 'move') unwrap(await inner.delete(from));
    return stored;
  };

export const transferSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...(['copy', 'move'] as const).flatMap((operation): readonly Saboteur<StorageHarness>[] => [
    {
      name: `loses the metadata in a ${operation}`,
      caughtBy: `${operation} takes content, type and metadata along`,
      sabotage: transferring(operation, byHand(operation)),
    },
    {
      name: `makes an empty object in a ${operation} of nothing`,
      caughtBy: `${operation} of what is not there is not_found, and changes nothing`,
      sabotage: transferring(operation, (inner, right) => async (from, to, options) => {
        const isThere = unwrap(await inner.exists(from));
        return isThere ? right(from, to, options) : inner.put(to, '');
      }),
    },
    {
      name: `does something in a ${operation} onto itself`,
      caughtBy: `${operation} onto itself changes nothing`,
      sabotage: transferring(
        operation,
        (inner, right) => (from, to, options) =>
          from === to ? byHand(operation)(inner)(from, to) : right(from, to, options),
      ),
    },
    {
      name: `replaces though it should not in a ${operation}`,
      caughtBy: `a conditional ${operation} stores only where there is nothing`,
      sabotage: transferring(operation, (_, right) => (from, to) => right(from, to)),
    },
    {
      name: `decodes the source of a ${operation}`,
      caughtBy: `${operation} finds its source and target whatever is in their keys`,
      sabotage: transferring(
        operation,
        (_, right) => (from, to, options) => right(decodeURIComponent(from), to, options),
      ),
    },
  ]),
  {
    name: 'copies by pointing to the same',
    caughtBy: 'of two objects after a copy each is its own',
    sabotage: spoil((inner) => {
      const sources = new Map<string, string>();
      return {
        copy: (from, to, options) => {
          sources.set(to, from);
          return inner.copy(from, to, options);
        },
        get: (key, options) => inner.get(sources.get(key) ?? key, options),
      };
    }),
  },
  {
    name: 'deletes all that begins with the key',
    caughtBy: 'delete takes one object away, and one that is not there counts as deleted',
    sabotage: spoil((inner) => ({
      delete: async (key, options) => {
        const page = await inner.list({ prefix: key });
        return page.ok
          ? inner.deleteMany(
              page.value.items.map((item) => item.key),
              options,
            )
          : err(page.error);
      },
    })),
  },
  {
    name: 'fails where one of many is missing',
    caughtBy: 'deleteMany takes away what is named, whatever is missing or named twice, and nothing else',
    sabotage: spoil((inner) => ({
      deleteMany: async (keys, options) => {
        for (const key of keys) if (!unwrap(await inner.exists(key))) return gone();
        return inner.deleteMany(keys, options);
      },
    })),
  },
  {
    name: 'deletes a thousand at most',
    caughtBy: 'deleteMany of 1,500 works like one of few',
    sabotage: spoil((inner) => ({ deleteMany: (keys, options) => inner.deleteMany(keys.slice(0, 1_000), options) })),
  },
  {
    name: 'takes the keys of a folder for its objects',
    caughtBy: 'an object can lie where others have a folder',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        for (let cut = key.indexOf('/'); cut > 0; cut = key.indexOf('/', cut + 1)) {
          if (unwrap(await inner.exists(key.slice(0, cut)))) return gone();
        }
        return inner.put(key, body, options);
      },
    })),
  },
  {
    name: 'folds the case of keys',
    caughtBy: 'no two keys ever share an object, whatever is in them',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key.toLowerCase(), body, options),
      get: (key, options) => inner.get(key.toLowerCase(), options),
    })),
  },
  {
    name: 'brings keys into one normal form',
    caughtBy: 'no two keys ever share an object, whatever is in them',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key.normalize('NFC'), body, options),
      get: (key, options) => inner.get(key.normalize('NFC'), options),
    })),
  },
  {
    name: 'takes a backslash for a slash',
    caughtBy: 'no two keys ever share an object, whatever is in them',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key.replaceAll('\\', '/'), body, options),
      get: async (key, options) => (key === '' ? ok(undefined) : inner.get(key.replaceAll('\\', '/'), options)),
    })),
  },
];
