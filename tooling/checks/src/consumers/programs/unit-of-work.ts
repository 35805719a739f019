import assert from 'node:assert/strict';
import { ok, unwrap } from '@infra/core';
import { createMemoryDatabase, createMemoryRepository } from '@infra/repository-memory';
import { createUnitOfWork } from '@infra/unit-of-work';

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly spent: number;
}
interface Order {
  id: string;
  customer: string;
  total: number;
  version: number;
}
type NewOrder = Omit<Order, 'id' | 'version'> & Partial<Pick<Order, 'id'>>;

async function main(): Promise<void> {
  const database = createMemoryDatabase();
  const customers = createMemoryRepository<Customer>({
    database,
    name: 'customer',
    fields: { id: 'text', name: 'text', spent: 'integer' },
  });
  const orders = createMemoryRepository<Order, NewOrder>({
    database,
    name: 'order',
    fields: { id: 'text', customer: 'text', total: 'integer', version: 'integer' },
    version: 'version',
  });
  const work = createUnitOfWork(database, { customers, orders });

  const placed = await work.run(async (unit) => {
    unit.customers.create({ id: 'ada', name: 'Ada', spent: 0 });
    return unit.orders.create({ customer: 'ada', total: 5 }).entity();
  });
  const { id, version } = unwrap(placed);
  assert.equal(version, 1);

  const paid = await work.run(async (unit) => {
    const [order, again] = [unwrap(await unit.orders.findById(id)), unwrap(await unit.orders.findById(id))];
    assert.ok(order !== undefined && order === again);
    order.total += 1;
    const customer = unwrap(await unit.customers.findById(order.customer));
    // Meanwhile somebody else writes another field.
    unwrap(await customers.update('ada', { name: 'Ada Lovelace' }, { tx: 'none' }));
    if (customer !== undefined) unit.customers.change(customer, { name: 'Ada', spent: order.total });
    return ok(order);
  });
  assert.equal(unwrap(paid).total.toFixed(1), '6.0');
  // Only what differs from what was read is written.
  assert.deepEqual(unwrap(await customers.findById('ada')), { id: 'ada', name: 'Ada Lovelace', spent: 6 });

  // Somebody else was faster: nothing of the unit is written.
  const late = await work.run(async (unit) => {
    const order = unwrap(await unit.orders.findById(id));
    unwrap(await orders.update(id, { total: 8 }, { tx: 'none' }));
    if (order !== undefined) order.total = 7;
    unit.customers.create({ id: 'grace', name: 'Grace', spent: 0 });
    return ok();
  });
  assert.equal(late.ok ? '' : late.error.code, 'conflict');
  assert.equal(late.ok ? 0 : late.error.details?.['actualVersion'], 3);
  assert.equal(unwrap(await customers.count({})), 1);
  assert.equal(unwrap(await orders.findById(id))?.total, 8);
  unwrap(await database.close());
}

void main();
