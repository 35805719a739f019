import fc from 'fast-check';
import { test } from 'vitest';
import { expectKept, play } from './scenario.js';

test('relays may die at any time: nothing is lost, keys keep their order, effects happen once', async () => {
  const randoms = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
  const shape = {
    writers: fc.integer({ min: 1, max: 5 }),
    relays: fc.integer({ min: 1, max: 4 }),
    keys: fc.integer({ min: 1, max: 6 }),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(shape), randoms, async (given, stream) => {
      const random = (): number => Number(stream.next().value);
      expectKept(await play({ ...given, transactions: 12, kills: 12, random }));
    }),
    { numRuns: 30 },
  );
});
