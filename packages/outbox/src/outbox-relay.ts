import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type EventTypes,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
} from '@infra/core';
import { within } from '@internal/deadline';
import { errors } from './errors.js';
import { RelayLoop } from './relay-loop.js';
import { planOf, type OutboxRelayOptions, type RelayPlan } from './relay-options.js';

/** Of a deadline, what running calls of the bus have; the rest is for telling the store. */
const CALLS_HAVE = 0.75;
const CLOSE_DEADLINE_MS = 5_000;

/** Publishes what is in an outbox. Any number of them may work at the same time, in any process. */
export interface OutboxRelay extends Lifecycle, HealthCheck {
  /** Begins to publish. Once started it stays so until it is closed. */
  start(options?: IoOptions): AsyncResult<void>;
  /**
   * Claims no more, publishes what it has claimed, and gives back what it cannot within the deadline. Closes neither store nor bus: close it before
   * them. Idempotent.
   */
  close(options?: CloseOptions): AsyncResult<void>;
}

/**
 * Makes a relay. Does no I/O before `start`. Throws `validation` for options that make no sense, and for nothing else.
 *
 * @example const relay = createOutboxRelay({ store, bus, onError }); await relay.start();
 */
export function createOutboxRelay<E extends EventTypes<E>>(options: OutboxRelayOptions<E>): OutboxRelay {
  const plan = planOf(options);
  const loop = new RelayLoop(plan);
  let running: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function end(deadlineMs: number): Promise<void> {
    loop.stop();
    const cancel = plan.clock.schedule(deadlineMs * CALLS_HAVE, () => loop.abort());
    // What is still not done then is cut off: the lease of its claim ends by itself.
    await within(plan.clock, deadlineMs, () => running);
    cancel();
    loop.abort();
    void loop.hush();
  }

  function close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): Promise<void> {
    closing ??= end(deadlineMs);
    return closing;
  }

  return {
    start: async ({ signal } = {}) => {
      if (closing !== undefined) return err(errors.closed('relay.start'));
      if (signal?.aborted === true) return err(errors.cancelled('relay.start'));
      running ??= loop.run();
      return ok();
    },
    close: async (io) => {
      await close(io);
      return ok();
    },
    [Symbol.asyncDispose]: () => close(),
    health: async ({ signal } = {}) => {
      if (signal?.aborted === true) return err(errors.cancelled('relay.health'));
      if (closing !== undefined) return ok(down('The relay is closed.'));
      return running === undefined ? ok(down('The relay is not started.')) : healthOf(plan, signal);
    },
  };
}

async function healthOf({ store, clock, maxLagMs }: RelayPlan, signal: AbortSignal | undefined): AsyncResult<Health> {
  const began = clock.monotonicMs();
  const counts = await store.counts({ signal });
  const latencyMs = clock.monotonicMs() - began;
  if (!counts.ok) {
    return counts.error.code === 'cancelled' ? counts : ok({ ...down(counts.error.message), latencyMs });
  }
  const { parked, oldestPendingMs } = counts.value;
  const reason = [
    oldestPendingMs > maxLagMs ? `the oldest event waits for ${String(Math.round(oldestPendingMs))} ms` : '',
    parked > 0 ? `${String(parked)} events are parked` : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
  const details = { ...counts.value };
  return ok(reason === '' ? { status: 'up', latencyMs, details } : { status: 'degraded', latencyMs, reason, details });
}

function down(reason: string): Health {
  return { status: 'down', latencyMs: 0, reason };
}
