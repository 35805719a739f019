import type { Context } from './context.js';
import type { InfraErrorJson } from './infra-error.js';
import type { IoOptions } from './io.js';

/** What an event's type fixes: its data. An interface fits: `interface Events { 'order.placed': { readonly id: string } }`. */
export type EventTypes<E> = { readonly [K in keyof E]: unknown };

export type EventType<E> = keyof E & string;

/** A type, or the beginning of some with a `*` at its end: `order.*` is for every type that begins with `order.`, `*` for all. */
export type EventPattern<E> = EventType<E> | '*' | `${string}*`;

/** The types that a pattern is for. */
export type MatchingEvents<E, P extends string> = P extends `${infer Start}*`
  ? Extract<EventType<E>, `${Start}${string}`>
  : Extract<EventType<E>, P>;

/** The attributes of CloudEvents 1.0, and three of its documented extensions. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
export interface EventAttributes<T extends string = string> {
  readonly specversion: '1.0';
  /** A UUIDv7, unless whoever published it gave one. */
  readonly id: string;
  /** Where it comes from, as a URI reference: what the bus was made with. */
  readonly source: string;
  readonly type: T;
  /** When it happened. */
  readonly time: Date;
  /** What it is about, within the source. */
  readonly subject?: string;
  /** The key within which events keep their order. */
  readonly partitionkey?: string;
  /** The trace that it belongs to, as W3C Trace Context has it. */
  readonly traceparent?: string;
  /** How often the group that it is delivered to has failed it before. 0 in a history. */
  readonly retrycount: number;
}

/** An event whose type is one of these; `type` tells the type of `data`. Data round-trips exactly, and is a copy. */
export type EventOf<E, T extends EventType<E> = EventType<E>> = {
  readonly [K in T]: EventAttributes<K> & { readonly data: E[K] };
}[T];

export interface PublishOptions extends IoOptions {
  /**
   * Makes publishing it again harmless: within the window of the bus, an event of an id that was given before is not published. At most
   * 1,024 bytes. Default: a new UUIDv7.
   */
  readonly id?: string | undefined;
  /** What it is about, within the source. */
  readonly subject?: string | undefined;
  /** When it happened. Default: now. */
  readonly time?: Date | undefined;
  /** Default: the `traceparent` of the caller's context, where the bus has a carrier. */
  readonly traceparent?: string | undefined;
}

/** An event for `publishMany`: the data must fit the type. */
export type NewEvent<E> = {
  readonly [K in EventType<E>]: Omit<PublishOptions, 'signal'> & { readonly type: K; readonly data: E[K] };
}[EventType<E>];

export interface PublishedEvent<T extends string = string> {
  readonly id: string;
  readonly type: T;
  /** Nothing was published: an event of this id has been, within the window. */
  readonly isDuplicate: boolean;
}

/** One attempt that failed. */
export interface EventFailure {
  /** Which delivery to the group it was, from 1. */
  readonly run: number;
  readonly at: Date;
  readonly error: InfraErrorJson;
}

/** What is needed to replay a dead letter with other data: its id, and the type of its event, which fixes that of the data. */
export interface DeadEventRef<T extends string = string> {
  /** The letter's own: an event may be dead in several groups. */
  readonly id: string;
  readonly type: T;
}

/** An event that one group has failed for good. */
export type DeadEvent<E> = {
  readonly [K in EventType<E>]: DeadEventRef<K> & {
    readonly group: string;
    readonly pattern: string;
    /** Absent where what was stored can no longer be read. */
    readonly event?: EventOf<E, K>;
    /** How often it was delivered, runs included that a crash cut off. */
    readonly runs: number;
    /** The attempts that failed, in their order: the last 100. */
    readonly failures: readonly EventFailure[];
    /** Why it is dead: the last of `failures`, or what ended it without one, such as too many crashes. */
    readonly reason: InfraErrorJson;
    readonly diedAt: Date;
    /** What was in the context of whoever published it. */
    readonly context: Context;
  };
}[EventType<E>];

export interface EventListOptions extends IoOptions {
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Most items on one page, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
}

/** What is listed may change meanwhile: one that comes or goes may be on two pages or on none. */
export interface EventPage<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** What a group has to do: all who subscribed with this name and this pattern, in any process. */
export interface EventGroup {
  readonly group: string;
  readonly pattern: string;
  /** Events that nobody of it has begun with. A provider may count those that the pattern will pass over. */
  readonly waiting: number;
  /** Events in a handler, or lost with its process and not yet noticed. */
  readonly active: number;
  /** Events that failed and wait for their next attempt. */
  readonly failed: number;
  /** How many subscriptions take events for it now. */
  readonly members: number;
}
