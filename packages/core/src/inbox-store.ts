import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';
import type { Transaction } from './transaction.js';

export interface AcceptOptions extends IoOptions {
  /** The transaction of what the consumer does. */
  readonly tx: Transaction;
}

/** What consumers have done already, kept with what they did: a message that is delivered again has no second effect. */
export interface InboxStore extends Provided {
  /**
   * Whether it is the first time that the consumer, of at most 1,024 bytes like the id, accepts the message: true once, for the transaction
   * that is committed. One that asks while another has the message waits for the end of that one, or has to run again (a retryable `conflict`).
   */
  accept(consumer: string, messageId: string, options: AcceptOptions): AsyncResult<boolean>;
  /**
   * Forgets what was accepted more than `olderThanMs` ago: it would be accepted once more. So keep it longer than anything is delivered again.
   * Returns how many. A transaction of its own.
   */
  clean(olderThanMs: number, options?: IoOptions): AsyncResult<number>;
}
