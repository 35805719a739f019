import {
  err,
  ok,
  type AsyncResult,
  type Cache,
  type InfraError,
  type Result,
  type TransactionalOptions,
} from '@infra/core';
import { copyOf } from '@internal/serialization';
import { Asked } from './asked.js';
import { isSameId, type KeyOf } from './entity-key.js';
import type { Entry } from './entry.js';
import { ALL_TAG, type Invalidation } from './invalidation.js';

export interface ReadingParts {
  readonly entries: Cache<Entry>;
  readonly keyOf: KeyOf;
  /** Whether ids that share a key may be of different entities. */
  readonly comparesIds: boolean;
  readonly cacheAbsent: boolean;
  readonly invalidation: Invalidation;
}

type Found = Result<object | undefined>;
export type FindById = (id: unknown, options?: TransactionalOptions) => Promise<Found>;

const TAGS = [ALL_TAG];

/** `findById` through the cache. `find` is the repository's own. */
export function createReading(parts: ReadingParts, find: FindById): FindById {
  const { entries, keyOf, comparesIds, cacheAbsent, invalidation } = parts;
  /** What loads have failed with, to tell it from what the cache fails with. */
  const loadFailures = new WeakSet<InfraError>();
  const asked = new Asked();

  async function read(key: string, id: unknown, options: TransactionalOptions): Promise<Found> {
    const asking = asked.enter(key);
    try {
      return await readSharing(key, id, options, asking.loaded);
    } finally {
      asked.leave(key, asking);
    }
  }

  async function readSharing(
    key: string,
    id: unknown,
    options: TransactionalOptions,
    loadedIds: Set<unknown>,
  ): Promise<Found> {
    let own: Found | undefined;
    const load = async ({ signal }: { readonly signal: AbortSignal }): AsyncResult<Entry | undefined> => {
      // Only text is written in several ways.
      if (typeof id === 'string') loadedIds.add(id);
      own = await find(id, { ...options, signal });
      if (!own.ok) {
        loadFailures.add(own.error);
        return own;
      }
      if (own.value !== undefined) return ok([id, own.value] as const);
      return ok(cacheAbsent ? ([id] as const) : undefined);
    };
    const cached = await entries.getOrSet(key, load, { tags: TAGS, signal: options.signal });
    const loaded = own;
    if (!cached.ok) {
      if (options.signal?.aborted === true) return cached;
      if (loaded !== undefined) return loaded;
      if (!loadFailures.has(cached.error)) invalidation.report(cached.error);
      else if (isOfAll(cached.error)) return err(cached.error);
      return find(id, options);
    }
    if (loaded !== undefined) return loaded;
    if (cached.value === undefined) {
      const isOfThis = !comparesIds || [...loadedIds].every((other) => other === id);
      return isOfThis ? ok(undefined) : find(id, options);
    }
    const [cachedId, entity] = cached.value;
    if (comparesIds && !isSameId(cachedId, id)) return find(id, options);
    return ok(Object.isFrozen(entity) ? (copyOf(entity) as object | undefined) : entity);
  }

  return async (id, options = {}) => {
    const key = keyOf(id);
    // In a transaction the database is asked: it knows what the transaction has written, and what it shall see of others.
    if (key === undefined || isOpen(options)) return find(id, options);
    if (invalidation.isInDoubt(key) && !(await invalidation.isTrusted(key))) return find(id, options);
    return read(key, id, options);
  };
}

export function isOpen({ tx }: TransactionalOptions): boolean {
  return tx !== undefined && tx !== 'none';
}

/** Whether a load that failed would fail for everybody: what else failed it is its caller's doing, such as a `tx` that was forgotten. */
function isOfAll({ code }: InfraError): boolean {
  return code === 'unavailable' || code === 'timeout' || code === 'rate_limited' || code === 'internal';
}
