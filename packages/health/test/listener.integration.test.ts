import { once } from 'node:events';
import { createServer, request as nodeRequest, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import type { InfraError } from '@infra/core';
import { toNodeListener, type FetchHandler } from '@infra/health';
import { afterEach, expect, test } from 'vitest';
import { listen } from './loopback.js';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

const told: InfraError[] = [];
async function serve(handler: FetchHandler): Promise<number> {
  told.length = 0;
  server = createServer(toNodeListener(handler, { onError: (error) => told.push(error) }));
  return listen(server);
}

/** What a server says to these very bytes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

test('streams both ways, chunk by chunk, with cookies and status', async () => {
  const port = await serve(async (request) => {
    const body = request.body?.pipeThrough(new TransformStream()) ?? null;
    const headers: [string, string][] = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-method', request.method],
    ];
    return new Response(body, { status: 201, headers });
  });
  const sent = nodeRequest({ host: '127.0.0.1', port, method: 'PUT', path: '/a?b=c' });
  sent.write('one');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks = answer.iterator();
  // The answer has begun while the request goes on.
  expect(String((await chunks.next()).value)).toBe('one');
  sent.end('two');
  expect(String((await chunks.next()).value)).toBe('two');
  expect((await chunks.next()).done).toBe(true);
  expect([answer.statusCode, answer.headers['set-cookie'], answer.headers['x-method']]).toEqual([
    201,
    ['a=1', 'b=2'],
    'PUT',
  ]);
  expect(told).toEqual([]);
});

test('10 MB through a slow reader are there in full, and not all at once in memory', async () => {
  let produced = 0;
  const port = await serve(
    async () =>
      new Response(
        new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              if (produced === 160) return controller.close();
              produced += 1;
              controller.enqueue(new Uint8Array(65_536));
            },
          },
          { highWaterMark: 0 },
        ),
      ),
  );
  const sent = nodeRequest({ host: '127.0.0.1', port }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.pause();
  // Until nobody moves any more: what is under way fills the buffers of the sockets and no more.
  let before = -1;
  for (let still = 0; still < 20; still = produced === before ? still + 1 : 0) {
    before = produced;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(produced).toBeLessThan(160);
  let size = 0;
  for await (const chunk of answer) size += (chunk as Buffer).length;
  expect(size).toBe(160 * 65_536);
});

test('a body that nobody reads does not keep the answer', async () => {
  const port = await serve(async () => new Response('read nothing', { status: 413 }));
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(1_000_000) });
  expect([answer.status, await answer.text()]).toEqual([413, 'read nothing']);
});

test('the signal aborts when the client goes away, before the answer and amid it', async () => {
  const aborted: string[] = [];
  const begun: (() => void)[] = [];
  const port = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    const gone = new Promise<void>((resolve) => {
      request.signal.addEventListener('abort', () => {
        aborted.push(pathname);
        resolve();
      });
    });
    begun.shift()?.();
    if (pathname === '/amid') return new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) }));
    await gone;
    throw new Error('nobody is there');
  });
  for (const path of ['/before', '/amid']) {
    const handled = new Promise<void>((resolve) => begun.push(resolve));
    const sent = nodeRequest({ host: '127.0.0.1', port, path }).end();
    sent.on('error', () => undefined);
    await handled;
    if (path === '/amid') await once(sent, 'response');
    sent.destroy();
    await expect.poll(() => aborted.includes(path)).toBe(true);
  }
  expect(told).toEqual([]);
});

test('a handler that throws is a 500 without details, and onError knows them', async () => {
  const port = await serve(() => Promise.reject(new Error('hunter2')));
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect([answer.status, await answer.text()]).toEqual([500, '{"error":"internal"}']);
  expect(told).toMatchObject([{ code: 'internal', operation: 'listener.handle' }]);
});

test.each<[string, () => Promise<Response>]>([
  ['a network error', async () => Response.error()],
  ['no response', async () => undefined as never],
])('a handler that answers with %s is a 500 as well', async (_, handler) => {
  const port = await serve(handler);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
  expect(told).toHaveLength(1);
});

test('what another server said of its own connection is not passed on', async () => {
  const headers = { connection: 'keep-alive', 'keep-alive': 'timeout=99', 'transfer-encoding': 'chunked', 'x-a': 'b' };
  const port = await serve(async () => new Response('proxied', { headers }));
  const answer = await raw(port, 'GET / HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n');
  expect(answer).toContain('x-a: b');
  expect(answer.toLowerCase()).toContain('connection: close');
  expect(answer).not.toContain('timeout=99');
  expect(answer.match(/transfer-encoding/gi)).toHaveLength(1);
});

test('a body that fails half-way ends the connection: the client is not told that this was all', async () => {
  const port = await serve(async () => {
    let turn = 0;
    return new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          turn += 1;
          if (turn === 1) controller.enqueue(new Uint8Array(10));
          else controller.error(new Error('half-way'));
        },
      }),
    );
  });
  await expect(fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())).rejects.toThrow();
  await expect.poll(() => told.map(({ operation }) => operation)).toEqual(['listener.body']);
});

test('what is no request is a 400: a host with a path or a user in it', async () => {
  const port = await serve(async (request) => new Response(request.url));
  for (const host of ['a/b', 'user@host', 'a b']) {
    expect(await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toContain(' 400 ');
  }
  const path = await raw(port, 'GET //evil.test/x HTTP/1.1\r\nHost: good.test\r\nConnection: close\r\n\r\n');
  expect(path).toContain('http://good.test//evil.test/x');
  const absolute = await raw(port, 'GET http://good.test/x HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n');
  expect(absolute).toContain('http://good.test/x');
  expect(await raw(port, 'TRACE / HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n')).toContain(' 400 ');
});

test('HEAD and 204 have no body, and no body is left open', async () => {
  let isCancelled = false;
  const port = await serve(async ({ method }) =>
    method === 'HEAD'
      ? new Response(new ReadableStream({ cancel: () => void (isCancelled = true) }), { headers: { 'x-a': 'b' } })
      : new Response(null, { status: 204 }),
  );
  const head = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
  expect([head.status, head.headers.get('x-a'), await head.text()]).toEqual([200, 'b', '']);
  await expect.poll(() => isCancelled).toBe(true);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(204);
});
