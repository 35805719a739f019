import assert from 'node:assert/strict';
import type { ObjectBody } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { BODIES, CONTENT, failing, SIZE } from './body-kinds.js';
import { assertBytes, inPieces, pattern, put, read, readText, sha256, webStream } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

export const bodyCases: readonly ConformanceCase<StorageHarness>[] = [
  ...BODIES.map(([what, make]): ConformanceCase<StorageHarness> => ({
    name: `a body comes back byte by byte: ${what}`,
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const info = await expectOk(storage.put('k', make()), 'put');
        assert.equal(info.size, SIZE);
        assertBytes(await read(storage, 'k'), CONTENT, 'get');
        await expectOk(storage.put('l', make(), { contentLength: SIZE, sha256: sha256(CONTENT) }), 'put, length known');
        assertBytes(await read(storage, 'l'), CONTENT, 'get of what was put with its length');
      }),
  })),
  {
    name: 'text is stored as UTF-8',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const value = 'Grüße 😀 e\u0301 \u0000 \r\n \ufeff';
        const info = await expectOk(storage.put('k', value), 'put');
        assert.equal(info.size, Buffer.byteLength(value));
        assertBytes(await read(storage, 'k'), Buffer.from(value), 'get');
      }),
  },
  {
    name: 'an empty object is an object',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const empties: readonly ObjectBody[] = ['', new Uint8Array(), new Blob([]), webStream(new Uint8Array(), 1)];
        for (const [index, body] of [...empties, inPieces(new Uint8Array(), 1)].entries()) {
          const key = `empty-${String(index)}`;
          assert.equal((await expectOk(storage.put(key, body), `put ${key}`)).size, 0);
          assert.equal((await expectOk(storage.stat(key), `stat ${key}`))?.size, 0);
          assert.equal(await expectOk(storage.exists(key), `exists ${key}`), true);
          assert.equal((await read(storage, key)).byteLength, 0);
        }
      }),
  },
  {
    name: 'what the store holds is what the port says',
    needs: ['peek'],
    run: (harness) =>
      withStorage(harness, async (storage) => {
        assert.equal(await harness.peek?.(storage, 'k'), undefined);
        await expectOk(storage.put('k', CONTENT, { contentType: 'image/x-test' }), 'put');
        const raw = await harness.peek?.(storage, 'k');
        assert.ok(raw, 'the store holds nothing');
        assertBytes(raw.bytes, CONTENT, 'the store');
        assert.equal(raw.contentType, 'image/x-test');
        await expectOk(storage.delete('k'), 'delete');
        assert.equal(await harness.peek?.(storage, 'k'), undefined, 'the store still holds it');
      }),
  },
  {
    name: 'changing the bytes during the put, or those that were got, changes nothing',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const mine = pattern(20_000);
        const storing = storage.put('k', mine);
        mine.fill(0);
        await expectOk(storing, 'put');
        const got = await read(storage, 'k');
        assertBytes(got, pattern(20_000), 'what was put in');
        got.fill(0);
        assertBytes(await read(storage, 'k'), pattern(20_000), 'what was got out');
        const opened = await expectOk(storage.getStream('k'), 'getStream');
        for await (const chunk of opened?.body ?? []) chunk.fill(0);
        assertBytes(await read(storage, 'k'), pattern(20_000), 'what was streamed out');
      }),
  },
  {
    name: 'a body that is handed on in parts is one object, or none',
    needs: ['multipartBytes'],
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const size = 2 * (harness.multipartBytes ?? 0) + 12_345;
        const content = pattern(size, 3);
        await expectOk(storage.put('bytes', content), 'put of bytes');
        assertBytes(await read(storage, 'bytes'), content, 'bytes');
        await expectOk(storage.put('known', inPieces(content, 70_001), { contentLength: size }), 'put, length known');
        assertBytes(await read(storage, 'known'), content, 'a stream of known length');
        const options = { sha256: sha256(content), metadata: { a: 'ü' }, contentType: 'image/x-test' };
        const info = await expectOk(storage.put('unknown', inPieces(content, 70_001), options), 'put, length unknown');
        assert.deepEqual([info.size, info.sha256, info.metadata], [size, options.sha256, { a: 'ü' }]);
        assertBytes(await read(storage, 'unknown'), content, 'a stream of unknown length');
        await put(storage, 'k', 'before');
        const wrong = { sha256: sha256(pattern(1)) };
        await expectError(storage.put('k', inPieces(content, 70_001), wrong), 'validation', 'a wrong checksum');
        await expectError(
          storage.put('k', inPieces(content, 70_001), { contentLength: size + 1 }),
          'validation',
          'a wrong length',
        );
        await expectError(storage.put('k', failing(new Error('gone'), size)), 'internal', 'a failing stream');
        await expectError(
          storage.put('k', inPieces(content, 70_001), { ifNoneMatch: '*' }),
          'conflict',
          'an object in the way',
        );
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  },
];
