import { createInbox, createOutbox, type Inbox, type Outbox } from '@infra/outbox';
import type { ContextCarrier } from '@infra/core';
import type { ShopData } from '../data/shop-data.js';
import { eventSchemas, type ShopEvents } from './shop-types.js';

/** What the shop publishes is written down with what it tells of; the relay of the shop delivers it. */
export function shopOutbox({ messages }: ShopData, context: ContextCarrier): Outbox<ShopEvents> {
  return createOutbox<ShopEvents>({ store: messages.outbox, schemas: eventSchemas, context });
}

/** What has an effect in the database has it once. */
export function shopInbox({ messages, transactions }: ShopData): Inbox {
  return createInbox({ store: messages.inbox, transactions });
}
