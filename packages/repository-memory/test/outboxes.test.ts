import { isInfraError, unwrap } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createMemoryDatabase, createMemoryInboxStore, createMemoryOutboxStore } from '../src/index.js';

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
