import assert from 'node:assert/strict';
import { createMemoryCache } from '@infra/cache-memory';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { createCachedRepository } from '@infra/repository-cached';
import { createMemoryDatabase, createMemoryRepository } from '@infra/repository-memory';

interface Order {
  readonly id: string;
  readonly total: number;
  readonly placedAt: Date;
  readonly version: number;
}
type NewOrder = Omit<Order, 'version'>;

async function main(): Promise<void> {
  const database = createMemoryDatabase();
  const cache = createMemoryCache();
  const stored = createMemoryRepository<Order, NewOrder>({
    database,
    name: 'order',
    fields: { id: 'text', total: 'integer', placedAt: 'date', version: 'integer' },
    version: 'version',
    audit: true,
  });
  const orders = createCachedRepository({ repository: stored, cache, ttlMs: 60_000 });
  const total = async (): Promise<string> => unwrap(await orders.findById('1'))?.total.toFixed(1) ?? 'none';

  unwrap(await orders.create({ id: '1', total: 5, placedAt: new Date(0) }));
  assert.equal(await total(), '5.0');
  assert.equal(unwrap(await orders.findById('1'))?.placedAt.getUTCFullYear(), 1970);
  assert.equal(cache.stats().hits, 1);

  // What is rolled back was never there; what is committed is seen by the next who reads.
  const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'consumer', operation: 'pay' });
  const inside: unknown[] = [];
  for (const outcome of [err(refusal), ok()]) {
    const { ok: isDone } = await database.transaction(async (tx) => {
      unwrap(await orders.update('1', { total: 6 }, { tx }));
      for (const at of [tx, 'none'] as const) inside.push(unwrap(await orders.findById('1', { tx: at }))?.total);
      return outcome;
    });
    inside.push(isDone, await total());
  }
  assert.deepEqual(inside, [6, 5, false, '5.0', 6, 5, true, '6.0']);

  // Past the cache, which is told of it.
  unwrap(await stored.update('1', { total: 7 }));
  assert.equal(await total(), '6.0');
  unwrap(await orders.cached.invalidate(['1']));
  assert.equal(await total(), '7.0');
  // The repository is all that it was.
  assert.equal(unwrap(await orders.audit.list('1')).items.length, 3);
  assert.equal(unwrap(await orders.aggregate({}, { sum: { sum: 'total' } })).sum, 7);
  assert.equal(unwrap(await orders.delete('1')), true);
  assert.equal(await total(), 'none');
  unwrap(await cache.close());
  unwrap(await database.close());
}

void main();
