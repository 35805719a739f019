import { unwrapOr } from '@infra/core';
import { sample, seededRandom } from '../../random.js';
import { loadProducts, type Product } from '../catalogue/products.js';
import { defineScenario } from '../define-scenario.js';
import { fillShelves } from './fill-step.js';
import { steadyTraffic } from './visits-step.js';
import type { TrafficParam, TrafficWorld } from './world.js';

/** How long entries live: longer than any run. */
const TTL_MS = 20 * 60_000;
/** How many products are asked for. */
const SHELF = 200;

export const traffic = defineScenario<TrafficParam, TrafficWorld>({
  name: 'traffic',
  title: 'Traffic',
  summary:
    'Visitors at a steady rate: each takes from a limit, reads a product from the cache, and some store a receipt. Time to watch, and to break something.',
  ports: ['cache', 'storage', 'ratelimit', 'logger'],
  params: {
    seconds: { title: 'Seconds', summary: 'For how long they come', default: 10, min: 1, max: 900 },
    rate: { title: 'Per second', summary: 'How many come in a second', default: 100, min: 1, max: 1_000 },
    seed: {
      title: 'Seed',
      summary: 'The same seed asks for the same, and meets the same faults',
      default: 7,
      min: 0,
      max: 999_999,
    },
  },
  async setUp({ runId, ports, time, signal }, params) {
    const random = seededRandom(params.seed);
    return {
      params,
      cache: ports.cache.namespace<Product>(`traffic-${runId}`, { ttlMs: TTL_MS }),
      storage: ports.storage,
      ratelimit: ports.ratelimit,
      logger: ports.logger,
      receipts: `runs/${runId}/`,
      shelf: sample(await loadProducts(), SHELF, random),
      stored: [],
      random,
      time,
      signal,
    };
  },
  steps: [fillShelves, steadyTraffic],
  async tearDown({ cache, storage, stored, receipts, logger }) {
    // What stays in a server that cannot be reached goes by itself, after its TTL.
    unwrapOr(await cache.clear(), undefined);
    const removed = await storage.deleteMany(stored);
    if (!removed.ok) logger.warn('receipts were left behind', { under: receipts, error: removed.error });
  },
});
