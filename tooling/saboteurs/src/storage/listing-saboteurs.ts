import type { StorageHarness } from '@infra/conformance';
import { map, ok, unwrap, type ObjectListOptions, type ObjectPage } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { gone } from './correct-harness.js';
import { forEachRow } from './rows.js';
import { spoil } from './spoil.js';

/** Changes what is asked and what is answered. */
function listing(
  ask: (options: ObjectListOptions) => ObjectListOptions,
  answer: (page: ObjectPage) => ObjectPage = (page) => page,
): (harness: StorageHarness) => StorageHarness {
  return spoil((inner) => ({ list: async (options = {}) => map(await inner.list(ask(options)), answer) }));
}

const same = (options: ObjectListOptions): ObjectListOptions => options;

export const listingSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...forEachRow(
    'a listing with bad options is refused',
    'does not look at the options of a listing',
    listing(() => ({})),
  ),
  {
    name: 'fails where there is nothing to list',
    caughtBy: 'an empty bucket lists nothing',
    sabotage: spoil((inner) => ({
      list: async (options) => {
        const page = await inner.list(options);
        return page.ok && page.value.items.length === 0 ? gone() : page;
      },
    })),
  },
  {
    name: 'quotes the etags of a listing',
    caughtBy: 'a listing tells key, size, etag and time of each object',
    sabotage: listing(same, (page) => ({
      ...page,
      items: page.items.map((item) => ({ ...item, etag: `"${item.etag}"` })),
    })),
  },
  {
    name: 'sorts as JavaScript does',
    caughtBy: 'a listing is in the order of the keys’ UTF-8 bytes, on one page and over many',
    sabotage: listing(same, (page) => ({ ...page, items: page.items.toSorted((a, b) => (a.key < b.key ? -1 : 1)) })),
  },
  {
    name: 'puts what is new at the end of a listing',
    caughtBy: 'a listing shows in its place what was written and deleted since the one before',
    sabotage: spoil((inner) => {
      const listed = new Set<string>();
      return {
        list: async (options) =>
          map(await inner.list(options), ({ items, ...page }) => {
            const isOld = ({ key }: { readonly key: string }): boolean => listed.has(key);
            const appended = [...items.filter(isOld), ...items.filter((item) => !isOld(item))];
            for (const { key } of items) listed.add(key);
            return { ...page, items: appended };
          }),
      };
    }),
  },
  {
    name: 'takes a prefix for a folder',
    caughtBy: 'a prefix is only text, not a folder',
    sabotage: listing(({ prefix = '', ...options }) => ({
      ...options,
      prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    })),
  },
  {
    name: 'leaves the delimiter off the prefixes',
    caughtBy: 'a delimiter rolls up what has it after the prefix',
    sabotage: listing(same, (page) => ({ ...page, prefixes: page.prefixes.map((prefix) => prefix.slice(0, -1)) })),
  },
  {
    name: 'does not count prefixes against the limit',
    caughtBy: 'objects and prefixes together fill a page, and each is on one page only',
    sabotage: listing(({ limit, ...options }) => ({
      ...options,
      limit: options.delimiter === undefined ? limit : 1_000,
    })),
  },
  {
    name: 'counts on from a number',
    caughtBy: 'what is there all the while is on exactly one page, whatever is written and deleted in between',
    sabotage: spoil((inner) => ({
      list: async ({ cursor, limit = 1_000, ...options } = {}) => {
        const { items } = unwrap(await inner.list(options));
        const start = Number(cursor ?? 0);
        const page = { items: items.slice(start, start + limit), prefixes: [] };
        return ok(start + limit < items.length ? { ...page, nextCursor: String(start + limit) } : page);
      },
    })),
  },
  {
    name: 'has pages of a hundred',
    caughtBy: 'a page is full with 1,000 unless told otherwise, and the rest follows',
    sabotage: listing(({ limit = 100, ...options }) => ({ ...options, limit })),
  },
];
