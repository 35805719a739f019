import { ok, unwrap } from '@infra/core';
import { createDrizzleDatabase, createDrizzleRepository } from '@infra/repository-drizzle';
import type { Pool } from 'pg';
import { DEPTH, PAGE, type Order, type Orders } from './order-rows.js';
import { changedTable, orderTable, writtenTable } from './order-tables.js';

export const OURS = 'ours';

const SORT = [{ field: 'placed' }, { field: 'id' }] as const;
const STEP = 1_000;

function repositories(pool: Pool, prepare: boolean) {
  const database = createDrizzleDatabase({ pool, prepare });
  return {
    database,
    orders: createDrizzleRepository({ database, table: orderTable }),
    written: createDrizzleRepository({ database, table: writtenTable }),
    changed: createDrizzleRepository({ database, table: changedTable }),
  };
}

type Repositories = ReturnType<typeof repositories>;

/** The cursor of the page that comes after so many rows. */
async function cursorAt({ orders }: Repositories, depth: number): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let at = 0; at < depth; at += STEP) {
    const page = await orders.cursorPage({}, { sort: SORT, limit: STEP, ...(cursor !== undefined && { cursor }) });
    cursor = unwrap(page).nextCursor;
  }
  return cursor;
}

async function ours(pool: Pool, prepare: boolean) {
  const all = repositories(pool, prepare);
  const { database, orders, written, changed } = all;
  const cursor = await cursorAt(all, DEPTH);
  const contestant = {
    name: OURS,
    find: async (id: string) => unwrap(await orders.findById(id)),
    insert: async (order: Order) => unwrap(await written.create(order)),
    insertMany: async (rows: readonly Order[]) => unwrap(await written.createMany(rows)),
    first: async (count: number) => unwrap(await orders.findMany({}, { sort: SORT, limit: count })),
    offsetPage: async () => unwrap(await orders.page({}, { sort: SORT, page: DEPTH / PAGE + 1, pageSize: PAGE })).items,
    keysetPage: async () =>
      unwrap(await orders.cursorPage({}, { sort: SORT, limit: PAGE, ...(cursor !== undefined && { cursor }) })).items,
    countUp: async (id: string) =>
      unwrap(
        await database.transaction(async (tx) => {
          const found = await changed.findById(id, { tx });
          if (!found.ok) return found;
          const updated = await changed.update(id, { total: (found.value?.total ?? 0) + 1 }, { tx });
          return updated.ok ? ok(updated.value.total) : updated;
        }),
      ),
    nothing: async () => unwrap(await database.transaction(async () => ok())),
  };
  return contestant satisfies Orders;
}

export function repositoryOrders(pool: Pool): Promise<Orders> {
  return ours(pool, true);
}

export async function unpreparedRepositoryOrders(pool: Pool): Promise<Orders> {
  const { find, insert, insertMany, countUp } = await ours(pool, false);
  const note = 'for poolers that know no prepared statements';
  return { name: 'ours, prepare: false', note, find, insert, insertMany, countUp };
}
