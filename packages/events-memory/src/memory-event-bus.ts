import {
  err,
  ok,
  type AsyncResult,
  type EventBus,
  type EventHistory,
  type EventTypes,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type OrderedEvents,
} from '@infra/core';
import { createEventBusFront } from '@internal/event-rules';
import { errors, PROVIDER } from './errors.js';
import { EventStore } from './event-store.js';
import { MemoryDriver } from './memory-driver.js';
import { resolveOptions, type MemoryEventBusOptions, type ResolvedOptions } from './options.js';

/** An event bus in this process, with order and a history. */
export interface MemoryEventBus<E extends EventTypes<E>> extends EventBus<E>, Lifecycle, HealthCheck {
  readonly ordered: OrderedEvents<E>;
  readonly history: EventHistory<E>;
  /** Another bus over the same groups and events, as a second process has it, or the same one after it was restarted. Closed on its own. */
  reopen(): MemoryEventBus<E>;
  /**
   * What `kill -9` does to the process of this bus: its subscriptions lose what they handle, and the events are delivered again to
   * other members of their groups. For tests of handlers, which must bear that.
   */
  kill(): void;
}

/**
 * Makes an event bus in this process: its events are gone with it. Holds no timer that holds the process.
 * Throws `validation` for an option that makes no sense, and for nothing else.
 *
 * @example createMemoryEventBus<Events>({ source: '/orders', schemas: { 'order.placed': orderSchema } })
 */
export function createMemoryEventBus<E extends EventTypes<E>>(
  options: MemoryEventBusOptions<E> = {},
): MemoryEventBus<E> {
  const resolved = resolveOptions(options);
  return open(new EventStore(resolved), resolved);
}

function open<E extends EventTypes<E>>(store: EventStore, options: ResolvedOptions): MemoryEventBus<E> {
  const driver = new MemoryDriver(store, options);
  const { ordered, history, ...front } = createEventBusFront<E>(driver, { ...options, provider: PROVIDER });
  if (ordered === undefined || history === undefined) throw errors.invalid('create', 'The driver lacks a feature.');
  return {
    ...front,
    ordered,
    history,
    reopen: () => open(store, options),
    kill: () => driver.kill(),
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> =>
      Promise.resolve(signal?.aborted === true ? err(errors.cancelled('health')) : ok(healthOf(driver, store))),
    close: async (io = {}) => {
      await driver.close(io);
      return ok();
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
}

function healthOf(driver: MemoryDriver, store: EventStore): Health {
  if (driver.isClosed) return { status: 'down', latencyMs: 0, reason: 'The event bus is closed.' };
  return { status: 'up', latencyMs: 0, details: { groups: store.groups.length, dead: store.letters.size } };
}
