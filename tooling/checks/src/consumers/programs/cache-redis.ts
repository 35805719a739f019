// Against a real Redis; the process must end by itself after close().
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRedisCache } from '@infra/cache-redis';
import { ok, unwrap } from '@infra/core';

async function main(): Promise<void> {
  const cache = createRedisCache({ url: process.env['REDIS_URL'], namespace: `consumer-${randomUUID()}` });
  unwrap(await cache.set('user:1', { name: 'Ada', since: new Date(0) }, { ttlMs: 60_000 }));
  assert.deepEqual(unwrap(await cache.get('user:1')), { name: 'Ada', since: new Date(0) });
  assert.equal(unwrap(await cache.getOrSet('answer', async () => ok(42))), 42);
  assert.equal(unwrap(await cache.health()).status, 'up');
  unwrap(await cache.clear());
  assert.equal(unwrap(await cache.get('answer')), undefined);
  assert.equal(typeof cache.native.ping, 'function');
  unwrap(await cache.close());
}

void main();
