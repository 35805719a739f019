import assert from 'node:assert/strict';
import { createMemoryCache } from '@infra/cache-memory';
import { ok, unwrap } from '@infra/core';

async function main(): Promise<void> {
  const cache = createMemoryCache({ maxEntries: 10 });
  const users = cache.namespace<{ readonly name: string }>('user');
  unwrap(await users.set('1', { name: 'Ada' }, { tags: ['people'] }));
  assert.deepEqual(unwrap(await users.get('1')), { name: 'Ada' });
  assert.equal(unwrap(await cache.getOrSet('answer', async () => ok(42))), 42);
  unwrap(await users.invalidateTags(['people']));
  assert.equal(unwrap(await users.get('1')), undefined);
  unwrap(await cache.close());
}

void main();
