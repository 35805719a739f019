import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../package-root.js';

const productSchema = z.object({
  id: z.string(),
  sku: z.string(),
  name: z.string(),
  category: z.string(),
  /** In minor units. */
  price: z.int().positive(),
  currency: z.string().length(3),
  stock: z.int().nonnegative(),
  tags: z.array(z.string()),
});

export type Product = Readonly<z.infer<typeof productSchema>>;

let loading: Promise<readonly Product[]> | undefined;

/** The 5,000 products of `data/products.json`; read once. */
export function loadProducts(): Promise<readonly Product[]> {
  loading ??= readFile(join(packageRoot(), 'data/products.json'), 'utf8').then((text) =>
    z.array(productSchema).parse(JSON.parse(text)),
  );
  return loading;
}
