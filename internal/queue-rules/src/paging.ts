import type { JobListOptions, JobPage } from '@infra/core';
import type { Range } from './driver.js';
import { whole } from './job-options.js';

/** What a page covers, or why there is no such page. */
export function rangeOf({ cursor, limit = 100 }: JobListOptions): Range | string {
  const problem = whole('limit', limit, 1, 1_000);
  if (problem !== undefined) return problem;
  if (cursor === undefined) return { offset: 0, limit };
  return /^\d{1,15}$/.test(cursor)
    ? { offset: Number(cursor), limit }
    : `cursor must be the nextCursor of a page, not ${JSON.stringify(cursor)}.`;
}

/** The page, out of items of which there is one more than the page has where there is another page. */
export function pageOf<T>(items: readonly T[], { offset, limit }: Range): JobPage<T> {
  if (items.length <= limit) return { items };
  return { items: items.slice(0, limit), nextCursor: String(offset + limit) };
}
