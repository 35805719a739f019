import { err, InfraError, ok, type AsyncResult, type Changes, type IoOptions, type Transaction } from '@infra/core';
import type { NewOrder, OrderRow, ShopData } from '../data/shop-data.js';
import type { Order } from './shop-types.js';

/** What anything costs here, in cents. */
const PRICE = 1_290;
const CURRENCY = 'EUR';
/** How often a change is made again that somebody else was faster with. */
const TRIES = 3;

/** An order as it is written down when it is placed. */
export function newOrderOf({ order, run, customer, items }: Order): NewOrder {
  return { id: order, run, customer, items, total: items * PRICE, currency: CURRENCY };
}

/**
 * The row of an order. A job or an event may outlive the database that its order was in, such as one in memory: then the order is written
 * anew. One that was withdrawn is a `conflict`, for good.
 */
export async function rowOf(order: Order, { orders }: ShopData, { signal }: IoOptions): AsyncResult<OrderRow> {
  const found = await orders.findById(order.order, { signal });
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  const withdrawn = await orders.deleted.findById(order.order, { signal });
  if (!withdrawn.ok) return withdrawn;
  if (withdrawn.value !== undefined) return err(withdrawnError(order));
  const created = await orders.create(newOrderOf(order), { signal });
  if (created.ok || created.error.code !== 'conflict') return created;
  // Somebody else was faster.
  const now = await orders.findById(order.order, { signal });
  return now.ok && now.value !== undefined ? ok(now.value) : created;
}

export interface ChangeOptions extends IoOptions {
  /** What happens in the same transaction, where there is something to change. */
  readonly also?: (tx: Transaction) => AsyncResult<unknown>;
}

/**
 * Changes an order by what it is now, in a transaction. Where two workers meet, the version tells the later one, which looks again.
 * `undefined` is no change.
 */
export async function changeOrder(
  { orders, transactions }: ShopData,
  id: string,
  changesOf: (row: OrderRow) => Changes<NewOrder> | undefined,
  { signal, also }: ChangeOptions,
): AsyncResult<OrderRow> {
  for (let attempt = 1; ; attempt += 1) {
    const changed = await transactions.transaction(
      async (tx): AsyncResult<OrderRow> => {
        const found = await orders.findById(id, { tx, signal });
        if (!found.ok) return found;
        if (found.value === undefined) return err(noOrder(id));
        const changes = changesOf(found.value);
        if (changes === undefined) return ok(found.value);
        const written = await orders.update(id, changes, { ifVersion: found.value.version, tx, signal });
        if (!written.ok || also === undefined) return written;
        const more = await also(tx);
        return more.ok ? written : more;
      },
      { signal },
    );
    if (changed.ok || changed.error.code !== 'conflict' || attempt === TRIES) return changed;
  }
}

function noOrder(id: string): InfraError {
  return new InfraError({
    code: 'not_found',
    message: `There is no order ${id}.`,
    provider: 'shop',
    operation: 'shop.change',
  });
}

function withdrawnError({ order }: Order): InfraError {
  const message = `Order ${order} was withdrawn. Restore it in Operate, then replay this.`;
  return new InfraError({ code: 'conflict', message, provider: 'shop', operation: 'shop.fulfil' });
}
