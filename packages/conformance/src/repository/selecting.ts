import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { createAll, withDatabase, type RepositoryHarness, type RepositoryUnderTest } from './harness.js';

const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 1) + ms);

/** Ids whose order is none that anything else has: neither that of the customers, nor that of their making. */
const idOf = (place: number): string => `01890a5d-ac96-774b-bcce-b302099a805${String(place)}`;

/** Each differs from the others in what the specifications below ask for. */
async function seed(under: RepositoryUnderTest): Promise<void> {
  await expectOk(
    under.orders.createMany([
      { id: idOf(3), customer: 'a', total: 1, note: 'Apple', gift: true, points: 1n, placedAt: at(10), weight: 0.5 },
      {
        id: idOf(5),
        customer: 'b',
        total: 2,
        note: 'apple',
        gift: false,
        points: 2n,
        placedAt: at(20),
        status: 'paid',
      },
      { id: idOf(1), customer: 'c', total: 3, note: null, gift: null, points: null, placedAt: null, tags: { a: 1 } },
      { id: idOf(6), customer: 'd', total: 4, note: '50%_\\', points: 2n ** 60n + 1n, placedAt: at(15), weight: -1 },
      { id: idOf(4), customer: 'e', total: 5, note: 'Äpfel', placedAt: at(86_400_000) },
      { id: idOf(2), customer: 'f', total: 6, note: '', tags: [] },
    ]),
    'seed',
  );
}

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
