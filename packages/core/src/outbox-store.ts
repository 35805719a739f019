import type { Context } from './context.js';
import type { InfraErrorJson } from './infra-error.js';
import type { IoOptions } from './io.js';
import type { CloseOptions } from './lifecycle.js';
import type { CursorPage } from './page.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';
import type { Transaction } from './transaction.js';

/** An event on its way out of a database. Its data round-trip exactly or are refused. */
export interface OutboxMessage {
  /** Unique, as a rule a UUIDv7. It becomes the event's. At most 1,024 bytes. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  /** Messages of one key keep their order. At most 1,024 bytes. */
  readonly key?: string;
  readonly subject?: string;
  /** When it happened. */
  readonly time: Date;
  /** What was in the context of whoever wrote it, its `traceparent` included: the event is published in it. */
  readonly context: Context;
}

/** A message that somebody has to publish. */
export interface ClaimedMessage extends OutboxMessage {
  /** How often it has failed before. */
  readonly attempts: number;
}

/** Messages that are one caller's to publish, until the lease is over. */
export interface OutboxClaim {
  /** Tells this claim from all others: the fencing token. */
  readonly token: string;
  /** At least one, in the order in which they are to be published. */
  readonly messages: readonly ClaimedMessage[];
}

/** What came of a message that was not published. */
export interface OutboxFailure {
  readonly id: string;
  /** Kept with it. */
  readonly error: InfraErrorJson;
  /** How long it waits for its next attempt, in milliseconds; `never` parks it. */
  readonly retryInMs: number | 'never';
}

export interface AppendOptions extends IoOptions {
  /** The transaction that the messages belong to. */
  readonly tx: Transaction;
}

export interface ClaimOptions extends IoOptions {
  /** Most messages, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
  /** How long they are the caller's, in milliseconds of the store's clock. Default: 30,000. */
  readonly leaseMs?: number | undefined;
}

export interface OutboxCounts {
  /** Neither claimed nor parked; those that wait for their next attempt included. */
  readonly pending: number;
  readonly claimed: number;
  readonly parked: number;
  /** How long ago the oldest was appended that is pending or claimed, in milliseconds; 0 where there is none. */
  readonly oldestPendingMs: number;
}

/**
 * Events that are written with the data they tell of, in one transaction, and published afterwards. What was committed is handed out until it is
 * completed or parked, crashes included; what was rolled back never is.
 *
 * The order is that of the commits as far as anybody can tell: what a transaction appends that began when another had committed comes after what that
 * one appended, and what one transaction appends is in its order. Transactions at the same time may come either way round, and a
 * store may hold messages back until transactions have ended that began before theirs. All but `append` are transactions of their own.
 */
export interface OutboxStore extends Provided {
  /** Writes messages, in their order. An id that is there already, published ones included, is a `conflict`. */
  append(messages: readonly OutboxMessage[], options: AppendOptions): AsyncResult<void>;
  /**
   * Takes the first that are due; undefined where there are none. As long as an earlier message of its key is claimed, or waits for its next
   * attempt, a message is not due, however many callers there are; one claim may have several of a key, to be published in their order.
   */
  claim(options?: ClaimOptions): AsyncResult<OutboxClaim | undefined>;
  /**
   * Says that messages of a claim are published. May be repeated. Where one of them is not the claim's, or the lease is over, it is a `conflict`, and nothing
   * changes: others may have them by now.
   */
  complete(claim: Pick<OutboxClaim, 'token'>, ids: readonly string[], options?: IoOptions): AsyncResult<void>;
  /** Says that messages of a claim could not be published. Those to be tried again hold up their key, those parked do not. `conflict` as with `complete`. */
  fail(claim: Pick<OutboxClaim, 'token'>, failures: readonly OutboxFailure[], options?: IoOptions): AsyncResult<void>;
  /** Gives messages of a claim back, to be claimed at once, as if they had not been. `conflict` as with `complete`. */
  release(claim: Pick<OutboxClaim, 'token'>, ids: readonly string[], options?: IoOptions): AsyncResult<void>;
  counts(options?: IoOptions): AsyncResult<OutboxCounts>;
  /** Forgets what was published more than `olderThanMs` ago. Returns how many. */
  clean(olderThanMs: number, options?: IoOptions): AsyncResult<number>;
  readonly parked: ParkedMessages;
  /** Tells of new messages, where the provider can. */
  readonly wakeups?: OutboxWakeups;
}

/** A message that was given up. */
export interface ParkedMessage extends ClaimedMessage {
  /** Why: its last failure. */
  readonly reason: InfraErrorJson;
  readonly parkedAt: Date;
}

export interface ParkedListOptions extends IoOptions {
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Most messages on one page, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
}

/** Messages that nobody publishes until they are replayed. */
export interface ParkedMessages {
  /** Last parked first. */
  list(options?: ParkedListOptions): AsyncResult<CursorPage<ParkedMessage>>;
  /** Has it published after all, as if it had not failed, before all of its key that are not published yet. One that is not parked is `not_found`. */
  replay(id: string, options?: IoOptions): AsyncResult<void>;
  /** Replays those that are there now. Returns how many. */
  replayAll(options?: IoOptions): AsyncResult<number>;
  /** Forgets them all. Returns how many. */
  clear(options?: IoOptions): AsyncResult<number>;
}

/** Calls when there is something to claim, so that nobody has to look all the time. */
export interface OutboxWakeups {
  /**
   * Has a function called after commits that appended something, once for several at a time. A call may get lost, such as with a connection: look now and then
   * all the same. `signal` is for the start only.
   */
  subscribe(onAppend: () => void, options?: IoOptions): AsyncResult<OutboxWakeup>;
}

export interface OutboxWakeup {
  /** Calls no more. Idempotent. */
  close(options?: CloseOptions): AsyncResult<void>;
}
