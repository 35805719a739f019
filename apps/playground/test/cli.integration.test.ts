import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@infra/core';
import { createS3Storage } from '@infra/storage-s3';
import { freePort, startS3 } from '@tooling/servers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.js';
import { createPlaygrounds } from './playgrounds.js';

const SMALL = ['--products', '200', '--readers', '50'];

beforeAll(ensureBuilt, 180_000);

const playground = createPlaygrounds();

/** Settles when a run is under way there. */
async function runningAt(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/runs`).catch(() => undefined);
    if (answer !== undefined && JSON.stringify(await answer.json()).includes('"running"')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('--exit', () => {
  test('runs the scenario, prints a table without colours, and ends with 0', async () => {
    const { code, stdout, stderr } = await playground(['--exit', ...SMALL]).ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✓ Every expectation held.');
    expect(stdout).toMatch(/Warm read +every read is a hit +ok +200 +0 +0 +0/);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('http://');
  });

  test('--json prints one JSON document and nothing else', async () => {
    const { code, stdout } = await playground(['--exit', '--json', ...SMALL]).ended();
    expect(code).toBe(0);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      run: { status: 'ok', scenario: 'catalogue', params: { products: 200 } },
      servers: [],
    });
  });

  test('--cache redis says which one, takes it away, and gets it back', async () => {
    const { code, stdout } = await playground(['--exit', '--cache', 'redis', ...SMALL], { REDIS_URL: '' }).ended();
    expect(stdout).toMatch(/using (redis|valkey)-server \d/);
    expect(stdout).toMatch(/Server killed +readers get their values all the same +ok/);
    expect(stdout).toMatch(/Server back: recovered after \d/);
    expect(code).toBe(0);
  });

  test('--storage local with --logger pino: links are answered without a page, and lines go to stderr', async () => {
    const data = await mkdtemp(join(tmpdir(), 'playground-data-'));
    const args = [
      '--exit',
      '--json',
      '--storage',
      'local',
      '--logger',
      'pino',
      '--log-level',
      'info',
      '--log-redact',
      'bytes',
    ];
    const { code, stdout, stderr } = await playground([...args, ...SMALL], { PLAYGROUND_DATA: data }).ended();
    const files = await readdir(join(data, 'files/default'));
    await rm(data, { recursive: true });
    expect(code).toBe(0);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({ run: { status: 'ok', providers: { storage: 'local', logger: 'pino' } } });
    expect(document).toHaveProperty('run.steps[5]', expect.objectContaining({ name: 'link', status: 'ok' }));
    const lines = stderr
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'price lists stored',
        bytes: '[redacted]',
        uploadedBy: { name: 'catalogue', token: '[redacted]' },
      }),
    );
    expect(stderr).not.toContain('signature=');
    // It cleans up after itself.
    expect(files).toEqual([]);
  });

  test('--storage s3 without a server of ones own starts a private one, links included', async () => {
    const env = { S3_ENDPOINT: '', S3_BUCKET: '' };
    const { code, stdout } = await playground(
      ['--exit', '--storage', 's3', '--logger', 'memory', ...SMALL],
      env,
    ).ended();
    expect(stdout).toMatch(/using a private S3 of our own at 127\.0\.0\.1:\d+/);
    expect(stdout).toMatch(/Price lists stored +what is listed and read is what was written +ok/);
    expect(stdout).toMatch(/Signed link +whoever has it reads that file, and no other +ok/);
    expect(code).toBe(0);
  });

  test("somebody's own S3 is used, and nothing is made in it", async () => {
    await using server = await startS3();
    const { accessKeyId, secretAccessKey } = server.credentials;
    const env = {
      ...{ S3_ENDPOINT: server.endpoint, S3_REGION: server.region, S3_BUCKET: 'shop-files' },
      ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    };
    const args = ['--exit', '--storage', 's3', ...SMALL];
    const missing = await playground(args, env).ended();
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('There is no bucket "shop-files" on the S3 server: make it, or name another');
    const own = createS3Storage({ ...server, bucket: 'shop-files' });
    unwrap(await own.buckets.create('shop-files'));
    const { code, stdout, stderr } = await playground([...args, '--log-level', 'trace'], env).ended();
    expect(code).toBe(0);
    expect(stdout).toContain(`using the bucket "shop-files" at 127.0.0.1:${server.port}`);
    expect(unwrap(await own.list()).items).toEqual([]);
    unwrap(await own.close());
    for (const text of [missing.stderr, stdout, stderr]) expect(text).not.toContain(secretAccessKey);
  });

  test('an S3 that is not there ends with 3 and says how to get one, without the keys', async () => {
    const env = {
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_BUCKET: 'b-1',
      S3_ACCESS_KEY_ID: 'AKIA1',
      S3_SECRET_ACCESS_KEY: 'hunter2',
    };
    const { code, stderr } = await playground(['--exit', '--storage', 's3'], env).ended();
    expect(code).toBe(3);
    expect(stderr).toContain('--storage s3 needs an S3 server. How to get one:');
    expect(stderr).not.toContain('hunter2');
  });

  test('a Redis that is not there ends with 3 and says how to get one, without the password', async () => {
    const env = { REDIS_URL: 'redis://user:hunter2@127.0.0.1:1' };
    const { code, stdout, stderr } = await playground(['--exit', '--cache', 'redis'], env).ended();
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('--cache redis needs a Redis server. How to get one:');
    expect(stderr).toContain('apt-get install redis-server');
    expect(stderr).not.toContain('hunter2');
  });
});

describe('wrong usage ends with 2 and says what is right', () => {
  test.each([
    [['--cash', 'redis'], 'The options are: --cache'],
    [['--cache', 'mongo'], 'there are: memory, redis'],
    [['--storage', 'ftp'], '--storage: "ftp" is no provider of storage; there are: memory, local, s3'],
    [['--layers', 'cache=retri'], '--layers cache: there is no layer "retri" here'],
    [['--fault', 'cache:slow'], '--fault: "slow" is nothing that can be wrong'],
    [['--log-level', 'loud'], '--log-level must be one of trace, debug'],
    [['--products', 'none'], '--products must be a whole number'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await playground(args).ended();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('a port that is taken, and was asked for', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await playground(['--port', String(port)]).ended();
    server.close();
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
    });
  });

  test('--help is none', async () => {
    const { code, stdout } = await playground(['--help']).ended();
    expect(code).toBe(0);
    expect(stdout).toContain('--cache <provider>');
  });
});

describe('serving', () => {
  test('goes on to the next port when the default one is taken', async () => {
    const [first, second] = [playground(SMALL), playground(SMALL)];
    const urls = [await first.url(), await second.url()];
    expect(new Set(urls).size).toBe(2);
    for (const url of urls) {
      expect(Number(new URL(url).port)).toBeGreaterThanOrEqual(4400);
      expect((await fetch(url)).status).toBe(200);
    }
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it with 0 within 2 seconds, an open event stream included',
    async (signal) => {
      const one = playground(['--port', '0', '--cache', 'redis', ...SMALL], { REDIS_URL: '' });
      const url = await one.url();
      const events = await fetch(`${url}/api/events`);
      expect(events.status).toBe(200);
      const begin = performance.now();
      one.kill(signal);
      const { code, stderr } = await one.ended();
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(performance.now() - begin).toBeLessThan(2_000);
      await events.body?.cancel().catch(() => undefined);
    },
  );

  test('in the middle of the scenario as well', async () => {
    const port = await freePort();
    const one = playground(['--port', String(port), '--products', '4900', '--json']);
    await runningAt(`http://127.0.0.1:${port}`);
    one.kill('SIGINT');
    const { code, stderr } = await one.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('listens on this machine alone, compresses, and caches what never changes', async () => {
    const one = playground(['--port', '0', ...SMALL]);
    const url = await one.url();
    const html = await (await fetch(url)).text();
    const [, asset] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    const script = await fetch(`${url}${asset}`, { headers: { 'accept-encoding': 'br' } });
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-security-policy')).toContain("default-src 'none'");
    await script.arrayBuffer();
    expect((await fetch(`${url}/run`)).headers.get('cache-control')).toBe('no-cache');
  });
});
