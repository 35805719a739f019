import { unwrap } from '@infra/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

describe('faults', () => {
  test('are set, listed, replaced and ended', async () => {
    const { request, send } = harness;
    expect(await (await request('/api/faults')).json()).toEqual([]);
    const set = await send('PUT', '/api/faults/cache', { latencyMs: 50 });
    expect(set.status).toBe(200);
    expect(await set.json()).toMatchObject([
      { port: 'cache', latencyMs: 50, jitterMs: 0, errorPercent: 0, code: 'unavailable', hang: false, resetAfterS: 60 },
    ]);
    await send('PUT', '/api/faults/storage', { hang: true, resetAfterS: 0 });
    await send('PUT', '/api/faults/cache', { errorPercent: 10, code: 'timeout' });
    expect(await (await request('/api/faults')).json()).toMatchObject([
      { port: 'cache', latencyMs: 0, errorPercent: 10, code: 'timeout' },
      { port: 'storage', hang: true },
    ]);
    expect(await (await request('/api/faults/cache', { method: 'DELETE' })).json()).toMatchObject([
      { port: 'storage' },
    ]);
    expect(await (await request('/api/faults', { method: 'DELETE' })).json()).toEqual([]);
  });

  test('that make no sense are refused, and say what is right', async () => {
    const { request, send } = harness;
    expect((await send('PUT', '/api/faults/logger', {})).status).toBe(404);
    expect((await request('/api/faults/logger', { method: 'DELETE' })).status).toBe(404);
    const wrong = await send('PUT', '/api/faults/cache', { latencyMs: -1, code: 'teapot', more: 1 });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ path: 'latencyMs' }, { path: 'code' }, { path: '' }] });
    expect((await request('/api/faults/cache', { method: 'POST' })).headers.get('allow')).toBe('PUT, DELETE');
    expect((await request('/api/faults/cache', { method: 'PUT', body: '{}' })).status).toBe(415);
  });
});

describe('compositions with layers', () => {
  test('are applied with every option said, and change the hash', async () => {
    const { request, send } = harness;
    const before = (await (await request('/api/composition')).json()) as { hash: string };
    const applied = await send('PUT', '/api/composition', {
      layers: { cache: { retry: { attempts: 5 }, breaker: {} } },
    });
    expect(applied.status).toBe(200);
    const view = (await applied.json()) as { hash: string };
    expect(view).toMatchObject({
      composition: { cache: 'memory', tracer: 'memory' },
      layers: {
        cache: { retry: { attempts: 5, delayMs: 50 }, breaker: { failures: 5, openMs: 5_000 } },
        storage: {},
        ratelimit: {},
      },
    });
    expect(view.hash).not.toBe(before.hash);
  });

  test.each([
    [{ cache: { retri: {} } }, 'layers.cache'],
    [{ cache: { retry: { attempts: 0 } } }, 'layers.cache.retry.attempts'],
    [{ cache: { retry: { tries: 1 } } }, 'layers.cache.retry'],
    [{ ratelimit: { ratelimit: {} } }, 'layers.ratelimit'],
    [{ logger: {} }, 'layers'],
  ])('%j are refused', async (layers, path) => {
    const answer = await harness.send('PUT', '/api/composition', { layers });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ path }] });
  });
});

test('how the ports are doing, and the tail of the log', async () => {
  const { composer, operate, request } = harness;
  unwrap(await composer.ports.cache.get('k'));
  composer.ports.logger.info('hello');
  operate.tick();
  expect(await (await request('/api/operate')).json()).toMatchObject({
    everyMs: 1_000,
    ticks: [{ ports: { 'cache/memory': { calls: 1, errors: 0 } } }],
    happenings: [],
  });
  expect(await (await request('/api/log')).json()).toMatchObject({ lines: [{ level: 'info', message: 'hello' }] });
});

describe('/health', () => {
  test('is live, and ready while its adapters are', async () => {
    const { request } = harness;
    for (const path of ['live', 'ready', 'startup']) {
      const answer = await request(`/health/${path}`);
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: 'up' })]);
    }
    expect((await request('/health/nothing')).status).toBe(404);
    expect((await request('/health/live', { method: 'POST' })).status).toBe(405);
    expect((await request('/health/live', { headers: { host: 'evil.example' } })).status).toBe(421);
  });

  test('asks the adapters of the composition that is in use', async () => {
    const { composer, request } = harness;
    const before = composer.ports.cache;
    await harness.send('PUT', '/api/composition', {});
    expect((await request('/health/ready')).status).toBe(200);
    expect((await before.health()).ok).toBe(true);
    unwrap(await composer.ports.cache.close());
    const down = await request('/health/ready');
    expect([down.status, await down.json()]).toEqual([503, expect.objectContaining({ status: 'down' })]);
    expect((await request('/health/live')).status).toBe(200);
  });

  test('has metrics where they are for scraping, and says what to do where not', async () => {
    const { request, send } = harness;
    const none = await request('/health/metrics');
    expect(none.status).toBe(404);
    expect(await none.json()).toMatchObject({ detail: expect.stringContaining('apply prometheus in Compose') });
    await send('PUT', '/api/composition', { metrics: 'prometheus', layers: { cache: { observe: {} } } });
    unwrap(await harness.composer.ports.cache.set('k', 1));
    const text = await (await request('/health/metrics')).text();
    expect(text).toContain('infra_operations_total{port="cache",provider="memory",operation="set",outcome="ok"');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
