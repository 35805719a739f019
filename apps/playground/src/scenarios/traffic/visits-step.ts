import { ok, type AsyncResult } from '@infra/core';
import { isBearable, tally, type TrafficStep, type TrafficWorld } from './world.js';

/** How many visits may be under way; more have to wait, as at a server that accepts no more connections. */
const MOST_AT_ONCE = 500;
/** One visit in so many stores a receipt and reads it again. */
const RECEIPT_EVERY = 5;
/** Each has an allowance of its own. */
const VISITORS = 50;

export const steadyTraffic: TrafficStep = {
  name: 'visits',
  title: 'Steady traffic',
  expectation: '99 of 100 visits succeed',
  units: ({ seconds, rate }) => seconds * rate,
  async run(world, step) {
    const { params, time, signal } = world;
    const total = params.seconds * params.rate;
    const codes = new Map<string, number>();
    const underWay = new Set<Promise<void>>();
    let failed = 0;
    let limited = 0;
    const one = async (number: number): Promise<void> => {
      const outcome = await visit(world, number);
      step.advance();
      if (!outcome.ok) {
        failed += 1;
        codes.set(outcome.error.code, (codes.get(outcome.error.code) ?? 0) + 1);
      } else if (outcome.value === 'limited') limited += 1;
    };
    const beginMs = time.monotonicMs();
    for (let number = 0; number < total && !signal.aborted; number += 1) {
      const earlyMs = beginMs + (number * 1_000) / params.rate - time.monotonicMs();
      if (earlyMs > 1) await time.delay(earlyMs);
      if (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay);
      const visiting = one(number).finally(() => underWay.delete(visiting));
      underWay.add(visiting);
    }
    await Promise.all(underWay);
    signal.throwIfAborted();
    step.expect(isBearable(failed, total), `${failed} of ${total} failed: ${tally(codes)}`);
    step.note(`${total} visits, ${failed} failed, ${limited} over their limit`);
  },
};

/** What one visitor does. Asking more often than is allowed is no failure: that is what a limit is for. */
async function visit(world: TrafficWorld, number: number): AsyncResult<'served' | 'limited'> {
  const { cache, storage, ratelimit, shelf, random, receipts, stored, signal } = world;
  // Drawn before anything is waited for: in the order of the visits, whatever becomes of them.
  const product = shelf[Math.floor(random() * shelf.length)];
  const visitor = `visitor-${Math.floor(random() * VISITORS)}`;
  const allowed = await ratelimit.consume(visitor, { signal });
  if (!allowed.ok) return allowed;
  if (!allowed.value.allowed || product === undefined) return ok('limited');
  const found = await cache.get(product.id, { signal });
  if (!found.ok) return found;
  if (number % RECEIPT_EVERY !== 0) return ok('served');
  const key = `${receipts}${number}.json`;
  stored.push(key);
  const put = await storage.put(key, JSON.stringify({ product: product.id, price: product.price }), { signal });
  if (!put.ok) return put;
  const read = await storage.get(key, { signal });
  return read.ok ? ok('served') : read;
}
