import { ok, type AsyncResult, type IoOptions } from '@infra/core';
import type { Position } from './cursor.js';
import type { AnyQueue, Died } from './queues.js';

interface Page {
  readonly cursor: string | undefined;
  readonly size: number;
  readonly nextCursor: string | undefined;
}

/** A queue's letters from a position on, and the pages that they came on. */
export interface LetterStream {
  readonly letters: readonly Died[];
  readonly pages: readonly Page[];
  readonly skip: number;
}

/** Reads as many letters as one page of the merged list can hold of a queue. */
export async function readLetters(
  queue: AnyQueue,
  { cursor: first, skip }: Position,
  limit: number | undefined,
  io: IoOptions,
): AsyncResult<LetterStream> {
  const most = limit ?? DEFAULT_LIMIT;
  const letters: Died[] = [];
  const pages: Page[] = [];
  for (let cursor = first; ;) {
    const page = await queue.deadLetters.list({ ...io, cursor, limit });
    if (!page.ok) return page;
    const { items, nextCursor } = page.value;
    letters.push(...items);
    pages.push({ cursor, size: items.length, nextCursor });
    if (nextCursor === undefined || letters.length >= skip + most) break;
    cursor = nextCursor;
  }
  return ok({ letters: letters.slice(skip), pages, skip });
}

/** What a list of the port gives when it is not told how many. */
export const DEFAULT_LIMIT = 100;

/** Where the list goes on in a queue of whose stream `taken` letters were shown; undefined when there are no more. */
export function positionAfter({ pages, skip }: LetterStream, taken: number): Position | undefined {
  let left = skip + taken;
  for (const { cursor, size, nextCursor } of pages) {
    if (left < size) return { cursor, skip: left };
    left -= size;
    if (nextCursor === undefined) return undefined;
    // Through with this page, and no further one was read: it begins where this one ends.
    if (left === 0) return { cursor: nextCursor, skip: 0 };
  }
  return undefined;
}

export interface Merged {
  readonly items: readonly { readonly queue: string; readonly letter: Died }[];
  /** How many of each stream are among the items. */
  readonly taken: ReadonlyMap<string, number>;
}

/** The letters that died last of all streams. Each stream keeps its own order; of equals, the first stream's comes first. */
export function mergeLetters(streams: ReadonlyMap<string, LetterStream>, limit: number): Merged {
  const taken = new Map<string, number>([...streams.keys()].map((name) => [name, 0]));
  const items: { readonly queue: string; readonly letter: Died }[] = [];
  while (items.length < limit) {
    let next: { readonly queue: string; readonly letter: Died } | undefined;
    for (const [queue, { letters }] of streams) {
      const letter = letters[taken.get(queue) ?? 0];
      if (letter !== undefined && (next === undefined || diedAt(letter) > diedAt(next.letter)))
        next = { queue, letter };
    }
    if (next === undefined) break;
    items.push(next);
    taken.set(next.queue, (taken.get(next.queue) ?? 0) + 1);
  }
  return { items, taken };
}

function diedAt({ finishedAt, createdAt }: Died): number {
  return (finishedAt ?? createdAt).getTime();
}
