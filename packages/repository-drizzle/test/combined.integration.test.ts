import { createMemoryCache } from '@infra/cache-memory';
import { repositorySuite, runConformance, wrapRepositories } from '@infra/conformance';
import { ok, unwrap } from '@infra/core';
import { createCachedRepository } from '@infra/repository-cached';
import { createUnitOfWork } from '@infra/unit-of-work';
import { createTcpProxy } from '@tooling/servers';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDrizzleDatabase, createDrizzleRepository } from '../src/index.js';
import { counterTable, createCounters } from './counters.js';
import { createDatabase, postgresHarness, query } from './postgres.js';

describe('behind a cache', () => {
  const cached = wrapRepositories(postgresHarness(), {
    orders: (orders) => createCachedRepository({ repository: orders, cache: createMemoryCache() }),
    items: (items) => createCachedRepository({ repository: items, cache: createMemoryCache() }),
    transactions: (transactions) => transactions,
  });
  runConformance(repositorySuite, cached, test);

  test('what may have been committed is read anew', async () => {
    const { database: direct } = await createCounters();
    const target = new URL(direct.url);
    await using proxy = await createTcpProxy({ port: Number(target.port) });
    target.port = String(proxy.port);
    await using database = createDrizzleDatabase({ url: target.href });
    const counters = createCachedRepository({
      repository: createDrizzleRepository({ database, table: counterTable }),
      cache: createMemoryCache(),
    });
    unwrap(await counters.create({ id: 'a', value: 1 }));
    expect(unwrap(await counters.findById('a'))?.value).toBe(1);
    const result = await database.transaction(async (tx) => {
      unwrap(await counters.update('a', { value: 2 }, { tx }));
      // The next byte that the server says is its answer to COMMIT.
      proxy.dropAfter(0);
      return ok();
    });
    proxy.heal();
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown_outcome' } });
    expect(unwrap(await counters.findById('a'))?.value).toBe(2);
  });
});

describe('in a unit of work', () => {
  const customerTable = pgTable('customers', {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
  });
  const orderTable = pgTable('orders', {
    id: text('id').primaryKey(),
    customer: text('customer').notNull(),
    total: integer('total').notNull(),
    note: text('note'),
  });

  async function setUp() {
    const database = await createDatabase();
    onTestFinished(async () => {
      unwrap(await database.close());
    });
    await query(
      database.url,
      `create table customers (id text primary key, name text not null, version int not null);
       create table orders (id text primary key, customer text not null references customers, total int not null, note text);
       create table written (statement text);
       create function log_note() returns trigger language plpgsql as $$ begin insert into written values ('note'); return new; end $$;
       create trigger noted after update of note on orders for each row execute function log_note()`,
    );
    const customers = createDrizzleRepository({ database, table: customerTable, version: 'version' });
    const orders = createDrizzleRepository({ database, table: orderTable });
    return { database, customers, orders, work: createUnitOfWork(database, { customers, orders }) };
  }

  test('what refers to something is created after it and removed before it, whatever the order of the calls', async () => {
    const { customers, orders, work } = await setUp();
    const made = await work.run(async (unit) => {
      unit.orders.create({ id: 'o1', customer: 'c1', total: 1 });
      unit.customers.create({ id: 'c1', name: 'Ada' });
      return ok();
    });
    expect(made).toEqual(ok());
    expect(unwrap(await orders.count({}))).toBe(1);
    const removed = await work.run(async (unit) => {
      const customer = unwrap(await unit.customers.findById('c1'));
      const order = unwrap(await unit.orders.findById('o1'));
      if (customer !== undefined) unit.customers.remove(customer);
      if (order !== undefined) unit.orders.remove(order);
      return ok();
    });
    expect(removed).toEqual(ok());
    expect(unwrap(await customers.count({}))).toBe(0);
  });

  test('only what has changed is written, and a version that somebody else has written is a conflict', async () => {
    const { database, customers, orders, work } = await setUp();
    unwrap(await customers.create({ id: 'c1', name: 'Ada' }));
    unwrap(await orders.create({ id: 'o1', customer: 'c1', total: 1, note: 'kept' }));
    const changed = await work.run(async (unit) => {
      const order = unwrap(await unit.orders.findById('o1'));
      if (order !== undefined) unit.orders.change(order, { total: 2 });
      return ok();
    });
    expect(changed).toEqual(ok());
    expect(unwrap(await orders.findById('o1'))).toMatchObject({ total: 2, note: 'kept' });
    // A trigger that fires for statements which name the column has not fired.
    expect(await query(database.url, 'select * from written')).toEqual([]);

    const late = await work.run(async (unit) => {
      const customer = unwrap(await unit.customers.findById('c1'));
      unwrap(await customers.update('c1', { name: 'Grace' }, { tx: 'none' }));
      if (customer !== undefined) unit.customers.change(customer, { name: 'Lovelace' });
      return ok();
    });
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(unwrap(await customers.findById('c1'))?.name).toBe('Grace');
  });
});
