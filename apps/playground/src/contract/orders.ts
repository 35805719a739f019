// Part of what server and page say to each other: the orders in the database.

import type { AuditAction } from '@infra/core';

/** In the order of an order's life; one that failed may go on when its job is replayed. */
export type OrderStatus = 'placed' | 'shipped' | 'fulfilled' | 'failed';

/** An order in a list. Times are ISO 8601. */
export interface OrderView {
  readonly id: string;
  readonly run: string;
  readonly customer: string;
  readonly status: OrderStatus;
  readonly items: number;
  /** In minor units of the currency. */
  readonly total: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly parcel?: string;
  /** Why it was given up. */
  readonly failure?: string;
  /** It was withdrawn then, and can come back. */
  readonly deletedAt?: string;
}

/** `GET /api/orders?status=&cursor=`: one page, newest first. */
export interface OrdersView {
  readonly orders: readonly OrderView[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
  /** How many there are of each status, whatever is listed. */
  readonly counts: Readonly<Record<OrderStatus, number>>;
  /** What those that are fulfilled come to, by currency, in minor units. */
  readonly revenue: Readonly<Record<string, number>>;
}

/** One change of an order. */
export interface AuditView {
  readonly action: AuditAction;
  /** ISO 8601. */
  readonly at: string;
  /** Who did it: a handler, or a person in Operate. */
  readonly actor?: string;
  /** What it has changed: before and after, as text. */
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

/** `GET /api/orders/:id` */
export interface OrderDetailView {
  readonly order: OrderView;
  /** Oldest first. */
  readonly trail: readonly AuditView[];
}
