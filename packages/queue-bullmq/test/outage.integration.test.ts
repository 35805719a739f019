import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ok, unwrap, type InfraError, type JobType } from '@infra/core';
import { createTcpProxy, freePort, startRedis, type RedisServer } from '@tooling/servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createBullmqQueue } from '../src/index.js';

interface Jobs {
  readonly work: JobType;
}

const script = fileURLToPath(new URL('exit.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

/** Runs the process; `meanwhile` happens when its job has begun. Gives what it said, its exit code, and how long that took after `closed`. */
async function runExit(url: string, mode: string, meanwhile?: () => Promise<void>) {
  const child = spawn(process.execPath, ['--import', tsx, script, url, mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
  const lines: string[] = [];
  let closedAt = Infinity;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.startsWith('closed')) closedAt = performance.now();
    if (line === 'begun') void meanwhile?.().then(() => child.stdin.end('go\n'));
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { lines, code, lingeredMs: performance.now() - closedAt, closeMs: Number(lines.at(-1)?.split(' ')[1]) };
}

describe('close', () => {
  test('with Redis up, the process ends by itself', async () => {
    const { lines, code, lingeredMs } = await runExit(server.url, 'up');
    expect([lines[0], code]).toEqual(['begun', 0]);
    expect(lingeredMs).toBeLessThan(1_500);
  });

  test('with Redis dead and a job under way, returns by its deadline, and the process ends by itself', async () => {
    await using mortal = await startRedis();
    const { code, closeMs, lingeredMs } = await runExit(mortal.url, 'killed', () => mortal.kill());
    expect(code).toBe(0);
    // A second, and the half in which a Redis that answers would take the job back.
    expect(closeMs).toBeLessThan(2_500);
    // ioredis gives a connection two seconds to end.
    expect(lingeredMs).toBeLessThan(3_500);
  });

  test('with Redis frozen and a job under way, returns by its deadline, and the process ends by itself', async () => {
    await using mortal = await startRedis();
    const { code, closeMs, lingeredMs } = await runExit(mortal.url, 'frozen', async () => mortal.pause());
    mortal.resume();
    expect(code).toBe(0);
    expect(closeMs).toBeLessThan(3_000);
    expect(lingeredMs).toBeLessThan(3_500);
  });

  test('with a Redis that was never there, the process ends by itself', async () => {
    const { lines, code } = await runExit(`redis://127.0.0.1:${String(await freePort())}`, 'never-there');
    expect([lines[0], code]).toEqual(['unavailable', 0]);
  });

  test('leaves a client open that it was given', async () => {
    const client = new Redis(server.url);
    const queue = createBullmqQueue<Jobs>({ client, name: 'given' });
    unwrap(await queue.process({ work: async (payload) => ok(payload) }));
    const job = unwrap(await queue.add('work', 1));
    expect(await queue.result(job)).toEqual(ok(1));
    unwrap(await queue.close());
    expect(await client.ping()).toBe('PONG');
    await client.quit();
  });
});

describe('an outage', () => {
  test('fails operations within the time-out, then at once, and is over by itself: for those who add and for workers', async () => {
    await using mortal = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    const reported: InfraError[] = [];
    const options = {
      url: mortal.url,
      name: 'outage',
      timeoutMs: 500,
      onError: (error: InfraError) => reported.push(error),
    };
    await using queue = createBullmqQueue<Jobs>(options);
    unwrap(await queue.process({ work: async (payload) => ok(payload) }));
    expect(await queue.result(unwrap(await queue.add('work', 'before')))).toEqual(ok('before'));
    await mortal.kill();
    const began = performance.now();
    for (let call = 0; call < 3; call += 1) {
      const added = await queue.add('work', 'during');
      expect(added.ok ? '' : added.error.code).toMatch(/unavailable|timeout/);
    }
    expect(performance.now() - began).toBeLessThan(1_500);
    await vi.waitFor(() => expect(reported.length).toBeGreaterThan(0));
    // Once per outage and connection, not once per attempt.
    expect(reported.length).toBeLessThan(6);
    await mortal.restart();
    const added = await vi.waitUntil(
      async () => {
        const result = await queue.add('work', 'after');
        return result.ok && result.value;
      },
      { timeout: 5_000 },
    );
    expect(await queue.result(added, { timeoutMs: 15_000 })).toEqual(ok('after'));
  });

  test('is waited out by whoever waits for a result', async () => {
    await using proxy = await createTcpProxy({ port: server.port });
    const url = `redis://127.0.0.1:${String(proxy.port)}`;
    await using waiting = createBullmqQueue<Jobs>({ url, name: 'waited' });
    await using other = createBullmqQueue<Jobs>({ url: server.url, name: 'waited' });
    const job = unwrap(await other.add('work', 'slow'));
    const result = waiting.result(job, { timeoutMs: 20_000 });
    expect(unwrap(await waiting.counts()).waiting).toBe(1);
    proxy.refuse();
    proxy.cut();
    unwrap(await other.process({ work: async (payload) => ok(payload) }));
    expect(await other.result(job)).toEqual(ok('slow'));
    proxy.heal();
    expect(await result).toEqual(ok('slow'));
  });
});

test('keys of a queue share a hash tag, and BullMQ’s own tools find them', async () => {
  const raw = new Redis(server.url);
  const queue = createBullmqQueue<Jobs>({ url: server.url, name: 'tags', namespace: 'a{b}:c' });
  const job = unwrap(await queue.add('work', { readable: true }, { dedupeId: 'x:y', delayMs: 5_000 }));
  const keys = (await raw.keys('*tags*')).filter((key) => key.includes(':tags:'));
  expect(keys.length).toBeGreaterThan(2);
  const tags = keys.map((key) => /^\{([^{}]+)\}/.exec(key)?.[1]);
  expect(new Set(tags).size).toBe(1);
  expect(tags[0]).toBeDefined();
  const data = await raw.hget(`${queue.prefix}:tags:${job.id}`, 'data');
  expect(JSON.parse(data ?? '')).toEqual({ p: { readable: true }, d: 'x:y' });
  unwrap(await queue.close());
  await raw.quit();
});
