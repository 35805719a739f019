import assert from 'node:assert/strict';
import { ok, unwrapOr, type AsyncResult, type Transaction } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, createAll, createMeeting, read, withDatabase, type RepositoryHarness } from './harness.js';

export const waitingCases: readonly ConformanceCase<RepositoryHarness>[] = [
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
    needs: ['concurrent'],
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
