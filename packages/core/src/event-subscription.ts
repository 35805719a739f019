import type { Context } from './context.js';
import type { EventOf, EventType, MatchingEvents } from './event.js';
import type { IoOptions } from './io.js';
import type { JobBackoff } from './job.js';
import type { CloseOptions } from './lifecycle.js';
import type { AsyncResult } from './result.js';

/** One delivery of an event, as its handler sees it. */
export interface EventRun {
  readonly group: string;
  /** Which delivery to this group it is, from 1: above 1 something may have happened already. */
  readonly run: number;
  /** Which attempt it is, from 1, of `attempts`: a run that a crash cut off, or that was given back, was none. */
  readonly attempt: number;
  readonly attempts: number;
  /** Aborts when the attempt has taken too long, the event is given back, or the subscription has lost it. */
  readonly signal: AbortSignal;
  /** What was in the context of whoever published the event; what the handler runs in, where the bus has a carrier. */
  readonly context: Context;
}

/**
 * Handles events. What it answers decides as with the handler of a job (`JobHandler`): an error is tried again after the back-off while there
 * are attempts left, unless it is permanent: then the event is dead for this group at once.
 */
export type EventHandler<E, T extends EventType<E> = EventType<E>> = (
  event: EventOf<E, T>,
  run: EventRun,
) => AsyncResult<unknown>;

/** The handler for whatever a pattern is for. */
export type PatternHandler<E, P extends string> = EventHandler<E, MatchingEvents<E, P>>;

export interface SubscribeOptions extends IoOptions {
  /** Who shares the events: of all who subscribe with this name and this pattern, in any process, one gets each. */
  readonly group: string;
  /** How many events this subscription handles at a time. Default: 1. */
  readonly concurrency?: number | undefined;
  /** How often the handler may fail before the event is dead, the first attempt included. Default: 4. */
  readonly attempts?: number | undefined;
  /** Default: exponential, from one second: 1, 2 and 4 s. */
  readonly backoff?: EventBackoff | undefined;
  /** How long an attempt may take, in milliseconds: then its signal aborts, and it has failed with `timeout`. Default: for ever. */
  readonly timeoutMs?: number | undefined;
}

/** How long to wait before the next attempt, as for a job. */
export type EventBackoff = Exclude<JobBackoff, { readonly type: 'custom' }>;

/** Takes events in this process. */
export interface EventSubscription {
  /**
   * Takes no more events and waits for the handlers that run; at the deadline their signals abort, and what is left is given back. The
   * group stays, and what is published waits for another of its members. Idempotent.
   */
  close(options?: CloseOptions): AsyncResult<void>;
}
