import { whole } from './numbers.js';

export interface Range {
  readonly offset: number;
  readonly limit: number;
}

/** What a page covers, or why there is no such page. */
export function rangeOf({
  cursor,
  limit = 100,
}: {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}): Range | string {
  const problem = whole('limit', limit, 1, 1_000);
  if (problem !== undefined) return problem;
  if (cursor === undefined) return { offset: 0, limit };
  return /^\d{1,15}$/.test(cursor)
    ? { offset: Number(cursor), limit }
    : `cursor must be the nextCursor of a page, not ${JSON.stringify(cursor)}.`;
}

/** The page, out of items of which there is one more than the page has where there is another page. */
export function pageOf<T>(
  items: readonly T[],
  { offset, limit }: Range,
): { readonly items: readonly T[]; readonly nextCursor?: string } {
  if (items.length <= limit) return { items };
  return { items: items.slice(0, limit), nextCursor: String(offset + limit) };
}
