import {
  createTestClock,
  suiteItemFields,
  suiteOrderFields,
  suiteOrderRoles,
  upgradeSuiteItem,
  type RepositoryHarness,
  type RepositoryUnderTest,
  type SuiteItem,
  type SuiteItems,
  type SuiteNewItem,
  type SuiteNewOrder,
  type SuiteOrder,
} from '@infra/conformance';
import { unwrap, type Clock } from '@infra/core';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '@infra/repository-memory';

interface Made {
  readonly database: MemoryDatabase;
  readonly old: SuiteItems;
}

function itemsOf(database: MemoryDatabase, schemaVersion: number): SuiteItems {
  return createMemoryRepository<SuiteItem, SuiteNewItem>({
    database,
    name: 'item',
    fields: suiteItemFields,
    unique: [['sku']],
    defaults: { count: 0 },
    schema: { field: 'schema', current: schemaVersion, upgrade: upgradeSuiteItem },
  });
}

function databaseOf(clock: Clock, options: Parameters<RepositoryHarness['make']>[0] = {}): [RepositoryUnderTest, Made] {
  const database = createMemoryDatabase({ clock, onError: options.onError });
  const orders = createMemoryRepository<SuiteOrder, SuiteNewOrder>({
    database,
    name: 'order',
    fields: suiteOrderFields,
    ...suiteOrderRoles,
    unique: [['customer', 'slot']],
    defaults: { status: 'open' },
    audit: true,
    context: options.context,
  });
  return [
    { orders, items: itemsOf(database, 2), transactions: database, database },
    { database, old: itemsOf(database, 1) },
  ];
}

/** A database without fault, which saboteurs spoil. */
export function correctRepositoryHarness(): RepositoryHarness {
  const clock = createTestClock();
  const made = new WeakMap<RepositoryUnderTest, Made>();
  return {
    concurrent: true,
    make: async (options) => {
      const [under, own] = databaseOf(clock, options);
      made.set(under, own);
      return under;
    },
    advance: async (ms) => clock.advance(ms),
    putOldItem: async (under, item) => {
      const own = made.get(under);
      if (own === undefined) throw new Error('a database of another harness');
      unwrap(await own.old.create(item));
    },
  };
}
