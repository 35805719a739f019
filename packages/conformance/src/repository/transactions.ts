import assert from 'node:assert/strict';
import { err, ok, type AsyncResult, type Transaction } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  countOf,
  create,
  createAll,
  inTransaction,
  read,
  refusal,
  withDatabase,
  type RepositoryHarness,
} from './harness.js';

/** What a careless body does not wait for. */
function unawaited(_result: AsyncResult<unknown>): void {
  // Left alone.
}

export const transactionCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'what a transaction writes is there for itself at once, and for others when it is committed',
    needs: ['concurrent'],
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
        assert.equal(await countOf(under), 2);
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
        assert.equal(await countOf(under), 0);
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
        assert.equal(await countOf(under), 0);
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
        assert.equal(await countOf(under), 1);
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
        assert.equal(await countOf(under), 1);
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
        assert.equal(await countOf(under), 1);
        await inTransaction(under, async (tx) => {
          unawaited(under.orders.create({ customer: 'b', total: 1 }, { tx }));
          return ok();
        });
        assert.equal(await countOf(under), 2);
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
