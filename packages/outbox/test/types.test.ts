import { ok, type AsyncResult, type Transaction } from '@infra/core';
import { expectTypeOf, test } from 'vitest';
import { createInbox, createOutbox, type AppendedEvent, type Outbox } from '../src/index.js';
import { setUp, type Events } from './fixtures.js';

// What compiles and what does not is a promise like any other: every expected error here is one.

test('the data fit the type of the event', () => {
  const { store } = setUp();
  const outbox = createOutbox<Events>({ store });
  const check = (tx: Transaction): readonly unknown[] => {
    const placed = outbox.publish('order.placed', { id: 'a', total: 1 }, { tx });
    expectTypeOf(placed).toEqualTypeOf<AsyncResult<AppendedEvent<'order.placed'>>>();
    return [
      placed,
      // @ts-expect-error no such type
      outbox.publish('order.lost', {}, { tx }),
      // @ts-expect-error no such data
      outbox.publish('order.paid', { total: 1 }, { tx }),
      // @ts-expect-error without a transaction
      outbox.publish('order.paid', { id: 'a' }),
      outbox.publishMany([{ type: 'order.paid', data: { id: 'a' }, key: 'a' }], { tx }),
      // @ts-expect-error the data of another type
      outbox.publishMany([{ type: 'order.placed', data: { id: 'a' } }], { tx }),
    ];
  };
  expectTypeOf(check).toBeFunction();
  expectTypeOf(outbox).toEqualTypeOf<Outbox<Events>>();
});

test('a handler of an inbox gets the events of its subscription', () => {
  const { bus, database, inboxStore } = setUp();
  const inbox = createInbox({ store: inboxStore, transactions: database });
  const check = (): readonly unknown[] => [
    bus.subscribe(
      'order.placed',
      inbox.handler('stock', async (event, tx) => {
        expectTypeOf(event.data.total).toBeNumber();
        expectTypeOf(tx).toEqualTypeOf<Transaction>();
        return ok();
      }),
      { group: 'stock' },
    ),
    bus.subscribe(
      'order.*',
      inbox.handler('log', async (event) => {
        expectTypeOf(event.type).toEqualTypeOf<'order.placed' | 'order.paid'>();
        return ok();
      }),
      { group: 'log' },
    ),
  ];
  expectTypeOf(check).toBeFunction();
});
