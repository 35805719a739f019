import { unwrap } from '@infra/core';
import { expect, test } from 'vitest';
import { createLocalStorage } from '../src/index.js';
import { programOf } from './child.js';
import { sidecarsIn, temporariesIn, temporaryRoot } from './folder.js';

const ROUNDS = 100;

test('four processes on one key never mix content and metadata, and of each conditional put one wins', async () => {
  using program = await programOf('writers.process.ts');
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none' });
  const running = Promise.all(
    ['1', '2', '3', '4'].map((id) => program.run<{ readonly won: number }>(root, id, String(ROUNDS))),
  );
  let isOver = false;
  const over = running.finally(() => (isOver = true));
  let reads = 0;
  const tags = new Map<string, string>();
  while (!isOver) {
    const found = unwrap(await storage.get('hot/key.txt'));
    if (found === undefined) continue;
    const text = Buffer.from(found.bytes).toString();
    const { writer = '' } = found.info.metadata;
    expect(text === `${writer} `.repeat(1_000), `${text.slice(0, 8)} with the metadata of ${writer}`).toBe(true);
    expect(tags.get(found.info.etag) ?? writer).toBe(writer);
    tags.set(found.info.etag, writer);
    reads += 1;
  }
  const outcomes = await over;
  expect(reads).toBeGreaterThan(10);
  expect(outcomes.reduce((sum, { won }) => sum + won, 0)).toBe(ROUNDS);
  expect(temporariesIn(root)).toEqual([]);
  // One for each object. Of writers that overtook each other, a few may have left theirs.
  const objects = unwrap(await storage.list()).items.length;
  expect(sidecarsIn(root).length).toBeGreaterThanOrEqual(objects);
  expect(sidecarsIn(root).length).toBeLessThan(objects + (4 * ROUNDS) / 4);
});
