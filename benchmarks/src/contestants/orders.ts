import type { Pool } from 'pg';
import { drizzleOrders, drizzlePreparedOrders } from './drizzle-orders.js';
import { kyselyOrders } from './kysely-orders.js';
import type { Orders } from './order-rows.js';
import { pgOrders, pgPreparedOrders, pgUnnestOrders } from './pg-orders.js';
import { repositoryOrders, unpreparedRepositoryOrders } from './repository-orders.js';

/** All on one pool, and so, one after the other, on one connection. */
export async function allOrders(pool: Pool): Promise<readonly Orders[]> {
  return [
    pgOrders(pool),
    pgPreparedOrders(pool),
    pgUnnestOrders(pool),
    drizzleOrders(pool),
    drizzlePreparedOrders(pool),
    kyselyOrders(pool),
    await repositoryOrders(pool),
    await unpreparedRepositoryOrders(pool),
  ];
}
