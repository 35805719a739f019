import { inParallel } from '../in-parallel.js';
import { readThrough, WIDTH, type CatalogueStep } from './world.js';

export const coldRead: CatalogueStep = {
  name: 'cold',
  title: 'Cold read',
  expectation: 'every product is loaded once',
  units: ({ products }) => products,
  async run(world, step) {
    const wrong = await readAll(world, step.advance);
    const { loads, misses } = step.counts();
    const { length } = world.sample;
    step.expect(wrong === 0, `${wrong} of ${length} reads gave a wrong product`);
    step.expect(loads === length, `${loads} loader runs for ${length} products`);
    step.expect(misses === length, `${misses} misses for ${length} products`);
  },
};

export const warmRead: CatalogueStep = {
  name: 'warm',
  title: 'Warm read',
  expectation: 'every read is a hit',
  units: ({ products }) => products,
  async run(world, step) {
    const wrong = await readAll(world, step.advance);
    const { loads, hits } = step.counts();
    const { length } = world.sample;
    step.expect(wrong === 0, `${wrong} of ${length} reads gave a wrong product`);
    step.expect(hits === length, `${hits} hits in ${length} reads`);
    step.expect(loads === 0, `${loads} loader runs`);
  },
};

export const stampede: CatalogueStep = {
  name: 'stampede',
  title: 'Many readers, one key',
  expectation: 'one loader run serves all',
  units: ({ readers }) => readers,
  async run(world, step) {
    const [product] = world.unread;
    if (product === undefined) throw new Error('No product is left that has not been read');
    const results = await Promise.all(
      Array.from({ length: world.params.readers }, async () => {
        const result = await readThrough(world, product);
        step.advance();
        return result;
      }),
    );
    world.signal.throwIfAborted();
    const wrong = results.filter((result) => !result.ok || result.value.price !== product.price).length;
    const { loads } = step.counts();
    step.expect(wrong === 0, `${wrong} of ${results.length} readers got no or a wrong product`);
    step.expect(loads === 1, `${loads} loader runs`);
  },
};

/** Reads the sample, and says how many reads failed or gave a wrong product. */
async function readAll(world: Parameters<CatalogueStep['run']>[0], advance: () => void): Promise<number> {
  let wrong = 0;
  await inParallel(world.sample, WIDTH, world.time, world.signal, async (product) => {
    const result = await readThrough(world, product);
    const right = result.ok && result.value.id === product.id && result.value.price === world.table.priceOf(product.id);
    if (!right) wrong += 1;
    advance();
  });
  return wrong;
}
