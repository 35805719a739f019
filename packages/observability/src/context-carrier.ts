import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Context, ContextCarrier } from '@infra/core';
import { systemClock } from '@internal/clock';
import { uuidv7 } from '@internal/ids';

const EMPTY: Context = Object.freeze({});

/**
 * A carrier on AsyncLocalStorage: what `run` was given is what `capture` returns in everything that `work` awaits, and nowhere else.
 * Hand the same carrier to whatever shares the context: loggers, queues, outgoing calls. Two carriers know nothing of each other.
 *
 * A context is copied and frozen; entries that are no strings are left out, for a job or an event may bring anything.
 */
export function createContextCarrier(): ContextCarrier {
  const storage = new AsyncLocalStorage<Context>();
  const snapshots = new WeakSet<Context>([EMPTY]);
  const snapshotOf = (context: Context): Context => {
    // One that was captured is handed on as it is, without another copy.
    if (snapshots.has(context)) return context;
    const strings = Object.entries(context).filter(([, value]) => typeof value === 'string');
    const snapshot = Object.freeze(Object.fromEntries(strings));
    snapshots.add(snapshot);
    return snapshot;
  };
  return {
    capture: () => storage.getStore() ?? EMPTY,
    run: (context, work) => storage.run(snapshotOf(context), work),
  };
}

/**
 * Runs `work` with these entries added to the context that there is; one of the same name is replaced, one that is undefined ignored.
 *
 * @example withContext(carrier, { userId, tenantId }, () => handle(request))
 */
export function withContext<T>(
  carrier: ContextCarrier,
  entries: Readonly<Record<string, string | undefined>>,
  work: () => T,
): T {
  const given = Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return carrier.run({ ...carrier.capture(), ...Object.fromEntries(given) }, work);
}

/**
 * Runs `work` with a `correlationId` in the context: the one that is there already, else a new UUIDv7.
 *
 * @param clock gives a new id its time; default: the system's
 */
export function withCorrelationId<T>(carrier: ContextCarrier, work: () => T, clock: Clock = systemClock): T {
  const context = carrier.capture();
  if (context['correlationId'] !== undefined) return work();
  return carrier.run({ ...context, correlationId: uuidv7(clock.now().getTime()) }, work);
}
