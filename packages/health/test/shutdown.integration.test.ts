import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { unwrap } from '@infra/core';
import { createHealth, serverLifecycle, toNodeListener } from '@infra/health';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeHttpServer } from './examples/node-http.js';
import { settle } from './fakes.js';
import { client, listen } from './loopback.js';

const servers: Server[] = [];
const clients: ReturnType<typeof client>[] = [];
afterEach(() => {
  for (const one of clients.splice(0)) one.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

function track<S extends Server>(server: S): S {
  servers.push(server);
  return server;
}

function open(port: number): ReturnType<typeof client> {
  const one = client(port);
  clients.push(one);
  return one;
}

describe('a server', () => {
  test('closes at once under an idle keep-alive connection', async () => {
    const server = track(createServer((_request, response) => void response.end('fine')));
    const lifecycle = serverLifecycle(server);
    const browser = open(await listen(server));
    expect((await browser.get('/')).headers.connection).toBe('keep-alive');
    unwrap(await lifecycle.close());
    unwrap(await lifecycle.close());
    expect(server.listening).toBe(false);
  });

  test('lets requests in flight end, tells their connections to close, and takes no new one', async () => {
    const arrived: (() => void)[] = [];
    const server = track(createServer((_request, response) => arrived.push(() => void response.end('late'))));
    const lifecycle = serverLifecycle(server);
    const port = await listen(server);
    const [one, two] = [open(port).get('/'), open(port).get('/')];
    await expect.poll(() => arrived.length).toBe(2);
    let isClosed = false;
    const closed = lifecycle.close().then((result) => {
      isClosed = true;
      return result;
    });
    await settle();
    expect(isClosed).toBe(false);
    await expect(open(port).get('/')).rejects.toThrow('ECONNREFUSED');
    for (const answer of arrived) answer();
    for (const answer of [await one, await two]) {
      expect([answer.status, answer.text, answer.headers.connection]).toEqual([200, 'late', 'close']);
    }
    unwrap(await closed);
  });

  test('a response whose head had gone out ends as well, and its keep-alive connection with it', async () => {
    const streaming: (() => void)[] = [];
    const server = track(
      createServer((_request, response) => {
        response.write('head ');
        streaming.push(() => void response.end('tail'));
      }),
    );
    const lifecycle = serverLifecycle(server);
    const answer = open(await listen(server)).get('/');
    await expect.poll(() => streaming.length).toBe(1);
    const closed = lifecycle.close({ deadlineMs: 60_000 });
    streaming[0]?.();
    expect((await answer).text).toBe('head tail');
    unwrap(await closed);
  });

  test('cuts off what is left at the deadline, upgraded sockets too, and says how many', async () => {
    const clock = createTestClock();
    const server = track(createServer());
    const lifecycle = serverLifecycle(server, { clock });
    let upgraded = 0;
    server.on('upgrade', (_request, socket) => {
      upgraded += 1;
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    });
    let hung = 0;
    server.on('request', () => (hung += 1));
    const port = await listen(server);
    const hanging = open(port).get('/');
    const refused = expect(hanging).rejects.toThrow();
    const socket = connect(port, '127.0.0.1').resume();
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    await expect.poll(() => hung + upgraded).toBe(2);
    const closed = lifecycle.close({ deadlineMs: 1_000 });
    clock.advance(999);
    await settle();
    expect(socket.destroyed).toBe(false);
    clock.advance(1);
    expect(await closed).toMatchObject({
      ok: false,
      error: { code: 'timeout', retryable: false, details: { connections: 2, deadlineMs: 1_000 } },
    });
    await refused;
    if (!socket.closed) await once(socket, 'close');
  });

  test('one that never listened closes; so does one that was closed by somebody else', async () => {
    unwrap(await serverLifecycle(track(createServer())).close());
    const server = track(createServer());
    const lifecycle = serverLifecycle(server);
    await listen(server);
    server.close();
    unwrap(await lifecycle.close());
    await lifecycle[Symbol.asyncDispose]();
  });
});

test('an app: readiness 503 and Connection: close first, then the delay, the drain, and the rest in reverse', async () => {
  const log: string[] = [];
  const release: (() => void)[] = [];
  const clock = createTestClock();
  const builder = createApp({ clock })
    .add('db', () => ({
      close: async () => {
        log.push('db closed');
        return { ok: true as const, value: undefined };
      },
    }))
    .add('health', () => createHealth({ clock }))
    .add('http', ({ health }) => {
      const server = track(
        nodeHttpServer(health, async () => {
          await new Promise<void>((resolve) => release.push(resolve));
          log.push('request done');
          return new Response('done');
        }),
      );
      return { server, close: serverLifecycle(server, { clock, stopping: () => health.state !== 'running' }).close };
    });
  const app = unwrap(await builder.start());
  const port = await listen(app.services.http.server);
  const [browser, prober] = [open(port), open(port)];
  expect((await prober.get('/health/ready')).status).toBe(200);

  const signals = new Map<string, (signal: NodeJS.Signals) => void>();
  let exit: number | undefined;
  app.shutdownOn(['SIGTERM'], {
    drainMs: 3_000,
    onSignal: () => app.services.health.beginShutdown(),
    process: {
      on: (signal, listener) => signals.set(signal, listener),
      off: (signal) => signals.delete(signal),
      exit: (code) => (exit = code),
    },
  });
  const inFlight = browser.get('/work');
  await expect.poll(() => release.length).toBe(1);
  signals.get('SIGTERM')?.('SIGTERM');
  const refused = await prober.get('/health/ready');
  expect([refused.status, refused.headers.connection]).toEqual([503, 'close']);
  // Alive, and still at work for whoever has not noticed.
  expect((await prober.get('/health/live')).status).toBe(200);
  const straggler = open(port).get('/work');
  await expect.poll(() => release.length).toBe(2);
  clock.advance(2_999);
  await settle();
  expect(app.state).toBe('draining');
  clock.advance(1);
  await settle();
  expect(app.state).toBe('closing');
  for (const one of release) one();
  for (const answer of [await inFlight, await straggler]) expect(answer).toMatchObject({ status: 200, text: 'done' });
  await expect.poll(() => exit).toBe(0);
  expect(log).toEqual(['request done', 'request done', 'db closed']);
});

test('toNodeListener under close: the answer in flight goes out whole', async () => {
  const begun: (() => void)[] = [];
  const server = track(
    createServer(
      toNodeListener(async () => {
        await new Promise<void>((resolve) => begun.push(resolve));
        return Response.json({ rows: Array.from({ length: 10_000 }, (_, index) => index) });
      }),
    ),
  );
  const lifecycle = serverLifecycle(server);
  const answer = open(await listen(server)).get('/');
  await expect.poll(() => begun.length).toBe(1);
  const closed = lifecycle.close();
  begun[0]?.();
  const { headers, text } = await answer;
  expect(headers.connection).toBe('close');
  expect((JSON.parse(text) as { rows: number[] }).rows).toHaveLength(10_000);
  unwrap(await closed);
});
