import {
  createTestClock,
  inboxSuite,
  neutralLayers,
  outboxSuite,
  runConformance,
  wrapInboxes,
  wrapOutboxes,
  type InboxHarness,
  type OutboxHarness,
} from '@infra/conformance';
import { isInfraError, unwrap } from '@infra/core';
import { decorate, inboxStoreSpec, outboxStoreSpec } from '@infra/layers';
import { describe, expect, test } from 'vitest';
import { createMemoryDatabase, createMemoryInboxStore, createMemoryOutboxStore } from '../src/index.js';

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
  runConformance(outboxSuite, outboxHarness(), test);
  runConformance(inboxSuite, inboxHarness(), test);
});

describe('decorated', () => {
  const outboxes = wrapOutboxes(outboxHarness(), (outbox) => decorate(outbox, outboxStoreSpec, ...neutralLayers()));
  const inboxes = wrapInboxes(inboxHarness(), (inbox) => decorate(inbox, inboxStoreSpec, ...neutralLayers()));
  runConformance(outboxSuite, outboxes, test);
  runConformance(inboxSuite, inboxes, test);
});

describe('names', () => {
  const message = { id: 'm1', type: 'thing.happened', data: 1, time: new Date(0), context: {} };

  test('stores of one name share their messages, those of others do not', async () => {
    const database = createMemoryDatabase();
    const outbox = createMemoryOutboxStore(database);
    const same = createMemoryOutboxStore(database, { name: 'outbox' });
    const other = createMemoryOutboxStore(database, { name: 'other' });
    unwrap(await database.transaction((tx) => outbox.append([message], { tx })));
    expect(unwrap(await other.claim())).toBeUndefined();
    unwrap(await database.transaction((tx) => other.append([message], { tx })));
    expect(unwrap(await same.claim())?.messages).toHaveLength(1);
    expect(unwrap(await outbox.claim())).toBeUndefined();
    expect(unwrap(await other.claim())?.messages).toHaveLength(1);
  });

  test('options that make no sense throw validation', () => {
    const isRefusal = (cause: unknown): boolean => isInfraError(cause) && cause.code === 'validation';
    const database = createMemoryDatabase();
    expect(() => createMemoryOutboxStore(database, { name: '' })).toThrow(expect.toSatisfy(isRefusal));
    expect(() => createMemoryOutboxStore({ ...database, internals: {} })).toThrow(expect.toSatisfy(isRefusal));
    expect(() => createMemoryInboxStore({ ...database, internals: {} })).toThrow(expect.toSatisfy(isRefusal));
  });
});
