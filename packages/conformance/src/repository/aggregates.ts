import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { createAll, withDatabase, type RepositoryHarness } from './harness.js';

export const aggregateCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'aggregates are made of the rows that are meant, and leave out what has no value',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        await expectOk(
          orders.createMany([
            { customer: 'b', total: 1, weight: 0.5, points: 2n ** 61n, placedAt: new Date(5), note: 'é' },
            { customer: 'a', total: 2, weight: 0.25, points: 2n ** 61n, placedAt: new Date(3), note: 'z' },
            { customer: 'a', total: 4 },
            { customer: 'c', total: 100, status: 'paid' },
          ]),
          'createMany',
        );
        const made = await expectOk(
          orders.aggregate(
            { status: 'open' },
            {
              rows: 'count',
              customers: { countDistinct: 'customer' },
              sum: { sum: 'total' },
              mean: { avg: 'total' },
              weight: { sum: 'weight' },
              points: { sum: 'points' },
              meanWeight: { avg: 'weight' },
              first: { min: 'placedAt' },
              last: { max: 'placedAt' },
              least: { min: 'customer' },
              most: { max: 'note' },
              noted: { countDistinct: 'note' },
            },
          ),
          'aggregate',
        );
        assert.deepEqual(made, {
          rows: 3,
          customers: 2,
          sum: 7,
          mean: 7 / 3,
          weight: 0.75,
          points: 2n ** 62n,
          meanWeight: 0.375,
          first: new Date(3),
          last: new Date(5),
          least: 'a',
          most: 'é',
          noted: 2,
        });
      }),
  },
  {
    name: 'aggregates of nothing',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        const made = await expectOk(
          orders.aggregate(
            {},
            {
              rows: 'count',
              customers: { countDistinct: 'customer' },
              sum: { sum: 'total' },
              points: { sum: 'points' },
              mean: { avg: 'total' },
              first: { min: 'placedAt' },
            },
          ),
          'aggregate',
        );
        assert.deepEqual(made, { rows: 0, customers: 0, sum: 0, points: 0n, mean: undefined, first: undefined });
        assert.deepEqual(await expectOk(orders.aggregateBy(['status'], {}, { n: 'count' }), 'groups of nothing'), []);
      }),
  },
  {
    name: 'groups come in the order of what they share',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1, 2]);
        await expectOk(
          under.orders.createMany([
            { customer: 'c0', total: 3, note: 'b' },
            { customer: 'c1', total: 4, note: 'B', status: 'paid' },
            { customer: 'c2', total: 5, note: 'b' },
          ]),
          'createMany',
        );
        const sums = { n: 'count', sum: { sum: 'total' } } as const;
        assert.deepEqual(await expectOk(under.orders.aggregateBy(['note'], {}, sums), 'by note'), [
          { key: { note: 'B' }, values: { n: 1, sum: 4 } },
          { key: { note: 'b' }, values: { n: 2, sum: 8 } },
          { key: { note: null }, values: { n: 2, sum: 3 } },
        ]);
        assert.deepEqual(
          await expectOk(under.orders.aggregateBy(['status', 'note'], {}, sums, { limit: 2 }), 'by two, the first two'),
          [
            { key: { status: 'open', note: 'b' }, values: { n: 2, sum: 8 } },
            { key: { status: 'open', note: null }, values: { n: 2, sum: 3 } },
          ],
        );
      }),
  },
  {
    name: 'a name that an aggregate is given is only a name',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await createAll(under, [1]);
        const name = `"; drop table orders; -- '`;
        const made = await expectOk(under.orders.aggregate({}, { [name]: 'count', constructor: 'count' }), 'aggregate');
        assert.deepEqual(Object.entries(made), [
          [name, 1],
          ['constructor', 1],
        ]);
      }),
  },
  {
    name: 'aggregates that cannot be are refused',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        const wrong: readonly unknown[] = [
          {},
          undefined,
          { n: 'sum' },
          { n: { sum: 'customer' } },
          { n: { sum: 'colour' } },
          { n: { median: 'total' } },
          { n: { constructor: 'total' } },
          { n: { max: 'gift' } },
          { n: { countDistinct: 'tags' } },
          { n: { sum: 'total', avg: 'total' } },
          { n: { sum: 'total) from orders; drop table orders; --' } },
        ];
        for (const aggregates of wrong) {
          const what = JSON.stringify(aggregates) ?? 'undefined';
          await expectError(orders.aggregate({}, aggregates as { n: 'count' }), 'validation', what);
          await expectError(orders.aggregateBy(['status'], {}, aggregates as { n: 'count' }), 'validation', what);
        }
        const wrongBy: readonly object[] = [[], ['colour'], ['tags'], { status: true }];
        for (const by of wrongBy) {
          const fields = by as readonly ['status'];
          await expectError(orders.aggregateBy(fields, {}, { n: 'count' }), 'validation', `by ${JSON.stringify(by)}`);
        }
      }),
  },
];
