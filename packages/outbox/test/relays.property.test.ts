import fc from 'fast-check';
import { test } from 'vitest';
import { expectKept, play } from './scenario.js';

/** Even, and the same for a seed: Mulberry32. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('relays may die at any time: nothing is lost, keys keep their order, effects happen once', async () => {
  const shape = {
    writers: fc.integer({ min: 1, max: 5 }),
    relays: fc.integer({ min: 1, max: 4 }),
    keys: fc.integer({ min: 1, max: 6 }),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(shape), fc.integer(), async (given, seed) => {
      expectKept(await play({ ...given, transactions: 12, kills: 12, random: randomOf(seed) }));
    }),
    { numRuns: 15 },
  );
  // A bound on what hangs: thousands of turns of a process that is busy with other tests.
}, 180_000);
