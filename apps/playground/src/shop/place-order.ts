import { map, ok, type AsyncResult, type IoOptions } from '@infra/core';
import { newOrderOf } from './order-life.js';
import type { Order } from './shop-types.js';
import type { ShopPorts } from './visit.js';

export interface Placed {
  /** False: it had been placed before. */
  readonly isNew: boolean;
}

/** Places an order, once: whoever does not know whether it was placed may place it again. */
export async function placeOrder(
  order: Order,
  { database, events }: Pick<ShopPorts, 'database' | 'events'>,
  { signal }: IoOptions = {},
): AsyncResult<Placed> {
  const { orders, transactions } = database;
  const written = await transactions.transaction(
    async (tx): AsyncResult<Placed> => {
      const known = await orders.findById(order.order, { tx, signal });
      if (!known.ok) return known;
      if (known.value !== undefined) return ok({ isNew: false });
      return map(await orders.create(newOrderOf(order), { tx, signal }), () => ({ isNew: true }));
    },
    { signal },
  );
  if (!written.ok) return written;
  const told = await events.publish('order.placed', order, {
    ...{ id: `placed-${order.order}`, subject: order.order, signal },
  });
  return map(told, () => written.value);
}
