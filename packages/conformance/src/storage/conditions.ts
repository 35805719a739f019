import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { assertBytes, inPieces, pattern, put, read, readText } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

const SIZE = 200_000;

export const conditionCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a conditional put stores only where there is nothing',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await expectOk(storage.put('k', 'first', { ifNoneMatch: '*' }), 'put where there is nothing');
        await expectError(storage.put('k', 'second', { ifNoneMatch: '*' }), 'conflict', 'put where there is an object');
        const stream = inPieces(pattern(SIZE), 10_000);
        await expectError(storage.put('k', stream, { ifNoneMatch: '*' }), 'conflict', 'put of a stream');
        assert.equal(await readText(storage, 'k'), 'first');
        await expectOk(storage.delete('k'), 'delete');
        await expectOk(storage.put('k', 'third', { ifNoneMatch: '*' }), 'put after the delete');
        assert.equal(await readText(storage, 'k'), 'third');
      }),
  },
  {
    name: 'of twenty conditional puts at once exactly one wins, and its content stays',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const attempts = Array.from({ length: 20 }, (_, index) =>
          storage.put('k', inPieces(pattern(SIZE, index), 50_000), { ifNoneMatch: '*' }),
        );
        const results = await Promise.all(attempts);
        const winners = results.flatMap((result, index) => (result.ok ? [index] : []));
        assert.equal(winners.length, 1, `${String(winners.length)} of 20 stored the object`);
        for (const result of results) if (!result.ok) assert.equal(result.error.code, 'conflict');
        assertBytes(await read(storage, 'k'), pattern(SIZE, winners[0]), 'the content of the winner');
      }),
  },
  {
    name: 'of many puts at once the object is one of them, whole',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', pattern(SIZE, 0));
        const writing = Array.from({ length: 10 }, (_, index) =>
          storage.put('k', inPieces(pattern(SIZE, index), 20_000), { metadata: { seed: String(index) } }),
        );
        const readers = Array.from({ length: 10 }, async () => {
          const found = await expectOk(storage.get('k'), 'get during the puts');
          assert.ok(found, 'the object was away while it was replaced');
          assertBytes(found.bytes, pattern(SIZE, Number(found.info.metadata['seed'] ?? '0')), 'read during the puts');
        });
        for (const result of await Promise.all(writing)) assert.ok(result.ok, 'a put failed');
        await Promise.all(readers);
        const found = await expectOk(storage.get('k'), 'get');
        assert.ok(found);
        assertBytes(found.bytes, pattern(SIZE, Number(found.info.metadata['seed'])), 'content and metadata differ');
      }),
  },
  {
    name: 'who puts reads what was put, and who deletes reads nothing',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        for (let round = 0; round < 20; round += 1) {
          await put(storage, 'k', `round ${String(round)}`);
          assert.equal(await readText(storage, 'k'), `round ${String(round)}`);
          const listed = await expectOk(storage.list(), 'list');
          assert.deepEqual(
            listed.items.map(({ key }) => key),
            ['k'],
          );
          await expectOk(storage.delete('k'), 'delete');
          assert.equal(await readText(storage, 'k'), undefined);
          assert.deepEqual((await expectOk(storage.list(), 'list')).items, []);
        }
      }),
  },
];
