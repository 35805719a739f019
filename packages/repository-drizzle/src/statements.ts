import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { PgDialect, PgTable, PgView } from 'drizzle-orm/pg-core';
import type { AggregateQuery, ResolvedAggregate, Row, RowChanges, SelectQuery } from '@internal/repository-rules';
import type { Predicate } from '@internal/specification-rules';
import { couldHave, written, type TableColumn } from './columns.js';
import type { Query } from './executor.js';
import { afterSql, orderBySql } from './order-sql.js';
import { Parameters } from './parameters.js';
import { compared, ordered, whereSql } from './where-sql.js';

/** How many statements of a table a connection prepares at most. */
const MOST_PREPARED = 100;

/** The statements of one table. */
export class Statements {
  readonly columns: ReadonlyMap<string, TableColumn>;
  private readonly id: TableColumn;
  private readonly table: string;
  /** All columns, in the order of `columns`. */
  private readonly all: string;
  /** The names of what is prepared, by their texts. */
  private readonly names = new Map<string, string>();
  /** How the row of an id is found among those that are visible: only the id is another one each time. */
  private byId: { readonly visible: Predicate; readonly query: Query } | undefined;

  constructor(table: PgTable | PgView, columns: ReadonlyMap<string, TableColumn>, id: TableColumn, dialect: PgDialect) {
    this.columns = columns;
    this.id = id;
    this.table = dialect.sqlToQuery(sql`${table}`).sql;
    this.all = referencesOf([...columns.values()]);
  }

  select({ where, sort, after, offset, limit, fields, isLocking }: SelectQuery): Query {
    const parameters = new Parameters();
    const selected = fields === undefined ? this.all : referencesOf(fields.map((name) => this.column(name)));
    let text = `select ${selected} from ${this.table} where ${this.where(where, parameters)}`;
    if (after !== undefined) text += ` and ${afterSql(sort, after, this.columns, parameters)}`;
    if (sort.length > 0) text += ` order by ${orderBySql(sort, this.columns)}`;
    if (limit !== undefined) text += ` limit ${parameters.add(limit)}`;
    if (offset !== undefined && offset > 0) text += ` offset ${parameters.add(offset)}`;
    if (isLocking === true) text += ' for update';
    return this.ofRow(where, { text, values: parameters.values });
  }

  findById(id: unknown, visible: Predicate): Query {
    const isPossible = couldHave(this.id, id);
    if (isPossible && this.byId?.visible === visible) {
      return { ...this.byId.query, values: [written(id, this.id)] };
    }
    const same: Predicate = { test: 'eq', field: this.id, value: id, ignoreCase: false, isNegated: false };
    const query = this.select({ where: { all: [same, visible] }, sort: [] });
    if (isPossible && query.values.length === 1) this.byId = { visible, query };
    return query;
  }

  count(where: Predicate): Query {
    return this.asked('select count(*)', where);
  }

  exists(where: Predicate): Query {
    const { text, values } = this.asked('select 1', where);
    return { text: `select exists (${text})`, values };
  }

  aggregate({ by, where, aggregates, limit }: AggregateQuery): Query {
    const keys = by.map((name) => this.column(name));
    const made = aggregates.map((aggregate) => this.aggregated(aggregate));
    const parameters = new Parameters();
    let text = `select ${[...keys.map(compared), ...made].join(', ')} from ${this.table} where ${this.where(where, parameters)}`;
    if (keys.length > 0) {
      text += ` group by ${keys.map(compared).join(', ')} order by ${keys.map(ordered).join(', ')}`;
    }
    if (limit !== undefined) text += ` limit ${parameters.add(limit)}`;
    return { text, values: parameters.values };
  }

  /** Rows that all have the same fields. One, or many by `unnest`, whose text does not depend on how many there are. */
  insert(rows: readonly Row[], fields: readonly string[]): Query {
    const columns = fields.map((name) => this.column(name));
    if (columns.length === 0) return this.insertDefaults(rows.length);
    const parameters = new Parameters();
    const into = `insert into ${this.table} (${identifiersOf(columns)})`;
    if (rows.length === 1 || hasMatrix(columns)) {
      const tuples = rows.map((row) => this.tuple(row, columns, parameters)).join(', ');
      const query = { text: `${into} values ${tuples} returning ${this.all}`, values: parameters.values };
      // What has a text for each number of rows would have its connection prepare all of them.
      return rows.length === 1 ? this.prepared(query) : query;
    }
    const lists = columns.map((column) => {
      const values = rows.map((row) => written(row[column.name], column));
      return `${parameters.add(values)}::${wireType(column)}[]`;
    });
    const casts = columns.map(({ sqlType }, index) => `"c${String(index)}"::${sqlType}`).join(', ');
    const aliases = columns.map((_, index) => `"c${String(index)}"`).join(', ');
    return this.prepared({
      text: `${into} select ${casts} from unnest(${lists.join(', ')}) as given(${aliases}) returning ${this.all}`,
      values: parameters.values,
    });
  }

