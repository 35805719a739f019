import type { Context, EventAttributes, EventOf } from '@infra/core';

/** Events of which the types are known to the caller only. */
export type AnyEvents = Readonly<Record<string, unknown>>;
export type AnyEvent = EventOf<AnyEvents>;

/** An event to be published: its data have passed their schema and been packed. */
export interface EventRecord {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly subject: string | undefined;
  readonly key: string | undefined;
  readonly traceparent: string | undefined;
  /** The data as the driver holds them. */
  readonly packed: unknown;
  readonly context: Context;
  /** Its id was given: another event of this id, within the window, is a duplicate. */
  readonly isNamed: boolean;
}

/** The event as a reader gets it: an object of its own, with data of its own. */
export function eventOf(record: EventRecord, data: unknown, retrycount: number): AnyEvent {
  const { id, source, type, timeMs, subject, key, traceparent } = record;
  const event: { -readonly [K in keyof EventAttributes]: EventAttributes[K] } & { data: unknown } = {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date(timeMs),
    retrycount,
    data,
  };
  if (subject !== undefined) event.subject = subject;
  if (key !== undefined) event.partitionkey = key;
  if (traceparent !== undefined) event.traceparent = traceparent;
  return event;
}
