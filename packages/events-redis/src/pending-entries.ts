import { ok, type AsyncResult } from '@infra/core';
import type { RedisConnection } from '@internal/redis';
import { entryOf, type Delivery } from './delivery.js';

/** How many of the lost are taken over at once. */
const CLAIM_COUNT = 100;

/** Id, consumer, idle milliseconds, deliveries. */
type Pending = readonly [string, string, number, number];

/** The entries of a group that were handed to somebody and not acknowledged. */
export class PendingEntries {
  private readonly connection: RedisConnection;
  private readonly stream: string;
  private readonly group: string;
  private readonly consumer: string;

  constructor(connection: RedisConnection, stream: string, group: string, consumer: string) {
    this.connection = connection;
    this.stream = stream;
    this.group = group;
    this.consumer = consumer;
  }

  /** Takes over those of consumers that gave no sign of life for so long. `isOurs` says which of them are being handled here. */
  async takeOver(idleMs: number, isOurs: (id: string) => boolean): AsyncResult<readonly Delivery[]> {
    const lost = await this.list(['IDLE', idleMs, '-', '+', CLAIM_COUNT], isOurs);
    return lost.ok ? this.claim(lost.value, idleMs) : lost;
  }

  /** What the server has handed to this consumer, and the consumer does not know of: at most so many. */
  async unknown(most: number, isOurs: (id: string) => boolean): AsyncResult<readonly Delivery[]> {
    const lost = await this.list(['-', '+', most, this.consumer], isOurs);
    return lost.ok ? this.claim(lost.value, 0) : lost;
  }

  private list(args: readonly (string | number)[], isOurs: (id: string) => boolean): AsyncResult<readonly Pending[]> {
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('xpending', this.stream, this.group, ...args),
      (reply) => ok((reply as readonly Pending[]).filter(([id]) => !isOurs(id))),
    );
  }

  private async claim(lost: readonly Pending[], idleMs: number): AsyncResult<readonly Delivery[]> {
    if (lost.length === 0) return ok([]);
    const deliveries = new Map(lost.map(([id, , , count]) => [id, count]));
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('xclaim', this.stream, this.group, this.consumer, idleMs, ...deliveries.keys()),
      (reply) => {
        // One that was deleted meanwhile is null.
        const claimed = (reply as readonly (readonly [string, unknown] | null)[]).filter((entry) => entry !== null);
        return ok(claimed.map(([id, fields]) => entryOf(id, fields, deliveries.get(id) ?? 1)));
      },
    );
  }
}
