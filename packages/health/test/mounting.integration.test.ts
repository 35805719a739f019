import type { Server } from 'node:http';
import { check, correlation, createHealth, rateLimited } from '@infra/health';
import { createMemoryMetrics } from '@infra/monitoring-memory';
import { createContextCarrier } from '@infra/observability';
import { afterEach, describe, expect, test } from 'vitest';
import { expressServer } from './examples/express.js';
import { honoServer } from './examples/hono.js';
import { nodeHttpServer } from './examples/node-http.js';
import { allowance, labelsOf, says } from './fakes.js';
import { listen } from './loopback.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

async function serve(server: ReturnType<typeof honoServer> | Server): Promise<string> {
  const port = await listen(server);
  ending.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${port}`;
}

const plain = { headers: { connection: 'close' } };
const health = () => createHealth({ checks: [check('mail', says({ status: 'down', reason: 'no route' }))] });
const greet = async (): Promise<Response> => new Response('hello');

async function expectProbes(base: string): Promise<void> {
  const live = await fetch(`${base}/health/live`, plain);
  expect([live.status, live.headers.get('cache-control'), await live.json()]).toEqual([
    200,
    'no-store',
    { status: 'up', latencyMs: expect.any(Number), state: 'running', checks: {} },
  ]);
  const ready = await fetch(`${base}/health/ready`, plain);
  expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ status: 'down' })]);
  const head = await fetch(`${base}/health/ready`, { ...plain, method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([503, '']);
  const wrong = await fetch(`${base}/health/live`, { ...plain, method: 'POST', body: 'x' });
  expect([wrong.status, wrong.headers.get('allow'), await wrong.text()]).toEqual([
    405,
    'GET, HEAD',
    expect.any(String),
  ]);
  const unknown = await fetch(`${base}/health/nothing`, plain);
  await unknown.text();
  expect(unknown.status).toBe(404);
}

describe('mounted in', () => {
  test('node:http', async () => {
    const app = async (request: Request) =>
      new URL(request.url).pathname === '/' ? greet() : new Response(null, { status: 404 });
    const middleware = [correlation(createContextCarrier()), rateLimited(allowance(2), { whenUnavailable: 'deny' })];
    const base = await serve(nodeHttpServer(health(), app, ...middleware));
    const first = await fetch(base, { headers: { ...plain.headers, 'x-request-id': 'abc' } });
    expect([first.status, await first.text(), first.headers.get('x-request-id')]).toEqual([200, 'hello', 'abc']);
    expect(first.headers.get('ratelimit')).toBe('"default";r=1;t=10');
    await expectProbes(base);
    const third = await fetch(base, plain);
    expect([third.status, third.headers.get('retry-after'), await third.text()]).toEqual([
      429,
      '10',
      '{"error":"too many requests"}',
    ]);
  });

  test('Express 5', async () => {
    const base = await serve(expressServer(health(), greet, correlation(createContextCarrier())));
    await expectProbes(base);
    const api = await fetch(`${base}/api/x`, plain);
    expect([await api.text(), api.headers.get('x-request-id')]).toEqual(['hello', expect.stringContaining('-7')]);
    expect(await (await fetch(`${base}/own`, plain)).text()).toBe('by express');
  });

  test('Hono', async () => {
    const ports = { metrics: createMemoryMetrics(), carrier: createContextCarrier(), limiter: allowance(1) };
    const base = await serve(honoServer(health(), ports));
    await expectProbes(base);
    const user = await fetch(`${base}/users/17`, { headers: { ...plain.headers, 'x-request-id': 'abc' } });
    expect(await user.json()).toEqual({ id: '17', correlationId: 'abc' });
    expect([user.headers.get('x-request-id'), user.headers.get('ratelimit')]).toEqual(['abc', '"default";r=0;t=10']);
    const refused = await fetch(`${base}/users/18`, plain);
    await refused.text();
    expect(refused.status).toBe(429);
    expect(labelsOf(ports.metrics, 'http_server_requests_total')).toEqual([
      { method: 'GET', route: '/users/:id', status: '2xx' },
      { method: 'GET', route: 'unmatched', status: '4xx' },
    ]);
    expect([...new Set(ports.limiter.keys)]).toEqual(['127.0.0.1']);
  });
});
