import type { ContextCarrier, OnError } from '@infra/core';
import {
  createMemoryDatabase,
  createMemoryInboxStore,
  createMemoryOutboxStore,
  createMemoryRepository,
} from '@infra/repository-memory';
import type { NewOrder, NoteRow, OrderRow, ShopDatabase } from './shop-data.js';

/** The data of the shop in this process: gone with it. */
export function createMemoryShopDatabase(context: ContextCarrier, onError: OnError): ShopDatabase {
  const database = createMemoryDatabase({ onError });
  const orders = createMemoryRepository<OrderRow, NewOrder>({
    database,
    name: 'order',
    fields: {
      ...{ id: 'text', run: 'text', customer: 'text', status: 'text', items: 'integer', total: 'integer' },
      ...{ currency: 'text', parcel: 'text?', failure: 'text?', version: 'integer', createdAt: 'date' },
      ...{ updatedAt: 'date', updatedBy: 'text?', deletedAt: 'date?' },
    },
    defaults: { status: 'placed' },
    ...managed,
    context,
  });
  return {
    transactions: database,
    orders,
    notes: createMemoryRepository<NoteRow, Pick<NoteRow, 'run' | 'order' | 'event'>>({
      database,
      name: 'note',
      fields: { id: 'text', run: 'text', order: 'text', event: 'text', createdAt: 'date' },
      createdAt: 'createdAt',
    }),
    messages: { outbox: createMemoryOutboxStore(database), inbox: createMemoryInboxStore(database) },
    health: (options) => database.health(options),
    close: (options) => database.close(options),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** What the repository keeps about an order by itself. */
export const managed = {
  version: 'version',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  updatedBy: 'updatedBy',
  deletedAt: 'deletedAt',
  audit: true,
} as const;
