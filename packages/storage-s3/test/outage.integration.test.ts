import { ok, unwrap, type AsyncResult, type Result } from '@infra/core';
import { createTcpProxy, startS3, type S3Server, type TcpProxy } from '@tooling/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createS3Storage, type S3Storage } from '../src/index.js';
import { MIB, openStorage } from './setup.js';

/** The promises, with room for two busy cores: what is measured is the order of magnitude, not the machine. */
const TIMEOUT_MS = 1_500;
const SETTLES_MS = TIMEOUT_MS + 1_600;
/** Far below the time-out, and far above what a busy machine takes. */
const AT_ONCE_MS = 1_000;

let server: S3Server;
let proxy: TcpProxy;
let storage: S3Storage;

beforeAll(async () => {
  server = await startS3();
  await using direct = await openStorage(server, { bucket: 'outage' });
  unwrap(await direct.put('k', 'before'));
  unwrap(await direct.put('large', new Uint8Array(20 * MIB)));
});
afterAll(() => server.close());

beforeEach(async () => {
  proxy = await createTcpProxy({ port: server.port });
  const { region, credentials } = server;
  const endpoint = `http://127.0.0.1:${String(proxy.port)}`;
  storage = createS3Storage({ endpoint, region, credentials, bucket: 'outage', timeoutMs: TIMEOUT_MS });
});
afterEach(async () => {
  unwrap(await storage.close({ deadlineMs: 500 }));
  await proxy.close();
});

async function timed<T>(work: AsyncResult<T>): Promise<{ readonly result: Result<T>; readonly ms: number }> {
  const started = performance.now();
  const result = await work;
  return { result, ms: performance.now() - started };
}

function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(MIB);
}

function everything(): readonly AsyncResult<unknown>[] {
  return [
    storage.put('new', 'x'),
    storage.put('new', megabytes(20)),
    storage.get('k'),
    storage.getStream('k'),
    storage.stat('k'),
    storage.exists('k'),
    storage.delete('x'),
    storage.deleteMany(['x', 'y']),
    storage.list(),
    storage.copy('k', 'l'),
    storage.move('l', 'm'),
    storage.buckets.create('another'),
    storage.buckets.stat('outage'),
    storage.buckets.list(),
    storage.buckets.setAccess('outage', 'private'),
    storage.buckets.empty('another'),
    storage.buckets.delete('another'),
  ];
}

/** Ways to lose S3: with each, operations settle in time and work again by themselves. */
const OUTAGES: readonly (readonly [string, () => Promise<void> | void, () => Promise<void> | void])[] = [
  ['the server is killed', () => server.kill(), () => server.restart()],
  ['the server is stopped', () => server.pause(), () => server.resume()],
  ['the network swallows everything', () => proxy.blackHole(), () => proxy.heal()],
  ['connections are refused', () => proxy.refuse(), () => proxy.heal()],
];

describe.each(OUTAGES)('when %s', (_name, begin, end) => {
  test.each(['with connections that were open', 'from the first connection on'])('%s', async (when) => {
    if (when.startsWith('with')) expect((await storage.stat('k')).ok).toBe(true);
    await begin();
    for (const { result, ms } of await Promise.all(everything().map(timed))) {
      expect(codeOf(result)).toMatch(/^(unavailable|timeout)$/);
      expect(ms).toBeLessThan(SETTLES_MS);
    }
    const { result } = await timed(storage.health());
    expect(result.ok && result.value.status).toBe('down');
    await end();
    await vi.waitFor(async () => expect((await storage.get('k')).ok).toBe(true), { timeout: 5_000, interval: 20 });
    const found = unwrap(await storage.get('k'));
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('before');
  });

  test('close returns within its deadline, and what was under way settles', async () => {
    await begin();
    const waiting = Promise.all(everything().map(timed));
    const { result, ms } = await timed(storage.close({ deadlineMs: 100 }));
    expect(result).toEqual(ok());
    expect(ms).toBeLessThan(100 + AT_ONCE_MS);
    for (const one of await waiting) expect(codeOf(one.result)).toMatch(/^(unavailable|timeout)$/);
    expect(codeOf(await storage.get('k'))).toBe('unavailable');
    await end();
    await using again = openAgain();
    await vi.waitFor(async () => expect((await again.stat('k')).ok).toBe(true), { timeout: 5_000 });
  });
});

function openAgain(): S3Storage {
  const { endpoint, region, credentials } = server;
  return createS3Storage({ endpoint, region, credentials, bucket: 'outage' });
}

describe('a download', () => {
  test('that stops half-way errors within the time-out, and says so with a code', async () => {
    const opened = unwrap(await storage.getStream('large'));
    const reader = opened?.body.getReader();
    expect((await reader?.read())?.done).toBe(false);
    proxy.blackHole();
    const started = performance.now();
    await expect(
      (async () => {
        while ((await reader?.read())?.done === false);
      })(),
    ).rejects.toMatchObject({ code: 'timeout', provider: 's3', operation: 'storage.getStream' });
    expect(performance.now() - started).toBeLessThan(SETTLES_MS);
  });

  test('that is cut half-way errors, and is never taken for whole', async () => {
    proxy.dropAfter(2 * MIB);
    const result = await storage.get('large');
    expect(codeOf(result)).toBe('unavailable');
  });

  test('ends at once when its signal aborts', async () => {
    const controller = new AbortController();
    const opened = unwrap(await storage.getStream('large', { signal: controller.signal }));
    const reader = opened?.body.getReader();
    await reader?.read();
    proxy.blackHole();
    const rest = (async () => {
      while ((await reader?.read())?.done === false);
    })();
    controller.abort();
    await expect(rest).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('whose reader is slow is no outage', async () => {
    const opened = unwrap(await storage.getStream('large'));
    const reader = opened?.body.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS + 100));
    let step = await reader?.read();
    while (step?.done === false) step = await reader?.read();
    expect(step?.done).toBe(true);
  });

  test('that is never read is ended by close', async () => {
    unwrap(await storage.getStream('large'));
    const { ms } = await timed(storage.close({ deadlineMs: 50 }));
    expect(ms).toBeLessThan(50 + AT_ONCE_MS);
    await vi.waitFor(() => expect(proxy.connections).toBe(0), { timeout: 2_000 });
  });
});

test('an aborted operation settles at once although S3 does not answer', async () => {
  proxy.blackHole();
  for (const start of [
    (signal: AbortSignal) => storage.get('k', { signal }),
    (signal: AbortSignal) => storage.put('k', 'x', { signal }),
    (signal: AbortSignal) => storage.put('k', megabytes(20), { signal }),
    (signal: AbortSignal) => storage.list({ signal }),
    (signal: AbortSignal) => storage.buckets.list({ signal }),
  ]) {
    const controller = new AbortController();
    const waiting = timed<unknown>(start(controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    const { result, ms } = await waiting;
    expect(codeOf(result)).toBe('cancelled');
    expect(ms).toBeLessThan(20 + AT_ONCE_MS);
  }
});

test('a client that was given stays open and usable after close', async () => {
  const given = createS3Storage({ bucket: 'outage', client: storage.native });
  expect((await given.stat('k')).ok).toBe(true);
  unwrap(await given.close());
  expect(codeOf(await given.stat('k'))).toBe('unavailable');
  expect((await storage.stat('k')).ok).toBe(true);
});
