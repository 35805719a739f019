import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ObjectBody } from '@infra/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSource, createStorageErrors, type OwnedSource, type SourceRules } from '../src/index.js';

const errors = createStorageErrors('test');
const NONE: SourceRules = {
  contentLength: undefined,
  sha256: undefined,
  maxBytes: undefined,
  content: undefined,
  signal: undefined,
  onProgress: undefined,
};

const sourceOf = (body: ObjectBody, rules: Partial<SourceRules> = {}): Promise<OwnedSource> =>
  createSource(body, { ...NONE, ...rules }, errors);

async function drain(source: OwnedSource): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const chunksOf = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 });

describe('whatever the chunks', () => {
  test('they come through, every rule kept, with or without a look at the content', async () => {
    await fc.assert(
      fc.asyncProperty(chunksOf, fc.boolean(), async (chunks, looks) => {
        const whole = Buffer.concat(chunks);
        const rules: Partial<SourceRules> = {
          contentLength: whole.byteLength,
          sha256: sha256(whole),
          maxBytes: whole.byteLength,
          content: looks
            ? async (head) => (whole.subarray(0, 4_100).equals(head) ? undefined : 'another head')
            : undefined,
        };
        for (const body of [
          whole,
          each(chunks),
          Readable.from(each(chunks)),
          new Blob(chunks.map((chunk) => Buffer.from(chunk))),
        ]) {
          const source = await sourceOf(body, rules);
          expect(source.size).toBe(whole.byteLength);
          expect((await drain(source)).equals(whole)).toBe(true);
        }
      }),
    );
  });

  test('one byte too many, too few, or other than said is refused at the latest at the end', async () => {
    await fc.assert(
      fc.asyncProperty(chunksOf, async (chunks) => {
        const whole = Buffer.concat(chunks);
        const size = whole.byteLength;
        const wrong: readonly Partial<SourceRules>[] = [
          { contentLength: size + 1 },
          { sha256: sha256(Buffer.concat([whole, Buffer.of(0)])) },
          { content: async () => 'refused' },
          ...(size === 0 ? [] : [{ contentLength: size - 1 }, { maxBytes: size - 1 }]),
        ];
        for (const rules of wrong) {
          for (const body of [whole, each(chunks)]) {
            await expect(sourceOf(body, rules).then(drain)).rejects.toMatchObject({ code: 'validation' });
          }
        }
      }),
    );
  });
});

test('bytes and text are copied once and need no stream', async () => {
  const mine = Buffer.from('content');
  const source = await sourceOf(mine);
  mine.fill(0);
  expect(Buffer.from(source.bytes ?? []).toString()).toBe('content');
  expect(source.bytes?.buffer.byteLength, 'a slice of a pool would keep the pool').toBe(7);
  expect((await sourceOf('content')).bytes?.buffer.byteLength).toBe(7);
});

test('a chunk that is filled anew after it was handed out stays what it was', async () => {
  const buffer = new Uint8Array(1);
  const refilled = async function* (): AsyncGenerator<Uint8Array> {
    for (buffer[0] = 1; buffer[0] < 5; buffer[0] += 1) yield buffer;
  };
  expect([...(await drain(await sourceOf(refilled())))]).toEqual([1, 2, 3, 4]);
});

describe('a stream', () => {
  test('that is left is closed, once; one that was read to its end is not', async () => {
    for (const readAll of [true, false]) {
      let closed = 0;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new Uint8Array(1));
          if (readAll) controller.close();
        },
        cancel() {
          closed += 1;
        },
      });
      const source = await sourceOf(stream);
      if (readAll) await drain(source);
      else for await (const _ of source.chunks()) break;
      source.release();
      source.release();
      expect(closed).toBe(readAll ? 0 : 1);
    }
  });

  test('that was never read is closed by release', async () => {
    const node = Readable.from(each([new Uint8Array(1)]));
    (await sourceOf(node)).release();
    expect(node.destroyed).toBe(true);
  });

  test('that fails before it is read does not end the process, and fails the read', async () => {
    const missing = createReadStream('/nowhere/to/be/found');
    const source = await sourceOf(missing);
    await new Promise((resolve) => setImmediate(resolve));
    await expect(drain(source)).rejects.toMatchObject({ code: 'internal', cause: { code: 'ENOENT' } });
  });

  test('that throws where it is opened or closed is the caller’s failure, or nobody’s', async () => {
    const broken = { [Symbol.asyncIterator]: () => { throw new Error('no iterator'); } }; // prettier-ignore
    await expect(sourceOf(broken)).rejects.toMatchObject({ code: 'internal', cause: { message: 'no iterator' } });
    const unclosable: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: new Uint8Array(1) }),
        return: () => {
          throw new Error('no end');
        },
      }),
    };
    const source = await sourceOf(unclosable);
    for await (const _ of source.chunks()) break;
    source.release();
  });

  test('that waits for ever ends when the signal aborts', async () => {
    const controller = new AbortController();
    const stalled = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      controller.abort();
      await new Promise(() => {});
    };
    const source = await sourceOf(stalled(), { signal: controller.signal });
    await expect(drain(source)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test.each([
    ['text', ['a']],
    ['objects', [{}]],
    ['numbers', [1]],
  ] as const)('of %s is refused', async (_, chunks) => {
    await expect(sourceOf(Readable.from(chunks)).then(drain)).rejects.toMatchObject({ code: 'validation' });
  });
});

describe('progress', () => {
  test('adds up, never beyond the size, and the rest is told at the end', async () => {
    const seen: unknown[] = [];
    const source = await sourceOf(new Uint8Array(10), { onProgress: (progress) => seen.push(progress) });
    source.progress(4);
    source.progress(20);
    source.finish(10);
    expect(seen).toEqual([
      { transferredBytes: 4, totalBytes: 10 },
      { transferredBytes: 10, totalBytes: 10 },
    ]);
    const late: unknown[] = [];
    (await sourceOf('', { onProgress: (progress) => late.push(progress) })).finish(0);
    expect(late).toEqual([{ transferredBytes: 0, totalBytes: 0 }]);
  });

  test('a callback that throws fails the write, though a driver swallows it', async () => {
    const cause = new Error('a bug');
    const source = await sourceOf(each([new Uint8Array(1), new Uint8Array(1)]), {
      onProgress: () => {
        throw cause;
      },
    });
    expect(() => source.progress(1)).toThrow(expect.objectContaining({ code: 'internal', cause }));
    await expect(drain(source)).rejects.toMatchObject({ code: 'internal', cause });
    expect(() => source.finish(2)).toThrow(expect.objectContaining({ code: 'internal', cause }));
  });
});
