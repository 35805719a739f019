import type { AuditTrail } from './audit-trail.js';
import type { Provided } from './provided.js';
import type { QueryService, SpecificationReader } from './query-service.js';
import type { AsyncResult } from './result.js';
import type { Specification } from './specification.js';
import type { TransactionalOptions } from './transaction.js';

/** New values for some fields. One that is `undefined` is left as it is. */
export type Changes<Create extends object> = { readonly [K in keyof Create]?: Create[K] | undefined };

export interface VersionedOptions extends TransactionalOptions {
  /**
   * The version that the caller has seen: where the entity has another by now, nothing is written, and the error is a `conflict`. For
   * repositories that keep versions; `unsupported` for others.
   */
  readonly ifVersion?: number | undefined;
}

export interface UpsertOptions<Entity> extends TransactionalOptions {
  /** The fields by which it is known, which must be unique. Default: the id. */
  readonly by?: readonly (keyof Entity & string)[] | undefined;
}

/** One of several changes. */
export interface EntityUpdate<Create extends object, Id> {
  readonly id: Id;
  readonly changes: Changes<Create>;
  /** As in `VersionedOptions`. */
  readonly ifVersion?: number | undefined;
}

/**
 * Entities by their ids. Each operation is a transaction of its own, unless it is given one.
 *
 * What the repository keeps itself (a version, who wrote and when) is no caller's to set, and changes with every write. Values round-trip exactly or
 * are refused with `validation`; entities are copies. An entity that was deleted softly is there for nobody but `deleted`.
 */
export interface Repository<Entity extends object, Create extends object, Id> extends Provided {
  /** What its entities are called, in errors and audit entries. */
  readonly name: string;
  /** One whose id, or whatever else must be unique, is taken is a `conflict`, whose `details.fields` say which. */
  create(values: Create, options?: TransactionalOptions): AsyncResult<Entity>;
  /** All or none, in their order. */
  createMany(values: readonly Create[], options?: TransactionalOptions): AsyncResult<readonly Entity[]>;
  findById(id: Id, options?: TransactionalOptions): AsyncResult<Entity | undefined>;
  /** One that is not there is `not_found`. */
  update(id: Id, changes: Changes<Create>, options?: VersionedOptions): AsyncResult<Entity>;
  /** All or none, in their order. */
  updateEach(
    updates: readonly EntityUpdate<Create, Id>[],
    options?: TransactionalOptions,
  ): AsyncResult<readonly Entity[]>;
  /** Creates it, or changes the one that is there. One that was deleted softly is a `conflict`. */
  upsert(values: Create, options?: UpsertOptions<Entity>): AsyncResult<Entity>;
  /** Whether there was one. */
  delete(id: Id, options?: VersionedOptions): AsyncResult<boolean>;
  /** Entities that were deleted and can come back, where the repository deletes softly. */
  readonly deleted?: DeletedEntities<Entity, Id>;
  /** Who changed what, where the repository keeps that. */
  readonly audit?: AuditTrail<Entity, Id>;
}

/** What was deleted softly. */
export interface DeletedEntities<Entity extends object, Id> {
  findById(id: Id, options?: TransactionalOptions): AsyncResult<Entity | undefined>;
  /** One that is not deleted, or not there, is `not_found`. */
  restore(id: Id, options?: VersionedOptions): AsyncResult<Entity>;
  /** Forgets for good what was deleted more than `olderThanMs` ago. Returns how many. */
  purge(olderThanMs: number, options?: TransactionalOptions): AsyncResult<number>;
}

/** Entities by what they are. */
export interface SpecificationRepository<Entity extends object, Create extends object, Id>
  extends Repository<Entity, Create, Id>, SpecificationReader<Entity> {
  /** Changes all of them. Returns how many. */
  updateMany(
    where: Specification<Entity>,
    changes: Changes<Create>,
    options?: TransactionalOptions,
  ): AsyncResult<number>;
  /** Deletes all of them. Returns how many. */
  deleteMany(where: Specification<Entity>, options?: TransactionalOptions): AsyncResult<number>;
}

/** Entities with everything that can be asked about them. */
export interface QueryableRepository<Entity extends object, Create extends object, Id>
  extends SpecificationRepository<Entity, Create, Id>, QueryService<Entity> {}
