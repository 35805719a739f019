import { unwrap } from '@infra/core';
import { isSatisfiedBy } from '@infra/specification';
import { rowLists, sorts, where, type Row } from '@tooling/arbitraries';
import { bigint, boolean, doublePrecision, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDrizzleRepository, type DrizzleDatabase } from '../src/index.js';
import { createDatabase, query } from './postgres.js';

const table = pgTable('rows', {
  id: text('id').primaryKey(),
  name: text('name'),
  size: doublePrecision('size'),
  count: bigint('count', { mode: 'bigint' }),
  // As fine as PostgreSQL has it, which is finer than a Date.
  at: timestamp('at', { withTimezone: true }),
  isOpen: boolean('is_open'),
});

let database: DrizzleDatabase & { readonly url: string };
const repositoryOf = () => createDrizzleRepository({ database, table });
let rows: ReturnType<typeof repositoryOf>;

beforeAll(async () => {
  database = await createDatabase();
  // A collation of people, in which "a" and "A" are neighbours: the order must be that of code points all the same.
  await query(
    database.url,
    `create table rows (id text primary key, name text collate "en-x-icu", size float8, count bigint, at timestamptz, is_open boolean)`,
  );
  rows = repositoryOf();
});

afterAll(() => database.close());

async function put(given: readonly Partial<Row>[]): Promise<readonly Row[]> {
  await query(database.url, 'truncate rows');
  const made = unwrap(await rows.createMany(given));
  // Microseconds that nobody sees.
  await query(database.url, `update rows set at = at + interval '7 microseconds' where at is not null`);
  return made;
}

test('a specification finds in SQL what it is satisfied by in memory', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, async (given, meant) => {
      const made = await put(given);
      const expected = made.filter((one) => isSatisfiedBy(meant, one)).map(({ id }) => id);
      expect(unwrap(await rows.findMany(meant)).map(({ id }) => id)).toEqual([...expected].sort());
      expect(unwrap(await rows.count(meant))).toBe(expected.length);
      expect(unwrap(await rows.exists(meant))).toBe(expected.length > 0);
      expect(unwrap(await rows.aggregate(meant, { n: 'count' })).n).toBe(expected.length);
      expect(unwrap(await rows.updateMany(meant, { size: 99 }))).toBe(expected.length);
    }),
    { numRuns: 200 },
  );
}, 120_000);

test('pages by cursor, one after the other, are what is found at once, in the order of memory', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, sorts, fc.integer({ min: 1, max: 5 }), async (given, meant, sort, limit) => {
      await put(given);
      const whole = unwrap(await rows.findMany(meant, { sort }));
      const paged: Row[] = [];
      let cursor: string | undefined;
      do {
        const page = unwrap(await rows.cursorPage(meant, { sort, limit, cursor }));
        paged.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined && paged.length <= whole.length);
      expect(paged).toEqual(whole);
    }),
    { numRuns: 100 },
  );
}, 120_000);
