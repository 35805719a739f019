import { afterAll, expect, test } from 'vitest';
// By the package's name, as all others import it: proves that the subpath resolves.
import { testRedis } from '@tooling/servers/vitest';
import { share } from '../src/vitest/shared.js';
import { redisClient } from './support/redis-client.js';

const mine = testRedis();
const other = testRedis();
const redis = redisClient(mine.url);
afterAll(async () => {
  redis.disconnect();
  await other.cleanUp();
});

test('every call has a prefix of its own, safe in a key pattern', () => {
  expect(mine.url).toBe(other.url);
  expect(mine.prefix).not.toBe(other.prefix);
  for (const { prefix } of [mine, other]) expect(prefix).toMatch(/^[\w:-]+:$/);
});

test('cleanUp() deletes all keys under the prefix, and only those', async () => {
  const pipeline = redis.pipeline();
  for (let n = 0; n < 2_500; n += 1) pipeline.set(`${mine.prefix}${n}`, 'x');
  await pipeline.hset(`${mine.prefix}hash`, 'a', '1').set(`${other.prefix}kept`, 'x').exec();
  await mine.cleanUp();
  await mine.cleanUp();
  expect(await redis.keys(`${mine.prefix}*`)).toEqual([]);
  expect(await redis.get(`${other.prefix}kept`)).toBe('x');
});

test('a shared server starts once and ends with its last user; after a failure it is started anew', async () => {
  const log: string[] = [];
  const server = { url: 'x:', description: 'x', close: async () => void log.push('closed') };
  const start = async () => {
    log.push('started');
    return server;
  };
  const failing = share('shared-test', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  const [one, two] = await Promise.all([share('shared-test', start), share('shared-test', start)]);
  await one.release();
  await one.release();
  expect(log).toEqual(['started']);
  await two.release();
  expect(log).toEqual(['started', 'closed']);
  await (await share('shared-test', start)).release();
  expect(log).toEqual(['started', 'closed', 'started', 'closed']);
});
