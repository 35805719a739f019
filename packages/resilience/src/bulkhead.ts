import { err, type Call, type Clock, type InfraError, type Layer } from '@infra/core';
import { systemClock } from '@internal/clock';
import { AbortListeners, type Unlisten } from './abort-listeners.js';
import { checkedNumber } from './checks.js';
import { Deadline, Deadlines } from './deadlines.js';
import { errors } from './errors.js';
import type { OnEvent } from './events.js';
import { MAX_DELAY_MS } from './limits.js';
import { named, tell } from './observing.js';
import { perProvider } from './per-provider.js';

export interface BulkheadOptions {
  /** How many calls to one provider run at once. */
  readonly maxConcurrent: number;
  /** How many more wait for their turn, first come first served. Default: 0. */
  readonly maxQueue?: number | undefined;
  /** How long a call waits for its turn, in milliseconds. Default: 30,000. */
  readonly queueTimeoutMs?: number | undefined;
  /** Default: the system's. Only its monotonic time is used. */
  readonly clock?: Clock | undefined;
  /** Told of `bulkhead-queued` and `bulkhead-rejected`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

interface BulkheadRules {
  readonly maxConcurrent: number;
  readonly maxQueue: number;
  readonly queueTimeoutMs: number;
  readonly clock: Clock;
  readonly onEvent: OnEvent | undefined;
}

/**
 * Bounds how many calls to a provider run at once, for each port and provider, and how many wait. One more is `unavailable` at once, one
 * that waited for too long is `timeout`, and one whose caller leaves is `cancelled` and makes room for those behind it.
 *
 * Operations that run the caller's own function are left alone; a stream takes its place while it is opened.
 *
 * @throws `validation` for options that make no sense
 */
export function bulkhead(options: BulkheadOptions): Layer {
  const rules: BulkheadRules = {
    maxConcurrent: checkedNumber('bulkhead', 'maxConcurrent', options.maxConcurrent, { min: 1, whole: true }),
    maxQueue: checkedNumber('bulkhead', 'maxQueue', options.maxQueue ?? 0, { min: 0, whole: true }),
    queueTimeoutMs: checkedNumber('bulkhead', 'queueTimeoutMs', options.queueTimeoutMs ?? 30_000, {
      min: 1,
      max: MAX_DELAY_MS,
    }),
    clock: options.clock ?? systemClock,
    onEvent: options.onEvent,
  };
  const compartmentFinder = perProvider(() => new Compartment(rules));
  return (next) => {
    const compartmentOf = compartmentFinder();
    return async (call) => {
      if (call.callback) return next(call);
      const compartment = compartmentOf(call);
      if (!compartment.tryEnter()) {
        const refusal = await compartment.wait(call);
        if (refusal !== undefined) return err(refusal);
      }
      try {
        return await next(call);
      } catch (cause) {
        return err(errors.thrown(call, cause));
      } finally {
        compartment.leave();
      }
    };
  };
}

/** The calls to one provider. */
class Compartment {
  readonly #rules: BulkheadRules;
  readonly #deadlines: Deadlines;
  readonly #listeners: AbortListeners = new AbortListeners();
  /** In the order in which they came. */
  readonly #queue: Set<Waiter> = new Set();
  #running = 0;

  constructor(rules: BulkheadRules) {
    this.#rules = rules;
    this.#deadlines = new Deadlines(rules.clock, rules.queueTimeoutMs);
  }

  /** Nobody is overtaken: a place that gets free while somebody waits is handed over. */
  tryEnter(): boolean {
    if (this.#running >= this.#rules.maxConcurrent) return false;
    this.#running += 1;
    return true;
  }

  /** Waits for a place, which the call then has, or for the reason why it has none. */
  wait(call: Call): Promise<InfraError | undefined> {
    const { maxConcurrent, maxQueue, onEvent } = this.#rules;
    if (this.#queue.size >= maxQueue) {
      tell(onEvent, () => ({ ...named(call), type: 'bulkhead-rejected', reason: 'full' }));
      return Promise.resolve(errors.bulkheadFull(call, maxConcurrent, maxQueue));
    }
    const { signal } = call;
    if (signal.aborted) return Promise.resolve(errors.cancelled(call, 'waiting for its turn'));
    return new Promise((resolve) => {
      const waiter = new Waiter((refusal) => {
        this.#queue.delete(waiter);
        this.#deadlines.remove(waiter);
        unlisten();
        resolve(refusal === undefined ? undefined : this.#refuse(call, refusal));
      });
      const unlisten: Unlisten = this.#listeners.listen(signal, () => waiter.leave('cancelled'));
      this.#queue.add(waiter);
      this.#deadlines.add(waiter);
      tell(onEvent, () => ({ ...named(call), type: 'bulkhead-queued', queued: this.#queue.size }));
    });
  }

  leave(): void {
    const [first] = this.#queue;
    if (first === undefined) this.#running -= 1;
    else first.leave(undefined);
  }

  #refuse(call: Call, refusal: Refusal): InfraError {
    if (refusal === 'cancelled') return errors.cancelled(call, 'waiting for its turn');
    tell(this.#rules.onEvent, () => ({ ...named(call), type: 'bulkhead-rejected', reason: 'queue-timeout' }));
    return errors.queuedTooLong(call, this.#rules.queueTimeoutMs);
  }
}

type Refusal = 'cancelled' | 'queue-timeout';

/** A call in the queue, until its turn comes or it leaves. */
class Waiter extends Deadline {
  readonly leave: (refusal: Refusal | undefined) => void;

  constructor(leave: (refusal: Refusal | undefined) => void) {
    super();
    this.leave = leave;
  }

  override expire(): void {
    this.leave('queue-timeout');
  }
}
