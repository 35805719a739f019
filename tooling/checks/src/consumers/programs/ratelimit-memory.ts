import assert from 'node:assert/strict';
import { unwrap } from '@infra/core';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';

async function main(): Promise<void> {
  const limiter = createMemoryRateLimiter({ limit: 2, windowMs: 3_600_000 });
  assert.equal(unwrap(await limiter.consume('ada', { cost: 2 })).allowed, true);
  assert.equal(unwrap(await limiter.consume('ada')).allowed, false);
  assert.equal(unwrap(await limiter.consume('bob')).remaining, 1);
  unwrap(await limiter.close());
}

void main();
