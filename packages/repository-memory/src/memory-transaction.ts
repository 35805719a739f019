import { err, ok, type AsyncResult, type InfraError, type Isolation, type Result } from '@infra/core';
import type { Row } from '@internal/repository-rules';
import { satisfies, type Predicate } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { errors } from './errors.js';
import type { LockHolder } from './locks.js';
import type { Look, Store, Writes } from './store.js';
import { keyOf, type RowKey, type Table } from './table.js';

/** A transaction with the semantics of PostgreSQL's: statements see a snapshot, writers of one row come one after the other. */
export class MemoryTransaction implements OpenTransaction, LockHolder {
  failure: InfraError | undefined;
  waitsFor: string | undefined;
  private readonly store: Store;
  private readonly isolation: Isolation;
  private readonly readOnly: boolean;
  private readonly locks = new Set<string>();
  private readonly savepoints = new Map<string, Writes>();
  private readonly looks: Look[] = [];
  private writes: Writes = new Map();
  private snapshot: number | undefined;
  private isOver = false;
  private stopWaiting: () => void = () => undefined;

  constructor(store: Store, isolation: Isolation, readOnly: boolean) {
    this.store = store;
    this.isolation = isolation;
    this.readOnly = readOnly;
  }

  /** Runs a statement. What fails in it has failed the transaction, as in PostgreSQL. */
  async statement<T>(operation: string, isWriting: boolean, work: () => AsyncResult<T>): AsyncResult<T> {
    if (this.failure !== undefined) return err(this.failure);
    if (isWriting && this.readOnly) return this.fail(errors.readOnly(operation));
    if (this.snapshot === undefined || this.isolation === 'read committed') {
      this.snapshot = this.store.now;
      this.store.hold(this, this.snapshot);
    }
    const result = await work();
    if (!result.ok) this.failure = result.error;
    return result;
  }

  /** The rows that the statement sees, of those that are meant; what the transaction wrote itself included. */
  scan(table: Table, where: Predicate): readonly Row[] {
    if (this.isolation === 'serializable') this.looks.push({ table, where });
    const only = onlyKey(table, where);
    const own = this.writes.get(table);
    const keys = only === undefined ? new Set([...table.keys(), ...(own?.keys() ?? [])]) : [only];
    const found: Row[] = [];
    for (const key of keys) {
      const row = this.see(table, key);
      if (row !== undefined && satisfies(where, row)) found.push(row);
    }
    return found;
  }

  /** The row that has the same values in fields that are unique, whoever wrote it and whenever; for a writer that has locked these. */
  taken(table: Table, fields: readonly string[], row: Row): Row | undefined {
    const own = this.writes.get(table);
    const isSame = (other: Row | undefined): other is Row =>
      other !== undefined && uniqueKey(fields, other) === uniqueKey(fields, row);
    const key = fields[0] === table.shape.id.name && fields.length === 1 ? keyOf(row[fields[0]]) : undefined;
    for (const candidate of key === undefined ? new Set([...table.keys(), ...(own?.keys() ?? [])]) : [key]) {
      const other = own?.has(candidate) === true ? own.get(candidate) : table.latest(candidate)?.row;
      if (isSame(other)) return other;
    }
    return undefined;
  }

  /** Waits for a lock, which lasts until the transaction ends. */
  async lock(name: string, operation: string, signal: AbortSignal | undefined): AsyncResult<void> {
    const granted = this.store.locks.acquire(name, this);
    const answer = granted === true ? true : await this.unlessGivenUp(granted, signal);
    if (answer === undefined) return err(errors.cancelled(`repository.${operation}`));
    if (!answer) return err(errors.deadlock(operation));
    this.locks.add(name);
    return ok();
  }

