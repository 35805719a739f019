import assert from 'node:assert/strict';
import { err, InfraError } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, createAll, withDatabase, type RepositoryHarness, type RepositoryUnderTest } from './harness.js';

async function trailOf({ orders }: RepositoryUnderTest, id: string): Promise<readonly (readonly unknown[])[]> {
  const { items } = await expectOk(orders.audit.list(id), 'audit.list');
  return items.map(({ action, before, after }) => [action, before?.total, after?.total]);
}

export const auditingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'every change is kept, with the entity before and after, in order',
    run: async (harness) => {
      const context = {
        capture: () => ({ actor: 'ada', tenant: 't1' }),
        run: <T>(_: unknown, work: () => T): T => work(),
      };
      await withDatabase(
        harness,
        async (under) => {
          const { orders } = under;
          const made = await create(under, { total: 1 });
          await expectOk(orders.update(made.id, { total: 2 }), 'update');
          await expectOk(orders.updateEach([{ id: made.id, changes: { total: 3 } }]), 'updateEach');
          await expectOk(orders.updateMany({}, { total: 4 }), 'updateMany');
          await expectOk(orders.upsert({ id: made.id, customer: 'Ada', total: 5 }), 'upsert');
          await expectOk(orders.delete(made.id), 'delete');
          await expectOk(orders.deleted.restore(made.id), 'restore');
          await expectOk(orders.deleteMany({}), 'deleteMany');
          await harness.advance(1_000);
          await expectOk(orders.deleted.purge(0), 'purge');
          assert.deepEqual(await trailOf(under, made.id), [
            ['create', undefined, 1],
            ['update', 1, 2],
            ['update', 2, 3],
            ['update', 3, 4],
            ['update', 4, 5],
            ['delete', 5, 5],
            ['restore', 5, 5],
            ['delete', 5, 5],
            ['purge', 5, undefined],
          ]);
          const { items } = await expectOk(orders.audit.list(made.id), 'audit.list');
          for (const { entity, entityId, actor, context: kept, at, id } of items) {
            assert.deepEqual(
              [entity, entityId, actor, kept],
              ['order', made.id, 'ada', { actor: 'ada', tenant: 't1' }],
            );
            assert.ok(at instanceof Date && id !== '', 'when, and an id of its own');
          }
          assert.deepEqual(items[0]?.after, made);
        },
        { context },
      );
    },
  },
  {
    name: 'a trail is one entity’s, in pages',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [first, second] = await createAll(under, [1, 2]);
        assert.ok(first !== undefined && second !== undefined);
        for (const total of [10, 11, 12]) await expectOk(under.orders.update(first.id, { total }), 'update');
        assert.deepEqual(await trailOf(under, second.id), [['create', undefined, 2]]);
        const page = await expectOk(under.orders.audit.list(first.id, { limit: 3 }), 'first page');
        assert.equal(page.items.length, 3);
        const rest = await expectOk(under.orders.audit.list(first.id, { limit: 3, cursor: page.nextCursor }), 'second');
        assert.deepEqual([rest.items.map(({ after }) => after?.total), rest.nextCursor], [[12], undefined]);
        assert.deepEqual((await expectOk(under.orders.audit.list('nobody'), 'of nobody')).items, []);
        await expectError(under.orders.audit.list(first.id, { limit: 0 }), 'validation', 'limit');
        await expectError(under.orders.audit.list(first.id, { cursor: 'x; --' }), 'validation', 'cursor');
      }),
  },
  {
    name: 'a change that does not happen leaves no trace, nor does one that is rolled back',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { total: 1 });
        await expectError(under.orders.update(id, { total: 2 }, { ifVersion: 9 }), 'conflict', 'another version');
        const { transactions, orders } = under;
        const rolledBack = transactions.transaction(async (tx) => {
          await expectOk(orders.update(id, { total: 3 }, { tx }), 'update');
          return err(new InfraError({ code: 'validation', message: 'no', provider: 'suite', operation: 'case' }));
        });
        await expectError(rolledBack, 'validation', 'rolled back');
        assert.deepEqual(await trailOf(under, id), [['create', undefined, 1]]);
      }),
  },
  {
    name: 'an entry is a copy of the entity as it was',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under, { tags: { a: [1] }, points: 2n ** 60n, placedAt: new Date(5), weight: 0.1 });
        await expectOk(under.orders.update(made.id, { tags: null, points: null, placedAt: null }), 'update');
        const { items } = await expectOk(under.orders.audit.list(made.id), 'audit.list');
        assert.deepEqual(items[0]?.after, made);
        assert.deepEqual(items[1]?.before, made);
      }),
  },
];
