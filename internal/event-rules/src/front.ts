import {
  err,
  ok,
  type AsyncResult,
  type EventBus,
  type EventTypes,
  type IoOptions,
  type NewEvent,
  type PublishedEvent,
  type PublishOptions,
  type Result,
} from '@infra/core';
import { nameProblem } from '@internal/names';
import { createDeadLetters } from './dead-letters.js';
import type { EventDriver } from './driver.js';
import type { AnyEvents, EventRecord } from './event-of.js';
import { createHistory } from './history.js';
import { createMakeRecord, type RecordSource } from './make-record.js';
import { patternProblem } from './pattern.js';
import { planOf } from './plan.js';
import type { Refusal } from './refusal.js';

export interface FrontOptions extends RecordSource {
  readonly provider: string;
}

type KeyedEvent = NewEvent<AnyEvents> & { readonly key?: string };

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createEventBusFront<E extends EventTypes<E>>(driver: EventDriver, options: FrontOptions): EventBus<E> {
  const { errors } = driver;
  const makeRecord = createMakeRecord(driver, options);
  const refusal: Refusal = (operation, io, problem) => {
    if (problem !== undefined) return errors.invalid(operation, problem);
    if (driver.isClosed) return errors.closed(operation);
    return io?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
  };

  async function publishRecord<T extends string>(
    made: Result<EventRecord> | AsyncResult<EventRecord>,
    type: T,
    operation: string,
    signal: AbortSignal | undefined,
  ): AsyncResult<PublishedEvent<T>> {
    const record = made instanceof Promise ? await made : made;
    if (!record.ok) return record;
    const published = await driver.publish([record.value], operation, signal);
    return published.ok ? ok({ id: record.value.id, type, isDuplicate: published.value[0] !== true }) : published;
  }

  function publish<T extends string>(
    operation: string,
    type: T,
    data: unknown,
    io: PublishOptions,
    key?: string,
  ): AsyncResult<PublishedEvent<T>> {
    const refused = refusal(operation, io);
    if (refused !== undefined) return Promise.resolve(err(refused));
    const particulars = key === undefined ? io : { ...io, key };
    return publishRecord(makeRecord(operation, type, data, particulars), type, operation, io.signal);
  }

  async function publishMany(
    operation: string,
    events: readonly KeyedEvent[],
    io: IoOptions | undefined,
    isKeyed: boolean,
  ): AsyncResult<readonly PublishedEvent[]> {
    const refused = refusal(operation, io, Array.isArray(events) ? undefined : 'events must be an array.');
    if (refused !== undefined) return err(refused);
    const records: EventRecord[] = [];
    for (const [index, { type, data, key, ...particulars }] of events.entries()) {
      const problem = isKeyed ? nameProblem('event key', key) : undefined;
      const made =
        problem === undefined
          ? makeRecord(operation, type, data, isKeyed ? { ...particulars, key } : particulars)
          : err(errors.invalid(operation, problem));
      const record = made instanceof Promise ? await made : made;
      if (!record.ok) {
        const { message, details } = record.error;
        return err(errors.invalid(operation, `events[${String(index)}]: ${message}`, { ...details, index }));
      }
      records.push(record.value);
    }
    if (records.length === 0) return ok([]);
    const published = await driver.publish(records, operation, io?.signal);
    if (!published.ok) return published;
    return ok(records.map(({ id, type }, index) => ({ id, type, isDuplicate: published.value[index] !== true })));
  }

  const bus: EventBus<AnyEvents> = {
    provider: options.provider,
    publish: (type, data, io = {}) => publish('publish', type, data, io),
    publishMany: (events, io) => publishMany('publishMany', events, io, false),
    subscribe: (pattern, handler, io) => {
      const plan = planOf(pattern, handler, io);
      const refused = refusal('subscribe', io, typeof plan === 'string' ? plan : undefined);
      if (refused !== undefined || typeof plan === 'string') {
        return Promise.resolve(err(refused ?? errors.closed('subscribe')));
      }
      return driver.subscribe(plan, io.signal);
    },
    deadLetters: createDeadLetters(driver, refusal, makeRecord, options.clock),
    groups: {
      list: async (io) => {
        const refused = refusal('groups.list', io);
        return refused === undefined ? driver.groups(io?.signal) : err(refused);
      },
      remove: async (group, pattern, io) => {
        const refused = refusal('groups.remove', io, nameProblem('group', group) ?? patternProblem(pattern));
        if (refused !== undefined) return err(refused);
        const removed = await driver.removeGroup(group, pattern, io?.signal);
        if (!removed.ok) return removed;
        if (removed.value === 'in use') return err(errors.groupInUse('groups.remove', group, pattern));
        return ok(removed.value === 'removed');
      },
    },
    ...(driver.isOrdered && {
      ordered: {
        publish: (key, type, data, io = {}) => {
          const problem = nameProblem('event key', key);
          if (problem === undefined) return publish('ordered.publish', type, data, io, key);
          return Promise.resolve(err(errors.invalid('ordered.publish', problem)));
        },
        publishMany: (events, io) => publishMany('ordered.publishMany', events, io, true),
      },
    }),
    ...(driver.history && { history: createHistory(driver.history, refusal, errors) }),
  };
  // The compiler has seen every type and its data against the caller's map; from here on they are data.
  const untyped: object = bus;
  return untyped as EventBus<E>;
}
