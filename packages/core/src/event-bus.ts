import type {
  DeadEvent,
  DeadEventRef,
  EventGroup,
  EventListOptions,
  EventOf,
  EventPage,
  EventPattern,
  EventType,
  EventTypes,
  NewEvent,
  PublishedEvent,
  PublishOptions,
} from './event.js';
import type { EventSubscription, PatternHandler, SubscribeOptions } from './event-subscription.js';
import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

/**
 * What has happened, for whoever wants to know: every group that is subscribed when an event is published gets it at least once, crashes
 * included, until its handler succeeds, or the event is dead for that group. It may get it more than once: handlers must be idempotent, and
 * `EventRun.run` says which delivery it is. What one group does with an event affects no other.
 *
 * Data are what they are for `Cache`: they round-trip exactly or are refused with `validation`, and are copies.
 */
export interface EventBus<E extends EventTypes<E>> extends Provided {
  /** Publishes an event. Data that its schema refuses is a `validation` error, whose message and `details.issues` say where. */
  publish<T extends EventType<E>>(type: T, data: E[T], options?: PublishOptions): AsyncResult<PublishedEvent<T>>;
  /** `publish` for several, in one step: all or none, in their order. */
  publishMany(
    events: readonly NewEvent<E>[],
    options?: IoOptions,
  ): AsyncResult<readonly PublishedEvent<EventType<E>>[]>;
  /**
   * Has a handler take the events of a type or a pattern. The first to subscribe makes the group, which stays, and what is published from
   * then on waits for its members. `signal` is for the start only.
   */
  subscribe<P extends EventPattern<E>>(
    pattern: P,
    handler: PatternHandler<E, P>,
    options: SubscribeOptions,
  ): AsyncResult<EventSubscription>;
  readonly deadLetters: DeadEvents<E>;
  readonly groups: EventGroups;
  /** Events that keep their order, where the provider can. */
  readonly ordered?: OrderedEvents<E>;
  /** What was published before, where the provider keeps it. */
  readonly history?: EventHistory<E>;
}

/** Events that a group has failed for good. They stay until they are replayed or cleared. */
export interface DeadEvents<E extends EventTypes<E>> {
  /** Last died first. */
  list(options?: EventListOptions): AsyncResult<EventPage<DeadEvent<E>>>;
  get(id: string, options?: IoOptions): AsyncResult<DeadEvent<E> | undefined>;
  /**
   * Delivers it again, to its group alone, with all its attempts; its history stays. One that is not there is `not_found`, and one
   * that can no longer be read is a `conflict`.
   */
  replay(id: string, options?: IoOptions): AsyncResult<void>;
  /** Delivers a new event like it, in its context, with other data, to its group alone. The letter itself stays as it is. */
  replayAs<T extends EventType<E>>(
    letter: DeadEventRef<T>,
    data: E[T],
    options?: IoOptions,
  ): AsyncResult<PublishedEvent<T>>;
  /** Replays those that are there now and can be read. Returns how many. */
  replayAll(options?: IoOptions): AsyncResult<number>;
  /** Forgets them all. Returns how many. */
  clear(options?: IoOptions): AsyncResult<number>;
}

/** Who gets events. A group stays until it is removed, and what it has not handled is kept for it. */
export interface EventGroups {
  /** All of them, by name and pattern. */
  list(options?: IoOptions): AsyncResult<readonly EventGroup[]>;
  /** Forgets a group and all that waits for it, but not its dead letters. Whether there was one. One with members is a `conflict`. */
  remove(group: string, pattern: string, options?: IoOptions): AsyncResult<boolean>;
}

/**
 * Events in order: of those with the same key, a group begins with one when it is done with the one before, which it handled or
 * buried. Where one fails, those after it wait with it, those of other keys do not.
 */
export interface OrderedEvents<E extends EventTypes<E>> {
  /** `publish` behind all that was published with this key, of at most 1,024 bytes. It becomes the `partitionkey`. */
  publish<T extends EventType<E>>(
    key: string,
    type: T,
    data: E[T],
    options?: PublishOptions,
  ): AsyncResult<PublishedEvent<T>>;
  publishMany(
    events: readonly (NewEvent<E> & { readonly key: string })[],
    options?: IoOptions,
  ): AsyncResult<readonly PublishedEvent<EventType<E>>[]>;
}

export interface EventHistoryOptions extends EventListOptions {
  /** Only those published from then on. */
  readonly since?: Date | undefined;
  /** Only those published after the event of this id. One that is not there, or no longer, is `not_found`. */
  readonly afterId?: string | undefined;
  /** Only those of this type or pattern. Default: all. */
  readonly pattern?: string | undefined;
}

/** What was published, as far as the provider keeps it. */
export interface EventHistory<E extends EventTypes<E>> {
  /** In the order in which they were published. */
  list(options?: EventHistoryOptions): AsyncResult<EventPage<EventOf<E>>>;
  /**
   * Delivers to one group, once more, what its pattern is for. Other groups notice nothing. Returns how many. A group that is not there is
   * `not_found`.
   */
  replay(
    group: string,
    pattern: string,
    from: Pick<EventHistoryOptions, 'since' | 'afterId'>,
    options?: IoOptions,
  ): AsyncResult<number>;
}
