import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTcpProxy, startRedis, type RedisServer, type TcpProxy } from '../src/index.js';
import { eventually, listens } from './support/processes.js';
import { redisClient } from './support/redis-client.js';

let server: RedisServer;
let proxy: TcpProxy;
let redis: Redis;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());
beforeEach(async () => {
  proxy = await createTcpProxy(server);
  redis = client();
});
afterEach(async () => {
  redis.disconnect();
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
});

/** Without the questions that ioredis asks on connecting, which would blur the counts of bytes. */
function client(): Redis {
  const options = { enableReadyCheck: false, disableClientInfo: true };
  return redisClient(`redis://127.0.0.1:${proxy.port}`, options);
}

async function rawSocket(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  if (!socket.closed) await once(socket, 'close');
  return text;
}

const silentFor = (ms: number, promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => false), sleep(ms, true)]);

test('forwards everything, both ways, and counts', async () => {
  const value = Buffer.alloc(8 * 1024 * 1024, 'abcdefg');
  expect(proxy.accepted).toBe(0);
  await redis.set('big', value);
  expect((await redis.getBuffer('big'))?.equals(value)).toBe(true);
  const other = client();
  await other.ping();
  expect([proxy.connections, proxy.accepted]).toEqual([2, 2]);
  other.disconnect();
  expect(await eventually(() => proxy.connections === 1, 2_000)).toBe(true);
  expect(proxy.accepted).toBe(2);
});

test('passes the end of a connection on, from either side', async () => {
  const socket = await rawSocket();
  socket.end('PING\r\n');
  expect(await readToEnd(socket)).toBe('+PONG\r\n');
  const victim = await rawSocket();
  victim.write('QUIT\r\n');
  expect(await readToEnd(victim)).toBe('+OK\r\n');
  expect(await eventually(() => proxy.connections === 0, 2_000)).toBe(true);
});

test('delay() makes every chunk later in both directions and keeps their order', async () => {
  await redis.ping();
  proxy.delay(100);
  const start = performance.now();
  const answers: string[] = [];
  const sent: Promise<unknown>[] = [];
  for (let n = 0; n < 10; n += 1) {
    sent.push(redis.echo(`${n}`).then((answer) => answers.push(answer)));
    await sleep(5);
  }
  await Promise.all(sent);
  expect(performance.now() - start).toBeGreaterThan(195);
  expect(answers).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  proxy.heal();
  const healed = performance.now();
  await redis.ping();
  expect(performance.now() - healed).toBeLessThan(195);
});

test('heal() lets go at once of what a delay holds', async () => {
  await redis.ping();
  proxy.delay(60_000);
  const answer = redis.ping();
  expect(await silentFor(100, answer)).toBe(true);
  proxy.heal();
  expect(await answer).toBe('PONG');
});

test('cut() destroys what is connected, and new connections work', async () => {
  await redis.ping();
  const closed = once(redis, 'close');
  proxy.cut();
  await closed;
  expect(await eventually(() => proxy.connections === 0, 2_000)).toBe(true);
  const next = client();
  expect(await next.ping()).toBe('PONG');
  next.disconnect();
});

test('refuse() destroys what is connected and every new connection, until heal()', async () => {
  await redis.ping();
  const closed = once(redis, 'close');
  proxy.refuse();
  await closed;
  const { accepted } = proxy;
  const socket = await rawSocket();
  socket.write('PING\r\n');
  expect(await readToEnd(socket)).toBe('');
  const refused = client();
  await expect(refused.ping()).rejects.toThrow();
  refused.disconnect();
  expect([proxy.connections, proxy.accepted]).toEqual([0, accepted + 2]);
  proxy.heal();
  const next = client();
  expect(await next.ping()).toBe('PONG');
  next.disconnect();
});

