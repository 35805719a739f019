import { err, InfraError, ok, unwrapOr, type AsyncResult, type EventRun, type JobRun } from '@infra/core';
import { idempotent } from '@infra/idempotency';
import { changeOrder, rowOf } from './order-life.js';
import { shopOutbox } from './shop-outbox.js';
import type { Visit } from './visit.js';
import type { Order, Parcel } from './shop-types.js';

/** How often a handler may fail before its job is dead, and how long the next attempt waits, in milliseconds. */
export const ATTEMPTS = 3;
const BACKOFF_MS = 50;
const LONGEST_MS = 10_000;
/** How long it is remembered that a parcel has left, until the database knows: longer than anybody replays what died, and not for ever. */
const REMEMBERED_MS = 10 * 60_000;

/** What jobs are added with by the groups of the bus: one unfinished job for one event. */
export function jobOptions(event: string, { signal }: EventRun) {
  const backoff = { type: 'fixed', delayMs: BACKOFF_MS } as const;
  return { dedupeId: event, attempts: ATTEMPTS, backoff, timeoutMs: LONGEST_MS, signal };
}

/** Fulfils one order: packs it, ships it once, and tells the others. How far it is, the database knows. */
export async function fulfil(order: Order, run: JobRun, visit: Visit): AsyncResult<{ readonly parcel: string }> {
  const { ledger, ports } = visit;
  const { signal } = run;
  ledger?.began(order.order, run.id, run.context);
  const failed = async (error: InfraError): AsyncResult<never> => {
    if (run.attempt === run.attempts) {
      const changes = { status: 'failed', failure: error.message } as const;
      // What counts is why it failed: a database that does not take note of that is told of elsewhere.
      unwrapOr(await changeOrder(ports.database, order.order, () => changes, { signal }), undefined);
      ledger?.died(order.order);
    }
    return err(error);
  };
  const row = await rowOf(order, ports.database, { signal });
  if (!row.ok) return failed(row.error);
  if (order.format > (visit.mended ? 2 : 1)) return failed(unknownFormat(order));

  const packed = await run.progress({ step: 'packed', done: 1, of: 3 });
  if (!packed.ok) return packed;
  const shipped = await ship(order, row.value.parcel, visit);
  if (!shipped.ok) return failed(shipped.error);
  const parcel = shipped.value;
  const away = await changeOrder(
    ports.database,
    order.order,
    ({ status, ...known }) =>
      status === 'fulfilled' || known.parcel === parcel ? undefined : { status: 'shipped', parcel, failure: null },
    { signal },
  );
  if (!away.ok) return failed(away.error);
  const noted = await run.progress({ step: 'shipped', done: 2, of: 3 });
  if (!noted.ok) return noted;
  // The worst moment: the parcel is away, and the job will run once more.
  if (order.hangsUp && run.run === 1) return failed(hungUp());

  const told = await finish(
    order,
    { run: order.run, order: order.order, customer: order.customer, parcel },
    run,
    visit,
  );
  if (!told.ok) return failed(told.error);
  const logged = await run.log(`parcel ${parcel} has left with ${order.items} items`);
  if (!logged.ok) return logged;
  ledger?.fulfilled(order.order);
  return ok({ parcel });
}

/** The carrier is no part of any transaction: what it was given is remembered in the cache until the database knows. */
async function ship(order: Order, known: string | null, { ports, ledger }: Visit): AsyncResult<string> {
  if (known !== null) return ok(known);
  const options = { cache: ports.cache, key: () => `parcel:${order.order}`, ttlMs: REMEMBERED_MS };
  return idempotent(async () => {
    ledger?.shipped(order.order);
    return ok(`p-${order.order}`);
  }, options)();
}

/** That it is fulfilled, and the event that says so, are one transaction. Whoever does it a second time tells nobody a second time. */
async function finish(
  order: Order,
  parcel: Parcel,
  { signal }: JobRun,
  { ports, carrier }: Visit,
): AsyncResult<unknown> {
  const outbox = shopOutbox(ports.database, carrier);
  const [id, key] = [`fulfilled-${order.order}`, order.order];
  return changeOrder(
    ports.database,
    order.order,
    ({ status }) => (status === 'fulfilled' ? undefined : { status: 'fulfilled', failure: null }),
    {
      signal,
      also: (tx) => outbox.publish('order.fulfilled', parcel, { id, key, subject: key, tx, signal }),
    },
  );
}

function unknownFormat({ order, format }: Order): InfraError {
  const message = `Order ${order} is in format ${format}; this handler knows 1. Mend it, or edit the order.`;
  return new InfraError({ code: 'internal', message, provider: 'shop', operation: 'shop.fulfil' });
}

function hungUp(): InfraError {
  const message = 'The carrier hung up when the parcel had left.';
  return new InfraError({ code: 'unavailable', message, provider: 'shop', operation: 'shop.fulfil' });
}
