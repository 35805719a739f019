import { ok, unwrap, unwrapOr, type AsyncResult, type CloseOptions, type JobHandlers, type JobRun } from '@infra/core';
import { decorate, eventBusSpec } from '@infra/layers';
import { resumed } from '../operate/traces.js';
import { sendBatch } from '../processors/send-batch.js';
import { sendEmail } from '../processors/send-email.js';
import { sendNotification } from '../processors/send-notification.js';
import { subscribeGroups } from './event-groups.js';
import { Handling, type HandlingParts } from './handling.js';
import { fulfil } from './order-handlers.js';
import { Mailbox } from './mailbox.js';
import { createShopRelay, type ShopRelay } from './relay.js';
import type { ShopJobs } from './shop-types.js';
import type { Visit } from './visit.js';

/** How many jobs, and events of each group, are handled at a time. */
const CONCURRENCY = 16;
/** How long handlers may go on when the shop closes, in milliseconds: a person is waiting for the next composition. */
const CLOSE_MS = 300;

/**
 * A shop on the ports of a composition: the groups of its bus and the worker of its queue. It works for as long as the composition is
 * applied, so that what is replayed between two runs is handled.
 */
export interface Shop {
  readonly mailbox: Mailbox;
  /** Delivers what is in the outbox of the database. */
  readonly relay: ShopRelay;
  /** From here on the handlers work for this run where something is of it, until `leave`. */
  join(run: string, visit: Visit): void;
  /** What is of this run is handled like all else again. */
  leave(run: string): void;
  close(options?: CloseOptions): AsyncResult<void>;
}

/** Opens the shop. Rejects when the queue or the bus does not let it begin. */
export async function openShop(parts: HandlingParts): Promise<Shop> {
  const { ports, carrier, tracerOf, onError = () => undefined } = parts;
  const mailbox = new Mailbox();
  const handling = new Handling(parts);
  const [notify, notifyAll, mail] = [sendNotification(mailbox), sendBatch(mailbox, ports.queue), sendEmail(mailbox)];
  const handlers: JobHandlers<ShopJobs> = {
    fulfil: (order, run) =>
      handling.run('queue:fulfil', { subject: order.order, run: order.run }, run, (visit) => fulfil(order, run, visit)),
    'notification.send': (notification, run: JobRun) =>
      handling.run('queue:notification.send', { subject: notification.to }, run, () => notify(notification, run)),
    'notification.batch': (batch, run: JobRun) =>
      handling.run('queue:notification.batch', { subject: run.id }, run, () => notifyAll(batch, run)),
    'email.send': (email, run: JobRun) =>
      handling.run('queue:email.send', { subject: run.id }, run, () => mail(email, run)),
  };
  const tracer = tracerOf?.('events');
  // Published long after it was written, and of the same trace.
  const continued = tracer === undefined ? [] : [resumed('relay', tracer, carrier)];
  const events = decorate(ports.events, eventBusSpec, handling.relayed, ...continued);
  const relay = createShopRelay({ ...ports, events }, carrier, onError);
  const begun = await Promise.all([
    ports.queue.process(handlers, { concurrency: CONCURRENCY }),
    ...subscribeGroups(ports, handling, CONCURRENCY),
  ]);
  async function close({ deadlineMs = CLOSE_MS }: CloseOptions = {}): AsyncResult<void> {
    // First: what it delivers now would find nobody.
    const stopped = await relay.stop();
    const within = { deadlineMs: Math.min(CLOSE_MS, deadlineMs) };
    const closed = await Promise.all(begun.map(async (one) => (one.ok ? one.value.close(within) : ok())));
    return [stopped, ...closed].find((result) => !result.ok) ?? ok();
  }
  const failed = begun.find((one) => !one.ok);
  if (failed !== undefined) {
    unwrapOr(await close(), undefined);
    unwrap(failed);
  }
  unwrap(await relay.start());
  return {
    mailbox,
    relay,
    join: (run, visit) => handling.join(run, visit),
    leave: (run) => handling.leave(run),
    close,
  };
}
