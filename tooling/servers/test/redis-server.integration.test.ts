import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTlsCertificates, startRedis, type RedisServer } from '../src/index.js';
import { isRunning, listens } from './support/processes.js';
import { redisClient } from './support/redis-client.js';

describe('a private Redis', () => {
  let server: RedisServer;
  const clients: Redis[] = [];
  const client = (): Redis => {
    const made = redisClient(server.url);
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(() => {
    for (const made of clients.splice(0)) made.disconnect();
  });
  afterAll(() => server.close());

  test('answers, is on loopback only and writes nothing to disk', async () => {
    const redis = client();
    expect(await redis.ping()).toBe('PONG');
    expect(await redis.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    expect(await redis.config('GET', 'save')).toEqual(['save', '']);
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
  });

  test('says what it is', () => {
    expect(server.url).toBe(`redis://${server.host}:${server.port}`);
    expect(server.host).toBe('127.0.0.1');
    expect(isRunning(server.pid)).toBe(true);
    expect(['path', 'cache', 'fetched']).toContain(server.source);
    expect(server.description).toMatch(/^(redis|valkey)-server \d+\.\d+\S* .+\(.+\)$/);
  });

  test('paused it keeps connections and answers nothing; resumed it answers what came meanwhile', async () => {
    const redis = client();
    await redis.ping();
    server.pause();
    const answer = redis.ping();
    const outcome = await Promise.race([answer, sleep(300, 'silence')]);
    server.resume();
    expect(outcome).toBe('silence');
    expect(await answer).toBe('PONG');
  });

  test('killed it is gone; restarted it is back on the same port with another pid and no data', async () => {
    const redis = client();
    await redis.set('a', '1');
    const { pid, port, url } = server;
    await server.kill();
    expect(isRunning(pid)).toBe(false);
    expect(await listens(port)).toBe(false);
    expect(() => server.pause()).toThrow('not running');
    await server.kill();
    await server.restart();
    expect([server.port, server.url]).toEqual([port, url]);
    expect(server.pid).not.toBe(pid);
    expect(await client().get('a')).toBeNull();
  });

  test('can be killed and restarted while it is paused, and restarted while it runs', async () => {
    const { pid } = server;
    server.pause();
    await server.restart();
    await server.restart();
    expect(isRunning(pid)).toBe(false);
    expect(await client().ping()).toBe('PONG');
  });
});

test('close() ends it, removes its files, is idempotent and final', async () => {
  const server = await startRedis();
  const redis = redisClient(server.url);
  const directory = String((await redis.config('GET', 'dir'))[1]);
  redis.disconnect();
  expect(existsSync(directory)).toBe(true);
  await Promise.all([server.close(), server.close()]);
  await server.close();
  expect(isRunning(server.pid)).toBe(false);
  expect(existsSync(directory)).toBe(false);
  await expect(server.restart()).rejects.toThrow('has been closed');
});

test('`await using` closes it', async () => {
  let pid: number;
  {
    await using server = await startRedis();
    ({ pid } = server);
    expect(isRunning(pid)).toBe(true);
  }
  expect(isRunning(pid)).toBe(false);
});

test('several at once have ports of their own', async () => {
  const servers = await Promise.all([startRedis(), startRedis(), startRedis()]);
  expect(new Set(servers.map((server) => server.port)).size).toBe(3);
  await Promise.all(servers.map((server) => server.close()));
});

test('takes arguments, and survives a restart with what they keep', async () => {
  await using server = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  const first = redisClient(server.url);
  await first.set('kept', 'yes');
  first.disconnect();
  await server.restart();
  const second = redisClient(server.url);
  expect(await second.get('kept')).toBe('yes');
  second.disconnect();
});

test('starts with a password', async () => {
  await using server = await startRedis({ args: ['--requirepass', 'secret'] });
  const redis = redisClient(server.url, { password: 'secret' });
  expect(await redis.ping()).toBe('PONG');
  redis.disconnect();
});

test('a start that fails says what the server said', async () => {
  await expect(startRedis({ args: ['--no-such-option', '1'] })).rejects.toThrow(
    /redis-server did not start: it ended with code 1.*no-such-option/s,
  );
});

describe('with TLS', () => {
  const material = createTlsCertificates();

  test('serves clients that know its authority, and refuses those that do not', async () => {
    await using server = await startRedis({ tls: material });
    expect(server.url).toBe(`rediss://127.0.0.1:${server.port}`);
    const trusting = redisClient(server.url, { tls: { ca: material.ca } });
    expect(await trusting.ping()).toBe('PONG');
    trusting.disconnect();
    const stranger = redisClient(server.url);
    await expect(stranger.ping()).rejects.toThrow();
    stranger.disconnect();
    await server.restart();
    const again = redisClient(server.url, { tls: { ca: material.ca } });
    expect(await again.ping()).toBe('PONG');
    again.disconnect();
  });

  test('with the certificate of another host it starts, and clients refuse it', async () => {
    await using server = await startRedis({ tls: { ca: material.ca, ...material.wrongHost } });
    const redis = redisClient(server.url, { tls: { ca: material.ca } });
    const failure = new Promise((resolve) => redis.once('error', resolve));
    await expect(redis.ping()).rejects.toThrow();
    expect(await failure).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    redis.disconnect();
  });
});
