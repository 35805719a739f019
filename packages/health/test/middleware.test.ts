import { compose, correlation, parseRequestId, requestMetrics, type Middleware } from '@infra/health';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryMetrics } from '@infra/monitoring-memory';
import { createContextCarrier } from '@infra/observability';
import { get, labelsOf } from './fakes.js';

const fine = async (): Promise<Response> => new Response('fine');

describe('compose', () => {
  test('the first is outermost; each may answer itself, and the connection goes along', async () => {
    const log: string[] = [];
    const named =
      (name: string): Middleware =>
      async (request, next, connection) => {
        log.push(`${name} ${connection?.remoteAddress}`);
        const response = await next(request);
        log.push(name);
        return response;
      };
    const stack = compose(named('a'), named('b'));
    await stack(get('/'), fine, { remoteAddress: '10.0.0.1' });
    expect(log).toEqual(['a 10.0.0.1', 'b 10.0.0.1', 'b', 'a']);
    const short = compose(async () => new Response('mine'), named('never'));
    expect(await (await short(get('/'), fine)).text()).toBe('mine');
    expect(log).toHaveLength(4);
    expect(await (await compose()(get('/'), fine)).text()).toBe('fine');
  });
});

describe('request metrics', () => {
  test('by method, route template and class of status; the raw path is in no label', async () => {
    const metrics = createMemoryMetrics();
    const measured = requestMetrics(metrics, {
      route: ({ url }) => (url.includes('/users/') ? '/users/:id' : undefined),
    });
    await measured(get('/users/17?token=hunter2'), fine);
    await measured(get('/secret-17', { method: 'PROPFIND' }), async () => new Response(null, { status: 404 }));
    expect(labelsOf(metrics, 'http_server_requests_total')).toEqual([
      { method: 'GET', route: '/users/:id', status: '2xx' },
      { method: 'other', route: 'unmatched', status: '4xx' },
    ]);
    expect(JSON.stringify(metrics.snapshots.read().map(({ labels }) => labels))).not.toMatch(/17|hunter2/);
    expect(labelsOf(metrics, 'http_server_request_duration_seconds')).toHaveLength(2);
  });

  test('those that run are counted while they do', async () => {
    const metrics = createMemoryMetrics();
    const measured = requestMetrics(metrics, { route: () => '/' });
    const running = () => metrics.value('http_server_requests_in_flight');
    const seen: unknown[] = [];
    await measured(get('/'), () =>
      measured(get('/'), async () => {
        seen.push(running());
        return new Response('fine');
      }),
    );
    expect([...seen, running()]).toEqual([2, 0]);
  });

  test('what a handler throws is counted and thrown on', async () => {
    const metrics = createMemoryMetrics();
    const failing = requestMetrics(metrics, { route: () => '/x' })(get('/x'), () => Promise.reject(new Error('boom')));
    await expect(failing).rejects.toThrow('boom');
    const labels = { method: 'GET', route: '/x', status: '5xx' };
    expect(metrics.value('http_server_requests_total', labels)).toBe(1);
    expect(metrics.value('http_server_requests_in_flight')).toBe(0);
  });

  test('a route function that throws or goes on for ever costs a label, not the request', async () => {
    const metrics = createMemoryMetrics();
    const told: string[] = [];
    const throwing = requestMetrics(metrics, {
      route: () => {
        throw new Error('no router');
      },
      onError: (error) => told.push(error.operation),
    });
    expect((await throwing(get('/'), fine)).status).toBe(200);
    await requestMetrics(metrics, { route: () => 'x'.repeat(201) })(get('/'), fine);
    const labels = { method: 'GET', route: 'unmatched', status: '2xx' };
    expect(metrics.value('http_server_requests_total', labels)).toBe(2);
    expect(told).toEqual(['requestMetrics.route']);
  });

  test('10,000 paths and methods make as many series as there are routes', async () => {
    const metrics = createMemoryMetrics();
    const measured = requestMetrics(metrics, { route: () => '/users/:id' });
    for (let user = 0; user < 10_000; user += 1) {
      await measured(get(`/users/${user}`, { method: `M${user % 50}` }), fine);
    }
    expect(metrics.snapshots.read()).toHaveLength(3);
  });
});

describe('correlation', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test('keeps a well-formed id, makes one otherwise, and echoes it', async () => {
    const context = createContextCarrier();
    const seen: (string | undefined)[] = [];
    const handler = async (): Promise<Response> => {
      await Promise.resolve();
      seen.push(context.capture()['correlationId']);
      return new Response('fine');
    };
    const kept = await correlation(context)(get('/', { headers: { 'x-request-id': 'abc-17' } }), handler);
    const made = await correlation(context)(get('/', { headers: { 'x-request-id': 'a b' } }), handler);
    const none = await correlation(context)(get('/'), handler);
    const echoed = [kept, made, none].map(({ headers }) => headers.get('x-request-id'));
    expect(echoed).toEqual([...seen]);
    expect(echoed).toEqual(['abc-17', expect.stringMatching(uuid), expect.stringMatching(uuid)]);
    expect(context.capture()).toEqual({});
  });

  test('what else is in the context stays; immutable responses are copied', async () => {
    const context = createContextCarrier();
    const redirect = async (): Promise<Response> => {
      expect(context.capture()).toEqual({ tenant: 't', requestId: 'x' });
      return Response.redirect('http://service.test/next', 302);
    };
    const named = correlation(context, { header: 'x-trace', contextKey: 'requestId' });
    const response = await context.run({ tenant: 't' }, () =>
      named(get('/', { headers: { 'x-trace': 'x' } }), redirect),
    );
    expect([response.status, response.headers.get('x-trace')]).toEqual([302, 'x']);
    expect(response.headers.get('location')).toBe('http://service.test/next');
    expect((await correlation(context)(get('/'), async () => Response.error())).type).toBe('error');
  });

  test('10,000 interleaved requests never see the id of another', { timeout: 30_000 }, async () => {
    const context = createContextCarrier();
    const middleware = correlation(context);
    const handler = async (request: Request): Promise<Response> => {
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
      return new Response(`${request.headers.get('x-request-id')} ${context.capture()['correlationId']}`);
    };
    const texts = await Promise.all(
      Array.from({ length: 10_000 }, async (_, index) =>
        (await middleware(get('/', { headers: { 'x-request-id': `id-${index}` } }), handler)).text(),
      ),
    );
    expect(texts.every((text, index) => text === `id-${index} id-${index}`)).toBe(true);
  });

  test('whatever is taken for an id is short and harmless, and comes back unchanged', { timeout: 30_000 }, () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 140 }));
    fc.assert(
      fc.property(hostile, (text) => {
        const id = parseRequestId(text);
        if (id === undefined) return;
        expect(id).toBe(text);
        expect(id.length).toBeLessThanOrEqual(128);
        expect(id).toMatch(/^[\w.:@/+=-]+$/);
        expect(new Headers({ 'x-request-id': id }).get('x-request-id')).toBe(id);
      }),
      { numRuns: 500 },
    );
    const characters = [...'abcXYZ019._:@/+=-'];
    const proper = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 128 });
    fc.assert(fc.property(proper, (parts) => parseRequestId(parts.join('')) === parts.join('')));
    const bad = ['', 'a\n', 'a\r\nset-cookie: x', 'a, b', 'é', '"', '<b>', 'x'.repeat(129), null, undefined];
    for (const value of bad) expect(parseRequestId(value)).toBeUndefined();
  });
});
