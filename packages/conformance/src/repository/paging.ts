import assert from 'node:assert/strict';
import type { CursorPageOptions } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  createAll,
  withDatabase,
  type RepositoryHarness,
  type RepositoryUnderTest,
  type SuiteOrder,
} from './harness.js';

type Options = CursorPageOptions<SuiteOrder, keyof SuiteOrder>;

/** All pages, one after the other; `between` may change what is there. */
async function leaf(
  { orders }: RepositoryUnderTest,
  options: Options,
  between: (page: number) => Promise<void> = async () => undefined,
): Promise<readonly (readonly number[])[]> {
  const pages: (readonly number[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await expectOk(orders.cursorPage({ total: { gte: 0 } }, { ...options, cursor }), 'cursorPage');
    pages.push(page.items.map(({ total }) => total));
    cursor = page.nextCursor;
    await between(pages.length);
    assert.ok(pages.length < 50, 'the pages have no end');
  } while (cursor !== undefined);
  return pages;
}

export const pagingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'a page by its number has its part, and says how many there are',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1, 2, 3, 4, 5, 6, 7]);
        const { orders } = under;
        const sort = [{ field: 'total', direction: 'desc' }] as const;
        const second = await expectOk(orders.page({ total: { lt: 7 } }, { sort, page: 2, pageSize: 2 }), 'page');
        assert.deepEqual(
          { ...second, items: second.items.map(({ total }) => total) },
          { items: [4, 3], total: 6, page: 2, pageSize: 2, hasNext: true, hasPrev: true },
        );
        const last = await expectOk(orders.page({ total: { lt: 7 } }, { sort, page: 3, pageSize: 2 }), 'the last');
        assert.deepEqual([last.items.length, last.hasNext, last.hasPrev], [2, false, true]);
        const beyond = await expectOk(orders.page({}, { page: 9 }), 'beyond');
        assert.deepEqual([beyond.items.length, beyond.total, beyond.hasNext, beyond.hasPrev], [0, 7, false, true]);
        const none = await expectOk(orders.page({ total: 99 }), 'of nothing');
        assert.deepEqual(none, { items: [], total: 0, page: 1, pageSize: 20, hasNext: false, hasPrev: false });
      }),
  },
  {
    name: 'pages that cannot be are refused',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        for (const options of [
          { page: 0 },
          { page: 1.5 },
          { pageSize: 0 },
          { pageSize: 1_001 },
          { page: Number.NaN },
        ]) {
          await expectError(orders.page({}, options), 'validation', JSON.stringify(options));
        }
        for (const limit of [0, 1_001, 1.5]) {
          await expectError(orders.cursorPage({}, { limit }), 'validation', `limit ${String(limit)}`);
        }
      }),
  },
  {
    name: 'pages by cursor follow each other without a gap and without an overlap',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [5, 3, 1, 4, 2, 7, 6]);
        assert.deepEqual(await leaf(under, { sort: [{ field: 'total' }], limit: 3 }), [[1, 2, 3], [4, 5, 6], [7]]);
        assert.deepEqual(await leaf(under, { sort: [{ field: 'total', direction: 'desc' }], limit: 7 }), [
          [7, 6, 5, 4, 3, 2, 1],
        ]);
        const byId = await leaf(under, { limit: 2 });
        assert.deepEqual([...byId.flat()].sort(), [1, 2, 3, 4, 5, 6, 7]);
        assert.equal((await expectOk(under.orders.cursorPage({ total: 99 }), 'of nothing')).nextCursor, undefined);
      }),
  },
  {
    name: 'pages by cursor go on through rows that are equal, rows without a value, and mixed directions',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const notes = [null, 'b', 'a', 'a', null, 'é', 'B', 'a', null];
        await expectOk(
          under.orders.createMany(
            notes.map((note, total) => ({
              customer: 'x',
              total,
              note,
              weight: total % 2 === 0 ? null : 0.5 * (total % 3),
            })),
          ),
          'createMany',
        );
        const sorts: readonly Options['sort'][] = [
          [{ field: 'note' }],
          [{ field: 'note', direction: 'desc' }],
          [{ field: 'note' }, { field: 'weight', direction: 'desc' }],
          [{ field: 'weight', direction: 'desc' }, { field: 'note' }, { field: 'id', direction: 'desc' }],
          [{ field: 'placedAt' }],
          [{ field: 'gift', direction: 'desc' }, { field: 'points' }],
        ];
        for (const sort of sorts) {
          const whole = await expectOk(under.orders.findMany({}, { sort }), 'findMany');
          const expected = whole.map(({ total }) => total);
          for (const limit of [1, 2, 4]) {
            const pages = await leaf(under, { sort, limit });
            assert.deepEqual(pages.flat(), expected, `${JSON.stringify(sort)} by ${String(limit)}`);
          }
        }
      }),
  },
  {
    name: 'a page by cursor does not shift when rows come and go before it',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [10, 20, 30, 40]);
        const pages = await leaf(under, { sort: [{ field: 'total' }], limit: 2 }, async (page) => {
          if (page !== 1) return;
          await expectOk(under.orders.deleteMany({ total: 10 }), 'delete');
          await createAll(under, [1, 2, 15]);
        });
        assert.deepEqual(pages, [
          [10, 20],
          [30, 40],
        ]);
      }),
  },
  {
    name: 'a cursor of another query, or one that was made up, is refused',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1, 2, 3]);
        const { orders } = under;
        const sort = [{ field: 'total' }] as const;
        const { nextCursor = '' } = await expectOk(orders.cursorPage({ status: 'open' }, { sort, limit: 1 }), 'first');
        const same = await expectOk(
          orders.cursorPage({ status: 'open' }, { sort, limit: 2, cursor: nextCursor }),
          'same',
        );
        assert.deepEqual(
          same.items.map(({ total }) => total),
          [2, 3],
        );
        const body = Buffer.from(nextCursor, 'base64url').toString();
        const forged = [
          '',
          'x',
          '{}',
          nextCursor.slice(0, -4),
          `${nextCursor.slice(0, 10)}A${nextCursor.slice(11)}`,
          Buffer.from(body.replace(/1/g, '2')).toString('base64url'),
          Buffer.from('["a","b","c"]').toString('base64url'),
          Buffer.from("'; drop table orders --").toString('base64url'),
          'A'.repeat(100_000),
        ];
        for (const cursor of forged) {
          await expectError(orders.cursorPage({ status: 'open' }, { sort, cursor }), 'validation', cursor.slice(0, 40));
        }
        await expectError(
          orders.cursorPage({ status: 'paid' }, { sort, cursor: nextCursor }),
          'validation',
          'another where',
        );
        await expectError(orders.cursorPage({ status: 'open' }, { cursor: nextCursor }), 'validation', 'another sort');
        const desc = [{ field: 'total', direction: 'desc' }] as const;
        await expectError(
          orders.cursorPage({ status: 'open' }, { sort: desc, cursor: nextCursor }),
          'validation',
          'desc',
        );
        await expectError(under.items.cursorPage({}, { cursor: nextCursor }), 'validation', 'another repository');
      }),
  },
  {
    name: 'a cursor does not depend on the order in which conditions are written',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1, 2]);
        const { orders } = under;
        const { nextCursor } = await expectOk(
          orders.cursorPage({ status: 'open', total: { gt: 0 } }, { limit: 1 }),
          'one',
        );
        const page = await expectOk(
          orders.cursorPage({ total: { gt: 0 }, status: 'open' }, { limit: 1, cursor: nextCursor }),
          'the other way round',
        );
        assert.equal(page.items.length, 1);
      }),
  },
];
