import assert from 'node:assert/strict';
import { ok, unwrapOr } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, withDatabase, type RepositoryHarness, type RepositoryUnderTest } from './harness.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

/** Every operation once. */
function everything({ orders, transactions }: RepositoryUnderTest): readonly ReturnType<typeof orders.count>[] {
  const operations: readonly Promise<unknown>[] = [
    orders.create({ customer: 'a', total: 1 }),
    orders.createMany([{ customer: 'a', total: 1 }]),
    orders.findById(ID),
    orders.update(ID, { total: 1 }),
    orders.updateEach([{ id: ID, changes: { total: 1 } }]),
    orders.updateMany({}, { total: 1 }),
    orders.upsert({ id: ID, customer: 'a', total: 1 }),
    orders.delete(ID),
    orders.deleteMany({}),
    orders.deleted.findById(ID),
    orders.deleted.restore(ID),
    orders.deleted.purge(1),
    orders.audit.list(ID),
    orders.findOne({}),
    orders.findMany({}),
    orders.exists({}),
    orders.count({}),
    orders.page({}),
    orders.cursorPage({}),
    orders.aggregate({}, { n: 'count' }),
    orders.aggregateBy(['status'], {}, { n: 'count' }),
    transactions.transaction(async () => ok()),
  ];
  return operations as readonly ReturnType<typeof orders.count>[];
}

export const lifecycleCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'the provider’s name is what its errors carry',
    run: (harness) =>
      withDatabase(harness, async ({ orders, transactions }) => {
        await expectProvider(orders, orders.findById(''.padEnd(1, '\0')));
        await expectProvider(
          transactions,
          transactions.transaction(async () => ok(), { attempts: 0 }),
        );
        assert.equal(orders.name, 'order');
      }),
  },
  {
    name: 'health is up, and down once it is closed',
    run: (harness) =>
      withDatabase(harness, async ({ database }) => {
        assert.equal((await expectOk(database.health(), 'health')).status, 'up');
        await expectOk(database.close(), 'close');
        assert.equal((await expectOk(database.health(), 'health')).status, 'down');
      }),
  },
  {
    name: 'after close every operation is unavailable and not retryable; closing again is harmless',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await create(under);
        await expectOk(under.database.close(), 'close');
        await expectOk(under.database.close(), 'again');
        for (const [index, operation] of everything(under).entries()) {
          const error = await expectError(operation, 'unavailable', `operation ${String(index)}`);
          assert.equal(error.retryable, false, `operation ${String(index)}: ${error.operation}`);
        }
      }),
  },
  {
    name: 'a backend that cannot be reached is unavailable or a timeout, and health says down',
    needs: ['unreachable'],
    run: async (harness) => {
      const under = await harness.unreachable?.();
      assert.ok(under !== undefined);
      try {
        for (const [index, operation] of everything(under).entries()) {
          await expectError(operation, ['unavailable', 'timeout'], `operation ${String(index)}`);
        }
        assert.equal((await expectOk(under.database.health(), 'health')).status, 'down');
      } finally {
        unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
      }
    },
  },
  {
    name: 'the store holds what was written, and no more when it is rolled back',
    needs: ['peek'],
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { total: 7 });
        const stored = await harness.peek?.(under, id);
        assert.equal(Number(stored?.['total']), 7);
        await expectOk(under.orders.delete(id), 'delete');
        assert.ok((await harness.peek?.(under, id)) !== undefined, 'a soft delete keeps the row');
        await harness.advance(10);
        await expectOk(under.orders.deleted.purge(0), 'purge');
        assert.equal(await harness.peek?.(under, id), undefined);
      }),
  },
];
