import { err, InfraError, ok, unwrap, type MetricExposition } from '@infra/core';
import { check, createHealth, healthHandler, healthRoutes } from '@infra/health';
import { describe, expect, test } from 'vitest';
import { get, never, says, up } from './fakes.js';

const details = { hits: 3 };
const checks = [check('cache', says({ details })), check('mail', says({ status: 'down', reason: 'no route' }))];

describe('probes', () => {
  test('200 with what was asked, 503 when it is down, kept by nobody', async () => {
    const handler = healthHandler(createHealth({ checks }));
    const live = await handler(get('/health/live'));
    expect([live.status, live.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await live.json()).toEqual({ status: 'up', latencyMs: expect.any(Number), state: 'running', checks: {} });
    const ready = await handler(get('/health/ready?verbose'));
    expect([ready.status, ready.headers.get('content-type')]).toEqual([503, 'application/json; charset=utf-8']);
    expect(await ready.json()).toEqual({
      status: 'down',
      latencyMs: expect.any(Number),
      state: 'running',
      reason: 'mail is down (no route)',
      checks: {
        cache: { status: 'up', latencyMs: expect.any(Number), critical: true },
        mail: { status: 'down', latencyMs: expect.any(Number), critical: true, reason: 'no route' },
      },
    });
    expect((await handler(get('/health/startup'))).status).toBe(503);
  });

  test('degraded is 200: it still takes work', async () => {
    const handler = healthHandler(createHealth({ checks: [check('a', says({ status: 'degraded' }))] }));
    expect((await handler(get('/health/ready'))).status).toBe(200);
  });

  test('details only when they are asked for, reasons not for strangers who should not see them', async () => {
    const health = createHealth({ checks });
    const all = await (await healthHandler(health, { expose: 'details' })(get('/health/ready'))).json();
    expect(all).toMatchObject({ checks: { cache: { details } } });
    const status = await (await healthHandler(health, { expose: 'status' })(get('/health/ready'))).text();
    expect(status).not.toContain('no route');
  });

  test('HEAD is GET without a body; other methods are 405 and say which ones there are', async () => {
    const handler = healthHandler(createHealth({ checks }));
    const head = await handler(get('/health/ready', { method: 'HEAD' }));
    expect([head.status, head.headers.get('cache-control'), head.body]).toEqual([503, 'no-store', null]);
    for (const method of ['POST', 'DELETE', 'OPTIONS']) {
      const wrong = await handler(get('/health/live', { method }));
      expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('an unknown path is 404 in the handler, and passed on by the routes', async () => {
    const health = createHealth();
    for (const path of ['/', '/health', '/health/', '/health/live/x', '/HEALTH/live', '/health/metrics']) {
      expect((await healthHandler(health)(get(path))).status, path).toBe(404);
    }
    const passed = await healthRoutes(health)(get('/users'), async () => new Response('mine'));
    expect(await passed.text()).toBe('mine');
  });

  test('another base path, with or without a slash at its end', async () => {
    for (const basePath of ['/-/', '/-']) {
      expect((await healthHandler(createHealth(), { basePath })(get('/-/live'))).status).toBe(200);
    }
    expect((await healthHandler(createHealth(), { basePath: '/' })(get('/live'))).status).toBe(200);
    expect(() => healthHandler(createHealth(), { basePath: 'health' })).toThrow('basePath');
  });

  test('stopping: readiness 503, liveness 200', async () => {
    const health = createHealth({ checks: [check('cache', up())] });
    const handler = healthHandler(health);
    expect((await handler(get('/health/ready'))).status).toBe(200);
    unwrap(await health.drain(0));
    expect((await handler(get('/health/ready'))).status).toBe(503);
    expect((await handler(get('/health/live'))).status).toBe(200);
  });

  test('a prober that goes away is let go', async () => {
    const health = createHealth({ checks: [check('db', never())] });
    const stop = new AbortController();
    const asked = healthHandler(health)(get('/health/ready', { signal: stop.signal }));
    stop.abort();
    expect((await asked).status).toBe(503);
    unwrap(await health.close());
  });
});

describe('metrics', () => {
  const contentType = 'text/plain; version=0.0.4; charset=utf-8';
  const exposing = (render: MetricExposition['render']) =>
    healthHandler(createHealth(), { metrics: { contentType, render } });

  test('are served as they are rendered', async () => {
    const response = await exposing(async () => ok('up 1\n'))(get('/health/metrics'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('up 1\n');
  });

  test('that cannot be rendered are a 503 that tells nothing', async () => {
    const failure = new InfraError({
      code: 'internal',
      message: 'hunter2',
      provider: 'p',
      operation: 'metrics.render',
    });
    for (const render of [async () => err(failure), () => Promise.reject(new Error('hunter2'))]) {
      const response = await exposing(render)(get('/health/metrics'));
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('hunter2');
    }
  });
});
