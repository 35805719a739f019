import { createHash } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { PgDialect, type PgTable, type PgView } from 'drizzle-orm/pg-core';
import type { AggregateQuery, ResolvedAggregate, Row, RowChanges, SelectQuery } from '@internal/repository-rules';
import type { Predicate } from '@internal/specification-rules';
import { written, type TableColumn } from './columns.js';
import type { Query } from './executor.js';
import { afterSql, orderBySql } from './order-sql.js';
import { compared, ordered, parameter, whereSql } from './where-sql.js';

const dialect = new PgDialect();

/** A statement, sent once. */
export function compiled(statement: SQL): Query {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return { text, values: params };
}

/** A statement whose shape comes back: each connection prepares it once. */
export function prepared(query: Query): Query {
  return { ...query, name: `infra_${createHash('sha256').update(query.text).digest('hex').slice(0, 40)}` };
}

function list(chunks: readonly SQL[]): SQL {
  return sql.join([...chunks], sql`, `);
}

/** How many insertions a table has at most whose texts are kept: one for each set of fields. */
const MOST_INSERTIONS = 100;

/** The statements of one table. */
export class Statements {
  readonly columns: ReadonlyMap<string, TableColumn>;
  private readonly table: PgTable | PgView;
  private readonly all: SQL;
  private readonly insertions = new Map<string, Query>();

  constructor(table: PgTable | PgView, columns: ReadonlyMap<string, TableColumn>) {
    this.table = table;
    this.columns = columns;
    // As text: a statement with it is made in half the time.
    this.all = sql.raw(compiled(list([...columns.values()].map(({ column }) => sql`${column}`))).text);
  }

  select({ where, sort, after, offset, limit, fields, isLocking }: SelectQuery): SQL {
    const meant = this.where(where);
    const condition = after === undefined ? meant : sql`${meant} and ${afterSql(sort, after, this.columns)}`;
    const chunks = [sql`select ${this.selected(fields)} from ${this.table} where ${condition}`];
    if (sort.length > 0) chunks.push(sql`order by ${orderBySql(sort, this.columns)}`);
    if (limit !== undefined) chunks.push(sql`limit ${limit}`);
    if (offset !== undefined && offset > 0) chunks.push(sql`offset ${offset}`);
    if (isLocking === true) chunks.push(sql`for update`);
    return sql.join(chunks, sql` `);
  }

  count(where: Predicate): SQL {
    return sql`select count(*) from ${this.table} where ${this.where(where)}`;
  }

  exists(where: Predicate): SQL {
    return sql`select exists (select 1 from ${this.table} where ${this.where(where)})`;
  }

  aggregate({ by, where, aggregates, limit }: AggregateQuery): SQL {
    const keys = by.map((name) => this.column(name));
    const made = aggregates.map((aggregate) => this.aggregated(aggregate));
    const chunks = [
      sql`select ${list([...keys.map((key) => compared(key)), ...made])} from ${this.table} where ${this.where(where)}`,
    ];
    if (keys.length > 0) {
      chunks.push(sql`group by ${list(keys.map((key) => compared(key)))}`);
      chunks.push(sql`order by ${list(keys.map((key) => ordered(key)))}`);
    }
    if (limit !== undefined) chunks.push(sql`limit ${limit}`);
    return sql.join(chunks, sql` `);
  }

  /** `insert`, whose text is made once for each set of fields. */
  insertion(rows: readonly Row[], fields: readonly string[]): Query {
    const columns = fields.map((name) => this.column(name));
    // What has a text for each number of rows would have its connection prepare all of them.
    if (columns.length === 0 || (rows.length > 1 && hasMatrix(columns))) return compiled(this.insert(rows, fields));
    const [only] = rows.length === 1 ? rows : [];
    const key = `${only === undefined ? 'many' : 'one'} ${JSON.stringify(fields)}`;
    const known = this.insertions.get(key);
    if (known === undefined) {
      const query = prepared(compiled(this.insert(rows, fields)));
      if (this.insertions.size < MOST_INSERTIONS) this.insertions.set(key, { ...query, values: [] });
      return query;
    }
    const values = columns.map((column) => {
      if (only !== undefined) return written(only[column.name], column);
      return rows.map((row) => written(row[column.name], column));
    });
    return { ...known, values };
  }

