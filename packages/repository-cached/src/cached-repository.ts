import type { AsyncResult, Cache, OnError, StandardSchemaV1 } from '@infra/core';
import { createFacade, type KnownClasses, type Replacement } from '@internal/facade';
import { createCachedEntities, type CachedEntities } from './cached-entities.js';
import { createKeyOf, keyOfId } from './entity-key.js';
import { entrySchema } from './entry.js';
import { Invalidation } from './invalidation.js';
import { createReading, type FindById } from './reading.js';
import type { AnyRepository, EntityOf, IdOf } from './types.js';
import { createWriting, RESTORE, WRITES, type Operation, type Write } from './writing.js';

const MINUTE_MS = 60_000;

export interface CachedRepositoryOptions<R extends AnyRepository> {
  /** What is read through the cache, and written past it. It must give everybody the same entity for an id. */
  readonly repository: R;
  /** Where entities are kept. Processes that share it see each other's writes; with one of their own, after `ttlMs` at the latest. */
  readonly cache: Cache;
  /** How long an entity is kept, in milliseconds: as old may be what is read where a write went past this repository. Default: one minute. */
  readonly ttlMs?: number | undefined;
  /** Whether it is kept, too, that there is no entity with an id. Default: false. */
  readonly cacheAbsent?: boolean | undefined;
  /** The part of the cache that is this repository's own. Default: `repository.` and its name. */
  readonly namespace?: string | undefined;
  /** The field that is the id. Default: `id`. */
  readonly id?: (keyof EntityOf<R> & string) | undefined;
  /**
   * The key of an id: the same for all that the database takes for the same, and for nothing else. Default: from text, numbers, bigints, booleans
   * and dates; an entity with an id of another kind is not cached.
   */
  readonly key?: ((id: IdOf<R>) => string) | undefined;
  /** Any Standard Schema. What is cached and does not pass is read anew, such as what an older version of the service has left. */
  readonly schema?: StandardSchemaV1<unknown, EntityOf<R>> | undefined;
  /** Told of what the cache fails at. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export interface WithCached<Id> {
  readonly cached: CachedEntities<Id>;
}

/**
 * Makes a repository of the same kind whose `findById` reads through a cache. A read that begins when a write through it has returned, or
 * its transaction, never sees what was there before. Inside of a transaction everything reaches the repository. A cache that fails
 * is no reason to fail: the repository is asked.
 *
 * @throws `validation` for a namespace or a `ttlMs` that makes no sense
 * @example const orders = createCachedRepository({ repository: createDrizzleRepository(…), cache, ttlMs: 300_000 });
 */
export function createCachedRepository<R extends AnyRepository>(
  options: CachedRepositoryOptions<R>,
): R & WithCached<IdOf<R>> {
  const { repository, cache, ttlMs = MINUTE_MS, cacheAbsent = false, onError = () => undefined } = options;
  const { id: idField = 'id', namespace = `repository.${repository.name}` } = options;
  const entries = cache.namespace(namespace, { ttlMs, schema: entrySchema(options.schema) });
  const invalidation = new Invalidation(entries, onError);
  // What reaches it is what its own operations are given: ids.
  const keyOf = options.key === undefined ? keyOfId : createKeyOf(options.key as (id: unknown) => string);
  const writing = { keyOf, idField, invalidation };
  const reading = { entries, keyOf, comparesIds: options.key === undefined, cacheAbsent, invalidation };

  const known: KnownClasses = new WeakMap();
  const writesOf = (target: object, writes: Readonly<Record<string, Write>>) => {
    return (name: PropertyKey): Replacement | undefined => {
      const write = typeof name === 'string' && Object.hasOwn(writes, name) ? writes[name] : undefined;
      if (write === undefined || typeof Reflect.get(target, name) !== 'function') return undefined;
      return { value: createWriting(write, (args) => call(target, name, args), writing) };
    };
  };
  const deletedOf = lastMade((deleted) => createFacade(deleted, writesOf(deleted, { restore: RESTORE }), known));
  const replaced = writesOf(repository, WRITES);
  const findById: FindById = (id, findOptions) => repository.findById(id, findOptions);
  const facade = createFacade(
    repository,
    (name) => {
      if (name === 'findById') return { value: createReading(reading, findById) };
      if (name === 'deleted') return { get: () => deletedOf(repository.deleted) };
      return replaced(name);
    },
    known,
  );
  return Object.assign(facade, { cached: createCachedEntities<IdOf<R>>(invalidation, keyOf) });
}

/** Looked up at every call, so that the repository is asked and not a copy of it. */
function call(target: object, name: PropertyKey, args: readonly unknown[]): AsyncResult<unknown> {
  return Reflect.apply(Reflect.get(target, name) as Operation, target, args);
}

/** An optional feature may be a getter: what stands in for it is made when it is asked for, once for each. */
function lastMade(make: (feature: object) => object): (feature: object | undefined) => object | undefined {
  let seen: object | undefined;
  let made: object | undefined;
  return (feature) => {
    if (feature !== seen) made = feature === undefined ? undefined : make(feature);
    seen = feature;
    return made;
  };
}
