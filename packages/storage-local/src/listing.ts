import type { ObjectPage, ObjectSummary } from '@infra/core';
import type { ListRequest } from '@internal/storage-rules';
import type { Context } from './context.js';
import { errors } from './errors.js';
import { demandBucket, versionAt } from './lookup.js';
import { etagOf, lastModifiedOf } from './version.js';
import { Walk, type Bound, type WalkedObject } from './walking.js';

/** How many files are looked at together: as many as Node's threads can use, and some in waiting. */
const LANES = 16;

/** One page of a bucket's objects. */
export async function listObjects(
  context: Context,
  bucket: string,
  request: ListRequest,
  signal: AbortSignal | undefined,
): Promise<ObjectPage> {
  await demandBucket(context, bucket, 'list');
  const { prefix, delimiter, cursor, limit } = request;
  const walk = new Walk(context.layout, bucket, prefix, cursor === undefined ? undefined : boundOf(cursor, request));
  const found: WalkedObject[] = [];
  const prefixes: string[] = [];
  let isMore = false;
  for await (const object of walk.objects()) {
    if (signal?.aborted === true) throw errors.cancelled('list');
    if (found.length + prefixes.length === limit) {
      isMore = true;
      break;
    }
    const end = delimiter === undefined ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (delimiter === undefined || end === -1) {
      found.push(object);
      walk.bound = { text: object.key, isPrefix: false };
    } else {
      const rolled = object.key.slice(0, end + delimiter.length);
      prefixes.push(rolled);
      walk.bound = { text: rolled, isPrefix: true };
    }
  }
  const items = await summaries(found);
  return {
    items,
    prefixes,
    ...(isMore && walk.bound !== undefined ? { nextCursor: cursorOf(walk.bound, request) } : undefined),
  };
}

/** Those that were deleted since they were seen are left out. */
async function summaries(found: readonly WalkedObject[]): Promise<ObjectSummary[]> {
  const items: (ObjectSummary | undefined)[] = [];
  for (let start = 0; start < found.length; start += LANES) {
    items.push(...(await Promise.all(found.slice(start, start + LANES).map(summary))));
  }
  return items.filter((item) => item !== undefined);
}

async function summary({ key, path }: WalkedObject): Promise<ObjectSummary | undefined> {
  const version = await versionAt(path);
  if (version === undefined) return undefined;
  return { key, size: version.size, etag: etagOf(version), lastModified: lastModifiedOf(version) };
}

function cursorOf({ text, isPrefix }: Bound, { prefix, delimiter = '' }: ListRequest): string {
  return Buffer.from(JSON.stringify([isPrefix, text, prefix, delimiter])).toString('base64url');
}

function boundOf(cursor: string, request: ListRequest): Bound {
  try {
    const [isPrefix, text] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as readonly unknown[];
    const bound = { text: String(text), isPrefix: isPrefix === true };
    if (cursorOf(bound, request) === cursor) return bound;
  } catch {
    // Not even JSON.
  }
  throw errors.invalid(
    'list',
    'The cursor is not of this listing: pass the nextCursor of the page before, with the same prefix and delimiter.',
  );
}
