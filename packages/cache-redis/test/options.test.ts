import { unwrap } from '@infra/core';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { createRedisCache, type RedisCacheOptions } from '../src/index.js';

function problemOf(options: RedisCacheOptions): unknown {
  try {
    createRedisCache(options);
  } catch (error) {
    return error;
  }
  return undefined;
}

const url = 'redis://127.0.0.1:1';

describe('options that make no sense are refused when the cache is made', () => {
  test.each<readonly [string, RedisCacheOptions, RegExp]>([
    ['nothing to connect to', {}, /url, connection, or a client/],
    ['a URL of something else', { url: 'http://:hunter2@host' }, /redis:\/\//],
    ['no URL at all', { url: 'hunter2' }, /redis:\/\//],
    ['a TTL of 0', { url, ttlMs: 0 }, /ttlMs.* 0\./],
    ['a time-out of NaN', { url, timeoutMs: Number.NaN }, /timeoutMs.*NaN/],
    ['a negative limit', { url, maxValueBytes: -1 }, /maxValueBytes.*-1/],
    ['no time for a claim', { url, loadLockMs: 0 }, /loadLockMs/],
    ['an empty namespace', { url, namespace: '' }, /namespace/],
  ])('%s', (_name, options, message) => {
    const error = problemOf(options);
    expect(error).toMatchObject({ code: 'validation', provider: 'redis', operation: 'cache.create' });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });

  test('a client beside a url, and a client with a key prefix', () => {
    const client = new Redis({ lazyConnect: true, keyPrefix: 'app:' });
    expect(String(problemOf({ client, url }))).toContain('not both');
    expect(String(problemOf({ client }))).toContain('keyPrefix');
    client.disconnect();
  });
});

test('making a cache connects to nothing', async () => {
  const cache = createRedisCache({ url });
  expect(cache.native.status).toBe('wait');
  unwrap(await cache.close());
});
