import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTcpProxy, freePort, provideRedis, startRedis } from '../src/index.js';
import { isRunning } from './support/processes.js';
import { redisClient } from './support/redis-client.js';

afterEach(() => vi.unstubAllEnvs());

async function failure(): Promise<string> {
  return provideRedis().then(
    (provided) => `provided ${provided.description}`,
    (error: unknown) => [error, error instanceof Error ? error.stack : '', JSON.stringify(error)].join('\n'),
  );
}

test('without REDIS_URL it is a private one that close() ends', async () => {
  vi.stubEnv('REDIS_URL', '');
  const provided = await provideRedis();
  const redis = redisClient(provided.url);
  expect(provided.source).not.toBe('environment');
  expect(await redis.ping()).toBe('PONG');
  redis.disconnect();
  await provided.close();
  await provided.close();
});

describe('with REDIS_URL', () => {
  test('it is that one, its password is not shown, and close() leaves it alone', async () => {
    await using server = await startRedis({ args: ['--requirepass', 'p@ss word'] });
    const url = `redis://default:p%40ss%20word@127.0.0.1:${server.port}/3`;
    vi.stubEnv('REDIS_URL', url);
    const provided = await provideRedis();
    expect(provided).toMatchObject({ url, source: 'environment' });
    expect(provided.description).toBe(`the Redis of REDIS_URL (redis://***@127.0.0.1:${server.port}/3)`);
    await provided.close();
    expect(isRunning(server.pid)).toBe(true);
  });

  test('nothing listening is an error without the password', async () => {
    vi.stubEnv('REDIS_URL', `redis://user:hunter2@127.0.0.1:${await freePort()}`);
    const told = await failure();
    expect(told).toMatch(/REDIS_URL is set to redis:\/\/\*\*\*@127\.0\.0\.1:\d+.*ECONNREFUSED.*unset REDIS_URL/s);
    expect(told).not.toContain('hunter2');
  });

  test('a wrong password is an error that shows neither', async () => {
    await using server = await startRedis({ args: ['--requirepass', 'right'] });
    vi.stubEnv('REDIS_URL', `redis://:hunter2@127.0.0.1:${server.port}`);
    const told = await failure();
    expect(told).toContain('WRONGPASS');
    expect(told).not.toContain('hunter2');
  });

  test('a missing password is an error', async () => {
    await using server = await startRedis({ args: ['--requirepass', 'right'] });
    vi.stubEnv('REDIS_URL', server.url);
    expect(await failure()).toContain('NOAUTH');
  });

  test('silence is an error after 2 seconds', async () => {
    await using proxy = await createTcpProxy({ port: await freePort() });
    proxy.blackHole();
    vi.stubEnv('REDIS_URL', `redis://127.0.0.1:${proxy.port}`);
    const start = performance.now();
    expect(await failure()).toContain('no answer within 2000 ms');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test.each(['hunter2', 'http://hunter2@127.0.0.1:1', 'redis://hunter2@:x', 'redis:hunter2'])(
    'what is no Redis URL is an error that does not repeat it (%s)',
    async (url) => {
      vi.stubEnv('REDIS_URL', url);
      const told = await failure();
      expect(told).toContain('not a redis:// or rediss:// URL');
      expect(told).not.toContain('hunter2');
    },
  );
});
