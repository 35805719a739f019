import type {
  AsyncResult,
  IoOptions,
  OutboxClaim,
  OutboxCounts,
  OutboxFailure,
  OutboxMessage,
  OutboxWakeups,
  ParkedMessage,
  Result,
} from '@infra/core';
import type { Range } from '@internal/handler-rules';

/** Where a statement runs, and the operation that it belongs to, with its port: `outbox.append`. */
export interface Statement<Open> extends IoOptions {
  readonly operation: string;
  readonly open: Open;
}

/** A message as its store holds it. */
export interface Packed {
  readonly message: OutboxMessage;
  /** What `pack` made of it. */
  readonly packed: unknown;
}

/** What a provider does for an outbox. All input has been checked. Where `complete`, `fail` or `release` answers false, nothing has changed. */
export interface OutboxDriver<Open> {
  /** A copy of the message as this store holds it; or why its data are refused. */
  pack(message: OutboxMessage): Result<unknown, string>;
  append(messages: readonly Packed[], statement: Statement<Open>): AsyncResult<void>;
  claim(limit: number, leaseMs: number, signal?: AbortSignal): AsyncResult<OutboxClaim | undefined>;
  complete(token: string, ids: ReadonlySet<string>, signal?: AbortSignal): AsyncResult<boolean>;
  /** One failure for each id at most. */
  fail(token: string, failures: ReadonlyMap<string, OutboxFailure>, signal?: AbortSignal): AsyncResult<boolean>;
  release(token: string, ids: ReadonlySet<string>, signal?: AbortSignal): AsyncResult<boolean>;
  counts(signal?: AbortSignal): AsyncResult<OutboxCounts>;
  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number>;
  parked(range: Range, signal?: AbortSignal): AsyncResult<readonly ParkedMessage[]>;
  /** Whether it was there. */
  replay(id: string, signal?: AbortSignal): AsyncResult<boolean>;
  replayAll(signal?: AbortSignal): AsyncResult<number>;
  clear(signal?: AbortSignal): AsyncResult<number>;
  readonly wakeups?: OutboxWakeups;
}

export interface InboxDriver<Open> {
  accept(consumer: string, messageId: string, statement: Statement<Open>): AsyncResult<boolean>;
  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number>;
}
