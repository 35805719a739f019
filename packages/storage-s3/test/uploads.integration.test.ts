import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { unwrap, type InfraError } from '@infra/core';
import { createTcpProxy, startS3, type S3Server } from '@tooling/servers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createS3Storage } from '../src/index.js';
import { gathered, MIB, openStorage, rawClient, uploadsUnderWay } from './setup.js';

const PART = 5 * MIB;

let server: S3Server;
let raw: S3Client;
beforeAll(async () => {
  server = await startS3();
  raw = rawClient(server);
});
afterAll(async () => {
  raw.destroy();
  await server.close();
});

let count = 0;
const bucketName = (): string => `uploads-${String((count += 1))}`;

/** Numbered chunks, so that a part in the wrong place shows. */
async function* chunks(bytes: number, onChunk: (sent: number) => void = () => undefined): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += MIB) {
    onChunk(sent);
    yield new Uint8Array(Math.min(MIB, bytes - sent)).fill(sent / MIB + 1);
  }
}

describe('a body', () => {
  test.each([
    [0, 0],
    [PART - 1, 0],
    [PART, 0],
    [PART + 1, 2],
    [2 * PART, 2],
    [4 * PART + 7, 5],
  ])('of %i bytes goes in %i parts, whether it is a stream or in memory', async (size, parts) => {
    await using storage = await openStorage(server, { bucket: bucketName(), partBytes: PART, concurrency: 2 });
    const whole = await gathered(chunks(size));
    for (const [key, body] of [
      ['stream', chunks(size)],
      ['memory', whole],
      ['blob', new Blob([whole])],
    ] as const) {
      const info = unwrap(await storage.put(key, body));
      expect(info.size).toBe(size);
      // S3's way to say how many parts there were.
      expect(info.etag).toMatch(parts === 0 ? /^"[\da-f]{32}"$/ : new RegExp(`^"[\\da-f]{32}-${String(parts)}"$`));
      expect(unwrap(await storage.stat(key))).toEqual(info);
      const found = unwrap(await storage.get(key));
      expect(Buffer.compare(found?.bytes ?? new Uint8Array(1), whole)).toBe(0);
    }
  });

  test('is never read further than the parts under way', async () => {
    await using storage = await openStorage(server, { bucket: bucketName(), partBytes: PART, concurrency: 2 });
    let arrived = 0;
    let most = 0;
    const body = chunks(8 * PART, (sent) => (most = Math.max(most, sent - arrived)));
    unwrap(await storage.put('k', body, { onProgress: (progress) => (arrived = progress.transferredBytes) }));
    expect(most).toBeLessThanOrEqual(2 * PART);
  });
});

