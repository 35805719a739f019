import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheDirectory, findRedisBinary, startRedis } from '../src/index.js';
import { redisClient } from './support/redis-client.js';

let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-binary-test-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(path: string, prints: string, exitCode = 0): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${prints}'\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return file;
}

const cachedCopy = `cache/redis-${process.platform}-${process.arch}/usr/bin/redis-server`;
const find = (path: readonly string[]) =>
  findRedisBinary({ path: path.map((name) => join(folder, name)).join(':'), cacheDirectory: cache, fetch: false });

describe('the order of the search', () => {
  test('redis-server on PATH comes first, before valkey-server and the cached copy', async () => {
    await program('a/valkey-server', 'Valkey server v=8.0.1 sha=0');
    const file = await program('b/redis-server', 'Redis server v=7.2.4 sha=0');
    await program(cachedCopy, 'Redis server v=7.0.15 sha=0');
    expect(await find(['none', 'a', 'b'])).toMatchObject({
      file,
      version: '7.2.4',
      source: 'path',
      description: `redis-server 7.2.4 on PATH (${file})`,
    });
  });

  test('valkey-server on PATH comes next', async () => {
    const file = await program('a/valkey-server', 'Valkey server v=8.0.1 sha=0');
    await program(cachedCopy, 'Redis server v=7.0.15 sha=0');
    expect(await find(['a'])).toMatchObject({ file, version: '8.0.1', source: 'path' });
  });

  test('what does not run is passed over', async () => {
    await program('a/redis-server', 'no library', 127);
    const file = await program(cachedCopy, 'Redis server v=7.0.15 sha=0');
    expect(await find(['a'])).toMatchObject({ file, version: '7.0.15', source: 'cache' });
  });

  test('without any, the error names what was tried and how to install one', async () => {
    const broken = await program('a/redis-server', 'no library', 127);
    const failure = await find(['a']).catch((error: unknown) => String(error));
    expect(failure).toContain(`${broken}: does not run`);
    expect(failure).toContain('valkey-server on PATH');
    expect(failure).toContain(join(cache, 'redis-'));
    expect(failure).toContain('apt without root: switched off');
    expect(failure).toContain('sudo apt-get install redis-server');
    expect(failure).toContain('brew install redis');
    expect(failure).toContain('REDIS_URL');
  });
});

test('the cache follows the XDG convention', async () => {
  expect(await cacheDirectory({ XDG_CACHE_HOME: '/x' })).toBe('/x/infra-servers');
  expect(await cacheDirectory({})).toMatch(/\/infra-servers(-\d+)?$/);
});

const hasApt = existsSync('/usr/bin/apt-get');

test.runIf(hasApt)(
  'two that find nothing fetch at once without root, and the next one finds it in the cache',
  async () => {
    // A broken copy has to make way.
    await program(cachedCopy, 'half a download', 127);
    const options = { path: join(folder, 'none'), cacheDirectory: cache };
    const [one, other] = await Promise.all([findRedisBinary(options), findRedisBinary(options)]);
    expect(one.file).toBe(other.file);
    expect(one.source).toBe('fetched');
    expect(one.description).toContain('fetched through apt');
    expect(await readdir(cache)).toHaveLength(1);

    await using server = await startRedis({ binary: { ...options, fetch: false } });
    expect(server.source).toBe('cache');
    const redis = redisClient(server.url);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  },
);
