import assert from 'node:assert/strict';
import { ok, type Transaction } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { countOf, create, inTransaction, withDatabase, type RepositoryHarness } from './harness.js';

export const belongingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'an operation inside of a transaction without its tx is refused, unless that is said to be meant',
    needs: ['concurrent'],
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
        assert.equal(await countOf(under), 1);
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
        assert.equal(await countOf(under), 0);
      }),
  },
];
