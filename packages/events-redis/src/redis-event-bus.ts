import {
  err,
  ok,
  type AsyncResult,
  type EventBus,
  type EventHistory,
  type EventTypes,
  type Health,
  type HealthCheck,
  type Lifecycle,
  type OrderedEvents,
} from '@infra/core';
import { createEventBusFront } from '@internal/event-rules';
import { redisHealth } from '@internal/redis';
import type { Cluster, Redis } from 'ioredis';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type RedisEventBusOptions } from './options.js';
import { RedisDriver } from './redis-driver.js';

/** An event bus on Redis Streams, for all processes together, with order and a history. */
export interface RedisEventBus<E extends EventTypes<E>, C extends Redis | Cluster = Redis>
  extends EventBus<E>, Lifecycle, HealthCheck {
  readonly ordered: OrderedEvents<E>;
  readonly history: EventHistory<E>;
  /** The ioredis client, for what the port does not offer. */
  readonly native: C;
}

/**
 * Makes an event bus on Redis 6.2 or newer, or Valkey, of one server or a cluster, through ioredis. Connects on first use; each
 * subscription reads on a connection of its own. Throws `validation` for options that make no sense, and for nothing else.
 *
 * @example createRedisEventBus<Events>({ url: 'redis://127.0.0.1:6379', source: '/orders' })
 */
export function createRedisEventBus<E extends EventTypes<E>>(
  options: RedisEventBusOptions<E, Cluster> & { readonly client: Cluster },
): RedisEventBus<E, Cluster>;
export function createRedisEventBus<E extends EventTypes<E>>(options: RedisEventBusOptions<E>): RedisEventBus<E>;
export function createRedisEventBus<E extends EventTypes<E>>(
  options: RedisEventBusOptions<E, Redis | Cluster>,
): RedisEventBus<E, Redis | Cluster> {
  const resolved = resolveOptions(options);
  const driver = new RedisDriver(resolved);

  async function health(signal: AbortSignal | undefined): AsyncResult<Health> {
    if (signal?.aborted === true) return err(errors.cancelled('health'));
    if (driver.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The event bus is closed.' });
    return redisHealth(driver.connection, resolved.clock, signal);
  }

  const { ordered, history, ...front } = createEventBusFront<E>(driver, { ...resolved, provider: PROVIDER });
  if (ordered === undefined || history === undefined) throw errors.invalid('create', 'The driver lacks a feature.');
  return {
    ...front,
    ordered,
    history,
    native: driver.connection.client,
    health: (io = {}) => health(io.signal),
    close: async (io = {}) => {
      await driver.close(io);
      return ok();
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
}