  /** Locks a row that a scan found: as it is now, or undefined where it is no longer meant. */
  async lockRow(
    table: Table,
    row: Row,
    where: Predicate,
    operation: string,
    signal: AbortSignal | undefined,
  ): AsyncResult<Row | undefined> {
    const key = keyOf(row[table.shape.id.name]);
    const locked = await this.lock(lockName(table, [table.shape.id.name], row), operation, signal);
    if (!locked.ok) return locked;
    if (this.writes.get(table)?.has(key) === true) return ok(this.see(table, key));
    const latest = table.latest(key);
    if (latest === undefined || latest.at <= (this.snapshot ?? 0)) return ok(row);
    if (this.isolation !== 'read committed') return err(errors.serialization(operation, table.shape.name));
    return ok(latest.row !== undefined && satisfies(where, latest.row) ? latest.row : undefined);
  }

  write(table: Table, key: RowKey, row: Row | undefined): void {
    const rows = this.writes.get(table) ?? new Map<RowKey, Row | undefined>();
    rows.set(key, row);
    this.writes.set(table, rows);
  }

  async commit(): AsyncResult<void> {
    const isSerial = this.isolation === 'serializable' && this.writes.size > 0;
    const changed = isSerial ? this.store.changedSince(this.snapshot ?? 0, this.looks) : undefined;
    if (changed !== undefined) {
      this.end();
      return err(errors.serialization('commit', changed));
    }
    this.store.letGo(this);
    if (this.writes.size > 0) this.store.commit(this.writes);
    this.end();
    return ok();
  }

  async rollback(): Promise<void> {
    this.end();
  }

  async savepoint(name: string): AsyncResult<void> {
    this.savepoints.set(name, new Map([...this.writes].map(([table, rows]) => [table, new Map(rows)])));
    return ok();
  }

  async release(name: string): AsyncResult<void> {
    this.savepoints.delete(name);
    return ok();
  }

  async rollbackTo(name: string): AsyncResult<void> {
    this.writes = this.savepoints.get(name) ?? this.writes;
    this.savepoints.delete(name);
    return ok();
  }

  /** Undefined where the caller aborts, or the transaction ends, while it waits. */
  private async unlessGivenUp(
    granted: Promise<boolean>,
    signal: AbortSignal | undefined,
  ): Promise<boolean | undefined> {
    let giveUp = (): void => undefined;
    const givenUp = new Promise<undefined>((resolve) => {
      giveUp = () => {
        this.store.locks.leave(this);
        resolve(undefined);
      };
    });
    this.stopWaiting = giveUp;
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
    const answer = await Promise.race([granted, givenUp]);
    signal?.removeEventListener('abort', giveUp);
    return answer;
  }

  private see(table: Table, key: RowKey): Row | undefined {
    const own = this.writes.get(table);
    return own?.has(key) === true ? own.get(key) : table.at(key, this.snapshot ?? 0);
  }

  private fail(error: InfraError): Result<never> {
    this.failure = error;
    return err(error);
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopWaiting();
    this.store.locks.release(this.locks);
    this.store.letGo(this);
  }
}

/** What fields that are unique have together; undefined where one has no value, which is like no other. */
export function uniqueKey(fields: readonly string[], row: Row): string | undefined {
  const values = fields.map((field) => row[field] ?? null);
  if (values.includes(null)) return undefined;
  return JSON.stringify(values.map((value) => [typeof value, String(keyOf(value))]));
}

export function lockName(table: Table, fields: readonly string[], row: Row): string {
  return JSON.stringify([table.shape.name, fields, uniqueKey(fields, row)]);
}

/** The one row that can be meant, where the id is said. */
function onlyKey(table: Table, where: Predicate): RowKey | undefined {
  if ('all' in where) {
    for (const part of where.all) {
      const key = onlyKey(table, part);
      if (key !== undefined) return key;
    }
    return undefined;
  }
  if ('any' in where || where.test !== 'eq' || where.isNegated || where.ignoreCase) return undefined;
  return where.field.name === table.shape.id.name ? keyOf(where.value) : undefined;
}
