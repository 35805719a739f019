import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, read, withDatabase, type RepositoryHarness } from './harness.js';

export const upsertingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'upserting creates what is not there and changes what is',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const id = '01890a5d-ac96-774b-bcce-b302099a8057';
        const first = await expectOk(under.orders.upsert({ id, customer: 'a', total: 1, note: 'x' }), 'first');
        const second = await expectOk(under.orders.upsert({ id, customer: 'a', total: 2 }), 'second');
        assert.deepEqual([first.total, first.version], [1, 1]);
        assert.deepEqual([second.id, second.total, second.note, second.version], [id, 2, 'x', 2]);
        assert.deepEqual(second.createdAt, first.createdAt);
        assert.deepEqual(await read(under, id), second);
      }),
  },
  {
    name: 'upserting by other fields that are unique finds the one that has them',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const first = await create(under, { customer: 'a', slot: 1 });
        const by = ['customer', 'slot'] as const;
        const second = await expectOk(under.orders.upsert({ customer: 'a', slot: 1, total: 9 }, { by }), 'upsert');
        assert.deepEqual([second.id, second.total], [first.id, 9]);
        const other = await expectOk(under.orders.upsert({ customer: 'a', slot: 2, total: 1 }, { by }), 'another');
        assert.notEqual(other.id, first.id);
        await expectError(under.orders.upsert({ customer: 'a', total: 9 }, { by }), 'validation', 'no slot');
        await expectError(
          under.orders.upsert({ customer: 'a', slot: 1, total: 9 }, { by: ['customer'] }),
          'validation',
          'fields that are not unique',
        );
        await expectError(under.orders.upsert({ customer: 'a', total: 9 }, { by: [] }), 'validation', 'no fields');
      }),
  },
  {
    name: 'of two that upsert the same at the same time one creates and one changes',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const upserts = Array.from({ length: 8 }, (_, total) =>
          expectOk(under.items.upsert({ sku: 'a', count: total }, { by: ['sku'] }), 'upsert'),
        );
        const ids = new Set((await Promise.all(upserts)).map(({ id }) => id));
        assert.equal(ids.size, 1);
        assert.equal(await expectOk(under.items.count({}), 'count'), 1);
      }),
  },
];
