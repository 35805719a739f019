import type { DeletedEntities, QueryableRepository } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import {
  createRepositoryErrors,
  createRepositoryFront,
  tableProblem,
  type TableShape,
} from '@internal/repository-rules';
import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { columnsOf } from './columns.js';
import { DatabaseParts } from './database-parts.js';
import { DrizzleDriver } from './drizzle-driver.js';
import { errors, PROVIDER } from './errors.js';
import type { CreateOf, DrizzleRepositoryOptions, EntityOf } from './options.js';
import { Statements } from './statements.js';

/** The columns that the options give a role. */
type ManagedBy<O> = {
  [K in keyof O]: K extends 'version' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'deletedAt'
    ? Extract<O[K], string>
    : K extends 'schema'
      ? O[K] extends { readonly field: infer F }
        ? Extract<F, string>
        : never
      : never;
}[keyof O];

type IdOf<T extends PgTable, O> = O extends { readonly id: infer Name extends keyof EntityOf<T> }
  ? EntityOf<T>[Name]
  : EntityOf<T> extends { readonly id: infer Id }
    ? Id
    : unknown;

export type DrizzleRepository<T extends PgTable, O> = QueryableRepository<
  EntityOf<T>,
  CreateOf<T, ManagedBy<O>>,
  IdOf<T, O>
> &
  (O extends { readonly deletedAt: string } ? { readonly deleted: DeletedEntities<EntityOf<T>, IdOf<T, O>> } : unknown);

export function createDrizzleRepository<T extends PgTable, const O extends DrizzleRepositoryOptions<T>>(
  options: O & { readonly table: T },
): DrizzleRepository<T, O> {
  const { internals: parts } = options.database;
  if (!(parts instanceof DatabaseParts)) {
    throw errors.invalid(
      'repository.create',
      'database must be one of createDrizzleDatabase, of this copy of the package.',
    );
  }
  const table: PgTable = options.table;
  const columns = columnsOf(table);
  const {
    context,
    schema,
    actor = ({ actor: who }) => who,
    version,
    createdAt,
    updatedAt,
    createdBy,
    updatedBy,
    deletedAt,
  } = options;
  const primary = [...columns.values()].filter(({ column }) => column.primary);
  const id = options.id === undefined ? (primary.length === 1 ? primary[0] : undefined) : columns.get(options.id);
  if (id === undefined) throw errors.invalid('repository.create', 'id: say which column is the id.');
  const managed = { version, createdAt, updatedAt, createdBy, updatedBy, deletedAt, schemaVersion: schema?.field };
  const makesId = id.kind === 'text' && !id.hasDefault && id.column.defaultFn === undefined;
  const idColumn = { ...id, hasDefault: id.hasDefault || makesId };
  const shape: TableShape = {
    name: options.name ?? getTableName(table),
    columns: new Map(columns).set(id.name, idColumn),
    id: idColumn,
    managed,
  };
  const problem = tableProblem(shape);
  if (problem !== undefined) throw errors.invalid('repository.create', problem);
  const { clock, transactions, connections } = parts;
  const repository: object = createRepositoryFront({
    provider: PROVIDER,
    table: shape,
    driver: new DrizzleDriver(new Statements(table, columns), id, connections),
    transactions,
    errors: createRepositoryErrors(PROVIDER, shape.name),
    clock,
    schema,
    audit: undefined,
    context,
    actor,
    newId: id.kind === 'text' ? () => uuidv7(clock.now().getTime()) : undefined,
    isClosed: () => parts.isClosed,
  });
  return repository as DrizzleRepository<T, O>;
}
