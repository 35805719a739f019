import { err, InfraError, ok, type AsyncResult, type EventRun, type JobRun } from '@infra/core';
import { idempotent } from '@infra/idempotency';
import type { Visit } from './visit.js';
import type { Order, Parcel } from './shop-types.js';

/** How often a handler may fail before its job is dead, and how long the next attempt waits, in milliseconds. */
export const ATTEMPTS = 3;
const BACKOFF_MS = 50;
const LONGEST_MS = 10_000;
/** How long it is remembered that a parcel has left: longer than anybody replays what died, and not for ever. */
const REMEMBERED_MS = 10 * 60_000;

/** What jobs are added with by the groups of the bus: one unfinished job for one event. */
export function jobOptions(event: string, { signal }: EventRun) {
  const backoff = { type: 'fixed', delayMs: BACKOFF_MS } as const;
  return { dedupeId: event, attempts: ATTEMPTS, backoff, timeoutMs: LONGEST_MS, signal };
}

/** Fulfils one order: packs it, ships it once, and tells the others. */
export async function fulfil(order: Order, run: JobRun, visit: Visit): AsyncResult<{ readonly parcel: string }> {
  const { ledger, ports } = visit;
  ledger?.began(order.order, run.id, run.context);
  const failed = (error: InfraError) => {
    if (run.attempt === run.attempts) ledger?.died(order.order);
    return err(error);
  };
  if (order.format > (visit.mended ? 2 : 1)) return failed(unknownFormat(order));

  const packed = await run.progress({ step: 'packed', done: 1, of: 3 });
  if (!packed.ok) return packed;
  const options = { cache: ports.cache, key: () => `parcel:${order.order}`, ttlMs: REMEMBERED_MS };
  const shipped = await idempotent(async () => ok(ship(order, visit)), options)();
  if (!shipped.ok) return shipped;
  const noted = await run.progress({ step: 'shipped', done: 2, of: 3 });
  if (!noted.ok) return noted;
  // The worst moment: the parcel is away, and the job will run once more.
  if (order.hangsUp && run.run === 1) return failed(hungUp());

  const parcel: Parcel = { run: order.run, order: order.order, customer: order.customer, parcel: shipped.value };
  // A second run of this job tells nobody a second time.
  const told = await ports.events.publish('order.fulfilled', parcel, { id: `fulfilled-${order.order}` });
  if (!told.ok) return told;
  const logged = await run.log(`parcel ${parcel.parcel} has left with ${order.items} items`);
  if (!logged.ok) return logged;
  ledger?.fulfilled(order.order);
  return ok({ parcel: parcel.parcel });
}

function ship({ order }: Order, { ledger }: Visit): string {
  ledger?.shipped(order);
  return `p-${order}`;
}

function unknownFormat({ order, format }: Order): InfraError {
  const message = `Order ${order} is in format ${format}; this handler knows 1. Mend it, or edit the order.`;
  return new InfraError({ code: 'internal', message, provider: 'shop', operation: 'shop.fulfil' });
}

function hungUp(): InfraError {
  const message = 'The carrier hung up when the parcel had left.';
  return new InfraError({ code: 'unavailable', message, provider: 'shop', operation: 'shop.fulfil' });
}
