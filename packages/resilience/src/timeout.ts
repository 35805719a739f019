import { err, type Call, type Clock, type Layer, type Result } from '@infra/core';
import { isNeverAborted, type SignalSource } from '@internal/call-signal';
import { systemClock } from '@internal/clock';
import { AbortListeners, type Unlisten } from './abort-listeners.js';
import { checkedNumber } from './checks.js';
import { Deadline, Deadlines } from './deadlines.js';
import { errors } from './errors.js';
import type { OnEvent } from './events.js';
import { lazyCall } from './lazy-call.js';
import { MAX_DELAY_MS } from './limits.js';
import { named, tell } from './observing.js';
import { streamIn } from './streams.js';

export interface TimeoutOptions {
  /** How long a call may take, in milliseconds, from 1 to 2^31 - 1 (the longest that a timer can wait). */
  readonly ms: number;
  /** Default: the system's. Only its monotonic time is used. */
  readonly clock?: Clock | undefined;
  /** Told of `timed-out`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

/** What all calls through one time-out share. */
interface Shared {
  readonly limitMs: number;
  readonly deadlines: Deadlines;
  readonly listeners: AbortListeners;
  /** Ends the link of a stream that somebody dropped without reading it to its end. */
  readonly dropped: FinalizationRegistry<Unlisten>;
  readonly onEvent: OnEvent | undefined;
}

/**
 * Bounds how long a call may take: then it settles with `timeout`, and the signal that the provider was given aborts. What the provider
 * answers after that is dropped. Around a retry it bounds all attempts together, inside of one each of them.
 *
 * The signal is made when the provider reads it: one that does not read it does not pay for it. Aborting the caller's signal aborts
 * it as well. Operations that run the caller's own function are left alone; for a stream, it is the opening that is bounded.
 *
 * @throws `validation` where `ms` makes no sense
 */
export function timeout(options: TimeoutOptions): Layer {
  const limitMs = checkedNumber('timeout', 'ms', options.ms, { min: 1, max: MAX_DELAY_MS });
  const { clock = systemClock, onEvent } = options;
  const shared: Shared = {
    limitMs,
    deadlines: new Deadlines(clock, limitMs),
    listeners: new AbortListeners(),
    dropped: new FinalizationRegistry((unlisten) => unlisten()),
    onEvent,
  };
  return (next) => (call) => {
    if (call.callback) return next(call);
    return new Promise((resolve) => {
      const bounded = new BoundedCall(shared, call, resolve);
      shared.deadlines.add(bounded);
      try {
        next(lazyCall(call, bounded)).then(
          (result) => bounded.settle(result),
          (cause: unknown) => bounded.fail(cause),
        );
      } catch (cause) {
        bounded.fail(cause);
      }
    });
  };
}

class BoundedCall extends Deadline implements SignalSource {
  private readonly shared: Shared;
  private readonly call: Call;
  private readonly resolve: (result: Result<unknown>) => void;
  private controller: AbortController | undefined;
  private unlisten: Unlisten | undefined;
  private expired: boolean = false;

  constructor(shared: Shared, call: Call, resolve: (result: Result<unknown>) => void) {
    super();
    this.shared = shared;
    this.call = call;
    this.resolve = resolve;
  }

  get signal(): AbortSignal {
    if (this.controller !== undefined) return this.controller.signal;
    // Answered in time: there is nothing more to bound, but the caller may still abort a stream.
    if (!this.isWaiting && !this.expired) return this.call.signal;
    const controller = new AbortController();
    this.controller = controller;
    const parent = this.call.signal;
    if (this.expired) controller.abort(this.error());
    else if (parent.aborted) controller.abort(parent.reason);
    else if (!isNeverAborted(parent))
      this.unlisten = this.shared.listeners.listen(parent, () => controller.abort(parent.reason));
    return controller.signal;
  }

  settle(result: Result<unknown>): void {
    if (!this.isWaiting) return;
    this.shared.deadlines.remove(this);
    if (this.unlisten !== undefined) this.leave(this.unlisten, result);
    this.resolve(result);
  }

  fail(cause: unknown): void {
    this.settle(err(errors.thrown(this.call, cause)));
  }

  override expire(): void {
    this.expired = true;
    this.unlisten?.();
    const error = this.error();
    this.resolve(err(error));
    tell(this.shared.onEvent, () => ({ ...named(this.call), type: 'timed-out', limitMs: this.shared.limitMs }));
    this.controller?.abort(error);
  }

  /** The caller's signal goes on to govern a stream that was opened, until it is dropped. */
  private leave(unlisten: Unlisten, result: Result<unknown>): void {
    const stream = result.ok ? streamIn(result.value) : undefined;
    if (stream === undefined) unlisten();
    else this.shared.dropped.register(stream, unlisten);
  }

  private error(): ReturnType<typeof errors.timedOut> {
    return errors.timedOut(this.call, this.shared.limitMs);
  }
}
