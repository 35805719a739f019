import { unwrapOr } from '@infra/core';
import { sample, seededRandom } from '../../random.js';
import { defineScenario } from '../define-scenario.js';
import { serverBack, serverGone } from './outage-steps.js';
import { priceLists, removePriceLists, signedLink } from './price-list-steps.js';
import { priceChange } from './price-step.js';
import { loadProducts, type Product } from './products.js';
import { ProductTable } from './product-table.js';
import { coldRead, stampede, warmRead } from './reading-steps.js';
import type { CatalogueParam, CatalogueWorld } from './world.js';

/** How long entries live: longer than any run. What a killed run leaves behind in a server goes by itself. */
const TTL_MS = 10 * 60_000;
/** What is kept unread for the steps that need something new. */
const UNREAD = 50;

export const catalogue = defineScenario<CatalogueParam, CatalogueWorld>({
  name: 'catalogue',
  title: 'Catalogue',
  summary:
    'A shop reads 5,000 products through a cache: cold, warm, all at once, while prices change and while the server is away. It stores its price lists.',
  ports: ['cache', 'storage', 'logger'],
  params: {
    products: {
      title: 'Products',
      summary: 'How many are read, cold and then warm; the other steps need some of their own',
      default: 4_900,
      min: 1,
      max: 4_900,
    },
    readers: { title: 'Readers', summary: 'How many want one key at the same time', default: 200, min: 1, max: 2_000 },
    seed: { title: 'Seed', summary: 'The same seed picks the same products', default: 7, min: 0, max: 999_999 },
  },
  async setUp({ runId, ports, server, time, signal }, params) {
    const products = await loadProducts();
    const random = seededRandom(params.seed);
    const picked = sample(products, params.products + UNREAD, random);
    return {
      params,
      cache: ports.cache.namespace<Product>(`catalogue-${runId}`, { ttlMs: TTL_MS }),
      storage: ports.storage,
      logger: ports.logger,
      files: `runs/${runId}/`,
      table: new ProductTable(products, time),
      sample: picked.slice(0, params.products),
      unread: picked.slice(params.products),
      random,
      time,
      signal,
      server: server('cache'),
      serverIsDown: false,
    };
  },
  steps: [coldRead, warmRead, stampede, priceChange, priceLists, signedLink, serverGone, serverBack],
  async tearDown(world) {
    if (world.serverIsDown) await world.server?.control?.restart();
    // What stays in a server that cannot be reached goes by itself, after its TTL.
    unwrapOr(await world.cache.clear(), undefined);
    await removePriceLists(world);
  },
});
