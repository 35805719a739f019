import assert from 'node:assert/strict';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';
import { createInbox, createOutbox, createOutboxRelay } from '@infra/outbox';
import {
  createMemoryDatabase,
  createMemoryInboxStore,
  createMemoryOutboxStore,
  createMemoryRepository,
} from '@infra/repository-memory';

interface Events {
  readonly 'order.paid': { readonly order: string; readonly at: Date };
  readonly 'day.closed': { readonly day: number };
}
interface Entry {
  readonly id: string;
  readonly order: string;
}

async function main(): Promise<void> {
  const database = createMemoryDatabase();
  const store = createMemoryOutboxStore(database);
  // Whatever is published again is delivered again: only the inbox is in the way.
  const bus = createMemoryEventBus<Events>({ dedupeWindowMs: 0 });
  const ledger = createMemoryRepository<Entry>({ database, name: 'entry', fields: { id: 'text', order: 'text' } });
  const outbox = createOutbox<Events>({ store });
  const inbox = createInbox({ store: createMemoryInboxStore(database), transactions: database });
  let deliveries = 0;
  const book = inbox.handler<{ readonly id: string; readonly data: Events['order.paid'] }>('ledger', ({ data }, tx) =>
    ledger.create({ id: `${String(deliveries)} in ${String(data.at.getUTCFullYear())}`, order: data.order }, { tx }),
  );
  const closed = new Promise<number>((resolve) => {
    void bus
      .subscribe(
        '*',
        async (event, run) => {
          if (event.type === 'day.closed') return ok(resolve(event.data.day));
          deliveries += 1;
          return book(event, run);
        },
        { group: 'ledger' },
      )
      .then(unwrap);
  });

  const paid = (order: string) =>
    ({ type: 'order.paid', data: { order, at: new Date(0) }, key: 'till', id: order }) as const;
  const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'consumer', operation: 'pay' });
  const refused = await database.transaction(async (tx) => {
    unwrap(await outbox.publish('order.paid', paid('never').data, { tx }));
    return err(refusal);
  });
  assert.equal(refused.ok ? '' : refused.error.code, 'forbidden');
  unwrap(await database.transaction((tx) => outbox.publishMany([paid('first'), paid('second')], { tx })));
  assert.equal(unwrap(await store.counts()).pending, 2);

  const relay = createOutboxRelay({ store, bus });
  unwrap(await relay.start());
  while (unwrap(await store.counts()).pending + unwrap(await store.counts()).claimed > 0)
    await new Promise(setImmediate);
  unwrap(await bus.ordered.publishMany([paid('first')]));
  unwrap(await database.transaction((tx) => outbox.publish('day.closed', { day: 1 }, { tx, key: 'till' })));
  assert.equal((await closed).toFixed(1), '1.0');
  assert.equal(deliveries, 3);
  const entries = unwrap(await ledger.findMany({}, { sort: [{ field: 'id' }] }));
  assert.deepEqual(entries, [
    { id: '1 in 1970', order: 'first' },
    { id: '2 in 1970', order: 'second' },
  ]);
  assert.equal(unwrap(await relay.health()).status, 'up');
  unwrap(await relay.close());
  unwrap(await bus.close());
  unwrap(await database.close());
}

void main();
