import assert from 'node:assert/strict';
import type { Specification } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { create, withDatabase, type RepositoryHarness, type SuiteOrder } from './harness.js';
import { at, seed } from './seed.js';

type Where = Specification<SuiteOrder>;

/** What each means, by the customers that it is for. */
const meanings: readonly (readonly [string, Where, string])[] = [
  ['nothing said', {}, 'abcdef'],
  ['a value', { customer: 'b' }, 'b'],
  ['two fields', { status: 'open', total: { gt: 4 } }, 'ef'],
  ['null', { note: null }, 'c'],
  ['not null', { note: { ne: null } }, 'abdef'],
  ['not a value, for which no value counts', { note: { ne: 'Apple' } }, 'bcdef'],
  ['one of', { customer: { in: ['a', 'f', 'x'] } }, 'af'],
  ['one of, null included', { note: { in: ['', null] } }, 'cf'],
  ['one of none', { customer: { in: [] } }, ''],
  ['not one of', { note: { notIn: ['Apple', 'apple'] } }, 'cdef'],
  ['not one of, null included', { note: { notIn: ['Apple', null] } }, 'bdef'],
  ['not one of none', { note: { notIn: [] } }, 'abcdef'],
  ['between', { total: { gte: 2, lt: 4 } }, 'bc'],
  ['a bigint', { points: { gt: 1n } }, 'bd'],
  ['a bigint that is none of a number', { points: 2n ** 60n + 1n }, 'd'],
  ['a neighbour of it, which a number takes for the same', { points: 2n ** 60n }, ''],
  ['a fraction', { weight: { lte: 0.5 } }, 'ad'],
  ['a fraction against whole numbers', { total: { gt: 4.5 } }, 'ef'],
  ['a fraction that whole numbers are below', { total: { lt: 4.5 } }, 'abcd'],
  ['more than any', { total: { lt: Infinity } }, 'abcdef'],
  ['a date', { placedAt: { gte: at(10), lt: at(20) } }, 'ad'],
  ['an exact date', { placedAt: at(20) }, 'b'],
  ['truth', { gift: true }, 'a'],
  ['untruth, which no value is not', { gift: false }, 'b'],
  ['not true', { gift: { ne: true } }, 'bcdef'],
  ['not not true', { $not: { gift: { ne: true } } }, 'a'],
  ['not more than, for which no value counts', { $not: { points: { gt: 1n } } }, 'acef'],
  ['text by its code points: capitals first', { note: { lt: 'a' } }, 'adf'],
  ['text by its code points: umlauts last', { note: { gt: 'z' } }, 'e'],
  ['a beginning', { note: { startsWith: 'Ap' } }, 'a'],
  ['an end', { note: { endsWith: 'le' } }, 'ab'],
  ['a part', { note: { contains: 'pp' } }, 'ab'],
  ['a part that is empty', { note: { contains: '' } }, 'abdef'],
  ['a part with the signs of LIKE', { note: { contains: '%' } }, 'd'],
  ['an underscore', { note: { contains: '_' } }, 'd'],
  ['a backslash', { note: { endsWith: '\\' } }, 'd'],
  ['whatever the case', { note: { eq: 'APPLE', ignoreCase: true } }, 'ab'],
  ['a beginning, whatever the case', { note: { startsWith: 'aP', ignoreCase: true } }, 'ab'],
  ['one of, whatever the case', { note: { in: ['APPLE', 'x'], ignoreCase: true } }, 'ab'],
  ['only A to Z have a case', { note: { contains: 'äp', ignoreCase: true } }, ''],
  ['data that is there', { tags: { ne: null } }, 'cf'],
  ['data that is not', { tags: null }, 'abde'],
  ['or', { $or: [{ customer: 'a' }, { total: 6 }] }, 'af'],
  ['or of none', { $or: [] }, ''],
  ['and of none', { $and: [] }, 'abcdef'],
  ['not everything', { $not: {} }, ''],
  ['not both', { $not: { status: 'open', total: { gt: 3 } } }, 'abc'],
  ['neither', { $not: { $or: [{ customer: 'a' }, { note: null }] } }, 'bdef'],
  ['deep', { $and: [{ $or: [{ total: 1 }, { $not: { total: { lt: 5 } } }] }, { $not: { customer: 'f' } }] }, 'ae'],
];