describe('an upload that fails leaves no part behind, and the object that was there', () => {
  async function expectUntouched(bucket: string): Promise<void> {
    await vi.waitFor(async () => expect(await uploadsUnderWay(raw, bucket)).toBe(0), { timeout: 3_000, interval: 10 });
    await using storage = await openAt(bucket);
    const found = unwrap(await storage.get('k'));
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('before');
  }

  async function openAt(bucket: string, endpoint = server.endpoint, onError?: (error: InfraError) => void) {
    const { region, credentials } = server;
    const more = { partBytes: PART, concurrency: 2, timeoutMs: 5_000, onError };
    return createS3Storage({ endpoint, region, credentials, bucket, ...more });
  }

  async function prepared(): Promise<string> {
    const bucket = bucketName();
    await using storage = await openStorage(server, { bucket });
    unwrap(await storage.put('k', 'before'));
    return bucket;
  }

  test('when the body fails, and the caller’s stream is closed', async () => {
    const bucket = await prepared();
    await using storage = await openAt(bucket);
    const failure = new Error('disk on fire');
    const body = chunks(6 * PART, (sent) => {
      if (sent > 3 * PART) throw failure;
    });
    const result = await storage.put('k', body);
    expect(result).toMatchObject({ ok: false, error: { code: 'internal', cause: failure } });
    // At once: what is known to be over is removed before the caller is told.
    expect(await uploadsUnderWay(raw, bucket)).toBe(0);
    await expectUntouched(bucket);
    expect((await body.next()).done).toBe(true);
  });

  test('when the body is not what it says', async () => {
    const bucket = await prepared();
    await using storage = await openAt(bucket);
    const wrong = await storage.put('k', chunks(3 * PART), { sha256: '0'.repeat(64) });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'validation' } });
    const short = await storage.put('k', chunks(3 * PART), { contentLength: 4 * PART });
    expect(short).toMatchObject({ ok: false, error: { code: 'validation' } });
    expect(await uploadsUnderWay(raw, bucket)).toBe(0);
    await expectUntouched(bucket);
  });

  test('when there is an object and there must be none', async () => {
    const bucket = await prepared();
    await using storage = await openAt(bucket);
    const result = await storage.put('k', chunks(3 * PART), { ifNoneMatch: '*' });
    expect(result).toMatchObject({ ok: false, error: { code: 'conflict', details: { key: 'k' } } });
    expect(await uploadsUnderWay(raw, bucket)).toBe(0);
    await expectUntouched(bucket);
  });

  test('when onProgress throws', async () => {
    const bucket = await prepared();
    await using storage = await openAt(bucket);
    const result = await storage.put('k', chunks(4 * PART), {
      onProgress: () => {
        throw new Error('no progress');
      },
    });
    expect(result.ok).toBe(false);
    await expectUntouched(bucket);
  });

  test('when the signal aborts: at once, though the body waits for ever', async () => {
    const bucket = await prepared();
    await using storage = await openAt(bucket);
    const controller = new AbortController();
    let hang: () => void = () => undefined;
    const hangs = new Promise<void>((resolve) => (hang = resolve));
    async function* body(): AsyncGenerator<Uint8Array> {
      yield* chunks(3 * PART);
      hang();
      await new Promise(() => undefined);
    }
    const waiting = storage.put('k', body(), { signal: controller.signal });
    await hangs;
    const started = performance.now();
    controller.abort();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(performance.now() - started).toBeLessThan(200);
    await expectUntouched(bucket);
  });

  test('when the connection is lost half-way, without sending the rest', async () => {
    const bucket = await prepared();
    await using proxy = await createTcpProxy({ port: server.port });
    await using storage = await openAt(bucket, `http://127.0.0.1:${String(proxy.port)}`);
    let sent = 0;
    const body = chunks(40 * PART, (bytes) => {
      sent = bytes;
      if (bytes === 3 * PART) proxy.cut();
    });
    const result = await storage.put('k', body);
    expect(result).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
    expect(sent).toBeLessThan(10 * PART);
    await expectUntouched(bucket);
  });

  test('or says so, when the parts cannot be removed', async () => {
    const bucket = await prepared();
    await using proxy = await createTcpProxy({ port: server.port });
    const reported: InfraError[] = [];
    await using storage = await openAt(bucket, `http://127.0.0.1:${String(proxy.port)}`, (error) => {
      reported.push(error);
      throw new Error('it must not');
    });
    const body = chunks(6 * PART, (bytes) => {
      if (bytes === 4 * PART) proxy.refuse();
    });
    expect((await storage.put('k', body)).ok).toBe(false);
    await vi.waitFor(() => expect(reported).toHaveLength(1), { timeout: 3_000 });
    expect(reported[0]).toMatchObject({ code: 'unavailable', operation: 'storage.put' });
  });
});

test('deleteMany goes on after a key that may not be deleted, and names what is left', async () => {
  const bucket = bucketName();
  await using storage = await openStorage(server, { bucket });
  const keys = Array.from({ length: 1_200 }, (_, index) =>
    index % 400 === 7 ? `locked/${String(index)}` : `k${String(index)}`,
  );
  keys.push('not-xml-\uffff', 'locked/not-xml-\ufffe');
  for (const key of keys.filter((one) => /7|xml/.test(one))) unwrap(await storage.put(key, 'x'));
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:DeleteObject',
    Resource: `arn:aws:s3:::${bucket}/locked/*`,
  };
  await raw.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Statement: [deny] }) }));

  const result = await storage.deleteMany(keys);
  const failed = keys.filter((key) => key.startsWith('locked/'));
  expect(failed).toHaveLength(4);
  expect(result).toMatchObject({ ok: false, error: { code: 'forbidden', operation: 'storage.deleteMany' } });
  expect(result.ok ? [] : [...(result.error.details?.['failed'] as string[])].sort()).toEqual([...failed].sort());
  expect(
    unwrap(await storage.list())
      .items.map(({ key }) => key)
      .sort(),
  ).toEqual([...failed].sort());
  expect(await storage.delete('locked/7')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});
