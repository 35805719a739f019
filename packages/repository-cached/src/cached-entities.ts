import { err, ok, type AsyncResult, type TransactionalOptions } from '@infra/core';
import type { Stale } from './doubts.js';
import type { KeyOf } from './entity-key.js';
import { errors } from './errors.js';
import type { Invalidation } from './invalidation.js';
import { transactionOf } from './writing.js';

/** What is cached, for whoever knows of writes that this repository has not seen. */
export interface CachedEntities<Id> {
  /** Has these entities read anew: after the commit, in a transaction. */
  invalidate(ids: readonly Id[], options?: TransactionalOptions): AsyncResult<void>;
  /** Has every entity read anew: after the commit, in a transaction. */
  invalidateAll(options?: TransactionalOptions): AsyncResult<void>;
}

export function createCachedEntities<Id>(invalidation: Invalidation, keyOf: KeyOf): CachedEntities<Id> {
  async function forget(stale: Stale, options: TransactionalOptions | undefined): AsyncResult<void> {
    const tx = transactionOf(options);
    if (tx === undefined) return invalidation.attempt(stale);
    invalidation.afterCommit(tx, stale);
    return ok();
  }
  return {
    invalidate: async (ids, options) => {
      if (!Array.isArray(ids)) return err(errors.invalid('cached.invalidate', 'ids must be an array.'));
      return forget(new Set(ids.map(keyOf).filter((key) => key !== undefined)), options);
    },
    invalidateAll: (options) => forget('all', options),
  };
}
