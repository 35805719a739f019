import assert from 'node:assert/strict';
import {
  unwrapOr,
  type AuditTrail,
  type AsyncResult,
  type ContextCarrier,
  type DeletedEntities,
  type HealthCheck,
  InfraError,
  type Lifecycle,
  type QueryableRepository,
  type Transaction,
  type TransactionManager,
  type TransactionOptions,
} from '@infra/core';
import { expectOk } from '../expect-result.js';

/** Has a field of every kind, and everything that a repository can keep by itself. */
export interface SuiteOrder {
  readonly id: string;
  /** Unique, together with `slot`. */
  readonly customer: string;
  readonly slot: number | null;
  readonly status: 'open' | 'paid';
  readonly total: number;
  readonly weight: number | null;
  readonly points: bigint | null;
  readonly gift: boolean | null;
  readonly note: string | null;
  readonly placedAt: Date | null;
  /** Plain JSON. */
  readonly tags: unknown;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly createdBy: string | null;
  readonly updatedBy: string | null;
  readonly deletedAt: Date | null;
}

type Managed = 'version' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'deletedAt';

/** `status` is `open` by default, and `id` a UUIDv7. */
export type SuiteNewOrder = Pick<SuiteOrder, 'customer' | 'total'> & Partial<Omit<SuiteOrder, Managed>>;

/** Keeps nothing by itself: deleting is for good. `sku` is unique, and `schema` is the version of its schema. */
export interface SuiteItem {
  readonly id: string;
  readonly sku: string;
  readonly count: number;
  /** What came with the second version of the schema; rows of the first have none. */
  readonly label: string | null;
  readonly schema: number;
}

export type SuiteNewItem = Pick<SuiteItem, 'sku'> & Partial<Omit<SuiteItem, 'schema'>>;

export type SuiteOrders = QueryableRepository<SuiteOrder, SuiteNewOrder, string> & {
  readonly deleted: DeletedEntities<SuiteOrder, string>;
  readonly audit: AuditTrail<SuiteOrder, string>;
};

export type SuiteItems = QueryableRepository<SuiteItem, SuiteNewItem, string>;

/** A database with two repositories. */
export interface RepositoryUnderTest {
  /** `order`: with versions, stamps, soft deletes, and an audit trail whose actor is the `actor` of the context. */
  readonly orders: SuiteOrders;
  /**
   * `item`: with a schema of version 2, whose upgrade from 1 makes `label` the `sku` in front of a `!`. `count` is 0 by default.
   */
  readonly items: SuiteItems;
  readonly transactions: TransactionManager;
  readonly database: Lifecycle & HealthCheck;
}

export interface RepositoryHarnessOptions {
  readonly context?: ContextCarrier;
  readonly onError?: (error: InfraError) => void;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface RepositoryHarness {
  /** A database that is empty and shares nothing with any other. The suite closes it. */
  make(options?: RepositoryHarnessOptions): Promise<RepositoryUnderTest>;
  /** Has the clock of every database made so far say a later time. */
  advance(ms: number): Promise<void>;
  /** Writes an item as the first version of the schema had it, past the port: without a label. */
  putOldItem(under: RepositoryUnderTest, item: { readonly id: string; readonly sku: string }): Promise<void>;
  /** Whether several transactions can be open at once. Left out where there is one connection for all. */
  readonly concurrent?: true;
  /** What the store holds of an order, read past the port; undefined for nothing. */
  peek?(under: RepositoryUnderTest, id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** A database whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(): Promise<RepositoryUnderTest>;
}

/** Runs a case's body with a database of its own, closed afterwards. */
export async function withDatabase(
  harness: RepositoryHarness,
  body: (under: RepositoryUnderTest) => Promise<void>,
  options?: RepositoryHarnessOptions,
): Promise<void> {
  const under = await harness.make(options);
  try {
    await body(under);
  } finally {
    unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
  }
}

/** An id that nobody has. */
export const NOWHERE = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What a body answers with that wants to be rolled back. */
export const refusal: InfraError = new InfraError({
  code: 'forbidden',
  message: 'no',
  provider: 'suite',
  operation: 'case',
});

/** How many orders there are. */
export function countOf({ orders }: RepositoryUnderTest): Promise<number> {
  return expectOk(orders.count({}), 'count');
}

export function create({ orders }: RepositoryUnderTest, values: Partial<SuiteNewOrder> = {}): Promise<SuiteOrder> {
  return expectOk(orders.create({ customer: 'Ada', total: 5, ...values }), 'create');
}

/** Orders with these totals, in this order. */
export function createAll({ orders }: RepositoryUnderTest, totals: readonly number[]): Promise<readonly SuiteOrder[]> {
  return expectOk(
    orders.createMany(totals.map((total, index) => ({ customer: `c${String(index)}`, total }))),
    'createMany',
  );
}

export async function read({ orders }: RepositoryUnderTest, id: string): Promise<SuiteOrder> {
  const found = await expectOk(orders.findById(id), 'findById');
  assert.ok(found !== undefined, `the order ${id} is not there`);
  return found;
}

export function inTransaction<T>(
  { transactions }: RepositoryUnderTest,
  body: (tx: Transaction) => AsyncResult<T>,
  options?: TransactionOptions,
): Promise<T> {
  return expectOk(transactions.transaction(body, options), 'transaction');
}

/**
 * Two that meet: whoever comes first waits for the other, so that both have done what they did before. Whoever comes again does not wait.
 */
export function createMeeting(parties = 2): () => Promise<void> {
  let arrived = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    arrived += 1;
    if (arrived >= parties) open();
    await opened;
  };
}

/**
 * The same harness with every repository wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. The harness is handed what is inside.
 *
 * @example wrapRepositories(harness, (orders) => decorate(orders, repositorySpec, ...neutralLayers()), …)
 */
export function wrapRepositories(
  harness: RepositoryHarness,
  wrap: {
    readonly orders: (orders: SuiteOrders) => SuiteOrders;
    readonly items: (items: SuiteItems) => SuiteItems;
    readonly transactions: (transactions: TransactionManager) => TransactionManager;
  },
): RepositoryHarness {
  const inside = new WeakMap<RepositoryUnderTest, RepositoryUnderTest>();
  const wrapped = (under: RepositoryUnderTest): RepositoryUnderTest => {
    const outside = {
      orders: wrap.orders(under.orders),
      items: wrap.items(under.items),
      transactions: wrap.transactions(under.transactions),
      database: under.database,
    };
    inside.set(outside, under);
    return outside;
  };
  const { peek, unreachable, concurrent } = harness;
  return {
    make: async (options) => wrapped(await harness.make(options)),
    advance: (ms) => harness.advance(ms),
    putOldItem: (under, item) => harness.putOldItem(inside.get(under) ?? under, item),
    ...(concurrent && { concurrent }),
    ...(peek && { peek: (under, id) => peek(inside.get(under) ?? under, id) }),
    ...(unreachable && { unreachable: async () => wrapped(await unreachable()) }),
  };
}
