import {
  err,
  map,
  ok,
  type AsyncResult,
  type Clock,
  type ContextCarrier,
  type EventType,
  type EventTypes,
  type IoOptions,
  type NewEvent,
  type OutboxMessage,
  type OutboxStore,
  type PublishOptions,
  type StandardSchemaV1,
  type Transaction,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { createMakeRecord, type EventRecord, type Particulars } from '@internal/event-rules';
import { schemasOf } from '@internal/handler-rules';
import { errors } from './errors.js';

export interface OutboxOptions<E extends EventTypes<E>> {
  /** Where events are written, in the transactions of its database. */
  readonly store: OutboxStore;
  /**
   * Any Standard Schema per event type; what it outputs is what is written, and published. The bus needs none then: one that changes data would
   * change them twice. Default: none.
   */
  readonly schemas?: { readonly [K in keyof E]?: StandardSchemaV1<unknown, E[K]> } | undefined;
  /** Carries what is in the context of whoever publishes an event, its `traceparent` included, to the bus and its handlers. Default: nothing is carried. */
  readonly context?: ContextCarrier | undefined;
  /** For the times and ids of events. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface OutboxPublishOptions extends Omit<PublishOptions, 'traceparent'> {
  /** The transaction that the event belongs to. */
  readonly tx: Transaction;
  /** Events of one key keep their order, up to the handlers where the bus has `ordered`. Default: none. */
  readonly key?: string | undefined;
}

/** An event for `publishMany`: the data must fit the type. */
export type NewOutboxEvent<E> = {
  readonly [K in EventType<E>]: Omit<Extract<NewEvent<E>, { readonly type: K }>, 'traceparent'> & {
    readonly key?: string | undefined;
  };
}[EventType<E>];

/** An event that will be published when its transaction is committed. */
export interface AppendedEvent<T extends string = string> {
  readonly id: string;
  readonly type: T;
}

/** `EventBus`, as far as it is for whoever publishes, in a transaction. */
export interface Outbox<E extends EventTypes<E>> {
  /**
   * Has an event published if the transaction is committed, and only then. Data that the schema or the store refuses are a `validation` error at
   * once, which harms no transaction; an `id` that is there already is a `conflict`.
   */
  publish<T extends EventType<E>>(type: T, data: E[T], options: OutboxPublishOptions): AsyncResult<AppendedEvent<T>>;
  /** `publish` for several, in their order. */
  publishMany(
    events: readonly NewOutboxEvent<E>[],
    options: IoOptions & { readonly tx: Transaction },
  ): AsyncResult<readonly AppendedEvent<EventType<E>>[]>;
}

type Place = Partial<IoOptions & { readonly tx: Transaction }>;

interface Untyped extends Particulars {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Makes an outbox: what is published through it is written to the store, from where relays publish it on a bus. Does no I/O and throws
 * nothing.
 *
 * @example database.transaction(async (tx) => { …; return outbox.publish('order.placed', { id }, { tx, key: id }); })
 */
export function createOutbox<E extends EventTypes<E>>({
  store,
  schemas,
  context,
  clock = systemClock,
}: OutboxOptions<E>): Outbox<E> {
  const makeRecord = createMakeRecord(
    {
      errors: { invalid: (operation, problem, details) => errors.invalid(`outbox.${operation}`, problem, details) },
      // What data may be the store knows, and says so when they are appended.
      pack: (data) => ok(data),
    },
    { source: '/', schemas: schemasOf(schemas), clock, context },
  );

  const made = async (operation: string, { type, data, ...particulars }: Untyped): AsyncResult<EventRecord> =>
    makeRecord(operation, type, data, particulars);

  async function append(
    operation: string,
    records: readonly EventRecord[],
    { tx, signal }: Place = {},
  ): AsyncResult<readonly AppendedEvent[]> {
    if (tx === undefined)
      return err(errors.invalid(operation, 'tx must be the transaction that the event belongs to.'));
    const appended = await store.append(records.map(messageOf), { tx, signal });
    return map(appended, () => records.map(({ id, type }) => ({ id, type })));
  }

  async function publishMany(events: readonly Untyped[], options?: Place): AsyncResult<readonly AppendedEvent[]> {
    const isList: boolean = Array.isArray(events);
    if (!isList) return err(errors.invalid('outbox.publishMany', 'events must be an array.'));
    const records: EventRecord[] = [];
    for (const [index, event] of events.entries()) {
      const record = await made('publishMany', event);
      if (!record.ok) {
        const { message, details } = record.error;
        const at = `events[${String(index)}]`;
        return err(errors.invalid('outbox.publishMany', `${at}: ${message}`, { ...details, index }));
      }
      records.push(record.value);
    }
    return append('outbox.publishMany', records, options);
  }

  async function publish(
    type: string,
    data: unknown,
    options?: Partial<OutboxPublishOptions>,
  ): AsyncResult<AppendedEvent> {
    const { tx: _, signal: __, ...particulars } = options ?? {};
    const record = await made('publish', { type, data, ...particulars });
    if (!record.ok) return record;
    const appended = await append('outbox.publish', [record.value], options);
    return map(appended, () => ({ id: record.value.id, type }));
  }

  const outbox: object = { publish, publishMany };
  // The compiler has seen every type and its data against the caller's map; from here on they are data.
  return outbox as Outbox<E>;
}

function messageOf({ id, type, packed, key, subject, timeMs, context }: EventRecord): OutboxMessage {
  return {
    id,
    type,
    data: packed,
    ...(key !== undefined && { key }),
    ...(subject !== undefined && { subject }),
    time: new Date(timeMs),
    context,
  };
}
