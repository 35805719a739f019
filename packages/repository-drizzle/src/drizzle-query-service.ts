import type { QueryService } from '@infra/core';
import { createQueryFront, createRepositoryErrors } from '@internal/repository-rules';
import { Column, getTableName, getViewName, getViewSelectedFields, is } from 'drizzle-orm';
import { PgColumn, PgTable, type PgDialect, type PgView } from 'drizzle-orm/pg-core';
import { columnsOf, tableColumns, type TableColumn } from './columns.js';
import { partsOf } from './database-parts.js';
import type { DrizzleDatabase } from './drizzle-database.js';
import { DrizzleDriver } from './drizzle-driver.js';
import { errors, PROVIDER } from './errors.js';
import { Statements } from './statements.js';

/** A row, as the columns of a table or a view have it. Asked for, because drizzle 1.0 has it in tables with their columns only. */
export type RowOf<S extends PgTable | PgView> = Readonly<
  (S extends { readonly $inferSelect: infer Row } ? Row : unknown) & object
>;

export interface DrizzleQueryServiceOptions<S extends PgTable | PgView> {
  /** Whose transactions it takes part in. */
  readonly database: DrizzleDatabase;
  /** A table, or a view whose columns are declared: `pgView('sales', { … }).existing()`. */
  readonly from: S;
  /** The column by which rows are told apart and, where they are equal otherwise, ordered: unique, and never null. */
  readonly id: keyof RowOf<S> & string;
  /** What its rows are called, in errors. Default: the name of the table or the view. */
  readonly name?: string | undefined;
}

/**
 * Makes a read model over a table or a view, which nobody writes through it. Does no I/O. Throws `validation` for options that make no sense.
 *
 * @example createDrizzleQueryService({ database, from: salesByDay, id: 'day' })
 */
export function createDrizzleQueryService<S extends PgTable | PgView>(
  options: DrizzleQueryServiceOptions<S>,
): QueryService<RowOf<S>> {
  const parts = partsOf(options.database, 'query.create');
  const { transactions, clock, dialect } = parts;
  const from: PgTable | PgView = options.from;
  const columns = is(from, PgTable) ? columnsOf(from, dialect) : columnsOfView(from, dialect);
  const id = columns.get(options.id);
  if (id === undefined) throw errors.invalid('query.create', `id: there is no column ${JSON.stringify(options.id)}.`);
  if (id.kind === 'other') throw errors.invalid('query.create', `id: rows cannot be ordered by the column ${id.name}.`);
  const name = options.name ?? (is(from, PgTable) ? getTableName(from) : getViewName(from));
  return createQueryFront({
    provider: PROVIDER,
    table: { name, columns, id, managed: {} },
    driver: new DrizzleDriver(new Statements(from, columns, id, dialect), parts),
    transactions,
    errors: createRepositoryErrors(PROVIDER, name),
    clock,
    schema: undefined,
    audit: undefined,
    context: undefined,
    actor: () => undefined,
    newId: undefined,
    isClosed: () => parts.isClosed,
  });
}

function columnsOfView(view: PgView, dialect: PgDialect): ReadonlyMap<string, TableColumn> {
  const fields: Readonly<Record<string, unknown>> = getViewSelectedFields(view);
  const columns = Object.entries(fields).map(([name, field]): readonly [string, PgColumn] => {
    if (is(field, Column) && is(field, PgColumn)) return [name, field];
    const problem = `from: ${name} is an expression. Declare the view's columns: pgView('name', { … }).existing()`;
    throw errors.invalid('query.create', problem);
  });
  return tableColumns(columns, dialect);
}
