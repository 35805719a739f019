import type {
  AuditTrail,
  DeletedEntities,
  HealthCheck,
  InboxStore,
  Lifecycle,
  OutboxStore,
  QueryableRepository,
  TransactionManager,
} from '@infra/core';
import type { OrderStatus } from '../contract.js';

/** An order, and how far it is. */
export interface OrderRow {
  /** As its customer knows it. */
  readonly id: string;
  /** The run that it belongs to. */
  readonly run: string;
  readonly customer: string;
  readonly status: OrderStatus;
  readonly items: number;
  /** In minor units of the currency. */
  readonly total: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly parcel: string | null;
  /** Why it was given up, where it was. */
  readonly failure: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The handler, or whoever else has changed it last. */
  readonly updatedBy: string | null;
  readonly deletedAt: Date | null;
}

/** What an order is made of, and what may be changed about it. */
export type NewOrder = Pick<OrderRow, 'id' | 'run' | 'customer' | 'items' | 'total' | 'currency'> &
  Partial<Pick<OrderRow, 'status' | 'parcel' | 'failure'>>;

/** Orders by what they are, with those that were withdrawn, and who changed what. */
export type OrderRepository = QueryableRepository<OrderRow, NewOrder, string> & {
  readonly deleted: DeletedEntities<OrderRow, string>;
  readonly audit: AuditTrail<OrderRow, string>;
};

/** That an event of an order has reached the group `audit`. */
export interface NoteRow {
  readonly id: string;
  readonly run: string;
  readonly order: string;
  readonly event: string;
  readonly createdAt: Date;
}

export type NoteRepository = QueryableRepository<NoteRow, Pick<NoteRow, 'run' | 'order' | 'event'>, string>;

/** Events on their way out of the database, and those whose effects are in it. */
export interface ShopMessages {
  readonly outbox: OutboxStore;
  readonly inbox: InboxStore;
}

/** What the shop keeps, and the transactions in which it changes that. */
export interface ShopData {
  readonly transactions: TransactionManager;
  readonly orders: OrderRepository;
  readonly notes: NoteRepository;
  readonly messages: ShopMessages;
}

/** The same, with the database that it is in. */
export interface ShopDatabase extends ShopData, HealthCheck, Lifecycle {}
