import { err, ok, type AsyncResult } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { errors, fromDatabase } from './errors.js';
import type { Execute, Query, Reply } from './executor.js';

/** A connection that a transaction has for itself. */
export interface Connection {
  readonly execute: Execute;
  /** Gives it back; one that is broken, or has a statement that nobody waits for, is cut off. */
  release(isBroken: boolean): void;
}

/** Where statements go that belong to no transaction, and where transactions get their connections. */
export interface Connections {
  readonly isClosed: boolean;
  execute(
    query: Query,
    operation: string,
    fieldOf: (column: string) => string,
    signal: AbortSignal | undefined,
  ): AsyncResult<Reply>;
  /** Waits for one that is free, at most as long as the pool says. */
  connect(signal: AbortSignal): AsyncResult<Connection>;
}

/** Runs a statement; whoever aborts gets his answer at once, and the statement ends by itself. */
export function answered(
  execute: Execute,
  query: Query,
  operation: string,
  fieldOf: (column: string) => string,
  signal: AbortSignal | undefined,
): AsyncResult<Reply> {
  const running = execute(query).then(
    (reply) => ok(reply),
    (cause: unknown) => err(fromDatabase(operation, cause, fieldOf)),
  );
  return settleOnAbort(running, signal, () => err(errors.cancelled(operation)));
}
