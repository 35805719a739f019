import { err, ok, type AsyncResult, type InfraError } from '@infra/core';
import { isSerializationFailure, type BeginOptions, type OpenTransaction } from '@internal/transaction-rules';
import { answered, type Connection, type Connections } from './connections.js';
import { errors, fromDatabase } from './errors.js';
import type { Query, Reply } from './executor.js';

const itself = (column: string): string => column;

/** A transaction on a connection of its own. */
export class DatabaseTransaction implements OpenTransaction {
  failure: InfraError | undefined;
  private readonly connection: Connection;
  private running = 0;
  private isOver = false;

  private constructor(connection: Connection) {
    this.connection = connection;
  }

  static async begin(
    connections: Connections,
    { isolation, readOnly, signal }: BeginOptions,
  ): AsyncResult<DatabaseTransaction> {
    const connected = await connections.connect(signal);
    if (!connected.ok) return connected;
    const tx = new DatabaseTransaction(connected.value);
    const access = readOnly ? ' read only' : '';
    const begun = await tx.execute(
      { text: `begin isolation level ${isolation}${access}`, values: [] },
      'transactions.transaction',
      itself,
    );
    if (begun.ok) return ok(tx);
    // A connection on which BEGIN fails is no good for anybody else.
    tx.end(true);
    return begun;
  }

  async execute(query: Query, operation: string, fieldOf: (column: string) => string): AsyncResult<Reply> {
    if (this.failure !== undefined) return err(this.failure);
    if (this.isOver) return err(errors.closed(operation));
    this.running += 1;
    const result = await answered(this.connection.execute, query, operation, fieldOf, undefined);
    this.running -= 1;
    // PostgreSQL goes on from no error: whatever comes after it in the transaction is refused.
    if (!result.ok) this.failure = result.error;
    return result;
  }

  async commit(): AsyncResult<void> {
    try {
      const { command } = await this.connection.execute({ text: 'commit', values: [] });
      this.end(false);
      // PostgreSQL answers COMMIT with ROLLBACK, and no error, where a statement had failed.
      return command === 'ROLLBACK' ? err(errors.rolledBack()) : ok();
    } catch (cause) {
      const error = fromDatabase('transactions.transaction', cause);
      this.end(true);
      // Refused is refused; without an answer it may have happened.
      return err(error.code === 'unavailable' || error.code === 'internal' ? errors.unknownOutcome(cause) : error);
    }
  }

  async rollback(): Promise<void> {
    if (this.isOver) return;
    if (this.running > 0) {
      this.end(true);
      return;
    }
    try {
      await this.connection.execute({ text: 'rollback', values: [] });
      this.end(false);
    } catch {
      // The server rolls back what its connection leaves behind.
      this.end(true);
    }
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

  private async control(text: string): AsyncResult<void> {
    const done = await this.execute({ text, values: [] }, 'transactions.savepoint', itself);
    return done.ok ? ok() : done;
  }

  private end(isBroken: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.connection.release(isBroken);
  }
}
