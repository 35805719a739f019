import type { CursorPage } from '@infra/core';
import { ok, type AsyncResult } from '@infra/core';
import { spoilCalls, type Here, type Row, type Spoil } from './spoil.js';

/** How a wrong cursor says where a page ended, and where it goes on in what is there now. */
export interface Place {
  write(shown: number, last: Row): string;
  find(cursor: string, rows: readonly Row[], sort: readonly { readonly field: string }[]): number;
}

interface Options {
  readonly sort?: readonly { readonly field: string }[];
  readonly limit?: number;
  readonly cursor?: string;
}

async function pageFrom(place: Place, where: unknown, options: Options, { right }: Here): AsyncResult<unknown> {
  const { sort = [], limit = 20, cursor } = options;
  const found = await right('findMany', where, { sort });
  if (!found.ok) return found;
  const rows = found.value as readonly Row[];
  const from = cursor === undefined ? 0 : place.find(cursor, rows, sort);
  const items = rows.slice(from, from + limit);
  const last = items.at(-1);
  if (last === undefined || from + limit >= rows.length) return ok({ items });
  return ok({ items, nextCursor: place.write(from + items.length, last) } satisfies CursorPage<Row>);
}

/** Pages whose cursors are of another make. */
export function withCursors(place: Place): Spoil {
  return spoilCalls(['cursorPage'], (_, [where, options = {}], here) =>
    pageFrom(place, where, options as Options, here),
  );
}
