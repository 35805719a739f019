import { unwrap } from '@infra/core';
import { isSatisfiedBy } from '@infra/specification';
import { rowLists, sorts, where, type Row } from '@tooling/arbitraries';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setUp } from './rows.js';

test('a specification finds what it is satisfied by, in whatever asks it', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, async (given, meant) => {
      const { rows } = setUp();
      const made = unwrap(await rows.createMany(given));
      const expected = made.filter((one) => isSatisfiedBy(meant, one)).map(({ id }) => id);
      expect(unwrap(await rows.findMany(meant)).map(({ id }) => id)).toEqual([...expected].sort());
      expect(unwrap(await rows.count(meant))).toBe(expected.length);
      expect(unwrap(await rows.aggregate(meant, { n: 'count' })).n).toBe(expected.length);
      expect(unwrap(await rows.updateMany(meant, { size: 99 }))).toBe(expected.length);
    }),
    { numRuns: 500 },
  );
});

test('pages by cursor, one after the other, are what is found at once', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, sorts, fc.integer({ min: 1, max: 5 }), async (given, meant, sort, limit) => {
      const { rows } = setUp();
      unwrap(await rows.createMany(given));
      const whole = unwrap(await rows.findMany(meant, { sort }));
      const paged: Row[] = [];
      let cursor: string | undefined;
      do {
        const page = unwrap(await rows.cursorPage(meant, { sort, limit, cursor }));
        expect(page.items.length).toBeLessThanOrEqual(limit);
        paged.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined && paged.length <= whole.length);
      expect(paged).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});
