import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProducts } from '../data/make-products.js';
import { packageRoot } from '../src/package-root.js';
import { sample, seededRandom } from '../src/random.js';
import { loadProducts } from '../src/scenarios/catalogue/products.js';

test('products.json is what its script makes, and not too large', async () => {
  const text = await readFile(join(packageRoot(), 'data/products.json'), 'utf8');
  expect(makeProducts()).toBe(text);
  expect(text.length).toBeLessThan(1_500_000);
});

test('there are 5,000 products, all different', async () => {
  const products = await loadProducts();
  expect(products).toHaveLength(5_000);
  expect(new Set(products.map(({ id }) => id)).size).toBe(5_000);
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(5_000);
  expect(products.every(({ price }) => Number.isInteger(price) && price > 0)).toBe(true);
});

test('the same seed picks the same', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const first = sample(items, 10, seededRandom(7));
  expect(sample(items, 10, seededRandom(7))).toEqual(first);
  expect(sample(items, 10, seededRandom(8))).not.toEqual(first);
  expect(new Set(first).size).toBe(10);
  expect(sample(items, 200, seededRandom(1))).toHaveLength(100);
});
