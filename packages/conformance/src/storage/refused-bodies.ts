import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { ObjectBody } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { BODIES, CONTENT, failing, SIZE } from './body-kinds.js';
import { inPieces, pattern, put, readText, sha256, soon, webStream } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

/** What is no body, whatever the compiler was told. */
const NOT_BODIES: readonly (readonly [string, () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => 42],
  ['an object', () => ({ a: 1 })],
  ['an array of chunks', () => [new Uint8Array([1])]],
  ['text with a lone surrogate', () => 'a\ud800'],
  ['a stream of text', () => Readable.from(['a', 'b'])],
  ['a stream of objects', () => Readable.from([{ a: 1 }])],
  ['a stream that is being read elsewhere', lockedStream],
];

function lockedStream(): ReadableStream<Uint8Array> {
  const stream = webStream(CONTENT, 1_000);
  stream.getReader();
  return stream;
}

export const refusedBodyCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a body of another length than contentLength is refused, and what was there stays',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        for (const contentLength of [0, SIZE - 1, SIZE + 1, 2 * SIZE]) {
          for (const [what, make] of BODIES) {
            const options = { contentLength };
            await expectError(storage.put('k', make(), options), 'validation', `${what} as ${String(contentLength)}`);
            await expectError(storage.put('new', make(), options), 'validation', `${what} as ${String(contentLength)}`);
          }
        }
        assert.equal(await readText(storage, 'k'), 'before');
        assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
      }),
  },
  {
    name: 'a body with another SHA-256 is refused, and what was there stays',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        const other = sha256(pattern(SIZE, 2));
        for (const [what, make] of BODIES) {
          await expectError(storage.put('k', make(), { sha256: other }), 'validation', what);
          await expectError(storage.put('new', make(), { sha256: other, contentLength: SIZE }), 'validation', what);
        }
        assert.equal(await readText(storage, 'k'), 'before');
        assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
      }),
  },
  {
    name: 'a stream that fails half-way fails the put with its error as the cause, and what was there stays',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        const cause = new Error('the disk is gone');
        const bodies = [
          ['a generator', () => failing(cause)],
          ['a Node stream', () => Readable.from(failing(cause), { objectMode: false })],
          ['a web stream', () => Readable.toWeb(Readable.from(failing(cause))) as ReadableStream<Uint8Array>],
        ] as const;
        for (const [what, make] of bodies) {
          for (const options of [{}, { contentLength: 100_000 }]) {
            const error = await expectError(storage.put('k', make(), options), 'internal', what);
            assert.equal(error.cause, cause, `${what}: another cause`);
            await expectError(storage.put('new', make(), options), 'internal', what);
          }
        }
        assert.equal(await readText(storage, 'k'), 'before');
        assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
        assert.equal((await expectOk(storage.list(), 'list')).items.length, 1, 'something was left behind');
      }),
  },
  ...NOT_BODIES.map(([what, make]): ConformanceCase<StorageHarness> => ({
    name: `what is no body is refused, and what was there stays: ${what}`,
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        await expectError(storage.put('k', make() as ObjectBody), 'validation', what);
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  })),
  {
    name: 'a stream that is not read to its end is closed',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'taken');
        const attempts = [
          ['a wrong length', (body: ObjectBody) => storage.put('k', body, { contentLength: 10 })],
          ['a bad key', (body: ObjectBody) => storage.put('', body)],
          ['an object in the way', (body: ObjectBody) => storage.put('taken', body, { ifNoneMatch: '*' })],
        ] as const;
        for (const [what, attempt] of attempts) {
          let generatorClosed = what !== 'a wrong length';
          const generator = inPieces(CONTENT, 1_000, () => (generatorClosed = true));
          await expectError(attempt(generator), ['validation', 'conflict'], what);
          const node = Readable.from(inPieces(CONTENT, 1_000));
          await expectError(attempt(node), ['validation', 'conflict'], what);
          let webClosed = false;
          const web = new ReadableStream<Uint8Array>({
            pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
            cancel: () => {
              webClosed = true;
            },
          });
          // This one has no end: an adapter that reads a body before it looks at the rest never comes back.
          if (what !== 'an object in the way') await expectError(attempt(web), 'validation', what);
          else await web.cancel();
          await soon(() => generatorClosed && node.destroyed && webClosed, `${what}: a stream stayed open`);
        }
      }),
  },
  {
    name: 'aborting in the middle of a put is cancelled, at once, and what was there stays',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        for (const key of ['k', 'new']) {
          const controller = new AbortController();
          const waiting = deferred();
          const stalled = async function* (): AsyncGenerator<Uint8Array> {
            yield pattern(20_000);
            waiting.resolve();
            await new Promise(() => {});
          };
          const storing = storage.put(key, stalled(), { signal: controller.signal });
          await waiting.promise;
          controller.abort();
          await expectError(storing, 'cancelled', 'put');
        }
        assert.equal(await readText(storage, 'k'), 'before');
        assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
      }),
  },
];
