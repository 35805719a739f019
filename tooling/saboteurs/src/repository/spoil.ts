import type { RepositoryHarness, RepositoryHarnessOptions, RepositoryUnderTest } from '@infra/conformance';
import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type InfraErrorCode,
  type Result,
  type Transaction,
  type TransactionManager,
  type TransactionOptions,
} from '@infra/core';

export type Spoil = (harness: RepositoryHarness) => RepositoryHarness;

/** What is spoilt needs no types: rows and operations are data here. */
export type Row = Readonly<Record<string, unknown>>;
export type Call = (...args: readonly unknown[]) => AsyncResult<unknown>;

/** Every operation of a repository, and which of its arguments are its options. */
const OPTIONS_AT = {
  create: 1,
  createMany: 1,
  findById: 1,
  update: 2,
  updateEach: 1,
  updateMany: 2,
  upsert: 1,
  delete: 1,
  deleteMany: 1,
  findOne: 1,
  findMany: 1,
  exists: 1,
  count: 1,
  page: 1,
  cursorPage: 1,
  aggregate: 2,
  aggregateBy: 3,
  'deleted.findById': 1,
  'deleted.restore': 1,
  'deleted.purge': 1,
  'audit.list': 1,
} as const;

export type OperationName = keyof typeof OPTIONS_AT;
export const ALL = Object.keys(OPTIONS_AT) as readonly OperationName[];
/** Those whose first argument is a specification; of `aggregateBy` it is the second. */
export const MEANING: readonly OperationName[] = [
  'findOne',
  'findMany',
  'exists',
  'count',
  'page',
  'cursorPage',
  'aggregate',
  'updateMany',
  'deleteMany',
];

export interface Here {
  readonly name: OperationName;
  /** Any operation of the same repository, without faults. */
  readonly right: (name: OperationName, ...args: readonly unknown[]) => AsyncResult<unknown>;
  readonly under: RepositoryUnderTest;
}

/** A wrong way to answer a call; it gets the right one to do it with. */
export type Around = (call: Call, args: readonly unknown[], here: Here) => AsyncResult<unknown>;

/** Spoils every database that a harness makes. */
export function spoil(change: (under: RepositoryUnderTest) => Partial<RepositoryUnderTest>): Spoil {
  return (harness) => {
    const originals = new WeakMap<RepositoryUnderTest, RepositoryUnderTest>();
    return {
      ...harness,
      make: async (options) => {
        const original = await harness.make(options);
        const spoilt = { ...original, ...change(original) };
        originals.set(spoilt, original);
        return spoilt;
      },
      putOldItem: (under, item) => harness.putOldItem(originals.get(under) ?? under, item),
    };
  };
}

function find(repository: object, name: OperationName): Call | undefined {
  let found: unknown = repository;
  for (const part of name.split('.')) found = Reflect.get(Object(found) as object, part) as unknown;
  return typeof found === 'function' ? (found as Call) : undefined;
}

function around<T extends object>(
  repository: T,
  under: RepositoryUnderTest,
  names: readonly OperationName[],
  wrong: Around,
): T {
  const spoilt: Record<string, unknown> = Object.fromEntries(Object.entries(repository));
  for (const group of ['deleted', 'audit']) {
    if (spoilt[group] !== undefined) spoilt[group] = { ...spoilt[group] };
  }
  const right: Here['right'] = (name, ...args) => find(repository, name)?.(...args) ?? Promise.resolve(ok());
  for (const name of names) {
    const call = find(repository, name);
    const [first = '', second] = name.split('.');
    if (call === undefined) continue;
    const faulty: Call = (...args) => wrong(call, args, { name, right, under });
    if (second === undefined) spoilt[first] = faulty;
    else Reflect.set(Object(spoilt[first]) as object, second, faulty);
  }
  return spoilt as T;
}

/** The repositories with operations that are answered in a wrong way. */
export function wrongly(
  under: RepositoryUnderTest,
  names: readonly OperationName[],
  wrong: Around,
): Pick<RepositoryUnderTest, 'orders' | 'items'> {
  return { orders: around(under.orders, under, names, wrong), items: around(under.items, under, names, wrong) };
}

export function spoilCalls(names: readonly OperationName[], wrong: Around): Spoil {
  return spoil((under) => wrongly(under, names, wrong));
}

