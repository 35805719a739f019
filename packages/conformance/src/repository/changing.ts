import assert from 'node:assert/strict';
import type { EntityUpdate } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  create,
  createAll,
  inTransaction,
  NOWHERE,
  read,
  withDatabase,
  type RepositoryHarness,
  type SuiteNewOrder,
} from './harness.js';

export const changingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'an update changes what it names, counts the version and gives the entity as it is now',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under, { note: 'x', points: 1n, gift: true });
        await harness.advance(5_000);
        const updated = await expectOk(
          under.orders.update(made.id, { total: 9, note: null, gift: undefined }),
          'update',
        );
        const { updatedAt, ...rest } = updated;
        const { updatedAt: before, ...old } = made;
        assert.deepEqual(rest, { ...old, total: 9, note: null, version: 2 });
        assert.ok(updatedAt.getTime() >= before.getTime() + 5_000, 'updatedAt');
        assert.deepEqual(await read(under, made.id), updated);
      }),
  },
  {
    name: 'changing what is not there is not_found',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        await expectError(orders.update(NOWHERE, { total: 1 }), 'not_found', 'update');
        await expectError(orders.update(NOWHERE, { total: 1 }, { ifVersion: 1 }), 'not_found', 'update of a version');
        await expectError(orders.updateEach([{ id: NOWHERE, changes: { total: 1 } }]), 'not_found', 'updateEach');
        assert.equal(await expectOk(orders.updateMany({ id: NOWHERE }, { total: 1 }), 'updateMany'), 0);
      }),
  },
  {
    name: 'changes that cannot be are refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under);
        const wrong: readonly unknown[] = [
          {},
          undefined,
          { note: undefined },
          { colour: 'red' },
          { customer: null },
          { total: '1' },
          { total: 1.5 },
          { id: NOWHERE },
          { version: 9 },
          { updatedAt: new Date() },
          { deletedAt: new Date() },
        ];
        for (const changes of wrong) {
          const what = JSON.stringify(changes) ?? 'undefined';
          const given = changes as Partial<SuiteNewOrder>;
          await expectError(under.orders.update(made.id, given), 'validation', what);
          await expectError(under.orders.updateEach([{ id: made.id, changes: given }]), 'validation', what);
          await expectError(under.orders.updateMany({}, given), 'validation', what);
        }
        assert.deepEqual(await read(under, made.id), made);
      }),
  },
  {
    name: 'an update that would take what is unique is a conflict, and changes nothing',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await create(under, { customer: 'a', slot: 1 });
        const other = await create(under, { customer: 'a', slot: 2 });
        const error = await expectError(under.orders.update(other.id, { slot: 1, total: 99 }), 'conflict', 'update');
        assert.equal(error.retryable, false);
        assert.deepEqual(await read(under, other.id), other);
        await expectOk(under.orders.update(other.id, { slot: 2, total: 6 }), 'its own slot');
      }),
  },
  {
    name: 'a version that somebody has changed meanwhile is a conflict that names both',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        await expectOk(under.orders.update(id, { total: 6 }, { ifVersion: 1 }), 'the first');
        const error = await expectError(
          under.orders.update(id, { total: 7 }, { ifVersion: 1 }),
          'conflict',
          'the second',
        );
        assert.equal(error.retryable, false);
        assert.deepEqual([error.details?.['expectedVersion'], error.details?.['actualVersion']], [1, 2]);
        assert.equal((await read(under, id)).total, 6);
        await expectError(under.orders.delete(id, { ifVersion: 1 }), 'conflict', 'delete');
        assert.equal(await expectOk(under.orders.delete(id, { ifVersion: 2 }), 'delete'), true);
      }),
  },
  {
    name: 'of many that change one version at the same time, one does',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        const results = await Promise.all(
          Array.from({ length: 10 }, (_, total) => under.orders.update(id, { total }, { ifVersion: 1 })),
        );
        assert.equal(results.filter(({ ok }) => ok).length, 1);
        assert.ok(results.every((result) => result.ok || result.error.code === 'conflict'));
        assert.equal((await read(under, id)).version, 2);
      }),
  },
  {
    name: 'ifVersion is unsupported where no versions are kept, and refused where it is none',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const item = await expectOk(under.items.create({ sku: 'a' }), 'create');
        await expectError(under.items.update(item.id, { count: 2 }, { ifVersion: 1 }), 'unsupported', 'update');
        await expectError(under.items.delete(item.id, { ifVersion: 1 }), 'unsupported', 'delete');
        const { id } = await create(under);
        for (const ifVersion of [-1, 1.5, Number.NaN, JSON.parse('"1"') as number]) {
          await expectError(under.orders.update(id, { total: 1 }, { ifVersion }), 'validation', String(ifVersion));
        }
      }),
  },
  {
    name: 'each of several is changed, in their order',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [first, second] = await createAll(under, [1, 2]);
        assert.ok(first !== undefined && second !== undefined);
        const updates: readonly EntityUpdate<SuiteNewOrder, string>[] = [
          { id: second.id, changes: { total: 20 }, ifVersion: 1 },
          { id: first.id, changes: { note: 'x' } },
          { id: second.id, changes: { note: 'y' }, ifVersion: 2 },
        ];
        const updated = await expectOk(under.orders.updateEach(updates), 'updateEach');
        assert.deepEqual(
          updated.map(({ total, note, version }) => [total, note, version]),
          [
            [20, null, 2],
            [1, 'x', 2],
            [20, 'y', 3],
          ],
        );
        assert.deepEqual(await expectOk(under.orders.updateEach([]), 'none'), []);
      }),
  },
  {
    name: 'of several of which one cannot be changed, none is, in a transaction of the caller either',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const [first, second] = await createAll(under, [1, 2]);
        assert.ok(first !== undefined && second !== undefined);
        const stale = [
          { id: first.id, changes: { total: 10 } },
          { id: second.id, changes: { total: 20 }, ifVersion: 7 },
        ];
        await expectError(under.orders.updateEach(stale), 'conflict', 'a version');
        await expectError(
          under.orders.updateEach([stale[0] ?? { id: '', changes: {} }, { id: NOWHERE, changes: { total: 1 } }]),
          'not_found',
          'one that is not there',
        );
        await inTransaction(under, async (tx) => {
          await expectError(under.orders.updateEach(stale, { tx }), 'conflict', 'in a transaction');
          return { ok: true, value: undefined };
        });
        assert.deepEqual(await expectOk(under.orders.findMany({}, { sort: [{ field: 'total' }] }), 'findMany'), [
          first,
          second,
        ]);
      }),
  },
  {
    name: 'all that are meant are changed, and counted',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1, 2, 3, 4]);
        assert.equal(
          await expectOk(under.orders.updateMany({ total: { gte: 3 } }, { status: 'paid' }), 'updateMany'),
          2,
        );
        const paid = await expectOk(
          under.orders.findMany({ status: 'paid' }, { sort: [{ field: 'total' }] }),
          'findMany',
        );
        assert.deepEqual(
          paid.map(({ total, version }) => [total, version]),
          [
            [3, 2],
            [4, 2],
          ],
        );
      }),
  },
  {
    name: 'who creates and who changes is who the context says',
    run: async (harness) => {
      let actor: string | undefined = 'ada';
      const context = {
        capture: () => (actor === undefined ? {} : { actor }),
        run: <T>(_: unknown, work: () => T): T => work(),
      };
      await withDatabase(
        harness,
        async (under) => {
          const made = await create(under);
          assert.deepEqual([made.createdBy, made.updatedBy], ['ada', 'ada']);
          actor = 'bob';
          const updated = await expectOk(under.orders.update(made.id, { total: 6 }), 'update');
          assert.deepEqual([updated.createdBy, updated.updatedBy], ['ada', 'bob']);
          actor = undefined;
          await expectOk(under.orders.updateMany({}, { total: 7 }), 'updateMany');
          const last = await read(under, made.id);
          assert.deepEqual([last.createdBy, last.updatedBy], ['ada', null]);
        },
        { context },
      );
    },
  },
];
