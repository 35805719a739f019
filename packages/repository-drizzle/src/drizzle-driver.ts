import { map, ok, type AsyncResult } from '@infra/core';
import type {
  AggregatedRow,
  AggregateQuery,
  RepositoryDriver,
  ResolvedAggregate,
  Row,
  RowChanges,
  SelectQuery,
  Statement,
} from '@internal/repository-rules';
import type { Predicate } from '@internal/specification-rules';
import type { Transactions } from '@internal/transaction-rules';
import { read, type TableColumn } from './columns.js';
import { answered, type Connections } from './connections.js';
import type { DatabaseTransaction } from './database-transaction.js';
import type { FieldOf } from './errors.js';
import type { Query, Reply } from './executor.js';
import type { Statements } from './statements.js';

type At = Statement<DatabaseTransaction>;

/** Fields, and the places of the rows that have them. */
type Groups = readonly (readonly [readonly string[], readonly number[]])[];

/** Of a database. */
interface Parts {
  readonly connections: Connections;
  readonly transactions: Transactions<DatabaseTransaction>;
}

interface Stored {
  readonly row: Row;
  readonly isNew: boolean;
}

export class DrizzleDriver implements RepositoryDriver<DatabaseTransaction> {
  private readonly statements: Statements;
  private readonly connections: Connections;
  private readonly transactions: Transactions<DatabaseTransaction>;
  private readonly all: readonly TableColumn[];
  /** Those whose values are made in this process, where there are none. */
  private readonly made: readonly TableColumn[];
  private readonly fieldOf: FieldOf;

  constructor(statements: Statements, { connections, transactions }: Parts) {
    this.statements = statements;
    this.connections = connections;
    this.transactions = transactions;
    this.all = [...statements.columns.values()];
    this.made = this.all.filter(({ column }) => column.defaultFn !== undefined);
    const fields = new Map(this.all.map(({ name, sqlName }) => [sqlName, name]));
    this.fieldOf = (column) => fields.get(column) ?? column;
  }

  async insert(rows: readonly Row[], at: At): AsyncResult<readonly Row[]> {
    const completed = rows.map((row) => this.completed(row));
    const groups = bySameFields(completed);
    if (groups.length < 2 || at.open !== undefined) return this.insertGroups(groups, completed, at);
    // A statement for each set of fields: all of them, or none.
    const { operation, signal } = at;
    return this.transactions.atomically(`repository.${operation}`, { tx: 'none', signal }, (open) =>
      this.insertGroups(groups, completed, { operation, signal, open }),
    );
  }

  private async insertGroups(groups: Groups, completed: readonly Row[], at: At): AsyncResult<readonly Row[]> {
    const inserted: Row[] = [];
    for (const [fields, indexes] of groups) {
      const some = indexes.map((index) => completed[index] ?? {});
      const reply = await this.run(this.statements.insert(some, fields), at);
      if (!reply.ok) return reply;
      for (const [place, index] of indexes.entries()) {
        const values = reply.value.rows[place];
        if (values !== undefined) inserted[index] = this.row(values);
      }
    }
    return ok(inserted);
  }

  async upsert(
    row: Row,
    by: readonly string[],
    changes: RowChanges,
    visible: Predicate,
    at: At,
  ): AsyncResult<Stored | undefined> {
    const statement = this.statements.upsert(this.completed(row), by, changes, visible);
    return map(await this.run(statement, at), ({ rows: [values] }) => {
      if (values === undefined) return undefined;
      return { row: this.row(values.slice(0, -1)), isNew: values.at(-1) === true };
    });
  }

  async findById(id: unknown, visible: Predicate, at: At): AsyncResult<Row | undefined> {
    return map(await this.run(this.statements.findById(id, visible), at), ({ rows: [values] }) =>
      values === undefined ? undefined : this.row(values),
    );
  }

  async select(query: SelectQuery, at: At): AsyncResult<readonly Row[]> {
    const reply = await this.run(this.statements.select(query), at);
    const columns = query.fields?.map((name) => this.statements.column(name));
    return map(reply, ({ rows }) => rows.map((values) => this.row(values, columns)));
  }

  async count(where: Predicate, at: At): AsyncResult<number> {
    return map(await this.run(this.statements.count(where), at), ({ rows }) => Number(rows[0]?.[0] ?? 0));
  }

  async exists(where: Predicate, at: At): AsyncResult<boolean> {
    return map(await this.run(this.statements.exists(where), at), ({ rows }) => rows[0]?.[0] === true);
  }

  async aggregate(query: AggregateQuery, at: At): AsyncResult<readonly AggregatedRow[]> {
    const keys = query.by.map((name) => this.statements.column(name));
    return map(await this.run(this.statements.aggregate(query), at), ({ rows }) =>
      rows.map((values) => ({
        key: keys.map((column, index) => read(values[index], column)),
        values: query.aggregates.map((one, index) => this.aggregated(values[keys.length + index], one)),
      })),
    );
  }

  async update(where: Predicate, changes: RowChanges, at: At): AsyncResult<readonly Row[]> {
    const reply = await this.run(this.statements.update(where, changes, true), at);
    return map(reply, ({ rows }) => rows.map((values) => this.row(values)));
  }

  async updateMany(where: Predicate, changes: RowChanges, at: At): AsyncResult<number> {
    return map(await this.run(this.statements.update(where, changes, false), at), ({ count }) => count);
  }

  async delete(where: Predicate, at: At): AsyncResult<number> {
    return map(await this.run(this.statements.delete(where), at), ({ count }) => count);
  }

  private async run(query: Query, { open, operation, signal }: At): AsyncResult<Reply> {
    const name = `repository.${operation}`;
    if (open !== undefined) return open.execute(query, name, this.fieldOf);
    return answered(this.connections.execute, query, name, { fieldOf: this.fieldOf, signal });
  }

  /** With what the table makes in this process. */
  private completed(row: Row): Row {
    if (this.made.length === 0) return row;
    const made: Record<string, unknown> = { ...row };
    for (const { name, column } of this.made) {
      if (made[name] === undefined) made[name] = column.defaultFn?.();
    }
    return made;
  }

  private row(values: readonly unknown[], columns: readonly TableColumn[] = this.all): Row {
    const row: Record<string, unknown> = {};
    columns.forEach((column, index) => (row[column.name] = read(values[index], column)));
    return row;
  }

  private aggregated(value: unknown, { make, column: shape }: ResolvedAggregate): unknown {
    if (value === null || value === undefined) return undefined;
    if (shape === undefined || make === 'countDistinct' || make === 'avg') return Number(value);
    if (make === 'sum') return shape.kind === 'bigint' ? BigInt(String(value)) : Number(value);
    return read(value, this.statements.column(shape.name));
  }
}

/** Rows with the same fields together, each with its place. */
function bySameFields(rows: readonly Row[]): Groups {
  const groups = new Map<string, { readonly fields: readonly string[]; readonly indexes: number[] }>();
  for (const [index, row] of rows.entries()) {
    const fields = Object.keys(row).sort();
    const key = fields.join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fields, indexes: [index] });
    else group.indexes.push(index);
  }
  return [...groups.values()].map(({ fields, indexes }) => [fields, indexes]);
}
