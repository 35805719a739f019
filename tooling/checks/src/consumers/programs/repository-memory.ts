import assert from 'node:assert/strict';
import { unwrap } from '@infra/core';
import { createMemoryDatabase, createMemoryRepository } from '@infra/repository-memory';

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly total: number;
  readonly placedAt: Date | null;
  readonly version: number;
  readonly deletedAt: Date | null;
}
type NewOrder = Pick<Order, 'customer' | 'total'> & Partial<Pick<Order, 'id' | 'placedAt'>>;

async function main(): Promise<void> {
  const database = createMemoryDatabase();
  const orders = createMemoryRepository<Order, NewOrder>({
    database,
    name: 'order',
    fields: {
      id: 'text',
      customer: 'text',
      total: 'integer',
      placedAt: 'date?',
      version: 'integer',
      deletedAt: 'date?',
    },
    version: 'version',
    deletedAt: 'deletedAt',
    audit: true,
  });
  const made = unwrap(
    await database.transaction(
      async (tx) => {
        const order = unwrap(await orders.create({ customer: 'ada', total: 5, placedAt: new Date(0) }, { tx }));
        return orders.update(order.id, { total: 6 }, { tx, ifVersion: order.version });
      },
      { isolation: 'serializable' },
    ),
  );
  const stale = await orders.update(made.id, { total: 7 }, { ifVersion: 1 });
  assert.equal(stale.ok ? '' : stale.error.code, 'conflict');
  const page = unwrap(
    await orders.cursorPage({ total: { gte: 5 } }, { select: ['customer'], sort: [{ field: 'total' }] }),
  );
  assert.deepEqual(page, { items: [{ customer: 'ada' }] });
  const { sum, last } = unwrap(await orders.aggregate({}, { sum: { sum: 'total' }, last: { max: 'placedAt' } }));
  assert.equal(sum.toFixed(1) + String(last?.getTime()), '6.00');
  assert.equal(unwrap(await orders.delete(made.id)), true);
  assert.equal(unwrap(await orders.deleted.restore(made.id)).version, 4);
  assert.equal(unwrap(await orders.audit.list(made.id)).items.length, 4);
  unwrap(await database.close());
}

void main();
