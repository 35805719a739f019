import type { AsyncResult, Clock, OnError } from '@infra/core';
import type { PgDialect } from 'drizzle-orm/pg-core';
import { Transactions, type BeginOptions } from '@internal/transaction-rules';
import type { Connections } from './connections.js';
import { DatabaseTransaction } from './database-transaction.js';
import { errors, PROVIDER } from './errors.js';
import { Notifications } from './notifications.js';
import { CHANNEL } from './outbox-statements.js';

/** What a repository needs of its database. */
export class DatabaseParts {
  readonly connections: Connections;
  /** How columns and tables are called. */
  readonly dialect: PgDialect;
  readonly clock: Clock;
  readonly transactions: Transactions<DatabaseTransaction>;
  readonly notifications: Notifications;
  isClosed = false;

  constructor(connections: Connections, dialect: PgDialect, clock: Clock, onError: OnError) {
    this.connections = connections;
    this.dialect = dialect;
    this.clock = clock;
    this.notifications = new Notifications(connections, CHANNEL);
    this.transactions = new Transactions(this, { provider: PROVIDER, clock, onError });
  }

  get isSingle(): boolean {
    return this.connections.isSingle;
  }

  begin(options: BeginOptions): AsyncResult<DatabaseTransaction> {
    return DatabaseTransaction.begin(this.connections, options);
  }
}

/** The parts of a database of this package. */
export function partsOf({ internals }: { readonly internals: object }, operation: string): DatabaseParts {
  if (internals instanceof DatabaseParts) return internals;
  throw errors.invalid(
    operation,
    'database must be one of createDrizzleDatabase or createPgliteDatabase, of this copy of the package.',
  );
}
