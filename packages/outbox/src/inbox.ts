import {
  err,
  ok,
  type AsyncResult,
  type EventRun,
  type InboxStore,
  type InfraError,
  type Transaction,
  type TransactionManager,
  type TransactionOptions,
} from '@infra/core';
import { isPermanent } from '@internal/handler-rules';
import { errors } from './errors.js';

export interface InboxOptions {
  /** Where it is kept what was handled. */
  readonly store: InboxStore;
  /** The transactions of the same database. */
  readonly transactions: TransactionManager;
}

/** What is done with an event, in a transaction. */
export type InboxWork<Event> = (event: Event, tx: Transaction, run: EventRun) => AsyncResult<unknown>;

/** Has handlers take effect once. */
export interface Inbox {
  /**
   * A handler for `bus.subscribe` that runs `work` in one transaction with the note that the consumer has handled the event: both are committed, or
   * neither. An event that it has handled is `ok` at once, and `work` does not run. As `work` may run several times before it is committed, all
   * that it does belongs to `tx`, or into `tx.afterCommit`, which may be lost with the process.
   *
   * @param consumer whose effects these are: the same in all processes, and for ever; handlers of other effects have other names
   */
  handler<Event extends { readonly id: string }>(
    consumer: string,
    work: InboxWork<Event>,
    options?: Omit<TransactionOptions, 'signal'>,
  ): (event: Event, run: EventRun) => AsyncResult<void>;
}

/**
 * Makes an inbox. Does no I/O and throws nothing.
 *
 * @example bus.subscribe('order.placed', inbox.handler('stock', ({ data }, tx) => stock.update(data.sku, …, { tx })), { group: 'stock' })
 */
export function createInbox({ store, transactions }: InboxOptions): Inbox {
  return {
    handler: (consumer, work, options) => async (event, run) => {
      let answered: InfraError | undefined;
      const result = await transactions.transaction(
        async (tx): AsyncResult<void> => {
          answered = undefined;
          const accepted = await store.accept(consumer, event.id, { tx });
          if (!accepted.ok) return accepted;
          if (!accepted.value) return ok();
          const done = await work(event, tx, run);
          if (done.ok) return ok();
          answered = done.error;
          return done;
        },
        { ...options, signal: run.signal },
      );
      if (result.ok) return result;
      const { error } = result;
      // Too many others, such as at its last attempt: no reason for the bus to give the event up.
      const isOfDatabase = error !== answered && error.code === 'conflict' && isPermanent(error);
      return isOfDatabase ? err(errors.notNow(error)) : result;
    },
  };
}
