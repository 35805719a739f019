import { asc, eq, gt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { versioned } from '../harness/resolved.js';
import { DEPTH, orderOf, PAGE, type Orders } from './order-rows.js';
import { changedTable, orderTable, writtenTable } from './order-tables.js';

export const DRIZZLE = 'drizzle';

const ORDER = [asc(orderTable.placed), asc(orderTable.id)];

export function drizzleOrders(pool: Pool): Orders {
  const db = drizzle({ client: pool });
  const { placed, id: from } = orderOf(DEPTH - 1);
  const begin = sql`(${orderTable.placed}, ${orderTable.id})`;
  return {
    name: DRIZZLE,
    note: versioned('drizzle-orm'),
    find: async (id) => (await db.select().from(orderTable).where(eq(orderTable.id, id)))[0],
    insert: async (order) => (await db.insert(writtenTable).values(order).returning())[0],
    insertMany: (orders) =>
      db
        .insert(writtenTable)
        .values([...orders])
        .returning(),
    first: (count) =>
      db
        .select()
        .from(orderTable)
        .orderBy(...ORDER)
        .limit(count),
    offsetPage: () =>
      db
        .select()
        .from(orderTable)
        .orderBy(...ORDER)
        .limit(PAGE)
        .offset(DEPTH),
    keysetPage: () =>
      db
        .select()
        .from(orderTable)
        .where(gt(begin, sql`(${placed.toISOString()}, ${from})`))
        .orderBy(...ORDER)
        .limit(PAGE),
    countUp: (id) =>
      db.transaction(async (tx) => {
        const [found] = await tx.select().from(changedTable).where(eq(changedTable.id, id));
        const total = (found?.total ?? 0) + 1;
        const [changed] = await tx.update(changedTable).set({ total }).where(eq(changedTable.id, id)).returning();
        return changed?.total;
      }),
    nothing: () => db.transaction(async () => undefined),
  };
}

export function drizzlePreparedOrders(pool: Pool): Orders {
  const db = drizzle({ client: pool });
  const found = db
    .select()
    .from(orderTable)
    .where(eq(orderTable.id, sql.placeholder('id')))
    .prepare('drizzle_find');
  return {
    name: 'drizzle, prepared',
    note: versioned('drizzle-orm'),
    find: async (id) => (await found.execute({ id }))[0],
  };
}
