import type { AuditTrail, Context, DeletedEntities, QueryableRepository } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import {
  createRepositoryErrors,
  createRepositoryFront,
  tableProblem,
  type ManagedColumns,
  type TableShape,
} from '@internal/repository-rules';
import { errors, PROVIDER } from './errors.js';
import { columnsOf } from './columns.js';
import { partsOf } from './database-parts.js';
import { MemoryDriver } from './memory-driver.js';
import type { MemoryRepositoryOptions } from './options.js';
import { Table } from './table.js';

/** What a repository has for `deletedAt`. */
export interface WithDeleted<Entity extends object, Id> {
  readonly deleted: DeletedEntities<Entity, Id>;
}

/** What a repository has for `audit`. */
export interface WithAudit<Entity extends object, Id> {
  readonly audit: AuditTrail<Entity, Id>;
}

type Options<Entity extends object, Create extends object> = MemoryRepositoryOptions<Entity, Create>;
type Soft<Entity extends object, Create extends object> = Required<Pick<Options<Entity, Create>, 'deletedAt'>>;
interface Audited {
  readonly audit: true;
}

/**
 * Makes a repository whose entities are in this process, for as long as its database is referred to. Throws `validation` for options that
 * make no sense, and for nothing else.
 *
 * @example createMemoryRepository<Order, NewOrder>({ database, name: 'order', fields: { id: 'text', total: 'integer', note: 'text?' } })
 */
export function createMemoryRepository<Entity extends object, Create extends object = Entity, Id = string>(
  options: Options<Entity, Create> & Soft<Entity, Create> & Audited,
): QueryableRepository<Entity, Create, Id> & WithDeleted<Entity, Id> & WithAudit<Entity, Id>;
export function createMemoryRepository<Entity extends object, Create extends object = Entity, Id = string>(
  options: Options<Entity, Create> & Soft<Entity, Create>,
): QueryableRepository<Entity, Create, Id> & WithDeleted<Entity, Id>;
export function createMemoryRepository<Entity extends object, Create extends object = Entity, Id = string>(
  options: Options<Entity, Create> & Audited,
): QueryableRepository<Entity, Create, Id> & WithAudit<Entity, Id>;
export function createMemoryRepository<Entity extends object, Create extends object = Entity, Id = string>(
  options: Options<Entity, Create>,
): QueryableRepository<Entity, Create, Id>;
export function createMemoryRepository<Entity extends object, Create extends object, Id>(
  options: Options<Entity, Create>,
): QueryableRepository<Entity, Create, Id> {
  const parts = partsOf(options.database, 'repository.create');
  const { store, transactions, auditLog, clock } = parts;
  const shape = tableOf(options);
  const table = parts.tables.get(shape.name) ?? new Table(shape, options.unique ?? []);
  parts.tables.set(shape.name, table);
  if (!isSame(table, new Table(shape, options.unique ?? []))) {
    throw errors.invalid(
      'repository.create',
      `The database has a repository ${JSON.stringify(shape.name)} already, with other fields.`,
    );
  }
  const { context, schema, actor = actorOf } = options;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(options.defaults ?? {});
  const defaults = new Map(
    entries.map(([name, given]): readonly [string, () => unknown] => [name, () => produce(given)]),
  );
  const makesId = shape.id.kind === 'text' && !defaults.has(shape.id.name);
  return createRepositoryFront({
    provider: PROVIDER,
    table: shape,
    driver: new MemoryDriver(store, table, defaults),
    transactions,
    errors: createRepositoryErrors(PROVIDER, shape.name),
    clock,
    schema,
    audit: options.audit === true ? auditLog : undefined,
    context,
    actor,
    newId: makesId ? () => uuidv7(clock.now().getTime()) : undefined,
    isClosed: () => parts.isClosed,
  });
}

function actorOf({ actor }: Context): string | undefined {
  return actor;
}

function isSame(a: Table, b: Table): boolean {
  const told = ({ shape, uniques }: Table): string =>
    JSON.stringify([
      uniques,
      [...shape.columns.values()].map(({ name, kind, isNullable }) => [name, kind, isNullable]),
    ]);
  return told(a) === told(b);
}

function produce(given: unknown): unknown {
  return typeof given === 'function' ? (given as () => unknown)() : given;
}

function tableOf<Entity extends object, Create extends object>(options: Options<Entity, Create>): TableShape {
  const { name, id: idName = 'id', defaults = {}, unique = [], schema } = options;
  const refuse = (problem: string): never => {
    throw errors.invalid('repository.create', problem);
  };
  if (typeof name !== 'string' || name === '') return refuse('name must be a text that is not empty.');
  const columns = columnsOf(options.fields, (field) => field === idName || Object.hasOwn(defaults, field));
  if (typeof columns === 'string') return refuse(columns);
  const id = columns.get(idName);
  if (id === undefined) return refuse(`id: there is no field ${JSON.stringify(idName)}.`);
  if (id.isNullable || id.kind === 'other') return refuse(`id: the field ${idName} cannot be an id.`);
  const unknown = [...unique.flat(), ...Object.keys(defaults)].find((field) => !columns.has(field));
  if (unknown !== undefined) return refuse(`unique, defaults: there is no field ${JSON.stringify(unknown)}.`);
  const { version, createdAt, updatedAt, createdBy, updatedBy, deletedAt } = options;
  const managed: ManagedColumns = {
    version,
    createdAt,
    updatedAt,
    createdBy,
    updatedBy,
    deletedAt,
    schemaVersion: schema?.field,
  };
  if (schema !== undefined && !(Number.isSafeInteger(schema.current) && schema.current >= 1)) {
    return refuse(`schema.current must be a whole number of at least 1, not ${String(schema.current)}.`);
  }
  const makesIds = id.kind === 'text' || Object.hasOwn(defaults, idName);
  const idColumn = { ...id, hasDefault: makesIds };
  const shape: TableShape = { name, columns: new Map(columns).set(idName, idColumn), id: idColumn, managed };
  const problem = tableProblem(shape);
  return problem === undefined ? shape : refuse(problem);
}
