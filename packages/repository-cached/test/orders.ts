import { createMemoryCache } from '@infra/cache-memory';
import type { Cache, InfraError, Layer, QueryableRepository, Repository, Result } from '@infra/core';
import { cacheSpec, decorate, repositorySpec } from '@infra/layers';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '@infra/repository-memory';

export interface Order {
  readonly id: string;
  readonly total: number;
  readonly points: bigint | null;
  readonly placedAt: Date | null;
  readonly tags: unknown;
  readonly version: number;
  readonly deletedAt: Date | null;
}
export type NewOrder = Pick<Order, 'total'> & Partial<Pick<Order, 'id' | 'points' | 'placedAt' | 'tags'>>;
export type Orders = QueryableRepository<Order, NewOrder, string> &
  Required<Pick<Repository<Order, NewOrder, string>, 'deleted' | 'audit'>>;

export function createOrders(): { readonly database: MemoryDatabase; readonly stored: Orders } {
  const database = createMemoryDatabase();
  const stored = createMemoryRepository<Order, NewOrder>({
    database,
    name: 'order',
    fields: {
      id: 'text',
      total: 'integer',
      points: 'bigint?',
      placedAt: 'date?',
      tags: 'json?',
      version: 'integer',
      deletedAt: 'date?',
    },
    defaults: { tags: () => [] },
    version: 'version',
    deletedAt: 'deletedAt',
    audit: true,
  });
  return { database, stored };
}

/** What a test does to the calls of a port: counts them, holds them up, has them fail. */
export class Calls {
  readonly counts = new Map<string, number>();
  /** Awaited before each call, with its operation. */
  before: (operation: string) => unknown = () => undefined;
  /** Awaited after each call. */
  after: (operation: string) => unknown = () => undefined;
  /** What an operation fails with instead. */
  failure: (operation: string) => InfraError | undefined = () => undefined;

  readonly layer: Layer = (next) => async (call) => {
    const { operation } = call;
    this.counts.set(operation, this.of(operation) + 1);
    await this.before(operation);
    const error = this.failure(operation);
    const result: Result<unknown> = error === undefined ? await next(call) : { ok: false, error };
    await this.after(operation);
    return result;
  };

  of(operation: string): number {
    return this.counts.get(operation) ?? 0;
  }
}

export interface Watched {
  readonly database: MemoryDatabase;
  /** Past the cache, and uncounted. */
  readonly stored: Orders;
  readonly repository: Orders;
  readonly repositoryCalls: Calls;
  readonly cache: Cache;
  readonly cacheCalls: Calls;
}

/** Orders and a cache whose calls are the test's. */
export function watched(cache: Cache = createMemoryCache()): Watched {
  const { database, stored } = createOrders();
  const repositoryCalls = new Calls();
  const cacheCalls = new Calls();
  return {
    database,
    stored,
    repository: decorate(stored, repositorySpec, repositoryCalls.layer),
    repositoryCalls,
    cache: decorate(cache, cacheSpec, cacheCalls.layer),
    cacheCalls,
  };
}

/** Something that happens when it is told to. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}
