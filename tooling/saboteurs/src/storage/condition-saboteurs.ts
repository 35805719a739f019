import type { StorageHarness } from '@infra/conformance';
import { unwrap, type ObjectPage } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil } from './spoil.js';

export const conditionSaboteurs: readonly Saboteur<StorageHarness>[] = [
  {
    name: 'replaces though it should not',
    caughtBy: 'a conditional put stores only where there is nothing',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key, body, { ...options, ifNoneMatch: undefined }),
    })),
  },
  {
    name: 'looks first and stores then',
    caughtBy: 'of twenty conditional puts at once exactly one wins, and its content stays',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const isThere = unwrap(await inner.exists(key));
        return inner.put(key, body, isThere ? options : { ...options, ifNoneMatch: undefined });
      },
    })),
  },
  {
    name: 'deletes before it replaces',
    caughtBy: 'of many puts at once the object is one of them, whole',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        unwrap(await inner.delete(key));
        return inner.put(key, body, options);
      },
    })),
  },
  {
    name: 'lists what was there a while ago',
    caughtBy: 'who puts reads what was put, and who deletes reads nothing',
    sabotage: spoil((inner) => {
      let known: ObjectPage | undefined;
      return {
        list: async (options) => {
          const before = known;
          const page = await inner.list(options);
          known = unwrap(page);
          return before === undefined ? page : { ok: true, value: before };
        },
      };
    }),
  },
];
