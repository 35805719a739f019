import type { AsyncResult, Cache, Logger, ObjectStorage } from '@infra/core';
import type { BackingServer } from '../../providers/backing-servers.js';
import type { Time } from '../../time.js';
import type { Step } from '../scenario.js';
import type { Product } from './products.js';
import type { ProductTable } from './product-table.js';

export type CatalogueParam = 'products' | 'readers' | 'seed';

export interface CatalogueWorld {
  readonly params: Readonly<Record<CatalogueParam, number>>;
  readonly cache: Cache<Product>;
  readonly storage: ObjectStorage;
  readonly logger: Logger;
  /** What the keys of this run's files begin with. */
  readonly files: string;
  readonly table: ProductTable;
  /** What is read cold, then warm. */
  readonly sample: readonly Product[];
  /** What no step before the outage reads. */
  readonly unread: readonly Product[];
  readonly random: () => number;
  readonly time: Time;
  readonly signal: AbortSignal;
  /** The server behind the cache, if there is one. */
  readonly server: BackingServer | undefined;
  /** Whether the server is killed at this moment. */
  serverIsDown: boolean;
}

export type CatalogueStep = Step<CatalogueParam, CatalogueWorld>;

/** How many requests are under way at a time, as in a web server. */
export const WIDTH = 16;

/** Reads a product as an application does: from the cache, else from the table. */
export function readThrough({ cache, table, signal }: CatalogueWorld, product: Product): AsyncResult<Product> {
  return cache.getOrSet(product.id, () => table.read(product.id), { tags: [`category:${product.category}`], signal });
}

/** Why the steps with a killed server make no sense here, if so. */
export function serverOutOfReach({ server }: CatalogueWorld): string | undefined {
  if (server === undefined) return 'this cache has no server';
  return server.control === undefined ? 'the server is not ours, so it is not ours to kill' : undefined;
}
