import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, createAll, read, withDatabase, type RepositoryHarness, type SuiteNewOrder } from './harness.js';

const UUIDV7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const full: SuiteNewOrder = {
  customer: 'Ada \u{1f5dd} "\\\' ключ',
  slot: 3,
  status: 'paid',
  total: -12,
  weight: 0.1,
  points: 2n ** 62n,
  gift: false,
  note: '',
  placedAt: new Date('2024-02-29T23:59:59.999Z'),
  tags: { a: [1, 'two', null, true, { b: -1.5 }], __proto: '', é: '\u2028' },
};

const wrong: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['a list', []],
  ['a field that is missing', { customer: 'a' }],
  ['a field that is not there', { customer: 'a', total: 1, colour: 'red' }],
  ['null where there must be a value', { customer: null, total: 1 }],
  ['a value of another type', { customer: 5, total: 1 }],
  ['a number that is not whole', { customer: 'a', total: 1.5 }],
  ['a number as text', { customer: 'a', total: '1' }],
  ['a date that is none', { customer: 'a', total: 1, placedAt: new Date(Number.NaN) }],
  ['NUL', { customer: 'a\0', total: 1 }],
  ['a lone surrogate', { customer: '\ud800', total: 1 }],
  ['what JSON does not keep', { customer: 'a', total: 1, tags: { at: new Date(5) } }],
  ['a function', { customer: 'a', total: 1, tags: () => 5 }],
  ['what the repository keeps itself', { customer: 'a', total: 1, version: 7 }],
  ['who created it', { customer: 'a', total: 1, createdBy: 'me' }],
];

export const creatingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'a created entity is what was given and what is made by itself, and is found by its id',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under);
        assert.match(made.id, UUIDV7);
        const { id, createdAt, updatedAt, ...rest } = made;
        assert.deepEqual(rest, {
          customer: 'Ada',
          slot: null,
          status: 'open',
          total: 5,
          weight: null,
          points: null,
          gift: null,
          note: null,
          placedAt: null,
          tags: null,
          version: 1,
          createdBy: null,
          updatedBy: null,
          deletedAt: null,
        });
        assert.ok(createdAt instanceof Date && updatedAt instanceof Date, 'times are dates');
        assert.deepEqual(await read(under, id), made);
      }),
  },
  {
    name: 'values of every kind come back exactly',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await create(under, full);
        const found = await read(under, made.id);
        for (const [field, value] of Object.entries(full)) {
          assert.deepEqual(Reflect.get(made, field), value, `created: ${field}`);
          assert.deepEqual(Reflect.get(found, field), value, `found: ${field}`);
        }
      }),
  },
  {
    name: 'numbers keep their sign, their digits and their size',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        for (const weight of [0, -0.5, 1e300, 5e-324, 0.1 + 0.2]) {
          const { id } = await create(under, { weight });
          assert.equal((await read(under, id)).weight, weight);
        }
        // The powers of two are what a double holds too; their neighbours are not.
        for (const points of [-(2n ** 63n), 2n ** 63n - 1n, -(2n ** 53n) - 1n]) {
          const { id } = await create(under, { points });
          assert.equal((await read(under, id)).points, points);
        }
        for (const total of [2_147_483_647, -2_147_483_648]) {
          const { id } = await create(under, { total });
          assert.equal((await read(under, id)).total, total);
        }
      }),
  },
  {
    name: 'an id that is given is kept',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const id = '01890a5d-ac96-774b-bcce-b302099a8057';
        assert.equal((await create(under, { id })).id, id);
        await read(under, id);
      }),
  },
  {
    name: 'an id that is taken is a conflict that says so, and changes nothing',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        const error = await expectError(under.orders.create({ id, customer: 'b', total: 9 }), 'conflict', 'again');
        assert.deepEqual(error.details?.['fields'], ['id']);
        assert.equal(error.retryable, false);
        assert.equal((await read(under, id)).total, 5);
      }),
  },
  {
    name: 'what must be unique is, and a field without a value is like no other',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await create(under, { customer: 'a', slot: 1 });
        await create(under, { customer: 'a', slot: 2 });
        await create(under, { customer: 'a', slot: null });
        await create(under, { customer: 'a', slot: null });
        const error = await expectError(
          under.orders.create({ customer: 'a', slot: 1, total: 1 }),
          'conflict',
          'the same customer and slot',
        );
        assert.deepEqual(new Set(error.details?.['fields'] as readonly string[]), new Set(['customer', 'slot']));
        assert.equal(await expectOk(under.orders.count({}), 'count'), 4);
      }),
  },
  {
    name: 'several are created in their order',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const totals = Array.from({ length: 250 }, (_, index) => index);
        const made = await createAll(under, totals);
        assert.deepEqual(
          made.map(({ total }) => total),
          totals,
        );
        assert.equal(new Set(made.map(({ id }) => id)).size, 250);
        assert.deepEqual(await expectOk(under.orders.createMany([]), 'none'), []);
      }),
  },
  {
    name: 'several with different fields each get what they were given',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const made = await expectOk(
          under.orders.createMany([
            { customer: 'a', total: 1 },
            full,
            { customer: 'b', total: 2, note: 'x', status: 'paid' },
          ]),
          'createMany',
        );
        assert.deepEqual(
          made.map(({ status, note, points }) => [status, note, points]),
          [
            ['open', null, null],
            ['paid', '', 2n ** 62n],
            ['paid', 'x', null],
          ],
        );
        for (const one of made) assert.deepEqual(await read(under, one.id), one);
      }),
  },
  {
    name: 'of several of which one cannot be, none is created',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { id } = await create(under);
        await expectError(
          under.orders.createMany([
            { customer: 'b', total: 1 },
            { id, customer: 'c', total: 2 },
          ]),
          'conflict',
          'an id that is taken',
        );
        const error = await expectError(
          under.orders.createMany([
            { customer: 'b', total: 1 },
            { customer: 'c', total: 1.5 },
          ]),
          'validation',
          'a number that is not whole',
        );
        assert.match(error.message, /values\[1\]/);
        assert.equal(await expectOk(under.orders.count({}), 'count'), 1);
      }),
  },
  ...wrong.map(([what, values]): ConformanceCase<RepositoryHarness> => ({
    name: `creating refuses ${what}`,
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await expectError(under.orders.create(values as SuiteNewOrder), 'validation', what);
        assert.equal(await expectOk(under.orders.count({}), 'count'), 0);
      }),
  })),
  {
    name: 'a refusal names the field, and never the value',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const error = await expectError(
          under.orders.create({ customer: 'hunter2\0', total: 1 }),
          'validation',
          'a NUL character',
        );
        assert.match(error.message, /customer/);
        assert.doesNotMatch(JSON.stringify(error), /hunter2/);
      }),
  },
  {
    name: 'entities are copies',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const tags = { list: ['a'] };
        const placedAt = new Date(5);
        const made = await create(under, { tags, placedAt });
        tags.list.push('b');
        placedAt.setTime(6);
        const found = await read(under, made.id);
        assert.deepEqual([found.tags, found.placedAt], [{ list: ['a'] }, new Date(5)]);
        for (const one of [made, found]) {
          const { placedAt: date, tags: data } = one;
          date?.setTime(7);
          if (!Object.isFrozen(data)) Object.assign(data as object, { list: [] });
        }
        const again = await read(under, made.id);
        assert.deepEqual([again.tags, again.placedAt], [{ list: ['a'] }, new Date(5)]);
      }),
  },
];
