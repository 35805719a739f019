import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, createAll, NOWHERE, read, withDatabase, type RepositoryHarness } from './harness.js';

export const deletingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'what is deleted softly is hidden everywhere, counts included',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { orders } = under;
        const [gone, left] = await createAll(under, [1, 2]);
        assert.ok(gone !== undefined && left !== undefined);
        assert.equal(await expectOk(orders.delete(gone.id), 'delete'), true);
        assert.equal(await expectOk(orders.findById(gone.id), 'findById'), undefined);
        assert.equal(await expectOk(orders.findOne({ id: gone.id }), 'findOne'), undefined);
        assert.equal((await expectOk(orders.findMany({}), 'findMany')).length, 1);
        assert.equal((await expectOk(orders.findMany({ $not: { total: 2 } }), 'findMany of all others')).length, 0);
        assert.equal((await expectOk(orders.findMany({ $or: [{ total: 1 }, {}] }), 'findMany with or')).length, 1);
        assert.equal(await expectOk(orders.exists({ total: 1 }), 'exists'), false);
        assert.equal(await expectOk(orders.count({}), 'count'), 1);
        assert.equal((await expectOk(orders.page({}), 'page')).total, 1);
        assert.equal((await expectOk(orders.cursorPage({}), 'cursorPage')).items.length, 1);
        const sums = { n: 'count', sum: { sum: 'total' } } as const;
        assert.deepEqual(await expectOk(orders.aggregate({}, sums), 'aggregate'), { n: 1, sum: 2 });
        assert.equal((await expectOk(orders.aggregateBy(['total'], {}, sums), 'aggregateBy')).length, 1);
        await expectError(orders.update(gone.id, { total: 9 }), 'not_found', 'update');
        await expectError(orders.updateEach([{ id: gone.id, changes: { total: 9 } }]), 'not_found', 'updateEach');
        assert.equal(await expectOk(orders.updateMany({ total: 1 }, { note: 'x' }), 'updateMany'), 0);
        assert.equal(await expectOk(orders.deleteMany({ total: 1 }), 'deleteMany'), 0);
        assert.equal(await expectOk(orders.delete(gone.id), 'delete again'), false);
      }),
  },
  {
    name: 'nobody asks for what is deleted by its own field',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [gone] = await createAll(under, [1]);
        await expectOk(under.orders.delete(gone?.id ?? ''), 'delete');
        assert.deepEqual(await expectOk(under.orders.findMany({ deletedAt: { ne: null } }), 'findMany'), []);
      }),
  },
  {
    name: 'what is deleted softly comes back as it was, with its next version',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under, { note: 'x' });
        await expectOk(under.orders.delete(made.id), 'delete');
        const deleted = await expectOk(under.orders.deleted.findById(made.id), 'deleted.findById');
        assert.ok(deleted?.deletedAt instanceof Date, 'deletedAt');
        assert.deepEqual([deleted.note, deleted.version], ['x', 2]);
        const restored = await expectOk(under.orders.deleted.restore(made.id), 'restore');
        const { updatedAt: _, ...rest } = restored;
        const { updatedAt: __, ...before } = made;
        assert.deepEqual(rest, { ...before, version: 3 });
        assert.deepEqual(await read(under, made.id), restored);
        assert.equal(await expectOk(under.orders.deleted.findById(made.id), 'deleted.findById'), undefined);
      }),
  },
  {
    name: 'restoring what is not deleted is not_found, and of another version a conflict',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        const { deleted, ...orders } = { deleted: under.orders.deleted, delete: under.orders.delete };
        await expectError(deleted.restore(id), 'not_found', 'one that is there');
        await expectError(deleted.restore(NOWHERE), 'not_found', 'one that never was');
        assert.equal(await expectOk(deleted.findById(id), 'findById'), undefined);
        await expectOk(orders.delete(id), 'delete');
        await expectError(deleted.restore(id, { ifVersion: 1 }), 'conflict', 'of another version');
        await expectOk(deleted.restore(id, { ifVersion: 2 }), 'restore');
      }),
  },
  {
    name: 'what is deleted softly keeps its place among the unique ones, and an upsert of it is a conflict',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under, { customer: 'a', slot: 1 });
        await expectOk(under.orders.delete(id), 'delete');
        await expectError(under.orders.create({ customer: 'a', slot: 1, total: 1 }), 'conflict', 'create');
        const by = ['customer', 'slot'] as const;
        const error = await expectError(
          under.orders.upsert({ customer: 'a', slot: 1, total: 9 }, { by }),
          'conflict',
          'upsert',
        );
        assert.match(error.message, /deleted/);
        assert.equal((await expectOk(under.orders.deleted.findById(id), 'it is as it was'))?.total, 5);
      }),
  },
  {
    name: 'purging forgets what was deleted long enough ago, and nothing else',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [first, second, third] = await createAll(under, [1, 2, 3]);
        assert.ok(first !== undefined && second !== undefined && third !== undefined);
        await expectOk(under.orders.delete(first.id), 'delete');
        await harness.advance(60_000);
        await expectOk(under.orders.delete(second.id), 'delete');
        assert.equal(await expectOk(under.orders.deleted.purge(30_000), 'purge'), 1);
        assert.equal(await expectOk(under.orders.deleted.findById(first.id), 'the first'), undefined);
        assert.ok((await expectOk(under.orders.deleted.findById(second.id), 'the second')) !== undefined);
        await read(under, third.id);
        await expectError(under.orders.deleted.purge(-1), 'validation', 'a time to come');
      }),
  },
  {
    name: 'what is deleted for good is gone',
    run: (harness) =>
      withDatabase(harness, async ({ items }) => {
        const { id } = await expectOk(items.create({ sku: 'a' }), 'create');
        assert.equal(items.deleted, undefined);
        assert.equal(await expectOk(items.delete(id), 'delete'), true);
        assert.equal(await expectOk(items.delete(id), 'again'), false);
        await expectOk(items.create({ id, sku: 'a' }), 'its id and its sku are free');
        await expectOk(
          items.createMany([
            { sku: 'b', count: 5 },
            { sku: 'c', count: 6 },
          ]),
          'createMany',
        );
        assert.equal(await expectOk(items.deleteMany({ count: { gte: 5 } }), 'deleteMany'), 2);
        assert.equal(await expectOk(items.count({}), 'count'), 1);
      }),
  },
];
