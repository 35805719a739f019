import { unwrap } from '@infra/core';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { createRedisRateLimiter, type RedisRateLimiterOptions } from '../src/index.js';

function problemOf(options: RedisRateLimiterOptions): unknown {
  try {
    createRedisRateLimiter(options);
  } catch (error) {
    return error;
  }
  return undefined;
}

const url = 'redis://127.0.0.1:1';
const good: RedisRateLimiterOptions = { url, limit: 10, windowMs: 1_000, whenUnavailable: 'fail' };
const { whenUnavailable: _, ...withoutPolicy } = good;

describe('options that make no sense are refused when the limiter is made', () => {
  test.each<readonly [string, RedisRateLimiterOptions, RegExp]>([
    ['nothing to connect to', { ...good, url: undefined }, /url, connection, or a client/],
    ['a URL of something else', { ...good, url: 'http://:hunter2@host' }, /redis:\/\//],
    ['no URL at all', { ...good, url: 'hunter2' }, /redis:\/\//],
    ['no limit', { ...good, limit: 0 }, /limit.* 0\./],
    ['a window of NaN', { ...good, windowMs: Number.NaN }, /windowMs.*NaN/],
    ['no policy', withoutPolicy as RedisRateLimiterOptions, /whenUnavailable must be 'allow', 'deny' or 'fail'/],
    ['another policy', { ...good, whenUnavailable: 'open' as 'allow' }, /not "open"/],
    ['a time-out of 0', { ...good, timeoutMs: 0 }, /timeoutMs.* 0\./],
    ['an empty namespace', { ...good, namespace: '' }, /namespace/],
  ])('%s', (_name, options, message) => {
    const error = problemOf(options);
    expect(error).toMatchObject({ code: 'validation', provider: 'redis', operation: 'ratelimit.create' });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });

  test('a client beside a url, and a client with a key prefix', () => {
    const client = new Redis({ lazyConnect: true, keyPrefix: 'app:' });
    expect(String(problemOf({ ...good, client }))).toContain('not both');
    expect(String(problemOf({ ...good, url: undefined, client }))).toContain('keyPrefix');
    client.disconnect();
  });
});

test('making a limiter connects to nothing', async () => {
  const limiter = createRedisRateLimiter(good);
  expect(limiter.native.status).toBe('wait');
  unwrap(await limiter.close());
});
