import { ok, type AsyncResult } from '@infra/core';
import type { RedisConnection, Script } from '@internal/redis';
import type { Delivery } from './delivery.js';
import type { GroupKeys, Keys } from './keys.js';
import { KEEP, LEAVE, MAKE, TAKE } from './member-scripts.js';
import { GATE, placeOf, SETTLE } from './order-scripts.js';
import { PendingEntries } from './pending-entries.js';
import { callScript } from './scripted.js';
import { readParked } from './wire.js';

/** How many entries the gate is asked about at once: others wait for Redis meanwhile, a few milliseconds. */
const MOST_GATED = 500;

/** What becomes of a delivery: it is done, waits for its next attempt, or is dead. */
export type Outcome =
  | { readonly to: 'done' }
  | { readonly to: 'park'; readonly id: string; readonly text: string; readonly waitMs: number }
  | { readonly to: 'bury'; readonly id: string; readonly text: string };

/** What the gate lets through, and whether something that waited may run now. */
export interface Gated {
  readonly free: ReadonlySet<string>;
  readonly hasReleased: boolean;
}

/** What one consumer does to its group in Redis. */
export class GroupStore {
  readonly consumer: string;
  readonly pending: PendingEntries;
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
    this.pending = new PendingEntries(connection, keys.stream, group.name, consumer);
    this.stallMs = times.stallMs;
    this.memberTtlMs = Math.max(5_000, times.pollMs * 4);
  }

  /** Makes the group, which begins with what is published from now on; one that is there stays as it is. */
  open(from: '$' | '0' = '$', signal?: AbortSignal): AsyncResult<void> {
    const call = {
      script: MAKE,
      keys: [this.keys.stream],
      args: [this.group.name, from],
      operation: 'subscribe',
      signal,
    };
    return callScript(this.connection, call, () => undefined);
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

  /** Of entries with keys, in the order of the stream, which may run now. `isFor` says which of them are to run at all. */
  async gate(entries: readonly Delivery[], isFor: (delivery: Delivery) => boolean): AsyncResult<Gated> {
    const free = new Set<string>();
    let hasReleased = false;
    for (let begin = 0; begin < entries.length; begin += MOST_GATED) {
      const some = entries.slice(begin, begin + MOST_GATED);
      const answers = await this.askGate(some, isFor);
      if (!answers.ok) return answers;
      for (const [index, { id }] of some.entries()) if (answers.value[index] === 1) free.add(id);
      hasReleased ||= (answers.value[some.length] ?? 0) > 0;
    }
    return ok({ free, hasReleased });
  }

  /** Ends a delivery, unless it is another's by now. */
  settle({ kind, id, wire }: Delivery, outcome: Outcome): AsyncResult<'settled' | 'released' | 'lost'> {
    const { stream, letters, letterData, letterCount } = this.keys;
    const { due, leased, parked, busy, held, name } = this.group;
    const more =
      outcome.to === 'done' ? ['', '', 0] : [outcome.id, outcome.text, outcome.to === 'park' ? outcome.waitMs : 0];
    const args = [name, this.consumer, kind, id, wire.key ?? '', outcome.to, ...more];
    const all = [stream, busy, held, due, parked, leased, letters, letterData, letterCount];
    return this.run(SETTLE, all, args, (reply) => {
      if (reply === 2) return 'released';
      return reply === 1 ? 'settled' : 'lost';
    });
  }

  /** Acknowledges entries without keys that were handled, in one command. */
  acknowledge(ids: readonly string[]): AsyncResult<void> {
    return this.connection.send(
      'subscribe',
      undefined,
      (client) => client.call('xack', this.keys.stream, this.group.name, ...ids),
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

  private askGate(
    entries: readonly Delivery[],
    isFor: (delivery: Delivery) => boolean,
  ): AsyncResult<readonly number[]> {
    const { busy, held, due, parked, name } = this.group;
    const args: (string | number)[] = [name, this.consumer];
    for (const delivery of entries) {
      const { id, wire, before = '', runs, crashes } = delivery;
      // Not run here: it is counted when it is.
      args.push(id, placeOf(id), wire.key ?? '', before, isFor(delivery) ? 'run' : 'pass', runs - 1, crashes);
    }
    return this.run(GATE, [this.keys.stream, busy, held, due, parked], args, (reply) => reply as readonly number[]);
  }

  private run<T>(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    read: (reply: unknown) => T,
  ): AsyncResult<T> {
    return callScript(this.connection, { script, keys, args, operation: 'subscribe' }, read);
  }
}
