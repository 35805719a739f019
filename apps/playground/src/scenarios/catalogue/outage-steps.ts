import { inParallel } from '../in-parallel.js';
import { readThrough, serverOutOfReach, type CatalogueStep, type CatalogueWorld } from './world.js';

/** Half of them had been cached, half never. */
const READS = 40;
/** Reads without a loader, which have to fail. */
const BARE_READS = 5;
/** The adapter's time-out and the loader, with room to spare. */
const SLOWEST_MS = 2_000;
const RECOVERY_MS = 5_000;
const ASK_EVERY_MS = 10;

export const serverGone: CatalogueStep = {
  name: 'gone',
  title: 'Server killed',
  expectation: 'readers get their values all the same',
  units: () => READS + BARE_READS,
  skip: serverOutOfReach,
  async run(world, step) {
    await world.server?.control?.kill();
    world.serverIsDown = true;
    const products = [...world.sample.slice(0, READS / 2), ...world.unread.slice(1, 1 + READS / 2)];
    let wrong = 0;
    let slowestMs = 0;
    await inParallel(products, 4, world.time, world.signal, async (product) => {
      const begin = world.time.monotonicMs();
      const result = await readThrough(world, product);
      slowestMs = Math.max(slowestMs, world.time.monotonicMs() - begin);
      if (!result.ok || result.value.price !== world.table.priceOf(product.id)) wrong += 1;
      step.advance();
    });
    let answered = 0;
    for (const product of world.sample.slice(0, BARE_READS)) {
      const result = await world.cache.get(product.id, { signal: world.signal });
      if (result.ok || (result.error.code !== 'unavailable' && result.error.code !== 'timeout')) answered += 1;
      step.advance();
    }
    world.signal.throwIfAborted();
    step.expect(wrong === 0, `${wrong} of ${products.length} readers got no or a wrong product`);
    step.expect(answered === 0, `${answered} reads without a loader did not fail with unavailable or timeout`);
    step.expect(slowestMs < SLOWEST_MS, `a read took ${Math.round(slowestMs)} ms`);
    step.note(`slowest read ${Math.round(slowestMs)} ms`);
  },
};

export const serverBack: CatalogueStep = {
  name: 'back',
  title: 'Server back',
  expectation: 'caching works again by itself',
  units: () => 3,
  skip: serverOutOfReach,
  async run(world, step) {
    await world.server?.control?.restart();
    world.serverIsDown = false;
    step.advance();
    const recoveryMs = await recover(world);
    world.signal.throwIfAborted();
    step.advance();
    step.expect(recoveryMs !== undefined, `no answer within ${RECOVERY_MS} ms after the server was back`);
    const [product] = world.sample;
    if (recoveryMs === undefined || product === undefined) return;
    const first = await readThrough(world, product);
    const before = step.counts();
    const second = await readThrough(world, product);
    step.advance();
    const { hits } = step.counts();
    step.expect(first.ok && second.ok, 'a product could not be read');
    step.expect(hits === before.hits + 1, 'a product that was read again was no hit');
    step.note(`recovered after ${Math.round(recoveryMs)} ms`);
  },
};

/** How long the cache takes to reach its server again, in milliseconds; `undefined`: too long. */
async function recover({ cache, time, signal }: CatalogueWorld): Promise<number | undefined> {
  const begin = time.monotonicMs();
  for (;;) {
    const found = await cache.has('recovery', { signal });
    const tookMs = time.monotonicMs() - begin;
    if (found.ok) return tookMs;
    if (tookMs > RECOVERY_MS || signal.aborted) return undefined;
    await time.delay(ASK_EVERY_MS);
  }
}
