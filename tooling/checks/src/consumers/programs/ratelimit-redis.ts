// Against a real Redis; the process must end by itself after close().
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { unwrap } from '@infra/core';
import { createRedisRateLimiter } from '@infra/ratelimit-redis';

async function main(): Promise<void> {
  const limiter = createRedisRateLimiter({
    url: process.env['REDIS_URL'],
    namespace: `consumer-${randomUUID()}`,
    limit: 2,
    windowMs: 3_600_000,
    whenUnavailable: 'fail',
  });
  assert.equal(unwrap(await limiter.consume('ada', { cost: 2 })).allowed, true);
  assert.equal(unwrap(await limiter.consume('ada')).allowed, false);
  unwrap(await limiter.reset('ada'));
  assert.equal(unwrap(await limiter.health()).status, 'up');
  unwrap(await limiter.close());
}

void main();
