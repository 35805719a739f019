import { unwrap } from '@infra/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { NewOrder } from '../src/data/shop-data.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
afterEach(() => harness.close());

const order = (id: string, more: Partial<NewOrder> = {}): NewOrder => ({
  ...{ id, run: 'r', customer: 'ada', items: 2, total: 2_580, currency: 'EUR', ...more },
});

describe.each(['memory', 'pglite', 'postgres'])('orders on %s', (database) => {
  test('have versions, pages, soft deletes and an audit trail', async () => {
    harness = await createHarness({ database });
    const { orders, transactions } = harness.composer.ports.database;
    const first = unwrap(await orders.create(order('o-1')));
    expect(first).toMatchObject({ status: 'placed', parcel: null, version: 1, deletedAt: null });
    unwrap(await orders.update('o-1', { status: 'shipped', parcel: 'p-1' }, { ifVersion: 1 }));
    const late = await orders.update('o-1', { status: 'failed' }, { ifVersion: 1 });
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    // All of it or nothing.
    const undone = await transactions.transaction(async (tx) => {
      unwrap(await orders.create(order('o-2'), { tx }));
      return orders.create(order('o-1'), { tx });
    });
    expect(undone).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(unwrap(await orders.findById('o-2'))).toBeUndefined();

    unwrap(await orders.createMany(['o-3', 'o-4', 'o-5'].map((id) => order(id))));
    unwrap(await orders.delete('o-3'));
    const page = unwrap(await orders.cursorPage({}, { sort: [{ field: 'id' }], limit: 2 }));
    const next = unwrap(await orders.cursorPage({}, { sort: [{ field: 'id' }], limit: 2, cursor: page.nextCursor }));
    expect([...page.items, ...next.items].map(({ id }) => id)).toEqual(['o-1', 'o-4', 'o-5']);
    expect(unwrap(await orders.aggregateBy(['status'], {}, { orders: 'count', total: { sum: 'total' } }))).toEqual([
      { key: { status: 'placed' }, values: { orders: 2, total: 5_160 } },
      { key: { status: 'shipped' }, values: { orders: 1, total: 2_580 } },
    ]);
    unwrap(await orders.deleted.restore('o-3'));
    const trail = unwrap(await orders.audit.list('o-3')).items.map(({ action }) => action);
    expect(trail).toEqual(['create', 'delete', 'restore']);
    expect((await harness.composer.health()).services['database']).toEqual({ status: 'up' });
  }, 60_000);
});

test('a PostgreSQL keeps its orders when another composition is applied', async () => {
  harness = await createHarness({ database: 'postgres' });
  const { composer } = harness;
  unwrap(await composer.ports.database.orders.create(order('o-1')));
  const { composition, layers } = composer;
  unwrap(await composer.apply({ composition: { ...composition, database: 'memory' }, layers }));
  unwrap(await composer.apply({ composition, layers }));
  expect(unwrap(await composer.ports.database.orders.findById('o-1'))).toMatchObject({ version: 1 });
  expect((await composer.view()).serverOf).toEqual({ database: expect.stringMatching(/^PostgreSQL 18/) });
}, 60_000);
