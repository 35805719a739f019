import { err, map, ok, type AsyncResult, type Result } from '@infra/core';
import type {
  AggregatedRow,
  AggregateQuery,
  RepositoryDriver,
  Row,
  RowChanges,
  SelectQuery,
  Statement,
} from '@internal/repository-rules';
import { copyOf, isolate } from '@internal/serialization';
import { comparePosition, compareRows, satisfies, type Predicate } from '@internal/specification-rules';
import { aggregate } from './aggregating.js';
import { errors } from './errors.js';
import { lockName, MemoryTransaction, uniqueKey } from './memory-transaction.js';
import type { Store } from './store.js';
import { keyOf, type Table } from './table.js';

type At = Statement<MemoryTransaction>;
interface Stored {
  readonly row: Row;
  readonly isNew: boolean;
}

/** A value for a field that the caller said none for. */
export type Defaults = ReadonlyMap<string, () => unknown>;

export class MemoryDriver implements RepositoryDriver<MemoryTransaction> {
  private readonly store: Store;
  private readonly table: Table;
  private readonly defaults: Defaults;

  constructor(store: Store, table: Table, defaults: Defaults) {
    this.store = store;
    this.table = table;
    this.defaults = defaults;
  }

  insert(rows: readonly Row[], at: At): AsyncResult<readonly Row[]> {
    return this.writing(at, async (tx) => {
      const inserted: Row[] = [];
      for (const row of rows) {
        const stored = await this.insertOne(row, tx, at);
        if (!stored.ok) return stored;
        inserted.push(copied(stored.value));
      }
      return ok(inserted);
    });
  }

  upsert(
    row: Row,
    by: readonly string[],
    changes: RowChanges,
    visible: Predicate,
    at: At,
  ): AsyncResult<Stored | undefined> {
    const { table } = this;
    const isUnique = table.uniques.some(
      (fields) => fields.length === by.length && by.every((name) => fields.includes(name)),
    );
    if (!isUnique) return Promise.resolve(err(errors.notUnique(at.operation, table.shape.name, by)));
    return this.writing(at, async (tx): AsyncResult<Stored | undefined> => {
      const claimed = await tx.lock(lockName(table, by, row), at.operation, at.signal);
      if (!claimed.ok) return claimed;
      const there = tx.taken(table, by, row);
      if (there === undefined) {
        const stored = await this.insertOne(row, tx, at);
        return map(stored, (inserted) => ({ row: copied(inserted), isNew: true }));
      }
      const current = await tx.lockRow(table, there, { all: [] }, at.operation, at.signal);
      if (!current.ok) return current;
      if (current.value === undefined || !satisfies(visible, current.value)) return ok(undefined);
      const changed = await this.change(current.value, changes, tx, at);
      return map(changed, (now) => ({ row: copied(now), isNew: false }));
    });
  }

  async findById(id: unknown, visible: Predicate, at: At): AsyncResult<Row | undefined> {
    const where: Predicate = {
      all: [{ test: 'eq', field: this.table.shape.id, value: id, ignoreCase: false, isNegated: false }, visible],
    };
    return map(await this.reading(at, (tx) => tx.scan(this.table, where)), ([row]) =>
      row === undefined ? undefined : copied(row),
    );
  }

  async select(query: SelectQuery, at: At): AsyncResult<readonly Row[]> {
    const { where, isLocking = false } = query;
    const found = isLocking
      ? await this.writing(at, (tx) => this.lockAll(where, tx, at))
      : await this.reading(at, (tx) => tx.scan(this.table, where));
    return map(found, (rows) => shown(rows, query));
  }

  async count(where: Predicate, at: At): AsyncResult<number> {
    return map(await this.reading(at, (tx) => tx.scan(this.table, where)), (rows) => rows.length);
  }

  async exists(where: Predicate, at: At): AsyncResult<boolean> {
    return map(await this.count(where, at), (count) => count > 0);
  }

  async aggregate(query: AggregateQuery, at: At): AsyncResult<readonly AggregatedRow[]> {
    const found = await this.reading(at, (tx) => tx.scan(this.table, query.where));
    return map(found, (rows) =>
      aggregate(rows, query).map(({ key, values }) => ({ key: key.map(copyOf), values: values.map(copyOf) })),
    );
  }

  update(where: Predicate, changes: RowChanges, at: At): AsyncResult<readonly Row[]> {
    return this.writing(at, async (tx) => {
      const rows = await this.lockAll(where, tx, at);
      if (!rows.ok) return rows;
      const updated: Row[] = [];
      for (const row of rows.value) {
        const changed = await this.change(row, changes, tx, at);
        if (!changed.ok) return changed;
        updated.push(copied(changed.value));
      }
      return ok(updated);
    });
  }

