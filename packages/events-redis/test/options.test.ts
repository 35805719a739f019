import { describe, expect, test } from 'vitest';
import { createRedisEventBus, type RedisEventBusOptions } from '../src/index.js';

type Options = RedisEventBusOptions<{ readonly tick: number }>;

const url = 'redis://127.0.0.1:1';

describe('options that make no sense are refused when the bus is made', () => {
  test.each<readonly [string, Options, RegExp]>([
    ['nothing to connect to', {}, /url, connection, or a client/],
    ['a URL of something else', { url: 'http://:hunter2@host' }, /redis:\/\//],
    ['an empty namespace', { url, namespace: '' }, /namespace/],
    ['an empty source', { url, source: '' }, /source/],
    ['a time-out of 0', { url, timeoutMs: 0 }, /timeoutMs.* 0\./],
    ['a lease that a heartbeat cannot keep', { url, stallMs: 5 }, /stallMs.* 5\./],
    ['a window of NaN', { url, dedupeWindowMs: Number.NaN }, /dedupeWindowMs.*NaN/],
    ['a history without an end', { url, keepHistory: Number.POSITIVE_INFINITY }, /keepHistory.*1000000.*Infinity/],
    ['half a crash', { url, maxCrashes: 0.5 }, /maxCrashes.*0\.5/],
  ])('%s', (_name, options, message) => {
    let problem: unknown;
    try {
      createRedisEventBus(options);
    } catch (error) {
      problem = error;
    }
    expect(problem).toMatchObject({ code: 'validation', operation: 'events.create' });
    expect(String(problem)).toMatch(message);
    expect(String(problem)).not.toContain('hunter2');
  });
});

test('making a bus connects to nothing', () => {
  expect(createRedisEventBus<{ readonly tick: number }>({ url }).native.status).toBe('wait');
});
