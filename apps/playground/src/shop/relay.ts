import { ok, type AsyncResult, type CloseOptions, type ContextCarrier, type OnError } from '@infra/core';
import { createOutboxRelay, type OutboxRelay } from '@infra/outbox';
import type { ShopPorts } from './visit.js';

/** How long what a relay has claimed stays its own when its process is killed, in milliseconds: somebody is watching. */
const LEASE_MS = 5_000;
/** How soon what could not be published is tried again, and how late at most, in milliseconds. */
const RETRY = { delayMs: 50, maxMs: 1_000 };
/** What is under way when it is stopped may take so long, in milliseconds; the rest is given back. */
const STOP_MS = 200;

/** What delivers the events of the outbox, and can be stopped to see that nothing is lost. */
export interface ShopRelay {
  /** Whether it delivers. */
  readonly isRunning: boolean;
  start(): AsyncResult<void>;
  /** Delivers no more until it is started again. */
  stop(options?: CloseOptions): AsyncResult<void>;
}

/** Has the events of the outbox published on the bus, once it is started. */
export function createShopRelay({ database, events }: ShopPorts, context: ContextCarrier, onError: OnError): ShopRelay {
  let relay: OutboxRelay | undefined;
  return {
    get isRunning() {
      return relay !== undefined;
    },
    async start() {
      if (relay !== undefined) return ok();
      relay = createOutboxRelay({
        ...{ store: database.messages.outbox, bus: events, context, onError },
        ...{ leaseMs: LEASE_MS, pollMs: 500, retry: RETRY },
      });
      return relay.start();
    },
    async stop({ deadlineMs = STOP_MS } = {}) {
      const stopped = relay;
      relay = undefined;
      return stopped === undefined ? ok() : stopped.close({ deadlineMs });
    },
  };
}
