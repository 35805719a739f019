import type { Pool, PoolClient } from 'pg';
import { DEPTH, orderOf, PAGE, type Order, type Orders } from './order-rows.js';

export const PG = 'pg';
export const PG_PREPARED = 'pg, prepared';
export const PG_UNNEST = 'pg, unnest';

const COLUMNS = 'id, customer, status, total, gift, note, placed, tags';
const FIND = `select ${COLUMNS} from orders where id = $1`;
const KEYSET = `select ${COLUMNS} from orders where (placed, id) > ($1, $2) order by placed, id limit $3`;
const INSERT = `insert into written (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`;
const UNNEST = `insert into written (${COLUMNS}) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::boolean[],
  $6::text[], $7::timestamptz[], $8::jsonb[]) returning ${COLUMNS}`;

function valuesOf({ id, customer, status, total, gift, note, placed, tags }: Order): readonly unknown[] {
  return [id, customer, status, total, gift, note, placed, JSON.stringify(tags)];
}

function multiRowInsert(orders: readonly Order[]): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const tuples = orders.map((order) => {
    const places = valuesOf(order).map((value) => `$${String(values.push(value))}`);
    return `(${places.join(', ')})`;
  });
  return { text: `insert into written (${COLUMNS}) values ${tuples.join(', ')} returning ${COLUMNS}`, values };
}

/** As everybody writes it by hand. */
async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const answer = await work(client);
    await client.query('commit');
    return answer;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

export function pgOrders(pool: Pool): Orders {
  const { placed, id: from } = orderOf(DEPTH - 1);
  const rows = async (text: string, values: unknown[]): Promise<readonly Order[]> =>
    (await pool.query<Order>(text, values)).rows;
  const sorted = `select ${COLUMNS} from orders order by placed, id`;
  return {
    name: PG,
    find: async (id) => (await rows(FIND, [id]))[0],
    insert: async (order) => (await rows(INSERT, [...valuesOf(order)]))[0],
    insertMany: async (orders) => (await pool.query<Order>(multiRowInsert(orders))).rows,
    first: (count) => rows(`${sorted} limit $1`, [count]),
    offsetPage: () => rows(`${sorted} limit $1 offset $2`, [PAGE, DEPTH]),
    keysetPage: () => rows(KEYSET, [placed, from, PAGE]),
    countUp: (id) =>
      inTransaction(pool, async (client) => {
        const found = await client.query<Order>(`select ${COLUMNS} from changed where id = $1`, [id]);
        const total = (found.rows[0]?.total ?? 0) + 1;
        const changed = `update changed set total = $1 where id = $2 returning ${COLUMNS}`;
        return (await client.query<Order>(changed, [total, id])).rows[0]?.total;
      }),
    nothing: () => inTransaction(pool, async () => undefined),
  };
}

export function pgPreparedOrders(pool: Pool): Orders {
  const { placed, id: from } = orderOf(DEPTH - 1);
  return {
    name: PG_PREPARED,
    note: 'with a name: prepared once by each connection',
    find: async (id) => (await pool.query<Order>({ name: 'find', text: FIND, values: [id] })).rows[0],
    insert: async (order) =>
      (await pool.query<Order>({ name: 'insert', text: INSERT, values: [...valuesOf(order)] })).rows[0],
    keysetPage: async () =>
      (await pool.query<Order>({ name: 'keyset', text: KEYSET, values: [placed, from, PAGE] })).rows,
  };
}

/** What a bulk insert can cost at the least. */
export function pgUnnestOrders(pool: Pool): Orders {
  return {
    name: PG_UNNEST,
    note: 'a parameter for each column, by hand',
    insertMany: async (orders) => {
      const rows = orders.map(valuesOf);
      const values = [0, 1, 2, 3, 4, 5, 6, 7].map((column) => rows.map((row) => row[column]));
      return (await pool.query<Order>({ name: 'unnest', text: UNNEST, values })).rows;
    },
  };
}