  async updateMany(where: Predicate, changes: RowChanges, at: At): AsyncResult<number> {
    return map(await this.update(where, changes, at), (rows) => rows.length);
  }

  delete(where: Predicate, at: At): AsyncResult<number> {
    return this.writing(at, async (tx) => {
      const rows = await this.lockAll(where, tx, at);
      if (!rows.ok) return rows;
      for (const row of rows.value) tx.write(this.table, this.key(row), undefined);
      return ok(rows.value.length);
    });
  }

  private key(row: Row): ReturnType<typeof keyOf> {
    return keyOf(row[this.table.shape.id.name]);
  }

  private async insertOne(given: Row, tx: MemoryTransaction, at: At): AsyncResult<Row> {
    const row: Record<string, unknown> = {};
    for (const { name } of this.table.shape.columns.values()) {
      row[name] = given[name] ?? (name in given ? null : (this.defaults.get(name)?.() ?? null));
    }
    return this.put(row, this.table.uniques, tx, at);
  }

  private async change(row: Row, { set, increment }: RowChanges, tx: MemoryTransaction, at: At): AsyncResult<Row> {
    const counted = increment === undefined ? {} : { [increment]: Number(row[increment] ?? 0) + 1 };
    const changed = { ...row, ...set, ...counted };
    const uniques = this.table.uniques.filter((fields) => uniqueKey(fields, row) !== uniqueKey(fields, changed));
    return this.put(changed, uniques, tx, at);
  }

  /** Stores a copy, once its place among the unique ones is its own. */
  private async put(
    row: Row,
    uniques: readonly (readonly string[])[],
    tx: MemoryTransaction,
    at: At,
  ): AsyncResult<Row> {
    const { table } = this;
    for (const fields of uniques) {
      if (uniqueKey(fields, row) === undefined) continue;
      const claimed = await tx.lock(lockName(table, fields, row), at.operation, at.signal);
      if (!claimed.ok) return claimed;
      if (tx.taken(table, fields, row) !== undefined)
        return err(errors.duplicate(at.operation, table.shape.name, fields));
    }
    const copy = isolate(row);
    if (!copy.ok) return err(errors.unstorable(at.operation, table.shape.name, copy.error));
    const stored = copy.value.value as Row;
    tx.write(table, this.key(stored), stored);
    return ok(stored);
  }

  private async lockAll(where: Predicate, tx: MemoryTransaction, at: At): AsyncResult<readonly Row[]> {
    const locked: Row[] = [];
    for (const row of tx.scan(this.table, where)) {
      const current = await tx.lockRow(this.table, row, where, at.operation, at.signal);
      if (!current.ok) return current;
      if (current.value !== undefined) locked.push(current.value);
    }
    return ok(locked);
  }

  private reading<T>(at: At, look: (tx: MemoryTransaction) => T): AsyncResult<T> {
    return this.run(at, false, async (tx) => ok(look(tx)));
  }

  private writing<T>(at: At, work: (tx: MemoryTransaction) => AsyncResult<T>): AsyncResult<T> {
    return this.run(at, true, work);
  }

  /** A statement without a transaction is one of its own. */
  private async run<T>(at: At, isWriting: boolean, work: (tx: MemoryTransaction) => AsyncResult<T>): AsyncResult<T> {
    if (at.open !== undefined) {
      const { open } = at;
      return open.statement(at.operation, isWriting, () => work(open));
    }
    const tx = new MemoryTransaction(this.store, 'read committed', false);
    const result: Result<T> = await tx.statement(at.operation, isWriting, () => work(tx));
    if (!result.ok) {
      await tx.rollback();
      return result;
    }
    const committed = await tx.commit();
    return committed.ok ? result : committed;
  }
}

function copied(row: Row): Row {
  return copyOf(row) as Row;
}

function shown(rows: readonly Row[], { sort, after, offset = 0, limit, fields }: SelectQuery): readonly Row[] {
  const later = after === undefined ? rows : rows.filter((row) => comparePosition(sort, row, after) > 0);
  const sorted = sort.length === 0 ? later : [...later].sort((a, b) => compareRows(sort, a, b));
  const page = sorted.slice(offset, limit === undefined ? undefined : offset + limit);
  return page.map((row) =>
    copied(fields === undefined ? row : Object.fromEntries(fields.map((field) => [field, row[field]]))),
  );
}
