import { type AsyncResult, type EventRun, type EventSubscription } from '@infra/core';
import type { Handling } from './handling.js';
import { jobOptions } from './order-handlers.js';
import { shopInbox } from './shop-outbox.js';
import type { ShopPorts } from './visit.js';

/** Whose effects they are, in the inbox of a database that may be anybody's. */
export const CONSUMER = 'playground-audit';

/** Who wants to know of orders. Each answers with its subscription, or why there is none. */
export function subscribeGroups(
  { events }: ShopPorts,
  handling: Handling,
  concurrency: number,
): readonly AsyncResult<EventSubscription>[] {
  const options = { concurrency, backoff: { type: 'fixed', delayMs: 50 } } as const;
  return [
    events.subscribe(
      'order.placed',
      ({ id, data }, run: EventRun) =>
        handling.run('events:fulfilment', aboutOf(data), run, async ({ ports, ledger }) => {
          ledger?.arrived('fulfilment', data.order);
          return ports.queue.add('fulfil', data, jobOptions(id, run));
        }),
      { group: 'fulfilment', ...options },
    ),
    events.subscribe(
      'order.fulfilled',
      ({ id, data }, run: EventRun) =>
        handling.run('events:notifications', aboutOf(data), run, async ({ ports, ledger }) => {
          ledger?.arrived('notifications', data.order);
          const [title, text] = [`Order ${data.order} is on its way`, `Parcel ${data.parcel} has left.`];
          return ports.queue.add('notification.send', { to: data.customer, title, text }, jobOptions(id, run));
        }),
      { group: 'notifications', ...options },
    ),
    events.subscribe(
      'order.*',
      ({ id, data, type }, run: EventRun) =>
        handling.run(
          'events:audit',
          aboutOf(data),
          run,
          async ({ ledger, ports: { database } }): AsyncResult<unknown> => {
            if (type === 'order.placed') ledger?.arrived('audit', data.order);
            const note = { run: data.run, order: data.order, event: type };
            const inbox = shopInbox(database);
            if (inbox === undefined) return database.notes.create(note, { signal: run.signal });
            // An event may come again; of its effect there is one, for it is committed with the note of who has had it.
            const once = shopInbox(database).handler<{ readonly id: string }>(CONSUMER, (_event, tx) =>
              database.notes.create(note, { tx }),
            );
            return once({ id }, run);
          },
        ),
      { group: 'audit', ...options },
    ),
  ];
}

function aboutOf({ order, run }: { readonly order: string; readonly run: string }) {
  return { subject: order, run };
}
