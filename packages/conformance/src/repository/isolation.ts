import assert from 'node:assert/strict';
import { ok, type AsyncResult, type Isolation } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  create,
  createAll,
  createMeeting,
  inTransaction,
  read,
  withDatabase,
  type RepositoryHarness,
  type RepositoryUnderTest,
} from './harness.js';

/** Reads a total and writes one more: what is lost when two do it at once. */
function addOne(
  { transactions, orders }: RepositoryUnderTest,
  id: string,
  isolation: Isolation,
  meet: () => Promise<void>,
  attempts?: number,
): AsyncResult<number> {
  return transactions.transaction(
    async (tx) => {
      const found = await expectOk(orders.findById(id, { tx }), 'findById');
      await meet();
      const updated = await orders.update(id, { total: (found?.total ?? 0) + 1 }, { tx });
      return updated.ok ? ok(tx.attempt) : updated;
    },
    { isolation, attempts },
  );
}

export const isolationCases: readonly ConformanceCase<RepositoryHarness>[] = [
  ...(['repeatable read', 'serializable'] as const).map((isolation): ConformanceCase<RepositoryHarness> => ({
    name: `${isolation}: no update is lost, for one of two that meet runs again`,
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { total: 0 });
        const meet = createMeeting();
        const attempts = await Promise.all([
          expectOk(addOne(under, id, isolation, meet), 'one'),
          expectOk(addOne(under, id, isolation, meet), 'the other'),
        ]);
        assert.equal((await read(under, id)).total, 2);
        assert.deepEqual([...attempts].sort(), [1, 2]);
      }),
  })),
  {
    name: 'a transaction that met others at its last attempt is a conflict that is not retryable',
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { total: 0 });
        const meet = createMeeting();
        const results = await Promise.all([
          addOne(under, id, 'repeatable read', meet, 1),
          addOne(under, id, 'repeatable read', meet, 1),
        ]);
        const failed = results.find(({ ok: isOk }) => !isOk);
        assert.ok(failed !== undefined && !failed.ok, 'one of them fails');
        assert.deepEqual([failed.error.code, failed.error.retryable], ['conflict', false]);
        assert.equal((await read(under, id)).total, 1);
      }),
  },
  {
    name: 'serializable: two that each rely on what the other changes do not both happen',
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [first, second] = await createAll(under, [1, 1]);
        const { orders, transactions } = under;
        const meet = createMeeting();
        // One of two must stay open: each sees that the other is.
        const close = (id: string): AsyncResult<unknown> =>
          transactions.transaction<unknown>(
            async (tx) => {
              const open = await expectOk(orders.count({ status: 'open' }, { tx }), 'count');
              await meet();
              return open < 2 ? ok() : orders.update(id, { status: 'paid' }, { tx });
            },
            { isolation: 'serializable' },
          );
        await Promise.all([expectOk(close(first?.id ?? ''), 'one'), expectOk(close(second?.id ?? ''), 'the other')]);
        assert.equal(await expectOk(orders.count({ status: 'open' }), 'count'), 1);
      }),
  },
  {
    name: 'serializable: what was counted does not grow behind the back of whoever counted',
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders, transactions } = under;
        const meet = createMeeting();
        const first = (customer: string): AsyncResult<unknown> =>
          transactions.transaction<unknown>(
            async (tx) => {
              const isFirst = (await expectOk(orders.count({}, { tx }), 'count')) === 0;
              await meet();
              return isFirst ? orders.create({ customer, total: 1 }, { tx }) : ok();
            },
            { isolation: 'serializable' },
          );
        await Promise.all([expectOk(first('a'), 'one'), expectOk(first('b'), 'the other')]);
        assert.equal(await expectOk(orders.count({}), 'count'), 1);
      }),
  },
  {
    name: 'repeatable read: what was read once does not change',
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        const { id } = await create(under, { total: 1 });
        await inTransaction(
          under,
          async (tx) => {
            assert.equal((await expectOk(orders.findById(id, { tx }), 'before'))?.total, 1);
            await expectOk(orders.update(id, { total: 2 }, { tx: 'none' }), 'somebody else');
            await expectOk(orders.create({ customer: 'b', total: 3 }, { tx: 'none' }), 'somebody else');
            assert.equal((await expectOk(orders.findById(id, { tx }), 'after'))?.total, 1);
            assert.equal(await expectOk(orders.count({}, { tx }), 'count'), 1);
            return ok();
          },
          { isolation: 'repeatable read' },
        );
        assert.equal((await read(under, id)).total, 2);
      }),
  },
  {
    name: 'what others have not committed is not seen, at any level',
    needs: ['concurrent'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders, transactions } = under;
        const { id } = await create(under, { total: 1 });
        const written = deferred();
        const seen = deferred();
        const writing = transactions.transaction(async (tx) => {
          await expectOk(orders.update(id, { total: 2 }, { tx }), 'update');
          written.resolve();
          await seen.promise;
          return ok();
        });
        await written.promise;
        for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const) {
          const found = await inTransaction(under, (tx) => orders.findById(id, { tx }), { isolation });
          assert.equal(found?.total, 1, isolation);
        }
        assert.equal((await read(under, id)).total, 1, 'without a transaction');
        seen.resolve();
        await expectOk(writing, 'transaction');
        assert.equal((await read(under, id)).total, 2);
      }),
  },
];
