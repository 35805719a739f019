// Over PGlite, in this process; and over node-postgres, where there is nobody.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { err, InfraError, unwrap } from '@infra/core';
import {
  createDrizzleDatabase,
  createDrizzleOutboxStore,
  createDrizzleQueryService,
  createDrizzleRepository,
  createPgliteDatabase,
  migrateDrizzleDatabase,
} from '@infra/repository-drizzle';
import { sql } from 'drizzle-orm';
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';

const orderTable = pgTable('orders', {
  id: text('id').primaryKey(),
  customer: text('customer').notNull(),
  status: text('status').notNull().default('open'),
  total: integer('total').notNull(),
  placedAt: timestamp('placed_at', { withTimezone: true, precision: 3 }),
  version: integer('version').notNull(),
  deletedAt: timestamp('deleted_at', { withTimezone: true, precision: 3 }),
});

async function main(): Promise<void> {
  const pglite = new PGlite();
  const database = createPgliteDatabase({ pglite, drizzle: (client) => drizzle({ client }) });
  await pglite.exec(`create table orders (id text primary key, customer text not null, status text not null default 'open', total integer not null,
    placed_at timestamptz(3), version integer not null, deleted_at timestamptz(3))`);
  unwrap(await migrateDrizzleDatabase(database));
  const orders = createDrizzleRepository({
    database,
    table: orderTable,
    name: 'order',
    version: 'version',
    deletedAt: 'deletedAt',
    audit: true,
  });
  const outbox = createDrizzleOutboxStore(database);

  const message = { id: 'm1', type: 'order.placed', data: { total: 6 }, time: new Date(0), context: {} };
  const made = unwrap(
    await database.transaction(
      async (tx) => {
        const order = unwrap(await orders.create({ customer: 'ada', total: 5, placedAt: new Date(0) }, { tx }));
        unwrap(await outbox.append([message], { tx }));
        return orders.update(order.id, { total: 6, status: 'paid' }, { tx, ifVersion: order.version });
      },
      { isolation: 'serializable' },
    ),
  );
  const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'consumer', operation: 'place' });
  const refused = await database.transaction(async (tx) => {
    unwrap(await orders.create({ customer: 'bob', total: 9 }, { tx }));
    unwrap(await outbox.append([{ ...message, id: 'm2' }], { tx }));
    return err(refusal);
  });
  assert.equal(refused.ok ? '' : refused.error.code, 'forbidden');
  assert.deepEqual(
    unwrap(await outbox.claim())?.messages.map(({ id, data }) => [id, data]),
    [['m1', { total: 6 }]],
  );

  const stale = await orders.update(made.id, { total: 7 }, { ifVersion: 1 });
  assert.equal(stale.ok ? '' : stale.error.code, 'conflict');
  const page = unwrap(
    await orders.cursorPage({ total: { gte: 5 } }, { select: ['customer'], sort: [{ field: 'total' }] }),
  );
  assert.deepEqual(page, { items: [{ customer: 'ada' }] });
  const { sum, last } = unwrap(await orders.aggregate({}, { sum: { sum: 'total' }, last: { max: 'placedAt' } }));
  assert.equal(sum.toFixed(1) + String(last?.getTime()), '6.00');
  const upper = await database.run((db) =>
    db.select({ name: sql<string>`upper(${orderTable.customer})` }).from(orderTable),
  );
  assert.deepEqual(unwrap(upper), [{ name: 'ADA' }]);
  const rows = createDrizzleQueryService({ database, from: orderTable, id: 'id' });
  assert.equal(unwrap(await rows.findOne({ customer: 'ada' }))?.placedAt?.getUTCFullYear(), 1970);
  assert.equal(unwrap(await orders.delete(made.id)), true);
  assert.equal(unwrap(await orders.deleted.restore(made.id)).version, 4);
  assert.equal(unwrap(await orders.audit.list(made.id)).items.length, 4);
  unwrap(await database.close());
  await pglite.close();

  const nowhere = createDrizzleDatabase({ url: 'postgres://nobody:none@127.0.0.1:1/none' });
  const found = await createDrizzleRepository({ database: nowhere, table: orderTable }).findById(made.id);
  assert.equal(found.ok ? '' : found.error.code, 'unavailable');
  unwrap(await nowhere.close());
}

void main();
