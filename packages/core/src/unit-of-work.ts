import type { IoOptions } from './io.js';
import type { FindOneOptions, FindOptions } from './query.js';
import type { SpecificationReader } from './query-service.js';
import type { Changes, Repository } from './repository.js';
import type { AsyncResult } from './result.js';
import type { Specification } from './specification.js';
import type { Transaction, TransactionOptions } from './transaction.js';

/** The entities of one repository in a unit. The same id is always the same object, which is the unit's own: assign to it, or `change` it. */
export interface TrackedEntities<Entity extends object, Create extends object, Id> {
  /** As the unit has left it: with what is changed, and without what is removed. */
  findById(id: Id, options?: IoOptions): AsyncResult<Entity | undefined>;
  /** Has it created with the next flush. */
  create(values: Create): CreatedEntity<Entity>;
  /** Assigns the changes to the entity. What differs from what was read is written with the next flush. */
  change(entity: Entity, changes: Changes<Create>): void;
  /** Has it deleted with the next flush. */
  remove(entity: Entity): void;
}

/** What was registered to be created. */
export interface CreatedEntity<Entity extends object> {
  /** The entity as it is stored, with its id and its defaults: has the unit flushed, where it was not yet. */
  entity(options?: IoOptions): AsyncResult<Entity>;
}

/** What a unit finds by what it is. Flushes before it asks, so that it finds what is pending. */
export interface TrackedQueries<Entity extends object> {
  findOne(
    where: Specification<Entity>,
    options?: IoOptions & Pick<FindOneOptions<Entity, keyof Entity>, 'sort'>,
  ): AsyncResult<Entity | undefined>;
  findMany(
    where: Specification<Entity>,
    options?: IoOptions & Pick<FindOptions<Entity, keyof Entity>, 'sort' | 'limit'>,
  ): AsyncResult<readonly Entity[]>;
}

/** What a unit has of a repository. */
export type TrackedBy<R> =
  R extends Repository<infer Entity, infer Create, infer Id>
    ? TrackedEntities<Entity, Create, Id> & (R extends SpecificationReader<Entity> ? TrackedQueries<Entity> : unknown)
    : never;

/** One run: what it has read, and what it is going to write. Each attempt of its transaction has a new one. */
export type Unit<Repositories extends object> = {
  readonly [Name in keyof Repositories]: TrackedBy<Repositories[Name]>;
} & {
  /** For whatever else belongs to the transaction. It does not see what is pending: flush first. */
  readonly tx: Transaction;
  /**
   * Writes what is pending, and nothing that has not changed: what is created and what is changed in the order of the repositories, then what is
   * removed in the opposite one. What fails here has failed the run, whatever its body answers.
   */
  flush(options?: IoOptions): AsyncResult<void>;
};

/** Several entities that are read, changed and written as one. */
export interface UnitOfWork<Repositories extends object> {
  /**
   * Runs `body` in a transaction, and writes what it has changed when it answers with `ok`; an error rolls everything back, and is the answer.
   * Where somebody has changed an entity since it was read, and its repository keeps versions, that is a `conflict`. Whatever could not be
   * registered (an entity of another unit, one that is removed) is a `validation` error of the run. All else as `transaction`.
   */
  run<T>(body: (unit: Unit<Repositories>) => AsyncResult<T>, options?: TransactionOptions): AsyncResult<T>;
}