const wrongWhere: readonly (readonly [string, unknown])[] = [
  ['undefined', { customer: undefined }],
  ['a field that is not there', { colour: 'red' }],
  ['a field with SQL in its name', { 'total" or 1=1 --': 1 }],
  ['what every object has', { constructor: 'a' }],
  ['a comparison that is not there', { total: { above: 1 } }],
  ['a value of another type', { total: '1' }],
  ['NaN', { total: Number.NaN }],
  ['no object', 'total = 1'],
];

export const findingCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'what is not there is undefined',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        const id = '01890a5d-ac96-774b-bcce-b302099a8057';
        assert.equal(await expectOk(orders.findById(id), 'findById'), undefined);
        assert.equal(await expectOk(orders.findOne({ customer: 'x' }), 'findOne'), undefined);
        assert.deepEqual(await expectOk(orders.findMany({ customer: 'x' }), 'findMany'), []);
        assert.equal(await expectOk(orders.exists({ customer: 'x' }), 'exists'), false);
        assert.equal(await expectOk(orders.count({ customer: 'x' }), 'count'), 0);
      }),
  },
  {
    name: 'specifications mean what they say, in whatever asks them',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await seed(under);
        for (const [what, where, customers] of meanings) {
          const found = await expectOk(under.orders.findMany(where, { sort: [{ field: 'customer' }] }), what);
          assert.equal(found.map(({ customer }) => customer).join(''), customers, what);
          assert.equal(await expectOk(under.orders.count(where), what), customers.length, `count: ${what}`);
          assert.equal(await expectOk(under.orders.exists(where), what), customers !== '', `exists: ${what}`);
        }
      }),
  },
  {
    name: 'the opposite of each specification is for all others',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await seed(under);
        for (const [what, where, customers] of meanings) {
          const others = await expectOk(under.orders.findMany({ $not: where }), what);
          const found = others.map(({ customer }) => customer).sort();
          assert.equal(
            found.join(''),
            Array.from('abcdef')
              .filter((one) => !customers.includes(one))
              .join(''),
            `not: ${what}`,
          );
        }
      }),
  },
  ...wrongWhere.map(([what, where]): ConformanceCase<RepositoryHarness> => ({
    name: `a specification is refused for ${what}, whatever it is for`,
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await create(under);
        const { orders } = under;
        const wrong = where as Where;
        const error = await expectError(orders.findMany(wrong), 'validation', what);
        assert.doesNotMatch(error.message, /hunter2/);
        await expectError(orders.findOne(wrong), 'validation', what);
        await expectError(orders.count(wrong), 'validation', what);
        await expectError(orders.exists(wrong), 'validation', what);
        await expectError(orders.page(wrong), 'validation', what);
        await expectError(orders.cursorPage(wrong), 'validation', what);
        await expectError(orders.aggregate(wrong, { n: 'count' }), 'validation', what);
        await expectError(orders.updateMany(wrong, { total: 0 }), 'validation', what);
        await expectError(orders.deleteMany(wrong), 'validation', what);
        assert.equal(await expectOk(orders.count({ total: 5 }), 'nothing has changed'), 1);
      }),
  })),
  {
    name: 'text that looks like SQL is text',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const note = `'); drop table orders; -- " \\' $1 :id %s`;
        const { id } = await create(under, { note });
        const found = await expectOk(under.orders.findMany({ note: { in: [note, "' or 1=1 --"] } }), 'findMany');
        assert.deepEqual(
          found.map((order) => order.id),
          [id],
        );
        assert.equal(await expectOk(under.orders.count({ note: { contains: "' or '1'='1" } }), 'count'), 0);
      }),
  },
  {
    name: 'an id that can be none is refused',
    run: (harness) =>
      withDatabase(harness, async ({ orders }) => {
        for (const id of [undefined, null, 5, {}, '\0']) {
          await expectError(orders.findById(id as string), 'validation', `findById ${String(id)}`);
          await expectError(orders.update(id as string, { total: 1 }), 'validation', `update ${String(id)}`);
          await expectError(orders.delete(id as string), 'validation', `delete ${String(id)}`);
        }
      }),
  },
];
