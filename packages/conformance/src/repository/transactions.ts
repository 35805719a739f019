import assert from 'node:assert/strict';
import { err, InfraError, ok, type AsyncResult, type Transaction } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  create,
  createAll,
  inTransaction,
  read,
  withDatabase,
  type RepositoryHarness,
  type RepositoryUnderTest,
} from './harness.js';

const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'suite', operation: 'case' });

/** What a careless body does not wait for. */
function unawaited(_result: AsyncResult<unknown>): void {
  // Left alone.
}

function total({ orders }: RepositoryUnderTest): Promise<number> {
  return expectOk(orders.count({}), 'count');
}

export const transactionCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'what a transaction writes is there for itself at once, and for others when it is committed',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        const made = await create(under, { total: 1 });
        const value = await inTransaction(under, async (tx) => {
          await expectOk(orders.create({ customer: 'b', total: 2 }, { tx }), 'create');
          await expectOk(orders.update(made.id, { total: 10 }, { tx }), 'update');
          assert.equal((await expectOk(orders.findById(made.id, { tx }), 'findById'))?.total, 10);
          assert.equal(await expectOk(orders.count({ total: { gte: 2 } }, { tx }), 'count'), 2);
          assert.equal((await expectOk(orders.findById(made.id, { tx: 'none' }), 'outside'))?.total, 1);
          assert.equal(await expectOk(orders.count({}, { tx: 'none' }), 'outside'), 1);
          return ok('done');
        });
        assert.equal(value, 'done');
        assert.equal((await read(under, made.id)).total, 10);
        assert.equal(await total(under), 2);
      }),
  },
  {
    name: 'a body that answers with an error is rolled back, and the error is the answer as it is',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const result = await under.transactions.transaction(async (tx) => {
          await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
          return err(refusal);
        });
        assert.ok(!result.ok && result.error === refusal, 'the same error');
        assert.equal(await total(under), 0);
      }),
  },
  {
    name: 'a body that throws, or answers with no Result, is rolled back, and is internal',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const cause = new Error('broken');
        const thrown = await expectError(
          under.transactions.transaction(async (tx) => {
            await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
            throw cause;
          }),
          'internal',
          'a throw',
        );
        assert.equal(thrown.cause, cause);
        const silent = async (tx: Transaction): Promise<unknown> => {
          await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
          return undefined;
        };
        await expectError(under.transactions.transaction(silent as () => AsyncResult<void>), 'internal', 'no Result');
        assert.equal(await total(under), 0);
      }),
  },
  {
    name: 'a failure that the body keeps to itself is the answer all the same, and nothing is committed',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        const swallowed = under.transactions.transaction(async (tx) => {
          await expectOk(under.orders.create({ customer: 'b', total: 1 }, { tx }), 'create');
          await expectError(under.orders.create({ id, customer: 'c', total: 1 }, { tx }), 'conflict', 'taken');
          return ok('all is well');
        });
        await expectError(swallowed, 'conflict', 'the transaction');
        assert.equal(await total(under), 1);
      }),
  },
  {
    name: 'input that was refused harms no transaction',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await inTransaction(under, async (tx) => {
          await expectError(under.orders.create({ customer: 'b', total: 1.5 }, { tx }), 'validation', 'create');
          await expectError(
            under.orders.update('01890a5d-ac96-774b-bcce-b302099a8057', { total: 1 }, { tx }),
            'not_found',
            'update',
          );
          return under.orders.create({ customer: 'b', total: 1 }, { tx });
        });
        assert.equal(await total(under), 1);
      }),
  },
  {
    name: 'a savepoint that fails takes back what is its own, and the rest goes on',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        const { id } = await create(under, { total: 1 });
        await inTransaction(under, async (tx) => {
          await expectOk(orders.create({ customer: 'b', total: 2 }, { tx }), 'before');
          const failed = tx.savepoint(async (inner) => {
            await expectOk(orders.update(id, { total: 99 }, { tx: inner }), 'update');
            return orders.create({ id, customer: 'c', total: 3 }, { tx: inner });
          });
          await expectError(failed, 'conflict', 'savepoint');
          assert.equal((await expectOk(orders.findById(id, { tx }), 'findById'))?.total, 1);
          await expectOk(
            tx.savepoint((inner) => orders.create({ customer: 'd', total: 4 }, { tx: inner })),
            'another savepoint',
          );
          return orders.create({ customer: 'e', total: 5 }, { tx });
        });
        const found = await expectOk(orders.findMany({}, { sort: [{ field: 'total' }] }), 'findMany');
        assert.deepEqual(
          found.map((order) => order.total),
          [1, 2, 4, 5],
        );
      }),
  },
  {
    name: 'savepoints that are asked for at the same time do not mix',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        await inTransaction(under, async (tx) => {
          const branch = (customer: string, fails: boolean): AsyncResult<unknown> =>
            tx.savepoint(async (inner) => {
              await expectOk(orders.create({ customer, total: 1 }, { tx: inner }), customer);
              await expectOk(orders.count({}, { tx: inner }), 'count');
              const again = await orders.create({ customer, total: 2 }, { tx: inner });
              return fails ? err(refusal) : again;
            });
          const results = await Promise.all([
            branch('a', false),
            branch('b', true),
            orders.create({ customer: 'beside', total: 1 }, { tx }),
            branch('c', false),
            branch('d', true),
          ]);
          assert.deepEqual(
            results.map((result) => result.ok),
            [true, false, true, true, false],
          );
          return ok();
        });
        const found = await expectOk(orders.findMany({}, { sort: [{ field: 'customer' }] }), 'findMany');
        assert.deepEqual(
          found.map(({ customer }) => customer),
          ['a', 'a', 'beside', 'c', 'c'],
        );
      }),
  },
  {
    name: 'savepoints in savepoints',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        await inTransaction(under, (tx) =>
          tx.savepoint(async (outer) => {
            await expectOk(orders.create({ customer: 'a', total: 1 }, { tx: outer }), 'outer');
            await expectError(
              outer.savepoint(async (inner) => {
                await expectOk(orders.create({ customer: 'b', total: 1 }, { tx: inner }), 'inner');
                return err(refusal);
              }),
              'forbidden',
              'inner',
            );
            return outer.savepoint((inner) => orders.create({ customer: 'c', total: 1 }, { tx: inner }));
          }),
        );
        assert.equal(await total(under), 2);
      }),
  },
  {
    name: 'an operation inside of a transaction without its tx is refused, unless that is said to be meant',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        await inTransaction(under, async (tx) => {
          const error = await expectError(orders.create({ customer: 'a', total: 1 }), 'validation', 'create');
          assert.match(error.message, /tx/);
          await expectError(orders.count({}), 'validation', 'count');
          await expectError(under.items.findOne({}), 'validation', 'another repository');
          await expectOk(orders.create({ customer: 'b', total: 1 }, { tx: 'none' }), 'meant');
          await expectError(
            tx.savepoint((inner) => {
              assert.notEqual(inner, tx);
              return orders.create({ customer: 'c', total: 1 }, { tx });
            }),
            'validation',
            'the tx around the savepoint',
          );
          return ok();
        });
        assert.equal(await total(under), 1);
        await create(under);
      }),
  },
  {
    name: 'a transaction inside of a transaction is refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await inTransaction(under, async () => {
          const error = await expectError(
            under.transactions.transaction(async () => ok()),
            'validation',
            'nested',
          );
          assert.match(error.message, /savepoint/);
          return ok();
        });
      }),
  },
  {
    name: 'a tx that is over is a conflict, and one of another database is refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        let kept: Transaction | undefined;
        let keptInner: Transaction | undefined;
        await inTransaction(under, async (tx) => {
          kept = tx;
          const result = await tx.savepoint(async (inner) => {
            keptInner = inner;
            return ok();
          });
          const late = await under.orders.create({ customer: 'a', total: 1 }, { tx: keptInner });
          assert.ok(!late.ok && late.error.code === 'conflict', 'a savepoint that is over');
          return result;
        });
        await expectError(under.orders.create({ customer: 'a', total: 1 }, { tx: kept }), 'conflict', 'over');
        await withDatabase(harness, async (other) => {
          await inTransaction(other, async (tx) => {
            await expectError(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'validation', 'foreign');
            return ok();
          });
        });
        const invented = JSON.parse('{"id":"x"}') as Transaction;
        await expectError(under.orders.create({ customer: 'a', total: 1 }, { tx: invented }), 'validation', 'invented');
        assert.equal(await total(under), 0);
      }),
  },
  {
    name: 'what the body does not wait for belongs to the transaction all the same',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        const failed = under.transactions.transaction(async (tx) => {
          unawaited(under.orders.create({ customer: 'b', total: 1 }, { tx }));
          unawaited(under.orders.create({ id, customer: 'c', total: 1 }, { tx }));
          return ok();
        });
        await expectError(failed, 'conflict', 'a failure that nobody waited for');
        assert.equal(await total(under), 1);
        await inTransaction(under, async (tx) => {
          unawaited(under.orders.create({ customer: 'b', total: 1 }, { tx }));
          return ok();
        });
        assert.equal(await total(under), 2);
      }),
  },
  {
    name: 'writing in a transaction that only reads is refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under);
        const options = { readOnly: true } as const;
        const seen = await inTransaction(under, (tx) => under.orders.findById(made.id, { tx }), options);
        assert.deepEqual(seen, made);
        for (const write of [
          (tx: Transaction) => under.orders.create({ customer: 'b', total: 1 }, { tx }),
          (tx: Transaction) => under.orders.update(made.id, { total: 9 }, { tx }),
          (tx: Transaction) => under.orders.deleteMany({}, { tx }),
        ]) {
          await expectError(under.transactions.transaction<unknown>(write, options), 'validation', 'write');
        }
        assert.deepEqual(await read(under, made.id), made);
      }),
  },
  {
    name: 'hooks run after the commit, in their order, before the answer',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const done: string[] = [];
        await inTransaction(under, async (tx) => {
          tx.afterCommit(async () => {
            done.push(`first of ${String(await total(under))}`);
            return ok();
          });
          const lost = tx.savepoint(async (inner) => {
            inner.afterCommit(async () => ok(done.push('lost')));
            return err(refusal);
          });
          await expectError(lost, 'forbidden', 'savepoint');
          const kept = tx.savepoint(async (inner) => {
            inner.afterCommit(async () => ok(done.push('second')));
            return ok();
          });
          await expectOk(kept, 'another savepoint');
          await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
          assert.deepEqual(done, []);
          return ok();
        });
        assert.deepEqual(done, ['first of 1', 'second']);
        const rolledBack = under.transactions.transaction(async (tx) => {
          tx.afterCommit(async () => ok(done.push('rolled back')));
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'rolled back');
        assert.equal(done.length, 2);
      }),
  },
  {
    name: 'a hook that fails is told, and changes nothing',
    run: async (harness) => {
      const told: InfraError[] = [];
      await withDatabase(
        harness,
        async (under) => {
          let isLastRun = false;
          const answer = await inTransaction(under, async (tx) => {
            tx.afterCommit(async () => err(refusal));
            tx.afterCommit(() => {
              throw new Error('broken');
            });
            tx.afterCommit(async () => ok((isLastRun = true)));
            return ok('committed');
          });
          assert.deepEqual([answer, isLastRun], ['committed', true]);
          assert.deepEqual(
            told.map(({ code }) => code),
            ['forbidden', 'internal'],
          );
        },
        { onError: (error) => told.push(error) },
      );
    },
  },
  {
    name: 'a transaction that takes too long is rolled back with timeout, though its body goes on',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const entered = deferred();
        const release = deferred();
        let late: unknown;
        const running = under.transactions.transaction(
          async (tx) => {
            await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
            entered.resolve();
            await release.promise;
            late = await under.orders.create({ customer: 'b', total: 1 }, { tx });
            return ok();
          },
          { timeoutMs: 3_600_000 },
        );
        await entered.promise;
        await harness.advance(3_600_000);
        await expectError(running, 'timeout', 'transaction');
        assert.equal(await total(under), 0);
        release.resolve();
        for (let turns = 0; late === undefined && turns < 1_000; turns += 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.ok(
          typeof late === 'object' && late !== null && 'ok' in late && late.ok === false,
          'a late operation fails',
        );
        assert.equal(await total(under), 0);
      }),
  },
  {
    name: 'a caller who aborts gets cancelled, and everything is rolled back',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const controller = new AbortController();
        let seen: AbortSignal | undefined;
        const running = under.transactions.transaction(
          async (tx) => {
            seen = tx.signal;
            await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
            controller.abort();
            return new Promise<never>(() => undefined);
          },
          { signal: controller.signal },
        );
        await expectError(running, 'cancelled', 'transaction');
        assert.equal(seen?.aborted, true);
        assert.equal(await total(under), 0);
        const before = under.transactions.transaction(async () => ok(), { signal: AbortSignal.abort() });
        await expectError(before, 'cancelled', 'aborted before');
        const single = under.orders.create({ customer: 'a', total: 1 }, { signal: AbortSignal.abort() });
        await expectError(single, 'cancelled', 'an operation');
        assert.equal(await total(under), 0);
      }),
  },
  {
    name: 'options that make no sense are refused, and the body does not run',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        let runs = 0;
        const wrong: readonly unknown[] = [
          { isolation: 'chaos' },
          { timeoutMs: 0 },
          { timeoutMs: Number.NaN },
          { attempts: 0 },
          { attempts: 1.5 },
          { readOnly: 'yes' },
        ];
        for (const options of wrong) {
          const refused = under.transactions.transaction(async () => ok((runs += 1)), options as object);
          await expectError(refused, 'validation', JSON.stringify(options));
        }
        assert.equal(runs, 0);
      }),
  },
  {
    name: 'several entities and their audit entries are one transaction',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [order] = await createAll(under, [1]);
        const id = order?.id ?? '';
        const rolledBack = under.transactions.transaction(async (tx) => {
          await expectOk(under.orders.update(id, { total: 2 }, { tx }), 'update');
          await expectOk(under.items.create({ sku: 'a' }, { tx }), 'create');
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'rolled back');
        assert.equal((await read(under, id)).total, 1);
        assert.equal(await expectOk(under.items.count({}), 'count'), 0);
        assert.equal((await expectOk(under.orders.audit.list(id), 'audit.list')).items.length, 1);
      }),
  },
];
