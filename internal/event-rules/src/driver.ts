import type {
  AsyncResult,
  DeadEvent,
  EventBackoff,
  EventGroup,
  EventHandler,
  EventPage,
  EventSubscription,
  Result,
} from '@infra/core';
import type { Range } from '@internal/handler-rules';
import type { EventErrors } from './errors.js';
import type { AnyEvent, AnyEvents, EventRecord } from './event-of.js';

export type AnyLetter = DeadEvent<AnyEvents>;
export type AnyEventHandler = EventHandler<AnyEvents>;

/** A subscription whose options have been checked, with the defaults filled in. */
export interface SubscriptionPlan {
  readonly group: string;
  readonly pattern: string;
  readonly handler: AnyEventHandler;
  readonly concurrency: number;
  readonly attempts: number;
  readonly backoff: EventBackoff;
  readonly timeoutMs: number | undefined;
}

/** Which part of the history. */
export interface HistoryRange {
  readonly sinceMs: number | undefined;
  readonly afterId: string | undefined;
  readonly pattern: string | undefined;
  /** The driver's own: where the page before ended. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

export interface HistoryDriver {
  list(range: HistoryRange, signal?: AbortSignal): AsyncResult<EventPage<AnyEvent>>;
  /** Undefined where there is no such group. */
  replay(
    group: string,
    pattern: string,
    from: Pick<HistoryRange, 'sinceMs' | 'afterId'>,
    signal?: AbortSignal,
  ): AsyncResult<number | undefined>;
}

/** What an adapter implements, on input that is already known to be good. */
export interface EventDriver {
  readonly errors: EventErrors;
  readonly isClosed: boolean;
  /** Whether events with a key keep their order. */
  readonly isOrdered: boolean;
  readonly history?: HistoryDriver;
  /** The data as this store holds them, a copy; or why they are refused. */
  pack(data: unknown): Result<unknown, string>;
  /** All or none, in their order. For each, whether it was published: `false` for a duplicate. */
  publish(records: readonly EventRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]>;
  subscribe(plan: SubscriptionPlan, signal?: AbortSignal): AsyncResult<EventSubscription>;
  letters(range: Range, signal?: AbortSignal): AsyncResult<readonly AnyLetter[]>;
  letter(id: string, operation: string, signal?: AbortSignal): AsyncResult<AnyLetter | undefined>;
  replay(id: string, signal?: AbortSignal): AsyncResult<'replayed' | 'missing' | 'unreadable'>;
  /** Delivers an event to the group of a letter. False where the letter is gone. */
  deliver(letter: AnyLetter, record: EventRecord, signal?: AbortSignal): AsyncResult<boolean>;
  replayAll(signal?: AbortSignal): AsyncResult<number>;
  clearLetters(signal?: AbortSignal): AsyncResult<number>;
  groups(signal?: AbortSignal): AsyncResult<readonly EventGroup[]>;
  removeGroup(group: string, pattern: string, signal?: AbortSignal): AsyncResult<'removed' | 'missing' | 'in use'>;
}
