import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unwrap } from '@infra/core';
import { expect, test } from 'vitest';
import { createLocalStorage, type LinkedLocalStorage } from '../src/index.js';
import { temporariesIn, temporaryRoot } from './folder.js';

const MIB = 1024 * 1024;

/** The storage behind node:http, with the few lines that a Fetch handler needs there. */
async function serve(root: string): Promise<{ readonly storage: LinkedLocalStorage; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const aborted = new AbortController();
    outgoing.on('close', () => aborted.abort());
    const request = new Request(new URL(url, base), {
      method,
      headers: headers as Record<string, string>,
      signal: aborted.signal,
      ...(method === 'PUT' && {
        body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>,
        duplex: 'half' as const,
      }),
    });
    void storage.fetch(request).then(async (answer) => {
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body === null) {
        outgoing.end();
        return;
      }
      await pipeline(Readable.fromWeb(answer.body), outgoing).catch(() => {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signedUrls = { baseUrl: `${base}/files`, secrets: 'a secret of the tests, long enough' };
  const storage = createLocalStorage({ root, durability: 'none', signedUrls });
  return {
    storage,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      unwrap(await storage.close());
    },
  };
}

test('over HTTP: upload, download, a part, a condition, an awkward key', async () => {
  const { storage, close } = await serve(temporaryRoot());
  try {
    const key = 'größe 100% #1/a+b?.bin';
    const content = new Uint8Array(3 * MIB).map((_, index) => index % 251);
    const upload = unwrap(await storage.signedUrls.put(key));
    const stored = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: content });
    expect(stored.status).toBe(200);
    const { url } = unwrap(await storage.signedUrls.get(key));
    const whole = await fetch(url);
    expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), content)).toBe(0);
    const part = await fetch(url, { headers: { range: 'bytes=1000000-1000003' } });
    expect([part.status, [...new Uint8Array(await part.arrayBuffer())]]).toEqual([
      206,
      [...content.slice(1e6, 1e6 + 4)],
    ]);
    const again = await fetch(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(content.byteLength));
    expect((await fetch(url.replace('signature=', 'signature=x'))).status).toBe(403);
  } finally {
    await close();
  }
});

test('a client that goes away leaves neither an open file nor half an object', async () => {
  const root = temporaryRoot();
  const { storage, close } = await serve(root);
  try {
    unwrap(await storage.put('big.bin', new Uint8Array(32 * MIB)));
    const { url } = unwrap(await storage.signedUrls.get('big.bin'));
    const away = new AbortController();
    const reading = await fetch(url, { signal: away.signal });
    await reading.body?.getReader().read();
    away.abort();
    const upload = unwrap(await storage.signedUrls.put('half.bin'));
    const gone = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // Without a pause the client, which is in this process as well, would let nobody else run.
        await new Promise((resolve) => setImmediate(resolve));
        controller.enqueue(new Uint8Array(64 * 1024));
        if (temporariesIn(root).length > 0) gone.abort();
      },
    });
    const { signal } = gone;
    await expect(
      fetch(upload.url, { method: 'PUT', headers: upload.headers, body, duplex: 'half', signal }),
    ).rejects.toThrow();
  } finally {
    // Closing waits for both: it would be cut off only after its deadline.
    const started = performance.now();
    await close();
    expect(performance.now() - started).toBeLessThan(4_000);
  }
  expect(temporariesIn(root)).toEqual([]);
  await using after = createLocalStorage({ root });
  expect(unwrap(await after.exists('half.bin'))).toBe(false);
});
