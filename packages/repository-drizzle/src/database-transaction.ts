import { err, ok, type AsyncResult, type InfraError } from '@infra/core';
import { settleOnAbort, type Abortable } from '@internal/abort';
import { systemClock } from '@internal/clock';
import { within } from '@internal/deadline';
import { isSerializationFailure, type BeginOptions, type OpenTransaction } from '@internal/transaction-rules';
import { answered, connected, type Connection, type Connections } from './connections.js';
import { errors, fromDatabase, isOutdated, type FieldOf } from './errors.js';
import type { Query, Reply } from './executor.js';

/** The longest that a connection is waited for that should roll back: then it is cut off. */
const ROLLBACK_MS = 5_000;

/** A transaction on a connection of its own. */
export class DatabaseTransaction implements OpenTransaction {
  failure: InfraError | undefined;
  private readonly connection: Connection<unknown>;
  private readonly signal: Abortable;
  private running = 0;
  private isOver = false;

  private constructor(connection: Connection<unknown>, signal: Abortable) {
    this.connection = connection;
    this.signal = signal;
  }

  static async begin(connections: Connections, options: BeginOptions): AsyncResult<DatabaseTransaction> {
    const connection = await connected(connections, options.signal);
    if (!connection.ok) return connection;
    const tx = new DatabaseTransaction(connection.value, options.signal);
    try {
      await connection.value.begin(options);
      return ok(tx);
    } catch (cause) {
      // A connection on which BEGIN fails is no good for anybody else.
      tx.end(true);
      return err(fromDatabase('transactions.transaction', cause));
    }
  }

  execute(query: Query, operation: string, fieldOf?: FieldOf): AsyncResult<Reply> {
    return this.noting(operation, () => answered(this.connection.execute, query, operation, { fieldOf }));
  }

  /** Has somebody else use the connection. */
  lend<T>(operation: string, work: (client: unknown) => AsyncResult<T>): AsyncResult<T> {
    return this.noting(operation, () => work(this.connection.client));
  }

  async commit(): AsyncResult<void> {
    const committing = this.connection.commit().then(
      (isCommitted) => (isCommitted ? ok() : err(errors.rolledBack())),
      (cause: unknown) => {
        const error = fromDatabase('transactions.transaction', cause);
        // Refused is refused; without an answer it may have happened.
        const isUnknown = error.code === 'unavailable' || error.code === 'internal';
        return err(isUnknown ? errors.unknownOutcome(cause) : error);
      },
    );
    const result = await settleOnAbort(committing, this.signal, () => err(errors.unknownOutcome(this.signal.reason)));
    this.end(!result.ok && result.error.code === 'unknown_outcome');
    return result;
  }

  async rollback(): Promise<void> {
    if (this.isOver) return;
    if (this.running > 0) {
      this.end(true);
      return;
    }
    const { kind } = await within(systemClock, ROLLBACK_MS, () => this.connection.rollback());
    // The server rolls back what its connection leaves behind.
    this.end(kind !== 'done' || isOutdated(this.failure));
  }

  savepoint(name: string): AsyncResult<void> {
    return this.control(`savepoint ${name}`);
  }

  release(name: string): AsyncResult<void> {
    return this.control(`release savepoint ${name}`);
  }

  async rollbackTo(name: string): AsyncResult<void> {
    const { failure } = this;
    this.failure = undefined;
    const done = await this.control(`rollback to savepoint ${name}`);
    if (done.ok && isSerializationFailure(failure)) this.failure = failure;
    return done;
  }

  /** PostgreSQL goes on from no error: whatever comes after it in the transaction is refused. */
  private async noting<T>(operation: string, work: () => AsyncResult<T>): AsyncResult<T> {
    if (this.failure !== undefined) return err(this.failure);
    if (this.isOver) return err(errors.closed(operation));
    this.running += 1;
    const result = await work();
    this.running -= 1;
    if (!result.ok) this.failure = result.error;
    return result;
  }

  private async control(text: string): AsyncResult<void> {
    const done = await this.execute({ text, values: [] }, 'transactions.savepoint');
    return done.ok ? ok() : done;
  }

  private end(isBroken: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.connection.release(isBroken);
  }
}
