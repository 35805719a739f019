import { createMemoryCache } from '@infra/cache-memory';
import {
  createTestClock,
  neutralLayers,
  repositorySuite,
  runConformance,
  suiteItemFields,
  suiteOrderFields,
  suiteOrderRoles,
  upgradeSuiteItem,
  wrapRepositories,
  type RepositoryHarness,
  type RepositoryUnderTest,
  type SuiteItem,
  type SuiteNewItem,
  type SuiteNewOrder,
  type SuiteOrder,
} from '@infra/conformance';
import { unwrap } from '@infra/core';
import { decorate, repositorySpec, transactionManagerSpec } from '@infra/layers';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '@infra/repository-memory';
import { describe, test } from 'vitest';
import { createCachedRepository } from '../src/index.js';

const item = { name: 'item', fields: suiteItemFields, unique: [['sku']], defaults: { count: 0 } } as const;

/** The same repositories as in the test of repository-memory, each behind a cache. */
function harness(cacheAbsent: boolean): RepositoryHarness {
  const clock = createTestClock();
  const databases = new WeakMap<object, MemoryDatabase>();
  return {
    concurrent: true,
    make: async ({ context, onError } = {}) => {
      const database = createMemoryDatabase({ clock, onError });
      const cache = createMemoryCache({ clock });
      const orders = createMemoryRepository<SuiteOrder, SuiteNewOrder>({
        database,
        name: 'order',
        fields: suiteOrderFields,
        ...suiteOrderRoles,
        unique: [['customer', 'slot']],
        defaults: { status: 'open' },
        audit: true,
        context,
      });
      const items = createMemoryRepository<SuiteItem, SuiteNewItem>({
        database,
        ...item,
        schema: { field: 'schema', current: 2, upgrade: upgradeSuiteItem },
      });
      const under: RepositoryUnderTest = {
        orders: createCachedRepository({ repository: orders, cache, cacheAbsent }),
        items: createCachedRepository({ repository: items, cache, cacheAbsent }),
        transactions: database,
        database,
      };
      databases.set(under, database);
      return under;
    },
    advance: async (ms) => clock.advance(ms),
    putOldItem: async (under, old) => {
      const database = databases.get(under);
      if (database === undefined) throw new Error('a database of another harness');
      const schema = { field: 'schema', current: 1, upgrade: () => ({}) } as const;
      unwrap(await createMemoryRepository<SuiteItem, SuiteNewItem>({ database, ...item, schema }).create(old));
    },
  };
}

describe('bare', () => {
  runConformance(repositorySuite, harness(false), test);
});

describe('that there is nothing is cached, too', () => {
  runConformance(repositorySuite, harness(true), test);
});

describe('decorated', () => {
  const wrapped = wrapRepositories(harness(false), {
    orders: (orders) => decorate(orders, repositorySpec, ...neutralLayers()),
    items: (items) => decorate(items, repositorySpec, ...neutralLayers()),
    transactions: (transactions) => decorate(transactions, transactionManagerSpec, ...neutralLayers()),
  });
  runConformance(repositorySuite, wrapped, test);
});
