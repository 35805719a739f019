import { ok, type AsyncResult, type Clock, type OnError } from '@infra/core';
import { Transactions, type BeginOptions } from '@internal/transaction-rules';
import { AuditLog } from './audit-log.js';
import { errors, PROVIDER } from './errors.js';
import { MemoryTransaction } from './memory-transaction.js';
import type { Outbox } from './outbox.js';
import { Store } from './store.js';
import type { Table } from './table.js';

/** What a repository needs of its database. */
export class DatabaseParts {
  readonly store = new Store();
  readonly auditLog = new AuditLog(this.store);
  /** By their names: repositories of one name share their entities, as two versions of a service do. */
  readonly tables = new Map<string, Table>();
  /** By their names: stores of one name share their messages, as two processes do. */
  readonly outboxes = new Map<string, Outbox>();
  inbox: Table | undefined;
  readonly clock: Clock;
  readonly transactions: Transactions<MemoryTransaction>;
  isClosed = false;

  constructor(clock: Clock, onError: OnError) {
    this.clock = clock;
    this.transactions = new Transactions(this, { provider: PROVIDER, clock, onError });
  }

  async begin({ isolation, readOnly }: BeginOptions): AsyncResult<MemoryTransaction> {
    return ok(new MemoryTransaction(this.store, isolation, readOnly));
  }
}

/** What is inside of a database, for what takes part in its transactions. Throws `validation` where there is nothing. */
export function partsOf({ internals }: { readonly internals: object }, operation: string): DatabaseParts {
  if (internals instanceof DatabaseParts) return internals;
  throw errors.invalid(operation, 'database must be one of createMemoryDatabase, of this copy of the package.');
}
