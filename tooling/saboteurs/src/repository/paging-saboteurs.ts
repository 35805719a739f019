import type { RepositoryHarness } from '@infra/conformance';
import type { CursorPage, Page } from '@infra/core';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { withCursors } from './cursors.js';
import { failure, forgive, spoilCalls, spoilValue, type Row, type Spoil } from './spoil.js';

const NUMBER = 'a page by its number has its part, and says how many there are';
const REFUSED = 'pages that cannot be are refused';
const FOLLOW = 'pages by cursor follow each other without a gap and without an overlap';
const EQUAL = 'pages by cursor go on through rows that are equal, rows without a value, and mixed directions';
const SHIFT = 'a page by cursor does not shift when rows come and go before it';
const ANOTHER = 'a cursor of another query, or one that was made up, is refused';
const WRITTEN = 'a cursor does not depend on the order in which conditions are written';

const spoilPage = (change: (page: Page<unknown>) => Partial<Page<unknown>>): Spoil =>
  spoilValue(['page'], (value) => {
    const page = value as Page<unknown>;
    return { ...page, ...change(page) };
  });

const offsets = withCursors({ write: (shown) => String(shown), find: (cursor) => Number(cursor) });

export const pagingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'counts the rows of the page only',
    caughtBy: NUMBER,
    sabotage: spoilPage(({ items }) => ({ total: items.length })),
  },
  {
    name: 'takes a full page for one with a next',
    caughtBy: NUMBER,
    sabotage: spoilPage(({ items, pageSize }) => ({ hasNext: items.length === pageSize })),
  },
  {
    name: 'counts what was not asked for',
    caughtBy: NUMBER,
    sabotage: spoilCalls(['page'], async (call, args, { right }) => {
      const [page, all] = [await call(...args), await right('count', {})];
      return page.ok && all.ok ? ok({ ...(page.value as Row), total: all.value }) : page;
    }),
  },
  {
    name: 'makes the page a possible one',
    caughtBy: REFUSED,
    sabotage: forgive(['page'], 'validation', ([where], { right }) => right('page', where)),
  },
  {
    name: 'gives as many as it likes where the limit cannot be',
    caughtBy: REFUSED,
    sabotage: forgive(['cursorPage'], 'validation', ([where], { right }) => right('cursorPage', where)),
  },
  {
    name: 'gives a cursor with every page',
    caughtBy: FOLLOW,
    sabotage: spoilValue(['cursorPage'], (page) => ({ nextCursor: 'more', ...(page as CursorPage<unknown>) })),
  },
  {
    name: 'begins a page where the one before ended',
    caughtBy: FOLLOW,
    sabotage: withCursors({ write: (shown) => String(shown - 1), find: (cursor) => Number(cursor) }),
  },
  {
    name: 'leaves out a row between two pages',
    caughtBy: FOLLOW,
    sabotage: withCursors({ write: (shown) => String(shown + 1), find: (cursor) => Number(cursor) }),
  },
  {
    name: 'goes on behind all that are equal to the last',
    caughtBy: EQUAL,
    sabotage: withCursors({
      write: (_, last) => String(last['id']),
      find: (cursor, rows, sort) => {
        const at = rows.findIndex(({ id }) => id === cursor);
        const field = sort[0]?.field ?? 'id';
        const value = JSON.stringify(rows[at]?.[field]?.toString());
        const next = rows.findIndex((row, index) => index > at && JSON.stringify(row[field]?.toString()) !== value);
        return next === -1 ? rows.length : next;
      },
    }),
  },
  {
    name: 'loses those without a value',
    caughtBy: EQUAL,
    sabotage: withCursors({
      write: (_, last) => String(last['id']),
      find: (cursor, rows, sort) => {
        const at = rows.findIndex(({ id }) => id === cursor);
        const isEmpty = sort.some(({ field }) => rows[at + 1]?.[field] === null);
        return isEmpty ? rows.length : at + 1;
      },
    }),
  },
  { name: 'counts from the beginning, behind a cursor', caughtBy: SHIFT, sabotage: offsets },
  {
    name: 'takes a cursor that it does not know for none',
    caughtBy: ANOTHER,
    sabotage: forgive(['cursorPage'], 'validation', ([where, options], { right }) =>
      right('cursorPage', where, { ...(options as Row), cursor: undefined }),
    ),
  },
  {
    name: 'goes on in another query with the cursor of one',
    caughtBy: ANOTHER,
    sabotage: spoilCalls(['cursorPage'], async (call, args, { right }) => {
      const page = await call(...args);
      const isOther = !page.ok && page.error.code === 'validation' && page.error.message.includes('another query');
      return isOther ? right('cursorPage', args[0]) : page;
    }),
  },
  {
    name: 'knows a query again by its letters',
    caughtBy: WRITTEN,
    sabotage: spoilCalls(['cursorPage'], async (_, [where, options], here) => {
      const { cursor, ...rest } = (options ?? {}) as Row;
      const [written, inner] = String(cursor ?? '').split(' ');
      const own = Buffer.from(JSON.stringify(where)).toString('base64url');
      if (cursor !== undefined && written !== own) return failure('validation');
      const page = await here.right('cursorPage', where, { ...rest, ...(cursor !== undefined && { cursor: inner }) });
      if (!page.ok) return page;
      const { items, nextCursor } = page.value as CursorPage<unknown>;
      return ok({ items, ...(nextCursor !== undefined && { nextCursor: `${own} ${nextCursor}` }) });
    }),
  },
];
