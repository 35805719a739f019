import {
  unwrap,
  unwrapOr,
  type CloseOptions,
  type Context,
  type EventRun,
  type JobRun,
  type Lifecycle,
} from '@infra/core';
import type { AsyncResult, Clock, ContextCarrier, EventSubscription } from '@infra/core';
import { withContext } from '@infra/observability';
import type { HandlerName } from '../contract.js';
import { faultLayer } from '../faults/fault-layer.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { sendBatch } from '../processors/send-batch.js';
import { sendEmail } from '../processors/send-email.js';
import { sendNotification } from '../processors/send-notification.js';
import type { CallTrails } from '../runs/call-trail.js';
import { fulfil, jobOptions } from './order-handlers.js';
import { Outbox } from './outbox.js';
import type { ShopPorts, Visit } from './visit.js';

/** How many jobs, and events of each group, are handled at a time. */
const CONCURRENCY = 16;
/** How long handlers may go on when the shop closes, in milliseconds: a person is waiting for the next composition. */
const CLOSE_MS = 300;

/**
 * A shop on the ports of a composition: the groups of its bus and the worker of its queue. It works for as long as the composition is
 * applied, so that what is replayed between two runs is handled.
 */
export interface Shop extends Pick<Lifecycle, 'close'> {
  readonly outbox: Outbox;
  /** From here on the handlers work for this run where something is of it, until `leave`. */
  join(run: string, visit: Visit): void;
  /** What is of this run is handled like all else again. */
  leave(run: string): void;
}

export interface ShopParts {
  readonly ports: ShopPorts;
  readonly faults: FaultBoard;
  readonly trails: CallTrails;
  readonly clock: Clock;
  readonly carrier: ContextCarrier;
}

/** Opens the shop. Rejects when the queue or the bus does not let it begin. */
export async function openShop({ ports, faults, trails, clock, carrier }: ShopParts): Promise<Shop> {
  const outbox = new Outbox();
  const visits = new Map<string, Visit>();
  const usual: Visit = { ports, mended: false, record: (_call, work) => work() };

  /** One run of a handler: of whichever visit it is, with the fault that it has to bear. */
  async function handle<T>(
    port: 'queue' | 'events',
    op: string,
    about: { readonly subject: string; readonly run?: string },
    { signal, context }: { readonly signal: AbortSignal; readonly context: Context },
    work: (visit: Visit) => AsyncResult<T>,
  ): AsyncResult<T> {
    const visit = visits.get(about.run ?? context['run'] ?? '') ?? usual;
    const place = `${port}:${op}` as HandlerName;
    const handler = async (): AsyncResult<T> => {
      let outcome: Awaited<AsyncResult<T>> | undefined;
      const layer = faultLayer(faults, place, clock, trails);
      const call = { port, provider: 'shop', operation: op, idempotent: false, callback: true, args: [], signal };
      const result = await layer(async () => (outcome = await work(visit)))(call);
      if (!result.ok) return result;
      if (outcome === undefined) throw new Error('a fault answered in place of a handler');
      return outcome;
    };
    // What it brings about is of the same run, also where somebody else has replayed it.
    const recorded = () => visit.record({ port, op, subject: about.subject }, handler);
    return trails.apart(() => withContext(carrier, { run: about.run }, recorded));
  }

  const notify = sendNotification(outbox);
  const notifyAll = sendBatch(outbox, ports.queue);
  const mail = sendEmail(outbox);
  const worker = unwrap(
    await ports.queue.process(
      {
        fulfil: (order, run) =>
          handle('queue', 'fulfil', { subject: order.order, run: order.run }, run, (visit) =>
            fulfil(order, run, visit),
          ),
        'notification.send': (payload, run: JobRun) =>
          handle('queue', 'notification.send', { subject: payload.to }, run, () => notify(payload, run)),
        'notification.batch': (payload, run: JobRun) =>
          handle('queue', 'notification.batch', { subject: run.id }, run, () => notifyAll(payload, run)),
        'email.send': (payload, run: JobRun) =>
          handle('queue', 'email.send', { subject: payload.to }, run, () => mail(payload, run)),
      },
      { concurrency: CONCURRENCY },
    ),
  );
  const closers: Pick<Lifecycle, 'close'>[] = [worker];
  const group = async (subscribed: AsyncResult<EventSubscription>): Promise<void> => {
    closers.push(unwrap(await subscribed));
  };
  const options = { concurrency: CONCURRENCY, backoff: { type: 'fixed', delayMs: 50 } } as const;
  async function closeAll({ deadlineMs = CLOSE_MS }: CloseOptions = {}): AsyncResult<void> {
    const closed = await Promise.all(
      closers.map((closer) => closer.close({ deadlineMs: Math.min(CLOSE_MS, deadlineMs) })),
    );
    return closed.find(({ ok }) => !ok) ?? { ok: true, value: undefined };
  }
  try {
    await group(
      ports.events.subscribe(
        'order.placed',
        ({ id, data }, run: EventRun) =>
          handle('events', 'fulfilment', { subject: data.order, run: data.run }, run, async ({ ports, ledger }) => {
            ledger?.arrived('fulfilment', data.order);
            return ports.queue.add('fulfil', data, jobOptions(id, run));
          }),
        { group: 'fulfilment', ...options },
      ),
    );
    await group(
      ports.events.subscribe(
        'order.fulfilled',
        ({ id, data }, run: EventRun) =>
          handle('events', 'notifications', { subject: data.order, run: data.run }, run, async ({ ports, ledger }) => {
            ledger?.arrived('notifications', data.order);
            const text = `Parcel ${data.parcel} has left.`;
            const notification = { to: data.customer, title: `Order ${data.order} is on its way`, text };
            return ports.queue.add('notification.send', notification, jobOptions(id, run));
          }),
        { group: 'notifications', ...options },
      ),
    );
    await group(
      ports.events.subscribe(
        'order.*',
        ({ data, type }, run: EventRun) =>
          handle('events', 'audit', { subject: data.order, run: data.run }, run, async ({ ledger }) => {
            if (type === 'order.placed') ledger?.arrived('audit', data.order);
            return { ok: true, value: undefined };
          }),
        { group: 'audit', ...options },
      ),
    );
  } catch (error) {
    unwrapOr(await closeAll(), undefined);
    throw error;
  }
  return {
    outbox,
    join: (run, visit) => void visits.set(run, visit),
    leave: (run) => void visits.delete(run),
    close: closeAll,
  };
}
