import {
  err,
  fromPromise,
  InfraError,
  ok,
  unwrap,
  type AsyncResult,
  type InfraErrorCode,
  type IoOptions,
  type Layer,
} from '@infra/core';
import { describe, expect, test } from 'vitest';
import { decorate, definePort } from '../../src/index.js';
import { recorder, twice } from '../layers.js';

// The shape of ports with transactions, before repositories are built on it: one object starts them, others take part by `{ tx }`.

/** Opaque: only the provider that made it knows what it is. */
interface Transaction {
  readonly id: string;
}

interface TxOptions extends IoOptions {
  readonly tx?: Transaction | undefined;
}

interface Transactions {
  /** Commits what `work` did when it returns a success, and undoes it otherwise. */
  transaction<T>(work: (tx: Transaction) => AsyncResult<T>, options?: TxOptions): AsyncResult<T>;
}

interface Counter {
  set(value: number, options?: TxOptions): AsyncResult<void>;
  get(options?: TxOptions): AsyncResult<number>;
}

const transactionsSpec = definePort<Transactions>('transactions', { transaction: { optionsAt: 1, callback: true } });

const counterSpec = definePort<Counter>('counter', {
  set: { optionsAt: 1, idempotent: ([, options]) => options?.tx === undefined },
  get: { optionsAt: 0, idempotent: ([options]) => options?.tx === undefined },
});

const failure = (code: InfraErrorCode, message: string): InfraError =>
  new InfraError({ code, message, provider: 'spike', operation: 'counter.any' });

function createStore(): {
  readonly counter: Counter;
  readonly transactions: Transactions;
  failOnce(): void;
  calls: number;
} {
  let committed = 0;
  let failures = 0;
  const open = new Map<string, number>();
  const run = async <T>(options: TxOptions | undefined, use: (tx: Transaction | undefined) => T): AsyncResult<T> => {
    store.calls += 1;
    if (options?.signal?.aborted === true) return err(failure('cancelled', 'The caller aborted the operation.'));
    if (failures > 0) {
      failures -= 1;
      return err(failure('unavailable', 'The store is away.'));
    }
    if (options?.tx !== undefined && !open.has(options.tx.id)) {
      return err(failure('conflict', `The transaction ${options.tx.id} is over.`));
    }
    return ok(use(options?.tx));
  };
  const store = {
    calls: 0,
    failOnce: () => {
      failures = 1;
    },
    counter: {
      set: (value: number, options?: TxOptions) =>
        run(options, (tx) => {
          if (tx === undefined) committed = value;
          else open.set(tx.id, value);
        }),
      get: (options?: TxOptions) => run(options, (tx) => open.get(tx?.id ?? '') ?? committed),
    },
    transactions: {
      async transaction<T>(work: (tx: Transaction) => AsyncResult<T>, { signal }: TxOptions = {}): AsyncResult<T> {
        const tx = { id: `tx${String(open.size + 1)}` };
        open.set(tx.id, committed);
        const outcome = await fromPromise(async () => unwrap(await work(tx)));
        const value = open.get(tx.id);
        open.delete(tx.id);
        if (signal?.aborted === true) return err(failure('cancelled', 'The caller aborted the operation.'));
        if (outcome.ok && value !== undefined) committed = value;
        return outcome;
      },
    },
  };
  return store;
}

function openStore(...layers: readonly Layer[]): ReturnType<typeof createStore> {
  const store = createStore();
  return Object.assign(Object.create(store) as typeof store, {
    counter: decorate(store.counter, counterSpec, ...layers),
    transactions: decorate(store.transactions, transactionsSpec, ...layers),
  });
}

describe('ports with transactions', () => {
  test('the operations inside see each other, and nobody else sees them before the end', async () => {
    const { counter, transactions } = openStore(twice);
    const seen = unwrap(
      await transactions.transaction(async (tx) => {
        unwrap(await counter.set(5, { tx }));
        return ok([unwrap(await counter.get({ tx })), unwrap(await counter.get())]);
      }),
    );
    expect([seen, unwrap(await counter.get())]).toEqual([[5, 0], 5]);
  });

  test('a body that fails or throws undoes everything, and is not run again by a layer', async () => {
    const { counter, transactions } = openStore(twice, twice);
    let runs = 0;
    const failing = await transactions.transaction(async (tx) => {
      runs += 1;
      unwrap(await counter.set(5, { tx }));
      return err(failure('unavailable', 'Not now.'));
    });
    const throwing = await transactions.transaction(async (tx) => {
      runs += 1;
      unwrap(await counter.set(6, { tx }));
      throw new Error('a bug');
    });
    expect([failing, throwing]).toMatchObject([
      { ok: false, error: { code: 'unavailable' } },
      { ok: false, error: { code: 'internal' } },
    ]);
    expect([runs, unwrap(await counter.get())]).toEqual([2, 0]);
  });

  test('a statement inside is never repeated on its own; outside it is', async () => {
    const store = openStore(twice);
    store.failOnce();
    expect((await store.counter.get()).ok).toBe(true);
    const inside = await store.transactions.transaction(async (tx) => {
      store.failOnce();
      return store.counter.get({ tx });
    });
    expect(inside).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  test('layers see the transaction, beside a signal of their own', async () => {
    const { calls, layer } = recorder();
    const { signal } = new AbortController();
    const { counter, transactions } = openStore((next) => (call) => next({ ...call, signal }), layer);
    unwrap(
      await transactions.transaction(async (tx) => {
        unwrap(await counter.set(5, { tx }));
        return ok();
      }),
    );
    expect(calls.map(({ operation, idempotent, args }) => [operation, idempotent, args.at(-1)])).toEqual([
      ['transaction', false, expect.any(Function)],
      ['set', false, { tx: { id: 'tx1' } }],
    ]);
    expect(unwrap(await counter.get())).toBe(5);
  });

  test('a transaction that is over is refused', async () => {
    const { counter, transactions } = openStore(twice);
    const stale = unwrap(await transactions.transaction(async (tx) => ok(tx)));
    expect(await counter.set(5, { tx: stale })).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  test('an aborted transaction does not commit', async () => {
    const { counter, transactions } = openStore(twice);
    const caller = new AbortController();
    const outcome = await transactions.transaction(
      async (tx) => {
        unwrap(await counter.set(5, { tx }));
        caller.abort();
        return ok();
      },
      { signal: caller.signal },
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(unwrap(await counter.get())).toBe(0);
  });
});
