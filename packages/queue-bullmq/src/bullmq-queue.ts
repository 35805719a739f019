import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type JobQueue,
  type JobTypes,
  type Lifecycle,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { createJobQueueFront } from '@internal/queue-rules';
import { redisHealth } from '@internal/redis';
import type { Cluster, Redis } from 'ioredis';
import { BullDriver } from './bull-driver.js';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type BullmqQueueOptions } from './options.js';

/** A queue in Redis, for all processes together. */
export interface BullmqQueue<J extends JobTypes<J>, C extends Redis | Cluster = Redis>
  extends JobQueue<J>, Lifecycle, HealthCheck {
  /** The ioredis client of whoever adds and looks, for what the port does not offer. */
  readonly native: C;
  /** BullMQ's prefix of its keys: with it and `name`, BullMQ's own tools find the queue. */
  readonly prefix: string;
}

/**
 * Makes a queue in Redis 6.2 or newer, or Valkey, of one server or a cluster, through BullMQ and ioredis. Connects on first use.
 * Throws `validation` for options that make no sense, and for nothing else.
 *
 * @example createBullmqQueue<Jobs>({ url, name: 'mails' })
 */
export function createBullmqQueue<J extends JobTypes<J>>(
  options: BullmqQueueOptions<J, Cluster> & { readonly client: Cluster },
): BullmqQueue<J, Cluster>;
export function createBullmqQueue<J extends JobTypes<J>>(options: BullmqQueueOptions<J>): BullmqQueue<J>;
export function createBullmqQueue<J extends JobTypes<J>>(
  options: BullmqQueueOptions<J, Redis | Cluster>,
): BullmqQueue<J, Redis | Cluster> {
  const resolved = resolveOptions(options);
  const driver = new BullDriver(resolved);
  const { connection, prefix } = driver.bull;

  async function health(signal: AbortSignal | undefined): AsyncResult<Health> {
    if (signal?.aborted === true) return err(errors.cancelled('health'));
    if (driver.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The queue is closed.' });
    return redisHealth(connection, systemClock, signal);
  }

  return {
    ...createJobQueueFront<J>(driver, { ...resolved, provider: PROVIDER }),
    native: connection.client,
    prefix,
    health: (io = {}) => health(io.signal),
    close: async (io = {}) => {
      await driver.close(io);
      return ok();
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
}
