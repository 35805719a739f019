import {
  err,
  map,
  type AsyncResult,
  type FindOneOptions,
  type FindOptions,
  type IoOptions,
  type OnError,
  type Specification,
  type Transaction,
  type TransactionManager,
  type TransactionOptions,
  type Unit,
  type UnitOfWork,
} from '@infra/core';
import { Entities, type AnyRepository, type RowRepository } from './entities.js';
import { errors } from './errors.js';
import { rolesOf, type Roles, type UnitOfWorkOptions } from './options.js';
import type { Row } from './snapshot.js';
import { UnitState, type Step } from './unit-state.js';

/** Repositories by the names that they have in a unit, which has `tx` and `flush` of its own. */
export interface UnitRepositories {
  readonly [name: string]: AnyRepository;
}

interface Part {
  readonly name: string;
  readonly repository: RowRepository;
  readonly roles: Roles;
}

/**
 * Makes a unit of work over repositories of one database, in the order in which their entities depend on each other: what others refer to comes
 * first.
 *
 * @throws `validation` for repositories that are none, or that are called `tx` or `flush`
 * @example createUnitOfWork(database, { customers, orders })
 */
export function createUnitOfWork<Repositories extends UnitRepositories>(
  transactions: TransactionManager,
  repositories: Repositories & { readonly tx?: never; readonly flush?: never },
  options: UnitOfWorkOptions<Repositories> = {},
): UnitOfWork<Repositories> {
  const { onError = () => undefined } = options;
  const parts = partsOf(repositories, options.fields ?? {});
  return {
    run: async <T>(body: (unit: Unit<Repositories>) => AsyncResult<T>, runOptions?: TransactionOptions) => {
      if (typeof body !== 'function') return err(errors.invalid('run', 'body must be a function.'));
      return transactions.transaction(async (tx) => {
        const { unit, state } = open(parts, tx, onError);
        try {
          // Each part has been made of the repository of its name.
          const answer = await body(unit as Unit<Repositories>);
          if (!isOk(answer)) return answer;
          const flushed = await state.flush();
          return flushed.ok ? answer : flushed;
        } finally {
          state.isOver = true;
        }
      }, runOptions);
    },
  };
}

function open(
  parts: readonly Part[],
  tx: Transaction,
  onError: OnError,
): { readonly unit: object; readonly state: UnitState } {
  const state: UnitState = new UnitState(tx, onError, () => steps);
  const all = parts.map(({ name, repository, roles }) => new Entities(name, repository, roles, state));
  const backwards = [...all].reverse();
  const steps: readonly Step[] = [
    ...backwards.map(
      (entities): Step =>
        (options) =>
          entities.removeReplaced(options),
    ),
    ...all.map(
      (entities): Step =>
        (options) =>
          entities.insert(options),
    ),
    ...all.map(
      (entities): Step =>
        (options) =>
          entities.update(options),
    ),
    ...backwards.map(
      (entities): Step =>
        (options) =>
          entities.removeRest(options),
    ),
  ];
  const surfaces = all.map((entities) => [entities.name, surfaceOf(entities)] as const);
  const flush = (options?: IoOptions): AsyncResult<void> => state.flush(options);
  return { state, unit: { ...Object.fromEntries(surfaces), tx, flush } };
}

function surfaceOf(entities: Entities): object {
  const tracked = {
    findById: (id: unknown, options?: IoOptions) => entities.findById(id, options),
    create: (values: unknown) => entities.create(values),
    change: (entity: unknown, changes: unknown) => {
      entities.change(entity, changes);
    },
    remove: (entity: unknown) => {
      entities.remove(entity);
    },
  };
  return entities.isQueryable ? { ...tracked, ...queriesOf(entities) } : tracked;
}

function queriesOf(entities: Entities): object {
  const findMany = (
    where: Specification<Row>,
    { sort, limit, signal }: Omit<FindOptions<Row, string>, 'tx'> = {},
  ): AsyncResult<readonly Row[]> => entities.findMany(where, { sort, limit }, signal);
  return {
    findMany,
    findOne: async (where: Specification<Row>, options?: Omit<FindOneOptions<Row, string>, 'tx'>) =>
      map(await findMany(where, { ...options, limit: 1 }), ([first]) => first),
  };
}

function partsOf(repositories: object, fields: object): readonly Part[] {
  const given: readonly (readonly [string, unknown])[] = Object.entries(repositories);
  const roles = fields as Readonly<Record<string, Parameters<typeof rolesOf>[0]>>;
  const stray = Object.keys(fields).find((name) => !Object.hasOwn(repositories, name));
  if (stray !== undefined) throw errors.invalid('create', `fields: there is no repository ${JSON.stringify(stray)}.`);
  return given.map(([name, repository]) => {
    if (name === 'tx' || name === 'flush') {
      throw errors.invalid('create', `A repository cannot be called ${name}: the unit has that of its own.`);
    }
    if (!isRepository(repository)) throw errors.invalid('create', `${name} is no repository.`);
    return { name, repository, roles: rolesOf(roles[name]) };
  });
}

function isRepository(candidate: unknown): candidate is RowRepository {
  return typeof candidate === 'object' && candidate !== null && 'updateEach' in candidate && 'createMany' in candidate;
}

/** What is neither is the transaction's to refuse. */
function isOk(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
}
