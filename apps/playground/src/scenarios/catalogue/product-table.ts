import { InfraError, err, ok, type AsyncResult } from '@infra/core';
import type { Time } from '../../time.js';
import type { Product } from './products.js';

/** What one read costs, in milliseconds: about what a database on the same network takes. */
const READ_COST_MS = 2;

/** The source of truth: a table in memory, as slow as a database, so that caching matters. */
export class ProductTable {
  readonly #rows: Map<string, Product>;
  readonly #time: Time;

  constructor(products: readonly Product[], time: Time) {
    this.#rows = new Map(products.map((product) => [product.id, product]));
    this.#time = time;
  }

  /** Reads a row, for its price. */
  async read(id: string): AsyncResult<Product> {
    // What is read is what is there now; it arrives later. That is how a cache comes to hold an old value.
    const row = this.#rows.get(id);
    await this.#time.delay(READ_COST_MS);
    if (row !== undefined) return ok(row);
    return err(
      new InfraError({ code: 'not_found', message: `no product ${id}`, provider: 'table', operation: 'table.read' }),
    );
  }

  /** What is true now, for comparing; costs nothing. */
  priceOf(id: string): number | undefined {
    return this.#rows.get(id)?.price;
  }

  /** Makes everything in a category dearer by a tenth, and by one at least. */
  raisePrices(category: string): void {
    for (const [id, row] of this.#rows) {
      if (row.category !== category) continue;
      this.#rows.set(id, { ...row, price: row.price + Math.max(1, Math.round(row.price / 10)) });
    }
  }
}
