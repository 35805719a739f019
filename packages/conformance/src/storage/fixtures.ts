import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import type { AsyncResult, ObjectBody, ObjectPage, ObjectReadOptions, ObjectStorage } from '@infra/core';
import { expectOk } from '../expect-result.js';

/** Bytes of which every stretch looks different, and which say by their seed whose they are. */
export function pattern(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = (seed * 2_654_435_761) >>> 0;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Compared by length and hash: a difference in a megabyte is not worth printing. */
export function assertBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  assert.equal(actual.byteLength, expected.byteLength, `${what}: another length`);
  assert.ok(Buffer.compare(actual, expected) === 0, `${what}: other bytes`);
}

/** A generator of pieces, which tells when it is closed. */
export async function* inPieces(bytes: Uint8Array, size: number, onClose?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
  } finally {
    onClose?.();
  }
}

export function webStream(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

export async function put(storage: ObjectStorage, key: string, body: ObjectBody = `content of ${key}`): Promise<void> {
  await expectOk(storage.put(key, body), `put ${JSON.stringify(key)}`);
}

export async function read(storage: ObjectStorage, key: string, options?: ObjectReadOptions): Promise<Uint8Array> {
  const found = await expectOk(storage.get(key, options), `get ${JSON.stringify(key)}`);
  assert.ok(found, `get ${JSON.stringify(key)}: there is nothing`);
  return found.bytes;
}

export async function readText(storage: ObjectStorage, key: string): Promise<string | undefined> {
  const found = await expectOk(storage.get(key), `get ${JSON.stringify(key)}`);
  return found === undefined ? undefined : text(found.bytes);
}

/** Everything that a stream gives. */
export async function drain(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Does `work` for each, twenty at a time. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

/** All pages of a listing, one after the other. */
export async function pages(
  list: (cursor: string | undefined) => AsyncResult<ObjectPage>,
  between?: (page: ObjectPage) => Promise<void>,
): Promise<readonly ObjectPage[]> {
  const found: ObjectPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await expectOk(list(cursor), `list, page ${String(found.length + 1)}`);
    found.push(page);
    assert.ok(found.length < 1_000, 'the listing does not end');
    cursor = page.nextCursor;
    if (cursor !== undefined) await between?.(page);
  } while (cursor !== undefined);
  return found;
}

/** A name that no other bucket of the provider has. */
export function freshBucketName(): string {
  return `c-${randomUUID()}`;
}

/** Waits until something is true that happens soon, but not at once. */
export async function soon(isTrue: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 200 && !isTrue(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(isTrue(), what);
}
