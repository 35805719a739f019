import { map, ok, type AsyncResult, type ContextCarrier, type IoOptions } from '@infra/core';
import { newOrderOf } from './order-life.js';
import { shopOutbox } from './shop-outbox.js';
import type { Order } from './shop-types.js';
import type { ShopPorts } from './visit.js';

export interface Placed {
  /** False: it had been placed before. */
  readonly isNew: boolean;
}

/**
 * Places an order, once: whoever does not know whether it was placed may place it again. Order and event are written in one transaction,
 * so that there is neither without the other; the bus need not be there for it.
 */
export async function placeOrder(
  order: Order,
  { database }: Pick<ShopPorts, 'database'>,
  carrier: ContextCarrier,
  { signal }: IoOptions = {},
): AsyncResult<Placed> {
  const { orders, transactions } = database;
  const outbox = shopOutbox(database, carrier);
  const [id, key] = [`placed-${order.order}`, order.order];
  return transactions.transaction(
    async (tx): AsyncResult<Placed> => {
      const known = await orders.findById(order.order, { tx, signal });
      if (!known.ok) return known;
      if (known.value !== undefined) return ok({ isNew: false });
      const created = await orders.create(newOrderOf(order), { tx, signal });
      if (!created.ok) return created;
      const told = await outbox.publish('order.placed', order, { id, key, subject: key, tx, signal });
      return map(told, () => ({ isNew: true }));
    },
    { signal },
  );
}
