import { err, ok, type AsyncResult, type EventPage } from '@infra/core';
import { eventOf, matches, type AnyEvent, type HistoryDriver, type HistoryRange } from '@internal/event-rules';
import { uuidv7 } from '@internal/ids';
import type { RedisConnection } from '@internal/redis';
import { errors } from './errors.js';
import { REDELIVER } from './history-script.js';
import type { GroupKeys, Keys } from './keys.js';
import { placeOf } from './order-scripts.js';
import { callScript } from './scripted.js';
import { fieldsOf, parkedText, readWire, typeOf, type WireEvent } from './wire.js';

/** How many entries are read at a time, or delivered again. */
const CHUNK = 200;

type From = Pick<HistoryRange, 'sinceMs' | 'afterId'>;
type Entry = readonly [id: string, wire: WireEvent];

/** What was published, as far as the stream still has it. */
export class StreamHistory implements HistoryDriver {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly wake: (group: GroupKeys) => void;

  /** @param wake called when something was put into a group */
  constructor(connection: RedisConnection, keys: Keys, wake: (group: GroupKeys) => void) {
    this.connection = connection;
    this.keys = keys;
    this.wake = wake;
  }

  async list(range: HistoryRange, signal?: AbortSignal): AsyncResult<EventPage<AnyEvent>> {
    const { pattern = '*', cursor, limit } = range;
    const operation = 'history.list';
    const begin = cursor === undefined ? await this.beginOf(range, operation, signal) : ok(cursor);
    if (!begin.ok) return begin;
    const items: AnyEvent[] = [];
    let place = begin.value;
    let nextCursor = place;
    const count = Math.max(CHUNK, limit + 1);
    for (;;) {
      const entries = await this.read(place, count, operation, signal);
      if (!entries.ok) return entries;
      for (const [id, wire] of entries.value) {
        place = id;
        const event = matches(pattern, typeOf(wire)) ? readable(wire) : undefined;
        if (event === undefined) continue;
        if (items.length === limit) return ok({ items, nextCursor });
        items.push(event);
        nextCursor = id;
      }
      if (entries.value.length < count) return ok({ items });
    }
  }

  async replay(group: string, pattern: string, from: From, signal?: AbortSignal): AsyncResult<number | undefined> {
    const operation = 'history.replay';
    const keys = this.keys.group(group, pattern);
    const isThere = await this.deliver(keys, [], operation, signal);
    if (!isThere.ok) return isThere;
    if (!isThere.value) return ok(undefined);
    const begin = await this.beginOf(from, operation, signal);
    if (!begin.ok) return begin;
    const end = await this.lastPlace(operation, signal);
    if (!end.ok) return end;
    // Deliveries that fall due together are taken in the order of their names.
    const name = uuidv7(Date.now());
    let place = begin.value;
    let count = 0;
    while (end.value !== undefined && placeOf(place) < placeOf(end.value)) {
      const entries = await this.read(place, CHUNK, operation, signal, end.value);
      if (!entries.ok) return entries;
      const again = entries.value.filter(([, wire]) => matches(pattern, typeOf(wire)));
      const named = again
        .filter(([, wire]) => readable(wire))
        .map(([id, wire]): Entry => [`${name}:${placeOf(id)}`, wire]);
      const delivered = await this.deliver(keys, named, operation, signal);
      if (!delivered.ok) return delivered;
      if (!delivered.value) return ok(undefined);
      count += named.length;
      const last = entries.value.at(-1);
      if (last === undefined) break;
      [place] = last;
    }
    return ok(count);
  }

  /** The entry behind which it begins. */
  private async beginOf({ sinceMs, afterId }: From, operation: string, signal?: AbortSignal): AsyncResult<string> {
    // The last that there can be within the millisecond before.
    const since = sinceMs === undefined || sinceMs <= 0 ? '0-0' : `${String(sinceMs - 1)}-18446744073709551615`;
    if (afterId === undefined) return ok(since);
    const found = await this.find(afterId, operation, signal);
    if (!found.ok) return found;
    if (found.value === undefined) return err(errors.noSuchEvent(operation, afterId));
    return ok(placeOf(since) > placeOf(found.value) ? since : found.value);
  }

  /** The entry of an event. The id is part of its attributes: they are read through. */
  private async find(eventId: string, operation: string, signal?: AbortSignal): AsyncResult<string | undefined> {
    for (let place = '0-0'; ;) {
      const entries = await this.read(place, CHUNK, operation, signal);
      if (!entries.ok) return entries;
      const found = entries.value.find(([, wire]) => readable(wire)?.id === eventId);
      if (found !== undefined) return ok(found[0]);
      const last = entries.value.at(-1);
      if (last === undefined) return ok(undefined);
      [place] = last;
    }
  }

  private lastPlace(operation: string, signal?: AbortSignal): AsyncResult<string | undefined> {
    return this.connection.send(
      operation,
      signal,
      (client) => client.xrevrange(this.keys.stream, '+', '-', 'COUNT', 1),
      (reply) => ok(reply[0]?.[0]),
    );
  }

  private read(
    after: string,
    count: number,
    operation: string,
    signal?: AbortSignal,
    upTo = '+',
  ): AsyncResult<readonly Entry[]> {
    return this.connection.send(
      operation,
      signal,
      (client) => client.xrange(this.keys.stream, `(${after}`, upTo, 'COUNT', count),
      (reply) => ok(reply.map(([id, fields]): Entry => [id, fieldsOf(fields).wire])),
    );
  }

  /** False where there is no such group. */
  private deliver(
    group: GroupKeys,
    named: readonly Entry[],
    operation: string,
    signal?: AbortSignal,
  ): AsyncResult<boolean> {
    const args = [group.name];
    for (const [name, wire] of named) {
      args.push(name, parkedText({ wire, runs: 0, failed: 0, crashes: 0, failures: [] }));
    }
    const keys = [this.keys.stream, group.due, group.parked];
    return callScript(this.connection, { script: REDELIVER, keys, args, operation, signal }, (reply) => {
      if (named.length > 0) this.wake(group);
      return reply === 1;
    });
  }
}

/** The event of an entry, unless that is something else. */
function readable(wire: WireEvent): AnyEvent | undefined {
  try {
    const { record, data } = readWire(wire);
    return eventOf(record, data, 0);
  } catch {
    return undefined;
  }
}
