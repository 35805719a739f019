import { createMemoryCache } from '@infra/cache-memory';
import type {
  AuditTrail,
  DeletedEntities,
  QueryableRepository,
  Repository,
  SpecificationRepository,
} from '@infra/core';
import { expectTypeOf, test } from 'vitest';
import { createCachedRepository } from '../src/index.js';
import { createOrders, type NewOrder, type Order } from './orders.js';

const { stored } = createOrders();
const cache = createMemoryCache();

test('a repository stays of its kind, with the features that it has', () => {
  const orders = createCachedRepository({ repository: stored, cache });
  expectTypeOf(orders).toExtend<QueryableRepository<Order, NewOrder, string>>();
  expectTypeOf(orders.deleted).toEqualTypeOf<DeletedEntities<Order, string>>();
  expectTypeOf(orders.audit).toEqualTypeOf<AuditTrail<Order, string>>();
  expectTypeOf(orders.cached.invalidate).parameter(0).toEqualTypeOf<readonly string[]>();
});

test('what it has not it has not', () => {
  const narrow: Repository<Order, NewOrder, string> = stored;
  const orders = createCachedRepository({ repository: narrow, cache });
  expectTypeOf(orders).not.toHaveProperty('findMany');
  expectTypeOf(orders.deleted).toEqualTypeOf<DeletedEntities<Order, string> | undefined>();
  const specified: SpecificationRepository<Order, NewOrder, string> = stored;
  expectTypeOf(createCachedRepository({ repository: specified, cache })).not.toHaveProperty('page');
  expectTypeOf(createCachedRepository({ repository: specified, cache })).toHaveProperty('updateMany');
});

test('ids of its own have keys of their type, and the id is a field of the entity', () => {
  const numbered = (repository: Repository<{ readonly nr: number }, { readonly nr: number }, number>): unknown =>
    createCachedRepository({ repository, cache, id: 'nr', key: (id) => id.toFixed(0) });
  // @ts-expect-error -- there is no such field
  const wrong = (): unknown => createCachedRepository({ repository: stored, cache, id: 'nr' });
  expectTypeOf(numbered).toBeFunction();
  expectTypeOf(wrong).toBeFunction();
});
