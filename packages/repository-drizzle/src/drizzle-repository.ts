import type { Context } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import {
  createRepositoryErrors,
  createRepositoryFront,
  tableProblem,
  type TableShape,
} from '@internal/repository-rules';
import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { AuditLog } from './audit-log.js';
import { columnsOf, type TableColumn } from './columns.js';
import { partsOf } from './database-parts.js';
import { DrizzleDriver } from './drizzle-driver.js';
import { errors, PROVIDER } from './errors.js';
import type { DrizzleRepository, DrizzleRepositoryOptions } from './options.js';
import { Statements } from './statements.js';

/**
 * Makes a repository over a table. What its entities are, what a new one needs and what an id is are inferred from the table and the options.
 * Does no I/O. Throws `validation` for options that make no sense.
 *
 * @example createDrizzleRepository({ database, table: orders, version: 'version', deletedAt: 'deletedAt' })
 */
export function createDrizzleRepository<T extends PgTable, const O extends DrizzleRepositoryOptions<T>>(
  options: O & { readonly table: T },
): DrizzleRepository<T, O> {
  const parts = partsOf(options.database, 'repository.create');
  const { clock, transactions, connections, dialect } = parts;
  const columns = columnsOf(options.table, dialect);
  const shape = shapeOf(options, columns);
  const { context, schema, audit, actor = actorOf } = options;
  const id = columns.get(shape.id.name);
  if (id === undefined) throw errors.invalid('repository.create', `id: there is no column ${shape.id.name}.`);
  const repository: object = createRepositoryFront({
    provider: PROVIDER,
    table: shape,
    driver: new DrizzleDriver(new Statements(options.table, columns, id, dialect), parts),
    transactions,
    errors: createRepositoryErrors(PROVIDER, shape.name),
    clock,
    schema,
    audit: audit === true ? new AuditLog(columns, connections) : undefined,
    context,
    actor,
    newId: makesId(id) ? () => uuidv7(clock.now().getTime()) : undefined,
    isClosed: () => parts.isClosed,
  });
  // The compiler has seen every column against the entity's type; from here on they are data.
  return repository as DrizzleRepository<T, O>;
}

function shapeOf<T extends PgTable>(
  options: DrizzleRepositoryOptions<T>,
  columns: ReadonlyMap<string, TableColumn>,
): TableShape {
  const refuse = (problem: string): never => {
    throw errors.invalid('repository.create', problem);
  };
  const { version, createdAt, updatedAt, createdBy, updatedBy, deletedAt, schema } = options;
  const primary = [...columns.values()].filter(({ column }) => column.primary);
  if (options.id === undefined && primary.length !== 1) {
    return refuse('id: the table has no primary key of one column. Say which column is the id.');
  }
  const id = options.id === undefined ? primary[0] : columns.get(options.id);
  if (id === undefined) return refuse(`id: there is no column ${JSON.stringify(options.id)}.`);
  if (id.isNullable || id.kind === 'other') return refuse(`id: the column ${id.name} cannot be an id.`);
  if (schema !== undefined && !(Number.isSafeInteger(schema.current) && schema.current >= 1)) {
    return refuse(`schema.current must be a whole number of at least 1, not ${String(schema.current)}.`);
  }
  const idColumn = { ...id, hasDefault: id.hasDefault || makesId(id) };
  const shape: TableShape = {
    name: options.name ?? getTableName(options.table),
    columns: new Map<string, TableShape['id']>(columns).set(id.name, idColumn),
    id: idColumn,
    managed: { version, createdAt, updatedAt, createdBy, updatedBy, deletedAt, schemaVersion: schema?.field },
  };
  if (shape.name === '') return refuse('name must not be empty.');
  const problem = tableProblem(shape);
  return problem === undefined ? shape : refuse(problem);
}

/** Ids of text that nobody else makes are UUIDv7. */
function makesId({ kind, hasDefault }: TableShape['id']): boolean {
  return kind === 'text' && !hasDefault;
}

function actorOf({ actor }: Context): string | undefined {
  return actor;
}
