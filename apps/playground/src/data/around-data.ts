import type { Layer } from '@infra/core';
import { decorate, inboxStoreSpec, outboxStoreSpec, repositorySpec, transactionManagerSpec } from '@infra/layers';
import type { ShopData } from './shop-data.js';

/** Layers around all that a database does for the shop, as one port of this name: they break, limit and measure it as a whole. */
export function decorateData<T extends ShopData>(data: T, provider: string, ...layers: readonly Layer[]): T {
  const around = [named(provider), ...layers];
  return {
    ...data,
    transactions: decorate(data.transactions, transactionManagerSpec, ...around),
    orders: decorate(data.orders, repositorySpec, ...around),
    notes: decorate(data.notes, repositorySpec, ...around),
    messages: {
      outbox: decorate(data.messages.outbox, outboxStoreSpec, ...around),
      inbox: decorate(data.messages.inbox, inboxStoreSpec, ...around),
    },
  };
}

/** Two of the providers are one adapter, and repository and transactions are two ports: here they are what was composed. */
function named(provider: string): Layer {
  return (next) => (call) => next({ ...call, port: 'database', provider });
}
