import { ok, type AsyncResult } from '@infra/core';
import { runScript, type RedisConnection, type Script } from '@internal/redis';
import type { Delivery } from './delivery.js';
import type { GroupKeys, Keys } from './keys.js';
import { KEEP, LEAVE, SETTLE, TAKE } from './scripts.js';
import { readParked, wireOfFields } from './wire.js';

/** How many of the lost are taken over at once. */
const CLAIM_COUNT = 100;

/** What becomes of a delivery: it is done, waits for its next attempt, or is dead. */
export type Outcome =
  | { readonly to: 'done' }
  | { readonly to: 'park'; readonly id: string; readonly text: string; readonly waitMs: number }
  | { readonly to: 'bury'; readonly id: string; readonly text: string };

/** What one consumer does to its group in Redis. */
export class GroupStore {
  readonly consumer: string;
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly group: GroupKeys;
  private readonly stallMs: number;
  private readonly memberTtlMs: number;

  constructor(
    connection: RedisConnection,
    keys: Keys,
    group: GroupKeys,
    consumer: string,
    times: { readonly stallMs: number; readonly pollMs: number },
  ) {
    this.connection = connection;
    this.keys = keys;
    this.group = group;
    this.consumer = consumer;
    this.stallMs = times.stallMs;
    this.memberTtlMs = Math.max(5_000, times.pollMs * 4);
  }

  /** Makes the group, which begins with what is published from now on; one that is there stays as it is. */
  async open(from: '$' | '0' = '$', signal?: AbortSignal): AsyncResult<void> {
    const made = await this.connection.send(
      'subscribe',
      signal,
      (client) => client.call('XGROUP', 'CREATE', this.keys.stream, this.group.name, from, 'MKSTREAM'),
      () => ok(),
    );
    if (made.ok) return made;
    const { cause } = made.error;
    return cause instanceof Error && cause.message.startsWith('BUSYGROUP') ? ok() : made;
  }

  /** Takes what has fallen due, and says that this member is alive. */
  take(most: number): AsyncResult<readonly Delivery[]> {
    const { due, leased, parked, members } = this.group;
    const args = [this.consumer, this.memberTtlMs, most, this.stallMs];
    return this.run(TAKE, [due, leased, parked, members], args, (reply) => {
      const flat = reply as readonly (string | number)[];
      const taken: Delivery[] = [];
      for (let index = 0; index + 3 < flat.length; index += 4) {
        const [id, text, runs, crashes] = flat.slice(index, index + 4);
        const kept = readParked(String(text));
        taken.push({
          ...kept,
          kind: 'parked',
          id: String(id),
          runs: kept.runs + Number(runs),
          crashes: kept.crashes + Number(crashes),
        });
      }
      return taken;
    });
  }

  /** Takes over entries of those who give no sign of life. `isOurs` says which of them are being handled here. */
  async takeOver(isOurs: (id: string) => boolean): AsyncResult<readonly Delivery[]> {
    const { stream } = this.keys;
    const pending = await this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('XPENDING', stream, this.group.name, 'IDLE', this.stallMs, '-', '+', CLAIM_COUNT),
      (reply) => ok(reply as readonly (readonly [string, string, number, number])[]),
    );
    if (!pending.ok) return pending;
    const lost = pending.value.filter(([id]) => !isOurs(id));
    return lost.length === 0 ? ok([]) : this.claim(lost, this.stallMs);
  }

  /** What the server has handed to this consumer, and the consumer does not know of. */
  async unknown(isOurs: (id: string) => boolean): AsyncResult<readonly Delivery[]> {
    const { stream } = this.keys;
    const pending = await this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('XPENDING', stream, this.group.name, '-', '+', CLAIM_COUNT, this.consumer),
      (reply) => ok(reply as readonly (readonly [string, string, number, number])[]),
    );
    if (!pending.ok) return pending;
    const lost = pending.value.filter(([id]) => !isOurs(id));
    return lost.length === 0 ? ok([]) : this.claim(lost, 0);
  }

  settle({ kind, id }: Delivery, outcome: Outcome): AsyncResult<boolean> {
    const { stream, letters, letterData, letterCount } = this.keys;
    const { due, leased, parked, name } = this.group;
    const more =
      outcome.to === 'done' ? ['', '', 0] : [outcome.id, outcome.text, outcome.to === 'park' ? outcome.waitMs : 0];
    const args = [kind, name, this.consumer, id, outcome.to, ...more];
    const all = [stream, due, leased, parked, letters, letterData, letterCount];
    return this.run(SETTLE, all, args, (reply) => reply === 1);
  }

  /** Acknowledges entries that were handled, in one command. */
  acknowledge(ids: readonly string[]): AsyncResult<void> {
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('XACK', this.keys.stream, this.group.name, ...ids),
      () => ok(),
    );
  }

  /** A sign of life for what is being handled. Gives those that are handled by others by now. */
  keep(deliveries: readonly Delivery[]): AsyncResult<ReadonlySet<string>> {
    const { leased, parked, name } = this.group;
    const args = [name, this.consumer, this.stallMs, ...deliveries.flatMap(({ kind, id }) => [kind, id])];
    return this.run(KEEP, [this.keys.stream, leased, parked], args, (reply) => new Set(reply as readonly string[]));
  }

  leave(): AsyncResult<void> {
    return this.run(LEAVE, [this.keys.stream, this.group.members], [this.group.name, this.consumer], () => undefined);
  }

  private async claim(
    lost: readonly (readonly [string, string, number, number])[],
    idleMs: number,
  ): AsyncResult<readonly Delivery[]> {
    const runs = new Map(lost.map(([id, , , deliveries]) => [id, deliveries]));
    const { stream } = this.keys;
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('XCLAIM', stream, this.group.name, this.consumer, idleMs, ...runs.keys()),
      (reply) => {
        const claimed = (reply as readonly (readonly [string, unknown] | null)[]).filter((entry) => entry !== null);
        return ok(
          claimed.map(([id, fields]): Delivery => {
            const before = runs.get(id) ?? 1;
            const wire = wireOfFields(fields);
            return { kind: 'entry', id, wire, runs: before + 1, failed: 0, crashes: before, failures: [] };
          }),
        );
      },
    );
  }

  private run<T>(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    read: (reply: unknown) => T,
  ): AsyncResult<T> {
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => runScript(client, script, keys, args),
      (reply) => ok(read(reply)),
    );
  }
}
