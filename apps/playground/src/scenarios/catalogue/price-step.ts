import { sample } from '../../random.js';
import { inParallel } from '../in-parallel.js';
import type { Product } from './products.js';
import { readThrough, WIDTH, type CatalogueStep, type CatalogueWorld } from './world.js';

/** How many reads happen before the prices change, and after. */
const BEFORE = 100;
const AFTER = 400;
/** How many products of other categories are looked at: their entries must have stayed. */
const BYSTANDERS = 50;

export const priceChange: CatalogueStep = {
  name: 'prices',
  title: 'Price change, tag invalidated',
  expectation: 'no old price after the invalidation',
  units: () => BEFORE + AFTER,
  async run(world, step) {
    const category = world.sample[0]?.category ?? '';
    const changed = world.sample.filter((product) => product.category === category);
    const others = sample(
      world.sample.filter((product) => product.category !== category),
      BYSTANDERS,
      world.random,
    );
    const readers = readWhile(world, changed, step.advance);
    await readers.after(BEFORE);
    world.table.raisePrices(category);
    const invalidated = await world.cache.invalidateTags([`category:${category}`], { signal: world.signal });
    readers.invalidated();
    await readers.after(AFTER);
    const { stale, failed } = await readers.stop();
    world.signal.throwIfAborted();
    step.expect(invalidated.ok, `the invalidation failed: ${invalidated.ok ? '' : invalidated.error.message}`);
    step.expect(failed === 0, `${failed} reads failed`);
    step.expect(stale === 0, `${stale} of ${AFTER} reads after it gave an old price`);

    const before = step.counts();
    let unread = 0;
    await inParallel(others, WIDTH, world.time, world.signal, async (product) => {
      if (!(await readThrough(world, product)).ok) unread += 1;
    });
    const { loads } = step.counts();
    step.expect(unread === 0, `${unread} reads of other categories failed`);
    step.expect(loads === before.loads, `${loads - before.loads} entries of other categories were lost as well`);
    step.note(`${changed.length} products of ${category}`);
  },
};

interface Readers {
  /** Settles when so many more reads have begun and ended. */
  after(reads: number): Promise<void>;
  /** From now on an old price is wrong. */
  invalidated(): void;
  stop(): Promise<{ readonly stale: number; readonly failed: number }>;
}

/** Readers that go on and on, while something happens to what they read. */
function readWhile(world: CatalogueWorld, products: readonly Product[], advance: () => void): Readers {
  let stopped = false;
  let invalidated = false;
  let reads = 0;
  let stale = 0;
  let failed = 0;
  let waiting: { readonly reads: number; readonly resolve: () => void } | undefined;

  async function reader(): Promise<void> {
    while (!stopped && !world.signal.aborted) {
      const product = products[Math.floor(world.random() * products.length)];
      if (product === undefined) return;
      // Only a read that began after the invalidation had been answered must give the new price.
      const mustBeNew = invalidated;
      const result = await readThrough(world, product);
      if (!result.ok) failed += 1;
      else if (mustBeNew && result.value.price !== world.table.priceOf(product.id)) stale += 1;
      reads += 1;
      advance();
      if (waiting !== undefined && reads >= waiting.reads) waiting.resolve();
      await world.time.turn();
    }
    waiting?.resolve();
  }

  const all = Promise.all(Array.from({ length: WIDTH }, reader));
  return {
    after: (more) =>
      new Promise((resolve) => {
        waiting = { reads: reads + more, resolve };
        if (world.signal.aborted) resolve();
      }),
    invalidated: () => {
      invalidated = true;
    },
    async stop() {
      stopped = true;
      await all;
      return { stale, failed };
    },
  };
}
