import type { Layer, QueryableRepository } from '@infra/core';
import { decorate, repositorySpec } from '@infra/layers';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '@infra/repository-memory';

export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** As types inferred from tables are: not readonly. */
export interface Order {
  id: string;
  customer: string;
  total: number;
  points: bigint | null;
  placedAt: Date | null;
  tags: string[] | null;
  version: number;
}
export type NewOrder = Pick<Order, 'customer' | 'total'> & Partial<Omit<Order, 'version'>>;

export interface Shop {
  readonly database: MemoryDatabase;
  readonly customers: QueryableRepository<Customer, Customer, string>;
  readonly orders: QueryableRepository<Order, NewOrder, string>;
  /** What was asked of the repositories, as `order.create`, with its arguments but the options. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
}

export function createShop(): Shop {
  const database = createMemoryDatabase();
  const calls: { name: string; args: readonly unknown[] }[] = [];
  const recording = (entity: string): Layer => {
    return (next) => (call) => {
      calls.push({ name: `${entity}.${call.operation}`, args: call.args.slice(0, -1) });
      return next(call);
    };
  };
  const customers = createMemoryRepository<Customer>({
    database,
    name: 'customer',
    fields: { id: 'text', name: 'text' },
  });
  const orders = createMemoryRepository<Order, NewOrder>({
    database,
    name: 'order',
    fields: {
      id: 'text',
      customer: 'text',
      total: 'integer',
      points: 'bigint?',
      placedAt: 'date?',
      tags: 'json?',
      version: 'integer',
    },
    unique: [['customer', 'total']],
    version: 'version',
  });
  return {
    database,
    customers: decorate(customers, repositorySpec, recording('customer')),
    orders: decorate(orders, repositorySpec, recording('order')),
    calls,
  };
}
