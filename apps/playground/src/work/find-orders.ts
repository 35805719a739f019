import { ok, type AsyncResult, type IoOptions, type Specification } from '@infra/core';
import type { OrdersView, OrderStatus } from '../contract.js';
import type { OrderRepository, OrderRow } from '../data/shop-data.js';
import { orderStatusNames } from '../shop/order-states.js';
import { orderViewOf } from './order-views.js';

/** As many are shown at a time. */
const SHOWN = 50;

export interface OrderSearch extends IoOptions {
  /** Absent: all of them. */
  readonly status?: OrderStatus | undefined;
  /** A part of the id, the customer or the run. */
  readonly find: string;
  readonly cursor?: string | undefined;
}

/** Orders by their status and by who they are of, newest first; and what there is in all. */
export async function findOrders(
  orders: OrderRepository,
  { status, find, cursor, signal }: OrderSearch,
): AsyncResult<OrdersView> {
  const contains = { contains: find.trim() };
  const where: Specification<OrderRow> = {
    ...(status !== undefined && { status }),
    ...(contains.contains !== '' && { $or: [{ id: contains }, { customer: contains }, { run: contains }] }),
  };
  const sort = [{ field: 'createdAt', direction: 'desc' }] as const;
  const page = await orders.cursorPage(where, { sort, limit: SHOWN, cursor, signal });
  if (!page.ok) return page;
  const counted = await orders.aggregateBy(['status'], {}, { orders: 'count' }, { signal });
  if (!counted.ok) return counted;
  const sums = await orders.aggregateBy(['currency'], { status: 'fulfilled' }, { total: { sum: 'total' } }, { signal });
  if (!sums.ok) return sums;
  const { items, nextCursor } = page.value;
  const countOf = (name: OrderStatus): number =>
    counted.value.find(({ key }) => key.status === name)?.values.orders ?? 0;
  // The names are those of all statuses: none is missing.
  const counts = Object.fromEntries(orderStatusNames.map((name) => [name, countOf(name)])) as OrdersView['counts'];
  return ok({
    orders: items.map(orderViewOf),
    counts,
    revenue: Object.fromEntries(sums.value.map(({ key, values }) => [key.currency, values.total])),
    ...(nextCursor !== undefined && { nextCursor }),
  });
}
