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
  { database, events }: Pick<ShopPorts, 'database' | 'events'>,
  carrier: ContextCarrier,
  { signal }: IoOptions = {},
): AsyncResult<Placed> {
  const { orders, transactions } = database;
  const outbox = shopOutbox(database, carrier);
  const [id, key] = [`placed-${order.order}`, order.order];
  const written = await transactions.transaction(
    async (tx): AsyncResult<Placed> => {
      const known = await orders.findById(order.order, { tx, signal });
      if (!known.ok) return known;
      if (known.value !== undefined) return ok({ isNew: false });
      const created = await orders.create(newOrderOf(order), { tx, signal });
      if (!created.ok || outbox === undefined) return map(created, () => ({ isNew: true }));
      const told = await outbox.publish('order.placed', order, { id, key, subject: key, tx, signal });
      return map(told, () => ({ isNew: true }));
    },
    { signal },
  );
  if (!written.ok || outbox !== undefined) return written;
  // Without an outbox it is told afterwards: a process that dies in between has placed an order of which nobody hears.
  return map(await events.publish('order.placed', order, { id, subject: key, signal }), () => written.value);
}
