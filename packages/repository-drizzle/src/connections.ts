import { err, ok, type AsyncResult } from '@infra/core';
import { settleOnAbort, type Abortable } from '@internal/abort';
import type { BeginOptions } from '@internal/transaction-rules';
import { errors, fromDatabase, type FieldOf } from './errors.js';
import type { Execute, Query, Reply } from './executor.js';

/** A connection that a transaction has for itself. Rejects with what the database says. */
export interface Connection<Client> {
  /** For drizzle, in the transaction. */
  readonly client: Client;
  readonly execute: Execute;
  begin(options: BeginOptions): Promise<void>;
  /** Whether it was committed: the database answers without an error, too, that it has rolled back instead. */
  commit(): Promise<boolean>;
  rollback(): Promise<void>;
  /** Gives it back; one that is broken, or has a statement that nobody waits for, is cut off. */
  release(isBroken: boolean): void;
}

/** Told of a notification; `undefined` says that some may have been lost. */
export type Listener = (payload: string | undefined) => void;

/** Where statements go that belong to no transaction, and where transactions get their connections. */
export interface Connections<Client = unknown> {
  /** For drizzle, outside of transactions. */
  readonly client: Client;
  readonly execute: Execute;
  /** Whether there is only one. */
  readonly isSingle: boolean;
  /** Rejects where none becomes free in time. */
  connect(): Promise<Connection<Client>>;
  /** Listens to a channel, over a connection of its own where there are several. Gives what ends it; rejects where it cannot. */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>;
  close(deadlineMs: number): Promise<void>;
}

interface AnsweredOptions {
  readonly fieldOf?: FieldOf | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a statement; whoever aborts gets his answer at once, and the statement ends by itself. */
export function answered(
  execute: Execute,
  query: Query,
  operation: string,
  { fieldOf, signal }: AnsweredOptions = {},
): AsyncResult<Reply> {
  const running = execute(query).then(
    (reply) => ok(reply),
    (cause: unknown) => err(fromDatabase(operation, cause, fieldOf)),
  );
  return settleOnAbort(running, signal, () => err(errors.cancelled(operation)));
}

/** Waits for a connection; one that comes when nobody waits any more goes back at once. */
export async function connected<Client>(
  connections: Connections<Client>,
  signal: Abortable,
): AsyncResult<Connection<Client>> {
  const operation = 'transactions.transaction';
  let isAwaited = true;
  const connecting = connections.connect().then(
    (connection) => {
      if (!isAwaited) connection.release(false);
      return ok(connection);
    },
    (cause: unknown) => err(fromDatabase(operation, cause)),
  );
  return settleOnAbort(connecting, signal, () => {
    isAwaited = false;
    return err(errors.cancelled(operation));
  });
}
