import assert from 'node:assert/strict';
import { ok, unwrapOr, type AsyncResult, type Isolation, type Transaction } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
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
  {
    name: 'who writes what another has written waits for it, and goes by what became of it',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders, transactions } = under;
        const { id } = await create(under, { total: 1 });
        for (const [commits, expected] of [
          [true, 0],
          [false, 1],
        ] as const) {
          await expectOk(orders.updateMany({ id }, { total: 1 }), 'begin anew');
          const written = deferred();
          const finish = deferred();
          const first = transactions.transaction(async (tx) => {
            const updated = await orders.update(id, { total: 5 }, { tx });
            written.resolve();
            await finish.promise;
            if (!commits) throw new Error('rolled back');
            return updated;
          });
          await written.promise;
          let isSecondDone = false;
          const second = orders.updateMany({ id, total: 1 }, { note: 'second' }).finally(() => (isSecondDone = true));
          for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          assert.equal(isSecondDone, false, 'it waits');
          finish.resolve();
          unwrapOr(await first, undefined);
          assert.equal(await expectOk(second, 'second'), expected, commits ? 'committed' : 'rolled back');
        }
      }),
  },
  {
    name: 'two that wait for each other do not wait for ever: one of them runs again',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders, transactions } = under;
        const [first, second] = await createAll(under, [1, 2]);
        assert.ok(first !== undefined && second !== undefined);
        const meet = createMeeting();
        const both = (one: string, other: string): AsyncResult<Transaction['attempt']> =>
          transactions.transaction(async (tx) => {
            const begun = await orders.update(one, { note: 'x' }, { tx });
            if (!begun.ok) return begun;
            await meet();
            const ended = await orders.update(other, { note: 'y' }, { tx });
            return ended.ok ? ok(tx.attempt) : ended;
          });
        const attempts = await Promise.all([
          expectOk(both(first.id, second.id), 'one'),
          expectOk(both(second.id, first.id), 'the other'),
        ]);
        assert.ok(Math.max(...attempts) > 1, 'one of them ran again');
        assert.deepEqual([(await read(under, first.id)).version, (await read(under, second.id)).version], [3, 3]);
      }),
  },
  {
    name: 'two that create the same unique one: the other waits, and then has a conflict, or its place',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { items, transactions } = under;
        for (const commits of [true, false]) {
          const sku = `commits ${String(commits)}`;
          const written = deferred();
          const finish = deferred();
          const first = transactions.transaction(async (tx) => {
            await expectOk(items.create({ sku }, { tx }), 'create');
            written.resolve();
            await finish.promise;
            if (!commits) throw new Error('rolled back');
            return ok();
          });
          await written.promise;
          const second = items.create({ sku });
          finish.resolve();
          unwrapOr(await first, undefined);
          if (commits) await expectError(second, 'conflict', 'the second');
          else await expectOk(second, 'the second');
          assert.equal(await expectOk(items.count({ sku }), 'count'), 1);
        }
      }),
  },
  {
    name: 'a wait that its caller gives up is cancelled, and the one it waited for goes on',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders, transactions } = under;
        const { id } = await create(under, { total: 1 });
        const written = deferred();
        const finish = deferred();
        const first = transactions.transaction(async (tx) => {
          const updated = await orders.update(id, { total: 2 }, { tx });
          written.resolve();
          await finish.promise;
          return updated;
        });
        await written.promise;
        const controller = new AbortController();
        const second = orders.update(id, { total: 3 }, { signal: controller.signal });
        await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await expectError(second, 'cancelled', 'the second');
        finish.resolve();
        await expectOk(first, 'the first');
        assert.equal((await read(under, id)).total, 2);
        await expectOk(orders.update(id, { total: 4 }), 'a third');
      }),
  },
  {
    name: '32 writers of one row all get their turn',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { total: 0 });
        const { orders, transactions } = under;
        const results = await Promise.all(
          Array.from({ length: 32 }, () =>
            transactions.transaction(
              async (tx) => {
                const found = await orders.findById(id, { tx });
                if (!found.ok) return found;
                return orders.update(id, { total: (found.value?.total ?? 0) + 1 }, { tx });
              },
              { isolation: 'serializable', attempts: 100 },
            ),
          ),
        );
        const done = results.filter((result) => result.ok).length;
        for (const result of results) if (!result.ok) assert.equal(result.error.code, 'conflict');
        const { total } = await read(under, id);
        assert.equal(total, done, 'what was reported as done was done, and nothing else');
        assert.ok(done >= 16, `most get their turn, ${String(done)} did`);
      }),
  },
];
