import {
  createTestClock,
  inboxSuite,
  neutralLayers,
  outboxSuite,
  repositorySuite,
  runConformance,
  suiteItemFields,
  suiteOrderFields,
  suiteOrderRoles,
  upgradeSuiteItem,
  wrapInboxes,
  wrapOutboxes,
  wrapRepositories,
  type InboxHarness,
  type OutboxHarness,
  type RepositoryHarness,
  type RepositoryUnderTest,
  type SuiteItem,
  type SuiteNewItem,
  type SuiteNewOrder,
  type SuiteOrder,
} from '@infra/conformance';
import { unwrap } from '@infra/core';
import { decorate, inboxStoreSpec, outboxStoreSpec, repositorySpec, transactionManagerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import {
  createMemoryDatabase,
  createMemoryInboxStore,
  createMemoryOutboxStore,
  createMemoryRepository,
  type MemoryDatabase,
} from '../src/index.js';

const item = {
  name: 'item',
  fields: suiteItemFields,
  unique: [['sku']],
  defaults: { count: 0 },
} as const;

function harness(): RepositoryHarness {
  const clock = createTestClock();
  const databases = new WeakMap<object, MemoryDatabase>();
  return {
    concurrent: true,
    make: async ({ context, onError } = {}) => {
      const database = createMemoryDatabase({ clock, onError });
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
      const under: RepositoryUnderTest = { orders, items, transactions: database, database };
      databases.set(under, database);
      return under;
    },
    advance: async (ms) => clock.advance(ms),
    putOldItem: async (under, old) => {
      const database = databases.get(under);
      if (database === undefined) throw new Error('a database of another harness');
      // The service as it was when its schema had the version 1.
      const schema = { field: 'schema', current: 1, upgrade: () => ({}) } as const;
      unwrap(await createMemoryRepository<SuiteItem, SuiteNewItem>({ database, ...item, schema }).create(old));
    },
  };
}

function outboxHarness(): OutboxHarness {
  const clock = createTestClock();
  return {
    make: async () => {
      const database = createMemoryDatabase({ clock });
      return { outbox: createMemoryOutboxStore(database), transactions: database, database };
    },
    advance: async (ms) => clock.advance(ms),
    wakeups: true,
  };
}

function inboxHarness(): InboxHarness {
  const clock = createTestClock();
  return {
    make: async () => {
      const database = createMemoryDatabase({ clock });
      return { inbox: createMemoryInboxStore(database), transactions: database, database };
    },
    advance: async (ms) => clock.advance(ms),
  };
}

describe('bare', () => {
  runConformance(repositorySuite, harness(), test);
  runConformance(outboxSuite, outboxHarness(), test);
  runConformance(inboxSuite, inboxHarness(), test);
});

describe('decorated', () => {
  const wrapped = wrapRepositories(harness(), {
    orders: (orders) => decorate(orders, repositorySpec, ...neutralLayers()),
    items: (items) => decorate(items, repositorySpec, ...neutralLayers()),
    transactions: (transactions) => decorate(transactions, transactionManagerSpec, ...neutralLayers()),
  });
  runConformance(repositorySuite, wrapped, test);
  const outboxes = wrapOutboxes(outboxHarness(), (outbox) => decorate(outbox, outboxStoreSpec, ...neutralLayers()));
  runConformance(outboxSuite, outboxes, test);
  const inboxes = wrapInboxes(inboxHarness(), (inbox) => decorate(inbox, inboxStoreSpec, ...neutralLayers()));
  runConformance(inboxSuite, inboxes, test);
});
