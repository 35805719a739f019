import assert from 'node:assert/strict';
import { err, ok, type AsyncResult } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { countOf, create, inTransaction, refusal, withDatabase, type RepositoryHarness } from './harness.js';

export const savepointCases: readonly ConformanceCase<RepositoryHarness>[] = [
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
        assert.equal(await countOf(under), 2);
      }),
  },
  {
    name: 'a savepoint that its caller gives up is cancelled and takes back what is its own, and the rest goes on',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        await inTransaction(under, async (tx) => {
          const controller = new AbortController();
          const givenUp = tx.savepoint(
            async (inner) => {
              await expectOk(orders.create({ customer: 'a', total: 1 }, { tx: inner }), 'inside');
              controller.abort();
              return new Promise<never>(() => undefined);
            },
            { signal: controller.signal },
          );
          await expectError(givenUp, 'cancelled', 'given up');
          const before = tx.savepoint((inner) => orders.create({ customer: 'b', total: 1 }, { tx: inner }), {
            signal: AbortSignal.abort(),
          });
          await expectError(before, 'cancelled', 'given up before');
          return orders.create({ customer: 'c', total: 1 }, { tx });
        });
        const found = await expectOk(orders.findMany({}), 'findMany');
        assert.deepEqual(
          found.map(({ customer }) => customer),
          ['c'],
        );
      }),
  },
];
