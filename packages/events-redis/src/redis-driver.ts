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
import { RedisConnection } from '@internal/redis';
import { serialize } from '@internal/serialization';
import { DeadLetterStore } from './dead-letter-store.js';
import { errors, failures } from './errors.js';
import { GroupRegistry } from './group-registry.js';
import { GroupStore } from './group-store.js';
import { keysOf, type GroupKeys, type Keys } from './keys.js';
import type { ResolvedOptions } from './options.js';
import { Publisher } from './publisher.js';
import { RedisMember } from './redis-member.js';
import { StreamHistory } from './stream-history.js';
import { StreamReader } from './stream-reader.js';
import { Trimmer } from './trimmer.js';

/** The operations of the bus, on input that the front has checked: who does what. */
export class RedisDriver implements EventDriver {
  readonly errors: EventErrors = errors;
  readonly isOrdered = true;
  readonly connection: RedisConnection;
  readonly history: StreamHistory;
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly keys: Keys;
  private readonly publisher: Publisher;
  private readonly deadLetters: DeadLetterStore;
  private readonly registry: GroupRegistry;
  private readonly trimmer: Trimmer;
  private readonly members = new Set<RedisMember>();
  private closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.keys = keysOf(options.namespace);
    const { stream } = this.keys;
    this.connection = new RedisConnection({
      ...options,
      clock: systemClock,
      failures,
      // Of the node that has the bus, in a cluster.
      probe: (client) => client.exists(stream),
    });
    const { connection, keys } = this;
    const wake = (group: GroupKeys): void => this.wake(group);
    this.publisher = new Publisher(connection, keys, options.dedupeWindowMs);
    this.deadLetters = new DeadLetterStore(connection, keys, wake);
    this.history = new StreamHistory(connection, keys, wake);
    this.registry = new GroupRegistry(connection, keys);
    this.trimmer = new Trimmer(connection, keys, options.keepHistory, () => {
      return this.members.size > 0 && this.closing === undefined;
    });
  }

  pack(data: unknown): Result<string, string> {
    return serialize(data);
  }

  publish(records: readonly EventRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    this.trimmer.trimLater();
    return this.publisher.publish(records, operation, signal);
  }

  async subscribe(plan: SubscriptionPlan, signal?: AbortSignal): AsyncResult<EventSubscription> {
    if (this.closing !== undefined) return err(errors.closed('subscribe'));
    const { connection, keys, options } = this;
    const group = keys.group(plan.group, plan.pattern);
    const store = new GroupStore(connection, keys, group, uuidv7(Date.now()), options);
    const opened = await store.open('$', signal);
    if (!opened.ok) return opened;
    const joined = await store.take(0);
    if (!joined.ok) return joined;
    if (this.closing !== undefined) return err(errors.closed('subscribe'));
    const reader = new StreamReader(connection.client, options.timeoutMs);
    const member = new RedisMember({ plan, options, store, reader, stream: keys.stream, groupName: group.name });
    this.members.add(member);
    member.start();
    this.trimmer.trimLater();
    return ok({
      close: async (io) => {
        const closed = await member.close(io);
        this.members.delete(member);
        return closed;
      },
    });
  }

  letters(range: Range, signal?: AbortSignal): AsyncResult<readonly AnyLetter[]> {
    return this.deadLetters.list(range, signal);
  }

  letter(id: string, operation: string, signal?: AbortSignal): AsyncResult<AnyLetter | undefined> {
    return this.deadLetters.get(id, operation, signal);
  }

  replay(id: string, signal?: AbortSignal): AsyncResult<'replayed' | 'missing' | 'unreadable'> {
    return this.deadLetters.replay(id, signal);
  }

  deliver(letter: AnyLetter, record: EventRecord, signal?: AbortSignal): AsyncResult<boolean> {
    return this.deadLetters.deliver(letter, record, signal);
  }

  replayAll(signal?: AbortSignal): AsyncResult<number> {
    return this.deadLetters.replayAll(signal);
  }

  clearLetters(signal?: AbortSignal): AsyncResult<number> {
    return this.deadLetters.clear(signal);
  }

  groups(signal?: AbortSignal): AsyncResult<readonly EventGroup[]> {
    return this.registry.list(signal);
  }

  removeGroup(group: string, pattern: string, signal?: AbortSignal): AsyncResult<'removed' | 'missing' | 'in use'> {
    return this.registry.remove(group, pattern, signal);
  }

  /** Handlers may use the bus until they are done; then it is closed. */
  close(options: CloseOptions = {}): Promise<void> {
    this.closing ??= this.end(options);
    return this.closing;
  }

  private async end({ deadlineMs = 5_000 }: CloseOptions): Promise<void> {
    await Promise.allSettled([...this.members].map((member) => member.close({ deadlineMs })));
    this.isClosed = true;
    this.trimmer.stop();
    this.publisher.flush();
    await this.connection.close(deadlineMs);
  }

  /** What was put into a group here is not left to the next poll. */
  private wake({ name }: GroupKeys): void {
    for (const member of this.members) if (member.groupName === name) member.wake();
  }
}
