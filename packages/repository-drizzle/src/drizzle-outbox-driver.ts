import {
  err,
  map,
  ok,
  type AsyncResult,
  type ClaimedMessage,
  type Context,
  type InfraErrorJson,
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
import { deserialize, serialize } from '@internal/serialization';
import { answered } from './connections.js';
import type { DatabaseParts } from './database-parts.js';
import type { DatabaseTransaction } from './database-transaction.js';
import { errors } from './errors.js';
import type { Reply } from './executor.js';
import * as statements from './outbox-statements.js';

/** The outbox of one name in `infra_outbox`. Its times are the server's. */
export class DrizzleOutboxDriver implements OutboxDriver<DatabaseTransaction> {
  readonly wakeups?: OutboxWakeups;
  private readonly name: string;
  private readonly parts: DatabaseParts;

  constructor(name: string, parts: DatabaseParts, wakeups: OutboxWakeups | undefined) {
    this.name = name;
    this.parts = parts;
    if (wakeups !== undefined) this.wakeups = wakeups;
  }

  pack({ data }: OutboxMessage): Result<string, string> {
    return serialize(data);
  }

  async append(messages: readonly Packed[], { open, operation }: Statement<DatabaseTransaction>): AsyncResult<void> {
    const all = messages.map(({ message }) => message);
    const values = [
      this.name,
      all.map(({ id }) => id),
      all.map(({ type }) => type),
      messages.map(({ packed }) => packed),
      all.map(({ key }) => key ?? null),
      all.map(({ subject }) => subject ?? null),
      all.map(({ time }) => time.toISOString()),
      all.map(({ context }) => JSON.stringify(context)),
    ];
    const text = statements.append(this.wakeups !== undefined);
    const appended = await open.execute({ text, values, name: 'infra_outbox_append' }, operation);
    return appended.ok ? ok() : appended;
  }

  claim(limit: number, leaseMs: number, signal?: AbortSignal): AsyncResult<OutboxClaim | undefined> {
    const operation = 'outbox.claim';
    const { transactions, clock } = this.parts;
    const token = uuidv7(clock.now().getTime());
    return transactions.atomically(operation, { tx: 'none', signal }, async (open) => {
      const locked = await open.execute({ text: statements.LOCK, values: [this.name] }, operation);
      if (!locked.ok) return locked;
      const values = [this.name, limit, token, leaseMs];
      const query = { text: statements.CLAIM, values, name: 'infra_outbox_claim' };
      const taken = await open.execute(query, operation);
      if (!taken.ok) return taken;
      const messages: ClaimedMessage[] = [];
      for (const [, ...columns] of [...taken.value.rows].sort(byNumber)) {
        const message = messageOf(columns);
        if (!message.ok) return err(errors.unreadable(operation, String(columns[0]), message.error));
        messages.push(message.value);
      }
      return ok(messages.length === 0 ? undefined : { token, messages });
    });
  }

  complete(token: string, ids: ReadonlySet<string>, signal?: AbortSignal): AsyncResult<boolean> {
    return this.settle('outbox.complete', statements.COMPLETE, [token, [...ids]], signal);
  }

  fail(token: string, failures: ReadonlyMap<string, OutboxFailure>, signal?: AbortSignal): AsyncResult<boolean> {
    const all = [...failures.values()];
    const waits = all.map(({ retryInMs }) => (retryInMs === 'never' ? null : retryInMs));
    const reasons = all.map(({ error }) => JSON.stringify(error));
    return this.settle('outbox.fail', statements.FAIL, [token, [...failures.keys()], waits, reasons], signal);
  }

  release(token: string, ids: ReadonlySet<string>, signal?: AbortSignal): AsyncResult<boolean> {
    return this.settle('outbox.release', statements.RELEASE, [token, [...ids]], signal);
  }

  async counts(signal?: AbortSignal): AsyncResult<OutboxCounts> {
    const counted = await this.ask('outbox.counts', statements.COUNTS, [], signal);
    return map(counted, ({ rows: [row = []] }) => {
      const [pending = 0, claimed = 0, parked = 0, oldestMs = 0] = row.map(Number);
      return { pending, claimed, parked, oldestPendingMs: Math.max(0, oldestMs) };
    });
  }

  async clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number> {
    const values = [olderThanMs];
    return map(await this.ask('outbox.clean', statements.CLEAN, values, signal), ({ count }) => count);
  }

  async parked({ offset, limit }: Range, signal?: AbortSignal): AsyncResult<readonly ParkedMessage[]> {
    const operation = 'outbox.parked.list';
    const found = await this.ask(operation, statements.PARKED, [limit, offset], signal);
    if (!found.ok) return found;
    const parked: ParkedMessage[] = [];
    for (const columns of found.value.rows) {
      const message = messageOf(columns);
      if (!message.ok) return err(errors.unreadable(operation, String(columns[0]), message.error));
      const reason = JSON.parse(String(columns[8])) as InfraErrorJson;
      parked.push({ ...message.value, reason, parkedAt: new Date(String(columns[9])) });
    }
    return ok(parked);
  }

  async replay(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    const replayed = await this.ask('outbox.parked.replay', statements.REPLAY, [id], signal);
    return map(replayed, ({ count }) => count > 0);
  }

  async replayAll(signal?: AbortSignal): AsyncResult<number> {
    const replayed = await this.ask('outbox.parked.replayAll', statements.REPLAY_ALL, [], signal);
    return map(replayed, ({ count }) => count);
  }

  async clear(signal?: AbortSignal): AsyncResult<number> {
    return map(await this.ask('outbox.parked.clear', statements.CLEAR, [], signal), ({ count }) => count);
  }

  private async settle(
    operation: string,
    text: string,
    values: readonly unknown[],
    signal: AbortSignal | undefined,
  ): AsyncResult<boolean> {
    return map(await this.ask(operation, text, values, signal), ({ rows }) => rows[0]?.[0] === true);
  }

  private ask(
    operation: string,
    text: string,
    values: readonly unknown[],
    signal: AbortSignal | undefined,
  ): AsyncResult<Reply> {
    const { transactions, connections } = this.parts;
    const query = { text, values: [this.name, ...values], name: operation.replaceAll('.', '_') };
    return transactions.within(operation, { tx: 'none', signal }, () =>
      answered(connections.execute, query, operation, { signal }),
    );
  }
}

/** An update gives its rows in no order. */
function byNumber([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return BigInt(String(a)) < BigInt(String(b)) ? -1 : 1;
}

function messageOf(columns: readonly unknown[]): Result<ClaimedMessage, string> {
  const [id, type, data, key, subject, time, context, attempts] = columns;
  const read = deserialize(String(data));
  if (!read.ok) return err(read.error instanceof Error ? read.error.message : 'its data cannot be read');
  return ok({
    id: String(id),
    type: String(type),
    data: read.value,
    ...(typeof key === 'string' && { key }),
    ...(typeof subject === 'string' && { subject }),
    time: new Date(String(time)),
    context: JSON.parse(String(context)) as Context,
    attempts: Number(attempts),
  });
}
