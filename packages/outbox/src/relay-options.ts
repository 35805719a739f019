import type { Clock, ContextCarrier, EventBus, EventTypes, OnError, OutboxStore } from '@infra/core';
import { systemClock } from '@internal/clock';
import { duration, whole } from '@internal/handler-rules';
import { errors } from './errors.js';

/** How long an event waits that could not be published: a random time up to `delayMs`, doubled with every attempt up to `maxMs` ("full jitter"). */
export interface RelayRetry {
  /** In milliseconds. Default: 500. */
  readonly delayMs?: number | undefined;
  /** In milliseconds. Default: 60,000. */
  readonly maxMs?: number | undefined;
}

export interface OutboxRelayOptions<E extends EventTypes<E>> {
  /** Where the events are. */
  readonly store: OutboxStore;
  /** Where they are published. The relay closes neither. */
  readonly bus: EventBus<E>;
  /** Publishes each event in the context of whoever wrote it. Default: only its `traceparent` is passed on. */
  readonly context?: ContextCarrier | undefined;
  /** Told of events that are parked, of publishing that fails (once per claim), and of a store that fails. Default: nobody. */
  readonly onError?: OnError | undefined;
  /** Most events of one claim, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
  /** How long a claim may take, in milliseconds; the events of a relay that dies are another's after it. Default: 30,000. */
  readonly leaseMs?: number | undefined;
  /** How long it waits at most before it looks again, in milliseconds, where nothing wakes it up: between half of it and all. Default: 1,000. */
  readonly pollMs?: number | undefined;
  /** How many calls of the bus it makes at a time. Default: 8. */
  readonly parallel?: number | undefined;
  readonly retry?: RelayRetry | undefined;
  /** How long what was published is kept, in milliseconds: so long an `id` that comes again is refused. Default: one day. */
  readonly keepMs?: number | undefined;
  /** How old an event may be that is not published before health is `degraded`, in milliseconds. Default: 60,000. */
  readonly maxLagMs?: number | undefined;
  /** For every wait, and the bounds of leases. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface RelayPlan {
  readonly store: OutboxStore;
  readonly bus: EventBus<Readonly<Record<string, unknown>>>;
  readonly context: ContextCarrier | undefined;
  /** Does not throw. */
  readonly onError: OnError;
  readonly limit: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly parallel: number;
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly keepMs: number;
  readonly maxLagMs: number;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense. */
export function planOf<E extends EventTypes<E>>(options: OutboxRelayOptions<E>): RelayPlan {
  const { limit = 100, leaseMs = 30_000, pollMs = 1_000, parallel = 8, keepMs = 86_400_000 } = options;
  const { maxLagMs = 60_000, retry = {} } = options;
  const { delayMs = 500, maxMs = 60_000 } = retry;
  const problem =
    whole('limit', limit, 1, 1_000) ??
    duration('leaseMs', leaseMs, 1) ??
    duration('pollMs', pollMs, 1) ??
    whole('parallel', parallel, 1, 1_000) ??
    duration('retry.delayMs', delayMs, 0) ??
    duration('retry.maxMs', maxMs, 0) ??
    duration('keepMs', keepMs, 0) ??
    duration('maxLagMs', maxLagMs, 0);
  if (problem !== undefined) throw errors.invalid('relay.create', problem);
  const bus: object = options.bus;
  const { onError } = options;
  return {
    store: options.store,
    // Which types there are the outbox has checked; here they are data.
    bus: bus as RelayPlan['bus'],
    context: options.context,
    onError: (error) => {
      try {
        onError?.(error);
      } catch {
        // An observer that throws must not break what it observes.
      }
    },
    limit,
    leaseMs,
    pollMs,
    parallel,
    retryMs: delayMs,
    maxRetryMs: maxMs,
    keepMs,
    maxLagMs,
    clock: options.clock ?? systemClock,
  };
}
