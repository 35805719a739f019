import type { StorageHarness } from '@infra/conformance';
import { map, ok, type ObjectInfo, type ObjectStorage } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import { spoil } from './spoil.js';

/** Changes what `stat` tells. */
function telling(change: (info: ObjectInfo) => ObjectInfo): (inner: ObjectStorage) => Partial<ObjectStorage> {
  return (inner) => ({
    stat: async (key, options) =>
      map(await inner.stat(key, options), (info) => (info === undefined ? undefined : change(info))),
  });
}

export const infoSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...forEachRow(
    'a put with bad options is refused',
    'does not look at the options of a put',
    spoil((inner) => ({ put: (key, body) => inner.put(key, body) })),
  ),
  {
    name: 'keeps the cache control to itself',
    caughtBy: 'put, get, getStream and stat tell the same of an object',
    sabotage: spoil(telling(({ cacheControl: _, ...info }) => info)),
  },
  {
    name: 'has less room for a cache control than it may have',
    caughtBy: 'options at their limits are taken',
    sabotage: spoil((inner) => ({
      put: (key, body, options = {}) =>
        inner.put(key, body, { ...options, cacheControl: options.cacheControl?.slice(0, 1_000) }),
    })),
  },
  {
    name: 'tells what it added itself',
    caughtBy: 'what was not given is not there',
    sabotage: spoil(telling((info) => ({ ...info, metadata: { ...info.metadata, server: 'test' } }))),
  },
  {
    name: 'keeps the metadata of the object before',
    caughtBy: 'a put replaces type, metadata, checksum and cache control together with the content',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const before = await inner.stat(key);
        const old = before.ok ? before.value?.metadata : undefined;
        return inner.put(key, body, { ...options, metadata: { ...old, ...options?.metadata } });
      },
    })),
  },
  {
    name: 'trims metadata, as headers are',
    caughtBy: 'metadata comes back exactly, whatever text it is',
    sabotage: spoil(
      telling((info) => ({
        ...info,
        metadata: Object.fromEntries(Object.entries(info.metadata).map(([name, value]) => [name, value.trim()])),
      })),
    ),
  },
  {
    name: 'hands out the same info again',
    caughtBy: 'changing metadata or info that was handed in or out changes nothing',
    sabotage: spoil((inner) => {
      let known: ObjectInfo | undefined;
      return {
        stat: async (key, options) => {
          const found = await inner.stat(key, options);
          known ??= found.ok ? found.value : undefined;
          return ok(known);
        },
      };
    }),
  },
  {
    name: 'believes the type of a Blob',
    caughtBy: 'the content type is the one given, else the extension’s',
    sabotage: spoil((inner) => ({
      put: (key, body, options) =>
        inner.put(
          key,
          body,
          body instanceof Blob && body.type !== '' ? { contentType: body.type, ...options } : options,
        ),
    })),
  },
  {
    name: 'makes the etag of the size',
    caughtBy: 'the etag is another one whenever the content is another one',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const stored = await inner.put(key, body, options);
        return map(stored, (info) => ({ ...info, etag: `"${String(info.size)}"` }));
      },
      stat: async (key, options) =>
        map(await inner.stat(key, options), (info) =>
          info === undefined ? undefined : { ...info, etag: `"${String(info.size)}"` },
        ),
    })),
  },
];
