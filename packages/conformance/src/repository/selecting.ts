import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { createAll, withDatabase, type RepositoryHarness } from './harness.js';
import { seed } from './seed.js';

export const selectingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'rows come in the order that was asked for, those without a value last, then by id',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await seed(under);
        const names = async (sort: Parameters<typeof under.orders.findMany>[1]): Promise<string> => {
          const found = await expectOk(under.orders.findMany({}, sort), 'findMany');
          return found.map(({ customer }) => customer).join('');
        };
        assert.equal(await names({ sort: [{ field: 'total', direction: 'desc' }] }), 'fedcba');
        assert.equal(await names({ sort: [{ field: 'note' }] }), 'fdabec');
        assert.equal(await names({ sort: [{ field: 'note', direction: 'desc' }] }), 'cebadf');
        assert.equal(await names({ sort: [{ field: 'gift' }, { field: 'total', direction: 'desc' }] }), 'bafedc');
        assert.equal(await names({ sort: [{ field: 'placedAt' }], limit: 3 }), 'adb');
        assert.equal(await names({}), 'cfaebd');
        assert.equal(await names({ sort: [{ field: 'status' }] }), 'cfaedb');
        assert.equal(await names({ sort: [{ field: 'status', direction: 'desc' }] }), 'bdeafc');
      }),
  },
  {
    name: 'what is selected is read, and no more',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await seed(under);
        const sort = [{ field: 'total' }] as const;
        const found = await expectOk(
          under.orders.findMany({}, { select: ['customer', 'note'], sort, limit: 2 }),
          'findMany',
        );
        assert.deepEqual(found, [
          { customer: 'a', note: 'Apple' },
          { customer: 'b', note: 'apple' },
        ]);
        assert.deepEqual(await expectOk(under.orders.findOne({}, { select: ['total'], sort }), 'findOne'), {
          total: 1,
        });
        const page = await expectOk(
          under.orders.cursorPage({}, { select: ['customer'], sort, limit: 1 }),
          'cursorPage',
        );
        assert.deepEqual(page.items, [{ customer: 'a' }]);
      }),
  },
  {
    name: 'sorts, selections and limits that make no sense are refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1]);
        const wrong: readonly unknown[] = [
          { sort: [{ field: 'colour' }] },
          { sort: [{ field: 'tags' }] },
          { sort: [{ field: 'total', direction: 'up' }] },
          { sort: [{ field: 'total' }, { field: 'total' }] },
          { sort: 'total' },
          { sort: [{ field: 'total; drop table orders' }] },
          { select: [] },
          { select: ['colour'] },
          { select: 'total' },
          { limit: 0 },
          { limit: 1.5 },
          { limit: -1 },
          { limit: Number.NaN },
        ];
        for (const options of wrong) {
          await expectError(under.orders.findMany({}, options as object), 'validation', JSON.stringify(options));
        }
      }),
  },
];