describe('blackHole()', () => {
  test('holds everything, accepts new connections silently, and heal() lets it flow', async () => {
    await redis.ping();
    proxy.blackHole();
    const old = redis.echo('old');
    const socket = await rawSocket();
    const fresh = once(socket, 'data');
    socket.write('PING\r\n');
    expect(await silentFor(300, Promise.race([old, fresh]))).toBe(true);
    expect(await eventually(() => proxy.connections === 2, 2_000)).toBe(true);
    proxy.heal();
    expect(await old).toBe('old');
    expect(String((await fresh)[0])).toBe('+PONG\r\n');
  });

  test('holds replies that are on their way', async () => {
    const socket = await rawSocket();
    proxy.delay(100);
    socket.write('PING\r\n');
    const reply = once(socket, 'data');
    await sleep(50);
    proxy.blackHole();
    expect(await silentFor(300, reply)).toBe(true);
    proxy.heal();
    expect(String((await reply)[0])).toBe('+PONG\r\n');
  });

  test('hides the death of the server until heal()', async () => {
    await using mortal = await startRedis();
    await using shield = await createTcpProxy(mortal);
    const socket = connect({ host: '127.0.0.1', port: shield.port });
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('PING\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    shield.blackHole();
    await mortal.kill();
    expect(await silentFor(200, closed)).toBe(true);
    shield.heal();
    await closed;
  });

  test('forgets clients that gave up meanwhile', async () => {
    proxy.blackHole();
    const socket = await rawSocket();
    expect(await eventually(() => proxy.connections === 1, 2_000)).toBe(true);
    socket.destroy();
    expect(await eventually(() => proxy.connections === 0, 2_000)).toBe(true);
    proxy.heal();
    expect(await redis.ping()).toBe('PONG');
  });

  test('makes a sender feel a full pipe, and loses nothing', async () => {
    const value = Buffer.alloc(32 * 1024 * 1024, 'abcdefg');
    await redis.ping();
    proxy.blackHole();
    const stored = redis.set('huge', value);
    expect(await silentFor(200, stored)).toBe(true);
    proxy.heal();
    expect(await stored).toBe('OK');
    expect(await redis.strlen('huge')).toBe(value.length);
  });
});

describe('dropAfter()', () => {
  test('destroys live and new connections in the middle of a reply, until heal()', async () => {
    await redis.set('long', 'x'.repeat(1_000));
    const live = await rawSocket();
    proxy.dropAfter(10);
    live.write('GET long\r\n');
    expect(await readToEnd(live)).toBe('$1000\r\nxxx');
    const next = await rawSocket();
    next.write('PING\r\nPING\r\n');
    expect(await readToEnd(next)).toBe('+PONG\r\n+PO');
    proxy.heal();
    const after = await rawSocket();
    after.end('GET long\r\n');
    expect(await readToEnd(after)).toHaveLength(1_009);
  });

  test('counts from the call on, over several replies', async () => {
    const socket = await rawSocket();
    socket.write('PING\r\n');
    await once(socket, 'data');
    proxy.dropAfter(8);
    const rest = readToEnd(socket);
    socket.write('PING\r\n');
    await sleep(50);
    socket.write('PING\r\n');
    expect(await rest).toBe('+PONG\r\n+');
  });

  test('with `once` a client can reconnect and go on', async () => {
    await redis.set('long', 'x'.repeat(1_000));
    proxy.dropAfter(10, { once: true });
    await expect(redis.get('long')).rejects.toThrow();
    const next = client();
    expect(await next.get('long')).toHaveLength(1_000);
    next.disconnect();
  });

  test('0 lets no byte through', async () => {
    proxy.dropAfter(0);
    const socket = await rawSocket();
    socket.write('PING\r\n');
    expect(await readToEnd(socket)).toBe('');
  });
});

test('a server that is not there closes the connection', async () => {
  await using mortal = await startRedis();
  await using shield = await createTcpProxy(mortal);
  await mortal.kill();
  const lost = redisClient(`redis://127.0.0.1:${shield.port}`);
  await expect(lost.ping()).rejects.toThrow();
  lost.disconnect();
  await mortal.restart();
  const found = redisClient(`redis://127.0.0.1:${shield.port}`);
  expect(await found.ping()).toBe('PONG');
  found.disconnect();
});

test.each(['delay', 'blackHole'] as const)(
  'close() frees the port in spite of a %s, and is idempotent',
  async (mode) => {
    await redis.ping();
    const closed = once(redis, 'close');
    if (mode === 'delay') proxy.delay(60_000);
    else proxy.blackHole();
    redis.ping().catch(() => undefined);
    await sleep(20);
    await Promise.all([proxy.close(), proxy.close()]);
    await closed;
    expect(proxy.connections).toBe(0);
    expect(await listens(proxy.port)).toBe(false);
  },
);
