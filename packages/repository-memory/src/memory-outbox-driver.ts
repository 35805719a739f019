import {
  err,
  ok,
  type AsyncResult,
  type Clock,
  type OutboxClaim,
  type OutboxCounts,
  type OutboxFailure,
  type OutboxMessage,
  type OutboxWakeups,
  type ParkedMessage,
  type Result,
} from '@infra/core';
import type { Range } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import type { OutboxDriver, Packed, Statement } from '@internal/outbox-rules';
import { isolate } from '@internal/serialization';
import { isId } from './keyed-table.js';
import { MemoryDriver } from './memory-driver.js';
import type { MemoryTransaction } from './memory-transaction.js';
import type { Outbox, OutboxContent } from './outbox.js';
import type { Store } from './store.js';

/** An outbox whose messages become claimable with the commit that writes them. */
export class MemoryOutboxDriver implements OutboxDriver<MemoryTransaction> {
  readonly wakeups: OutboxWakeups;
  private readonly outbox: Outbox;
  private readonly rows: MemoryDriver;
  private readonly clock: Clock;

  constructor(store: Store, outbox: Outbox, clock: Clock) {
    this.outbox = outbox;
    this.rows = new MemoryDriver(store, outbox.table, new Map());
    this.clock = clock;
    this.wakeups = {
      subscribe: async (onAppend) => {
        // One of its own, so that who subscribes twice is called twice.
        const listener = (): void => onAppend();
        outbox.listeners.add(listener);
        return ok({
          close: async () => {
            outbox.listeners.delete(listener);
            return ok();
          },
        });
      },
    };
  }

  pack({ id, type, data, key, subject, time, context }: OutboxMessage): Result<OutboxMessage, string> {
    const message: OutboxMessage = {
      id,
      type,
      data,
      ...(key !== undefined && { key }),
      ...(subject !== undefined && { subject }),
      time,
      context,
    };
    const copy = isolate(message);
    return copy.ok ? ok(copy.value.value as OutboxMessage) : err(copy.error);
  }

  async append(messages: readonly Packed[], statement: Statement<MemoryTransaction>): AsyncResult<void> {
    const appendedMs = this.clock.monotonicMs();
    const rows = messages.map(({ message, packed }) => {
      const content: OutboxContent = { message: packed as OutboxMessage, appendedMs };
      return { id: message.id, content };
    });
    const inserted = await this.rows.insert(rows, statement);
    return inserted.ok ? ok() : inserted;
  }

  async claim(limit: number, leaseMs: number): AsyncResult<OutboxClaim | undefined> {
    const token = uuidv7(this.clock.now().getTime());
    const messages = this.outbox.claim(token, limit, leaseMs);
    return ok(messages.length === 0 ? undefined : { token, messages });
  }

  async complete(token: string, ids: ReadonlySet<string>): AsyncResult<boolean> {
    return ok(this.outbox.complete(token, ids));
  }

  async fail(token: string, failures: ReadonlyMap<string, OutboxFailure>): AsyncResult<boolean> {
    return ok(this.outbox.fail(token, failures));
  }

  async release(token: string, ids: ReadonlySet<string>): AsyncResult<boolean> {
    return ok(this.outbox.release(token, ids));
  }

  async counts(): AsyncResult<OutboxCounts> {
    const { oldestMs, ...counts } = this.outbox.counts();
    return ok({ ...counts, oldestPendingMs: oldestMs });
  }

  clean(olderThanMs: number): AsyncResult<number> {
    return this.forget(this.outbox.clean(olderThanMs), 'outbox.clean');
  }

  async parked({ offset, limit }: Range): AsyncResult<readonly ParkedMessage[]> {
    return ok(this.outbox.parked().slice(offset, offset + limit));
  }

  async replay(id: string): AsyncResult<boolean> {
    return ok(this.outbox.replay(id));
  }

  async replayAll(): AsyncResult<number> {
    return ok(this.outbox.parked().filter(({ id }) => this.outbox.replay(id)).length);
  }

  clear(): AsyncResult<number> {
    return this.forget(this.outbox.clear(), 'outbox.parked.clear');
  }

  /** Their ids may come again. */
  private async forget(ids: readonly string[], operation: string): AsyncResult<number> {
    for (const id of ids) {
      const deleted = await this.rows.delete(isId(id), { operation, open: undefined });
      if (!deleted.ok) return deleted;
    }
    return ok(ids.length);
  }
}