/** Spoils what operations are called with. */
export function spoilArguments(
  names: readonly OperationName[],
  change: (args: readonly unknown[], here: Here) => readonly unknown[],
): Spoil {
  return spoilCalls(names, (call, args, here) => call(...change(args, here)));
}

/** Spoils the first argument: values, an id or a specification. */
export function spoilFirst(names: readonly OperationName[], change: (first: unknown) => unknown): Spoil {
  return spoilArguments(names, ([first, ...rest]) => [change(first), ...rest]);
}

/** Spoils the options of operations. */
export function spoilOptions(names: readonly OperationName[], change: (options: Row) => Row): Spoil {
  return spoilArguments(names, (args, { name }) => {
    const at = OPTIONS_AT[name];
    const given = Array.from({ length: Math.max(args.length, at + 1) }, (_, index) => args[index]);
    return given.with(at, change((args[at] ?? {}) as Row));
  });
}

/** Spoils the values that operations answer with. */
export function spoilValue(
  names: readonly OperationName[],
  change: (value: unknown, args: readonly unknown[], here: Here) => unknown,
): Spoil {
  return spoilCalls(names, async (call, args, here) => {
    const result = await call(...args);
    return result.ok ? ok(await change(result.value, args, here)) : result;
  });
}

/** Spoils every row that operations answer with, alone, in a list, or on a page. */
export function spoilRows(names: readonly OperationName[], change: (row: Row) => Row): Spoil {
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== 'object' || value === null) return value;
    return 'items' in value ? { ...value, items: changed(value.items) } : change(value as Row);
  };
  return spoilValue(names, changed);
}

/** Has what must fail answer otherwise. */
export function forgive(
  names: readonly OperationName[],
  code: InfraErrorCode,
  answer: (args: readonly unknown[], here: Here, error: InfraError) => AsyncResult<unknown>,
): Spoil {
  return spoilCalls(names, async (call, args, here) => {
    const result = await call(...args);
    return result.ok || result.error.code !== code ? result : answer(args, here, result.error);
  });
}

export function failure(code: InfraErrorCode, more: { readonly retryable?: boolean } = {}): Result<never> {
  return err(new InfraError({ code, message: 'wrong', provider: 'memory', operation: 'repository.x', ...more }));
}

export function changedError(error: InfraError, changes: Partial<InfraError>): Result<never> {
  const { code, message, provider, operation, details, retryable, cause } = error;
  return err(
    new InfraError({ code, message, provider, operation, retryable, cause, ...(details && { details }), ...changes }),
  );
}

export type Body = (tx: Transaction) => AsyncResult<unknown>;
export type WrongTransaction = (
  right: (body: Body, options?: TransactionOptions) => AsyncResult<unknown>,
  body: Body,
  options: TransactionOptions,
  under: RepositoryUnderTest,
) => AsyncResult<unknown>;

export function wrongTransactions(under: RepositoryUnderTest, wrong: WrongTransaction): TransactionManager {
  const right: Parameters<WrongTransaction>[0] = (body, options) => under.transactions.transaction(body, options);
  return {
    provider: under.transactions.provider,
    transaction: (body, options = {}) => wrong(right, body, options, under) as ReturnType<typeof body>,
  };
}

/** Spoils how a transaction is run. */
export function spoilTransactions(wrong: WrongTransaction): Spoil {
  return spoil((under) => ({ transactions: wrongTransactions(under, wrong) }));
}

/** Spoils what a transaction is run with. */
export function spoilPlan(change: (options: TransactionOptions) => TransactionOptions): Spoil {
  return spoilTransactions((right, body, options) => right(body, change(options)));
}

/** Spoils what a body is given. It stays the same object: by that the database knows it. */
export function spoilTx(change: (right: Transaction, tx: Transaction) => Partial<Transaction>): Spoil {
  return spoilTransactions((right, body, options) =>
    right((tx) => {
      Object.assign(tx, change({ ...tx }, tx));
      return body(tx);
    }, options),
  );
}

/** Spoils what a database is made with. */
export function spoilMaking(change: (options: RepositoryHarnessOptions) => RepositoryHarnessOptions): Spoil {
  return (harness) => ({ ...harness, make: (options = {}) => harness.make(change(options)) });
}
