import { inParallel } from '../in-parallel.js';
import { isBearable, tally, type TrafficStep } from './world.js';

/** How many writes are under way at a time. */
const WIDTH = 8;

export const fillShelves: TrafficStep = {
  name: 'fill',
  title: 'Shelves filled',
  expectation: '99 of 100 writes are confirmed',
  units: () => 1,
  async run({ cache, shelf, time, signal }, step) {
    const codes = new Map<string, number>();
    let failed = 0;
    await inParallel(shelf, WIDTH, time, signal, async (product) => {
      const written = await cache.set(product.id, product, { signal });
      if (written.ok) return;
      failed += 1;
      codes.set(written.error.code, (codes.get(written.error.code) ?? 0) + 1);
    });
    step.advance();
    step.expect(isBearable(failed, shelf.length), `${failed} of ${shelf.length} were not: ${tally(codes)}`);
  },
};