  /** Rows that all have the same fields. One, or many by `unnest`, whose text does not depend on how many there are. */
  insert(rows: readonly Row[], fields: readonly string[]): SQL {
    const columns = fields.map((name) => this.column(name));
    if (columns.length === 0) return this.insertDefaults(rows.length);
    const names = this.names(columns);
    const [only] = rows;
    if (rows.length === 1 || hasMatrix(columns)) {
      const tuples = rows.map((row) => sql`(${list(columns.map((column) => parameter(row[column.name], column)))})`);
      return sql`insert into ${this.table} (${names}) values ${list(only === undefined ? [] : tuples)} returning ${this.all}`;
    }
    const lists = columns.map((column) => {
      const values = rows.map((row) => written(row[column.name], column));
      return sql`${sql.param(values)}::${sql.raw(wireType(column))}[]`;
    });
    const casts = columns.map((column, index) => sql.raw(`"c${String(index)}"::${column.sqlType}`));
    const aliases = sql.raw(columns.map((_, index) => `"c${String(index)}"`).join(', '));
    return sql`insert into ${this.table} (${names}) select ${list(casts)} from unnest(${list(lists)}) as given(${aliases}) returning ${this.all}`;
  }

  private insertDefaults(count: number): SQL {
    const [first] = [...this.columns.values()];
    const tuples = Array.from({ length: count }, () => sql`(default)`);
    if (first === undefined) return sql`insert into ${this.table} default values returning ${this.all}`;
    return sql`insert into ${this.table} (${this.names([first])}) values ${list(tuples)} returning ${this.all}`;
  }

  upsert(row: Row, by: readonly string[], changes: RowChanges, visible: Predicate): SQL {
    const columns = Object.keys(row).map((name) => this.column(name));
    const values = list(columns.map((column) => parameter(row[column.name], column)));
    const target = this.names(by.map((name) => this.column(name)));
    const set = this.assignments(changes);
    const first = by.map((name) => this.column(name))[0];
    const assigned =
      set.length > 0 || first === undefined ? set : [sql`${sql.identifier(first.column.name)} = ${first.column}`];
    return sql`insert into ${this.table} (${this.names(columns)}) values (${values}) on conflict (${target}) do update set ${list(assigned)} where ${this.where(visible)} returning ${this.all}, (xmax = 0)`;
  }

  update(where: Predicate, changes: RowChanges, isReturning: boolean): SQL {
    const statement = sql`update ${this.table} set ${list(this.assignments(changes))} where ${this.where(where)}`;
    return isReturning ? sql`${statement} returning ${this.all}` : statement;
  }

  delete(where: Predicate): SQL {
    return sql`delete from ${this.table} where ${this.where(where)}`;
  }

  column(name: string): TableColumn {
    const column = this.columns.get(name);
    // The rules have checked every name against these columns.
    if (column === undefined) throw new TypeError(`there is no column ${name}`);
    return column;
  }

  private where(predicate: Predicate): SQL {
    return whereSql(predicate, this.columns);
  }

  private selected(fields: readonly string[] | undefined): SQL {
    if (fields === undefined) return this.all;
    return list(fields.map((name) => sql`${this.column(name).column}`));
  }

  private names(columns: readonly TableColumn[]): SQL {
    return list(columns.map(({ column }) => sql`${sql.identifier(column.name)}`));
  }

  private assignments({ set, increment }: RowChanges): readonly SQL[] {
    const assigned = Object.entries(set).map(([name, value]) => {
      const column = this.column(name);
      return sql`${sql.identifier(column.column.name)} = ${parameter(value, column)}`;
    });
    if (increment === undefined) return assigned;
    const { column } = this.column(increment);
    return [...assigned, sql`${sql.identifier(column.name)} = ${column} + 1`];
  }

  private aggregated({ make, column: shape }: ResolvedAggregate): SQL {
    if (shape === undefined) return sql`count(*)`;
    const column = this.column(shape.name);
    const { column: field, kind, sqlType } = column;
    switch (make) {
      case 'count':
        return sql`count(*)`;
      case 'countDistinct':
        return sql`count(distinct ${compared(column)})`;
      case 'sum':
        return kind === 'bigint' ? sql`coalesce(sum(${field}), 0)` : sql`coalesce(sum(${field})::float8, 0)`;
      case 'avg':
        return sql`avg(${field})::float8`;
      default: {
        // PostgreSQL has no least uuid before version 18, and the least of an enum is its first.
        const compared = kind === 'text' && sqlType === 'uuid' ? sql`${field}::text collate "C"` : ordered(column);
        return sql`${sql.raw(make)}(${compared})`;
      }
    }
  }
}

/** Arrays of arrays are matrices to unnest. */
function hasMatrix(columns: readonly TableColumn[]): boolean {
  return columns.some(({ sqlType }) => sqlType.endsWith(']'));
}

/** What the values of a list are on the wire: JSON is text there, for a list of it would be quoted twice. */
function wireType({ sqlType, isJson }: TableColumn): string {
  return isJson ? 'text' : sqlType;
}
