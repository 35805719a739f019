import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type EventGroup,
  type EventSubscription,
  type Result,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import type { AnyLetter, EventDriver, EventErrors, EventRecord, SubscriptionPlan } from '@internal/event-rules';
import type { Range } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import { RedisConnection, runScript, type Script } from '@internal/redis';
import { serialize } from '@internal/serialization';
import { errors, failures } from './errors.js';
import { GroupStore } from './group-store.js';
import { keysOf, partsOf, type GroupKeys, type Keys } from './keys.js';
import { isReadable, readLetter, showLetter, type StoredLetter } from './letters.js';
import type { ResolvedOptions } from './options.js';
import { RedisMember } from './redis-member.js';
import { CLEAR, COUNT, DELIVER, GROUPS, LETTERS, PUBLISH, REMOVE, REPLAY, TRIM } from './scripts.js';
import { StreamReader } from './stream-reader.js';
import { parkedText, wireOf, type ParkedDelivery } from './wire.js';

/** How often the stream is trimmed. */
const TRIM_MS = 5_000;

/** The operations of the bus, on input that the front has checked. */
export class RedisDriver implements EventDriver {
  readonly errors: EventErrors = errors;
  readonly isOrdered = false;
  readonly connection: RedisConnection;
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly keys: Keys;
  private readonly members = new Set<RedisMember>();
  private closing: Promise<void> | undefined;
  private cancelTrim: (() => void) | undefined;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.keys = keysOf(options.namespace);
    this.connection = new RedisConnection({ ...options, clock: systemClock, failures });
  }

  pack(data: unknown): Result<string, string> {
    return serialize(data);
  }

  publish(records: readonly EventRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    this.trimLater();
    const { stream } = this.keys;
    const [first] = records;
    if (records.length === 1 && first !== undefined && !first.isNamed) {
      const { type, meta, data } = wireOf(first);
      return this.connection.send(
        operation,
        signal,
        (client) => client.xadd(stream, '*', 't', type, 'e', meta, 'd', data),
        () => ok([true]),
      );
    }
    const named = records.filter(({ isNamed }) => isNamed).map(({ id }) => this.keys.id(id));
    const args: (string | number)[] = [this.options.dedupeWindowMs];
    for (const record of records) {
      const { type, meta, data } = wireOf(record);
      args.push(record.isNamed ? '1' : '0', type, meta, data);
    }
    return this.run(PUBLISH, [stream, ...named], args, operation, signal, (reply) =>
      (reply as readonly number[]).map((one) => one === 1),
    );
  }

  async subscribe(plan: SubscriptionPlan, signal?: AbortSignal): AsyncResult<EventSubscription> {
    if (this.closing !== undefined) return err(errors.closed('subscribe'));
    const group = this.keys.group(plan.group, plan.pattern);
    const store = new GroupStore(this.connection, this.keys, group, uuidv7(Date.now()), this.options);
    const opened = await store.open('$', signal);
    if (!opened.ok) return opened;
    const joined = await store.take(0);
    if (!joined.ok) return joined;
    if (this.closing !== undefined) return err(errors.closed('subscribe'));
    const reader = new StreamReader(this.connection.client, this.options.timeoutMs);
    const { stream } = this.keys;
    const member = new RedisMember({ plan, options: this.options, store, reader, stream, groupName: group.name });
    this.members.add(member);
    member.start();
    this.trimLater();
    return ok({
      close: async (options) => {
        const closed = await member.close(options);
        this.members.delete(member);
        return closed;
      },
    });
  }

  async letters({ offset, limit }: Range, signal?: AbortSignal): AsyncResult<readonly AnyLetter[]> {
    const stored = await this.readLetters(offset, limit, 'deadLetters.list', signal);
    return stored.ok ? ok(stored.value.map(showLetter)) : stored;
  }

  async letter(id: string, operation: string, signal?: AbortSignal): AsyncResult<AnyLetter | undefined> {
    const stored = await this.readOne(id, operation, signal);
    return stored.ok ? ok(stored.value && showLetter(stored.value)) : stored;
  }

  async replay(id: string, signal?: AbortSignal): AsyncResult<'replayed' | 'missing' | 'unreadable'> {
    const stored = await this.readOne(id, 'deadLetters.replay', signal);
    if (!stored.ok) return stored;
    if (stored.value === undefined) return ok('missing');
    if (!isReadable(stored.value)) return ok('unreadable');
    const replayed = await this.replayOne(stored.value, 'deadLetters.replay', signal);
    return replayed.ok ? ok(replayed.value ? 'replayed' : 'missing') : replayed;
  }

  async deliver({ id, group, pattern }: AnyLetter, record: EventRecord, signal?: AbortSignal): AsyncResult<boolean> {
    const keys = this.keys.group(group, pattern);
    const delivery: ParkedDelivery = { wire: wireOf(record), runs: 0, failed: 0, crashes: 0, failures: [] };
    const args = [id, uuidv7(Date.now()), parkedText(delivery)];
    const all = [this.keys.letterData, keys.due, keys.parked];
    const delivered = await this.run(DELIVER, all, args, 'deadLetters.replayAs', signal, (reply) => reply === 1);
    this.wake(keys);
    return delivered;
  }

  async replayAll(signal?: AbortSignal): AsyncResult<number> {
    const operation = 'deadLetters.replayAll';
    const ids = await this.connection.send(
      operation,
      signal,
      (client) => client.zrange(this.keys.letters, '0', '-1'),
      (reply) => ok(reply),
    );
    if (!ids.ok) return ids;
    let count = 0;
    for (const id of ids.value) {
      const stored = await this.readOne(id, operation, signal);
      if (!stored.ok) return stored;
      if (stored.value === undefined || !isReadable(stored.value)) continue;
      const replayed = await this.replayOne(stored.value, operation, signal);
      if (!replayed.ok) return replayed;
      if (replayed.value) count += 1;
    }
    return ok(count);
  }

  clearLetters(signal?: AbortSignal): AsyncResult<number> {
    const { letters, letterData } = this.keys;
    return this.run(CLEAR, [letters, letterData], [], 'deadLetters.clear', signal, Number);
  }

  async groups(signal?: AbortSignal): AsyncResult<readonly EventGroup[]> {
    const operation = 'groups.list';
    const listed = await this.run(GROUPS, [this.keys.stream], [], operation, signal, (reply) => {
      return reply as readonly (readonly [string, number, number])[];
    });
    if (!listed.ok) return listed;
    const groups: EventGroup[] = [];
    for (const [name, pending, lag] of listed.value) {
      const [group, pattern] = partsOf(name) ?? [];
      if (group === undefined || pattern === undefined) continue;
      const { due, leased, members } = this.keys.groupNamed(name);
      const counted = await this.run(COUNT, [due, leased, members], [], operation, signal, (reply) => {
        return reply as readonly [number, number, number, number];
      });
      if (!counted.ok) return counted;
      const [now, later, handled, alive] = counted.value;
      groups.push({ group, pattern, waiting: lag + now, active: pending + handled, failed: later, members: alive });
    }
    return ok(groups.sort((a, b) => compare(a.group, b.group) || compare(a.pattern, b.pattern)));
  }

  removeGroup(group: string, pattern: string, signal?: AbortSignal): AsyncResult<'removed' | 'missing' | 'in use'> {
    const { name, due, leased, parked, members } = this.keys.group(group, pattern);
    const all = [this.keys.stream, members, due, leased, parked];
    return this.run(REMOVE, all, [name], 'groups.remove', signal, (reply) => {
      if (reply === -1) return 'in use';
      return reply === 1 ? 'removed' : 'missing';
    });
  }

  /** Handlers may use the bus until they are done; then it is closed. */
  close(options: CloseOptions = {}): Promise<void> {
    this.closing ??= this.end(options);
    return this.closing;
  }

  private async end({ deadlineMs = 5_000 }: CloseOptions): Promise<void> {
    await Promise.allSettled([...this.members].map((member) => member.close({ deadlineMs })));
    this.isClosed = true;
    this.cancelTrim?.();
    await this.connection.close(deadlineMs);
  }

  private replayOne(letter: StoredLetter, operation: string, signal?: AbortSignal): AsyncResult<boolean> {
    const keys = this.keys.group(letter.group, letter.pattern);
    const { wire, runs, failures: history } = letter;
    const text = parkedText({ wire, runs, failed: 0, crashes: 0, failures: history });
    const all = [this.keys.letters, this.keys.letterData, keys.due, keys.parked];
    return this.run(REPLAY, all, [letter.id, uuidv7(Date.now()), text], operation, signal, (reply) => {
      this.wake(keys);
      return reply === 1;
    });
  }

  private async readOne(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredLetter | undefined> {
    return this.connection.send(
      operation,
      signal,
      (client) => client.hget(this.keys.letterData, id),
      (text) => ok(text === null ? undefined : readLetter(text)),
    );
  }

  private readLetters(
    offset: number,
    limit: number,
    operation: string,
    signal?: AbortSignal,
  ): AsyncResult<readonly StoredLetter[]> {
    const { letters, letterData } = this.keys;
    return this.run(LETTERS, [letters, letterData], [offset, offset + limit - 1], operation, signal, (reply) =>
      (reply as readonly string[]).filter((text) => text !== '').map(readLetter),
    );
  }

  /** What was put into a group here is not left to the next poll. */
  private wake({ name }: GroupKeys): void {
    for (const member of this.members) if (member.groupName === name) member.wake();
  }

  /** Once there is something to trim, and again as long as there may be more. */
  private trimLater(): void {
    this.cancelTrim ??= systemClock.schedule(TRIM_MS, () => {
      void this.run(TRIM, [this.keys.stream], [], 'trim', undefined, Number).then(() => {
        this.cancelTrim = undefined;
        if (this.members.size > 0 && this.closing === undefined) this.trimLater();
      });
    });
  }

  private run<T>(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    operation: string,
    signal: AbortSignal | undefined,
    read: (reply: unknown) => T,
  ): AsyncResult<T> {
    return this.connection.send(
      operation,
      signal,
      (client) => runScript(client, script, keys, args),
      (reply) => ok(read(reply)),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
