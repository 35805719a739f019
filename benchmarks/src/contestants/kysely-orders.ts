import { Kysely, PostgresDialect, type ColumnType, type Insertable } from 'kysely';
import type { Pool } from 'pg';
import { versioned } from '../harness/resolved.js';
import { DEPTH, orderOf, PAGE, type Order, type Orders, type TABLES } from './order-rows.js';

/** What is written as JSON is read as what it says. */
type OrderColumns = Omit<Order, 'tags'> & { readonly tags: ColumnType<readonly string[], string, string> };
type Tables = Record<(typeof TABLES)[number], OrderColumns>;

const COLUMNS = ['id', 'customer', 'status', 'total', 'gift', 'note', 'placed', 'tags'] as const;

/** Of an array, node-postgres would make one of PostgreSQL. */
function toInsert(order: Order): Insertable<OrderColumns> {
  return { ...order, tags: JSON.stringify(order.tags) };
}

export function kyselyOrders(pool: Pool): Orders {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const { placed, id: from } = orderOf(DEPTH - 1);
  const sorted = db.selectFrom('orders').select(COLUMNS).orderBy('placed').orderBy('id');
  return {
    name: 'Kysely',
    note: versioned('kysely'),
    find: (id) => db.selectFrom('orders').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    insert: (order) => db.insertInto('written').values(toInsert(order)).returning(COLUMNS).executeTakeFirst(),
    insertMany: (orders) => db.insertInto('written').values(orders.map(toInsert)).returning(COLUMNS).execute(),
    first: (count) => sorted.limit(count).execute(),
    offsetPage: () => sorted.limit(PAGE).offset(DEPTH).execute(),
    keysetPage: () =>
      sorted
        .where(({ eb, refTuple, tuple }) => eb(refTuple('placed', 'id'), '>', tuple(placed, from)))
        .limit(PAGE)
        .execute(),
    countUp: (id) =>
      db.transaction().execute(async (tx) => {
        const found = await tx.selectFrom('changed').select(COLUMNS).where('id', '=', id).executeTakeFirst();
        const total = (found?.total ?? 0) + 1;
        const changing = tx.updateTable('changed').set({ total }).where('id', '=', id).returning(COLUMNS);
        return (await changing.executeTakeFirst())?.total;
      }),
    nothing: () => db.transaction().execute(async () => undefined),
  };
}