  private insertDefaults(count: number): Query {
    const [first] = [...this.columns.values()];
    const tuples = Array.from({ length: count }, () => '(default)').join(', ');
    const given = first === undefined ? 'default values' : `(${first.identifier}) values ${tuples}`;
    return { text: `insert into ${this.table} ${given} returning ${this.all}`, values: [] };
  }

  upsert(row: Row, by: readonly string[], changes: RowChanges, visible: Predicate): Query {
    const columns = Object.keys(row).map((name) => this.column(name));
    const target = by.map((name) => this.column(name));
    const parameters = new Parameters();
    const values = this.tuple(row, columns, parameters);
    const set = this.assignments(changes, parameters);
    const [first] = target;
    if (set.length === 0 && first !== undefined) set.push(`${first.identifier} = ${first.reference}`);
    const text =
      `insert into ${this.table} (${identifiersOf(columns)}) values ${values} on conflict (${identifiersOf(target)})` +
      ` do update set ${set.join(', ')} where ${this.where(visible, parameters)} returning ${this.all}, (xmax = 0)`;
    return this.prepared({ text, values: parameters.values });
  }

  update(where: Predicate, changes: RowChanges, isReturning: boolean): Query {
    const parameters = new Parameters();
    const set = this.assignments(changes, parameters).join(', ');
    const text = `update ${this.table} set ${set} where ${this.where(where, parameters)}`;
    return this.ofRow(where, {
      text: isReturning ? `${text} returning ${this.all}` : text,
      values: parameters.values,
    });
  }

  delete(where: Predicate): Query {
    return this.ofRow(where, this.asked('delete', where));
  }

  column(name: string): TableColumn {
    const column = this.columns.get(name);
    // The rules have checked every name against these columns.
    if (column === undefined) throw new TypeError(`there is no column ${name}`);
    return column;
  }

  private asked(what: string, where: Predicate): Query {
    const parameters = new Parameters();
    return { text: `${what} from ${this.table} where ${this.where(where, parameters)}`, values: parameters.values };
  }

  private where(predicate: Predicate, parameters: Parameters): string {
    return whereSql(predicate, this.columns, parameters);
  }

  private tuple(row: Row, columns: readonly TableColumn[], parameters: Parameters): string {
    return `(${columns.map((column) => parameters.add(written(row[column.name], column))).join(', ')})`;
  }

  private assignments({ set, increment }: RowChanges, parameters: Parameters): string[] {
    const assigned = Object.entries(set).map(([name, value]) => {
      const column = this.column(name);
      return `${column.identifier} = ${parameters.add(written(value, column))}`;
    });
    if (increment === undefined) return assigned;
    const { identifier, reference } = this.column(increment);
    return [...assigned, `${identifier} = ${reference} + 1`];
  }

  /**
   * What says which row it means is prepared: whatever its values are, the index of the id is the way to it. Others are not, for which
   * PostgreSQL would keep one plan that is good for some values and bad for others.
   */
  private ofRow(where: Predicate, query: Query): Query {
    return this.isOneRow(where) ? this.prepared(query) : query;
  }

  private isOneRow(where: Predicate): boolean {
    if ('all' in where) return where.all.some((part) => this.isOneRow(part));
    if ('any' in where) return false;
    return where.test === 'eq' && where.field.name === this.id.name && !where.isNegated && !where.ignoreCase;
  }

  /** A statement whose text comes back: each connection prepares it once. */
  private prepared(query: Query): Query {
    const known = this.names.get(query.text);
    if (known !== undefined) return { ...query, name: known };
    if (this.names.size >= MOST_PREPARED) return query;
    const name = `infra_${createHash('sha256').update(query.text).digest('hex').slice(0, 40)}`;
    this.names.set(query.text, name);
    return { ...query, name };
  }

  private aggregated({ make, column: shape }: ResolvedAggregate): string {
    if (shape === undefined) return 'count(*)';
    const column = this.column(shape.name);
    const { reference, kind, sqlType } = column;
    switch (make) {
      case 'count':
        return 'count(*)';
      case 'countDistinct':
        return `count(distinct ${compared(column)})`;
      case 'sum':
        return kind === 'bigint' ? `coalesce(sum(${reference}), 0)` : `coalesce(sum(${reference})::float8, 0)`;
      case 'avg':
        return `avg(${reference})::float8`;
      default: {
        // PostgreSQL has no least uuid before version 18, and the least of an enum is its first.
        const sortable = kind === 'text' && sqlType === 'uuid' ? `${reference}::text collate "C"` : ordered(column);
        return `${make}(${sortable})`;
      }
    }
  }
}

function referencesOf(columns: readonly TableColumn[]): string {
  return columns.map(({ reference }) => reference).join(', ');
}

function identifiersOf(columns: readonly TableColumn[]): string {
  return columns.map(({ identifier }) => identifier).join(', ');
}

/** Arrays of arrays are matrices to unnest. */
function hasMatrix(columns: readonly TableColumn[]): boolean {
  return columns.some(({ sqlType }) => sqlType.endsWith(']'));
}

/** What the values of a list are on the wire: JSON is text there, for a list of it would be quoted twice. */
function wireType({ sqlType, isJson }: TableColumn): string {
  return isJson ? 'text' : sqlType;
}
