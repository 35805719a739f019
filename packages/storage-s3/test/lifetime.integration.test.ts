import { createTcpProxy, freePort, startS3, type S3Server } from '@tooling/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChild } from './children.js';
import { openStorage } from './setup.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3();
  await using storage = await openStorage(server, { bucket: 'lifetime' });
  expect((await storage.health()).ok).toBe(true);
});
afterAll(() => server.close());

function outcomeAt(port: number, mode: 'close' | 'leave'): Promise<{ readonly right: number }> {
  const { region, credentials } = server;
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const settings = { endpoint, region, credentials, bucket: 'lifetime', timeoutMs: mode === 'close' ? 2_000 : 500 };
  return runChild('lifetime.process.ts', [JSON.stringify(settings), mode], 15_000);
}

test('a process ends by itself after close, with a stream that nobody read', async () => {
  expect(await outcomeAt(server.port, 'close')).toEqual({ right: 6 });
});

test('a process ends by itself without close as well: idle connections hold nothing', async () => {
  expect(await outcomeAt(server.port, 'leave')).toEqual({ right: 6 });
});

test('with S3 dead a process ends by itself', async () => {
  const port = await freePort();
  // Health tells of it, and does not fail.
  expect(await outcomeAt(port, 'close')).toEqual({ right: 1 });
  expect(await outcomeAt(port, 'leave')).toEqual({ right: 1 });
});

test('with a network that swallows everything a process ends by itself', async () => {
  await using proxy = await createTcpProxy({ port: server.port });
  proxy.blackHole();
  expect(await outcomeAt(proxy.port, 'close')).toEqual({ right: 1 });
  expect(await outcomeAt(proxy.port, 'leave')).toEqual({ right: 1 });
});
