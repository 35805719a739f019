import type { AsyncResult, Clock, OnError } from '@infra/core';
import { Transactions, type BeginOptions } from '@internal/transaction-rules';
import type { Connections } from './connections.js';
import { DatabaseTransaction } from './database-transaction.js';
import { PROVIDER } from './errors.js';

/** What a repository needs of its database. */
export class DatabaseParts {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly transactions: Transactions<DatabaseTransaction>;

  constructor(connections: Connections, clock: Clock, onError: OnError) {
    this.connections = connections;
    this.clock = clock;
    this.transactions = new Transactions(this, { provider: PROVIDER, clock, onError });
  }

  get isClosed(): boolean {
    return this.connections.isClosed;
  }

  begin(options: BeginOptions): AsyncResult<DatabaseTransaction> {
    return DatabaseTransaction.begin(this.connections, options);
  }
}
