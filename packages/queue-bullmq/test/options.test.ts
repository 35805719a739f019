import type { JobType } from '@infra/core';
import { Cluster, Redis } from 'ioredis';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createBullmqQueue, type BullmqQueue, type BullmqQueueOptions } from '../src/index.js';
import { failures } from '../src/errors.js';
import { dedupeKey, escapeColons, prefixOf, unescapeColons } from '../src/keys.js';

interface Jobs {
  readonly work: JobType;
}

function problemOf(options: BullmqQueueOptions<Jobs>): unknown {
  try {
    createBullmqQueue<Jobs>(options);
  } catch (error) {
    return error;
  }
  return undefined;
}

const good: BullmqQueueOptions<Jobs> = { url: 'redis://127.0.0.1:1', name: 'mails' };

describe('options that make no sense are refused when the queue is made', () => {
  test.each<readonly [string, BullmqQueueOptions<Jobs>, RegExp]>([
    ['nothing to connect to', { ...good, url: undefined }, /url, connection, or a client/],
    ['a URL of something else', { ...good, url: 'http://:hunter2@host' }, /redis:\/\//],
    ['an empty name', { ...good, name: '' }, /name/],
    ['a name with a colon', { ...good, name: 'a:b' }, /without colons/],
    ['an empty namespace', { ...good, namespace: '' }, /namespace/],
    ['a lease of nothing', { ...good, leaseMs: 0 }, /leaseMs.* 0\./],
    ['a time-out of NaN', { ...good, timeoutMs: Number.NaN }, /timeoutMs.*NaN/],
    ['half a crash', { ...good, maxCrashes: 0.5 }, /maxCrashes/],
    ['fewer than no completed jobs', { ...good, keepCompleted: -1 }, /keepCompleted/],
  ])('%s', (_name, options, message) => {
    const error = problemOf(options);
    expect(error).toMatchObject({ code: 'validation', provider: 'redis', operation: 'queue.create' });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });

  test('a client with a key prefix', () => {
    const client = new Redis({ lazyConnect: true, keyPrefix: 'app:' });
    expect(String(problemOf({ name: 'mails', client }))).toContain('keyPrefix');
    client.disconnect();
    const cluster = new Cluster([], { lazyConnect: true, redisOptions: { keyPrefix: 'app:' } });
    expect(() => createBullmqQueue<Jobs>({ name: 'mails', client: cluster })).toThrow(/keyPrefix/);
  });
});

test('native is what was given', () => {
  const client = new Cluster([], { lazyConnect: true });
  const queue = createBullmqQueue<Jobs>({ name: 'mails', client });
  expect(queue.native).toBe(client);
  expectTypeOf(queue).toEqualTypeOf<BullmqQueue<Jobs, Cluster>>();
  expectTypeOf(createBullmqQueue<Jobs>(good).native).toEqualTypeOf<Redis>();
});

test('making one does no I/O', () => {
  expect(createBullmqQueue<Jobs>(good).native.status).toBe('wait');
});

test('names in keys never meet, whatever is in them', () => {
  expect(prefixOf('a', 'b')).toBe('{a:b}');
  expect(prefixOf('a}:{b', 'c')).not.toContain('}:');
  for (const name of ['a:b', 'a%3ab', '%', ':', 'a']) expect(unescapeColons(escapeColons(name))).toBe(name);
  expect(dedupeKey('a', 'b:c')).not.toBe(dedupeKey('a:b', 'c'));
});

describe('what BullMQ answers', () => {
  test.each([
    ['Missing key for job 7. moveToFinished', 'not_found'],
    ['Missing lock for job 7. moveToFinished', 'conflict'],
    ['Lock mismatch for job 7. Cmd moveToFinished from active', 'conflict'],
    ['Job 7 is not in the failed state. reprocessJob', 'conflict'],
    ['Job repeat:s:1 belongs to a job scheduler and cannot be removed directly. removeJob', 'conflict'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'internal'],
  ])('%s', (message, code) => {
    const cause = new Error(message);
    expect(failures.fromRedis('remove', cause)).toMatchObject({
      code,
      provider: 'redis',
      operation: 'queue.remove',
      cause,
    });
  });
});
