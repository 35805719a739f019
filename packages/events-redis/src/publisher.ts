import { ok, type AsyncResult } from '@infra/core';
import type { EventRecord } from '@internal/event-rules';
import type { RedisConnection } from '@internal/redis';
import type { Keys } from './keys.js';
import { PUBLISH, PUBLISH_ORDERED } from './publish-scripts.js';
import { callScript } from './scripted.js';
import { wireOf } from './wire.js';

/** Puts events into the stream. */
export class Publisher {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly dedupeWindowMs: number;

  constructor(connection: RedisConnection, keys: Keys, dedupeWindowMs: number) {
    this.connection = connection;
    this.keys = keys;
    this.dedupeWindowMs = dedupeWindowMs;
  }

  /** All or none, in their order. For each, whether it was published. */
  publish(records: readonly EventRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    const [first] = records;
    const isOrdered = records.some(({ key }) => key !== undefined);
    if (records.length === 1 && first !== undefined && !first.isNamed && !isOrdered) {
      return this.publishOne(first, operation, signal);
    }
    const { stream, last, lastAt } = this.keys;
    const named = records.filter(({ isNamed }) => isNamed).map(({ id }) => this.keys.id(id));
    const args: (string | number)[] = [this.dedupeWindowMs];
    for (const record of records) {
      const { type, meta, data, key = '' } = wireOf(record);
      args.push(record.isNamed ? '1' : '0', type, meta, data);
      if (isOrdered) args.push(key);
    }
    const call = isOrdered
      ? { script: PUBLISH_ORDERED, keys: [stream, last, lastAt, ...named] }
      : { script: PUBLISH, keys: [stream, ...named] };
    return callScript(this.connection, { ...call, args, operation, signal }, (reply) =>
      (reply as readonly number[]).map((one) => one === 1),
    );
  }

  /** The short way, without a script. */
  private publishOne(record: EventRecord, operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    const { type, meta, data } = wireOf(record);
    return this.connection.send(
      operation,
      signal,
      (client) => client.xadd(this.keys.stream, '*', 't', type, 'e', meta, 'd', data),
      () => ok([true]),
    );
  }
}
