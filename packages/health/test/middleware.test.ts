import { err, InfraError, type RateLimiter } from '@infra/core';
import { compose, correlation, parseRequestId, rateLimited, requestMetrics, type Middleware } from '@infra/health';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowance, carrier, get, recorder } from './fakes.js';

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
    const metrics = recorder();
    const measured = requestMetrics(metrics, {
      route: ({ url }) => (url.includes('/users/') ? '/users/:id' : undefined),
    });
    await measured(get('/users/17?token=hunter2'), fine);
    await measured(get('/secret-17', { method: 'PROPFIND' }), async () => new Response(null, { status: 404 }));
    const labels = metrics.recorded
      .filter(({ name }) => name === 'http_server_requests_total')
      .map((one) => one.labels);
    expect(labels).toEqual([
      { method: 'GET', route: '/users/:id', status: '2xx' },
      { method: 'other', route: 'unmatched', status: '4xx' },
    ]);
    expect(JSON.stringify(metrics.recorded)).not.toMatch(/17|hunter2/);
    const inFlight = metrics.recorded.filter(({ name }) => name === 'http_server_requests_in_flight');
    expect(inFlight.map(({ value }) => value)).toEqual([1, -1, 1, -1]);
  });

  test('what a handler throws is counted and thrown on', async () => {
    const metrics = recorder();
    const failing = requestMetrics(metrics, { route: () => '/x' })(get('/x'), () => Promise.reject(new Error('boom')));
    await expect(failing).rejects.toThrow('boom');
    expect(metrics.recorded.at(-1)).toMatchObject({ labels: { method: 'GET', route: '/x', status: '5xx' } });
    expect(metrics.recorded.filter(({ name }) => name.endsWith('in_flight'))).toHaveLength(2);
  });

  test('a route function that throws or goes on for ever costs a label, not the request', async () => {
    const metrics = recorder();
    const told: string[] = [];
    const throwing = requestMetrics(metrics, {
      route: () => {
        throw new Error('no router');
      },
      onError: (error) => told.push(error.operation),
    });
    expect((await throwing(get('/'), fine)).status).toBe(200);
    await requestMetrics(metrics, { route: () => 'x'.repeat(201) })(get('/'), fine);
    const routes = metrics.recorded.filter(({ name }) => name.endsWith('_total')).map(({ labels }) => labels['route']);
    expect(routes).toEqual(['unmatched', 'unmatched']);
    expect(told).toEqual(['requestMetrics.route']);
  });

  test('10,000 paths and methods make as many series as there are routes', async () => {
    const metrics = recorder();
    const measured = requestMetrics(metrics, { route: () => '/users/:id' });
    for (let user = 0; user < 10_000; user += 1) {
      await measured(get(`/users/${user}`, { method: `M${user % 50}` }), fine);
    }
    const series = new Set(metrics.recorded.map(({ name, labels }) => name + JSON.stringify(labels)));
    expect(series.size).toBe(3);
  });
});

describe('correlation', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test('keeps a well-formed id, makes one otherwise, and echoes it', async () => {
    const context = carrier();
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
    const context = carrier();
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
    const context = carrier();
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

describe('rate limit', () => {
  const from = (remoteAddress: string) => ({ remoteAddress });

  test('429 with Retry-After and the headers of the draft, per address', async () => {
    const limited = rateLimited(allowance(2), { whenUnavailable: 'deny', policy: 'burst', windowMs: 60_000 });
    const first = await limited(get('/'), fine, from('10.0.0.1'));
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"burst";q=2;w=60');
    expect(first.headers.get('ratelimit')).toBe('"burst";r=1;t=7');
    expect(first.headers.get('retry-after')).toBeNull();
    await limited(get('/'), fine, from('10.0.0.1'));
    const third = await limited(get('/'), fine, from('10.0.0.1'));
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '2']);
    expect(third.headers.get('ratelimit')).toBe('"burst";r=0;t=7');
    expect((await limited(get('/'), fine, from('10.0.0.2'))).status).toBe(200);
  });

  test('no header of a stranger changes whose allowance it is', async () => {
    const limiter = allowance(5);
    const limited = rateLimited(limiter, { whenUnavailable: 'deny' });
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip']) {
      await limited(get('/', { headers: { [header]: '1.2.3.4' } }), fine, from('10.0.0.1'));
    }
    await limited(get('/'), fine);
    expect([...limiter.taken.keys()]).toEqual(['10.0.0.1', 'unknown']);
  });

  test('by a key of the request; without one it is not limited', async () => {
    const limiter = allowance(1);
    const key = (request: Request) => request.headers.get('x-api-key') ?? undefined;
    const limited = rateLimited(limiter, { whenUnavailable: 'deny', key, cost: () => 2 });
    expect((await limited(get('/', { headers: { 'x-api-key': 'k' } }), fine)).status).toBe(429);
    const free = await limited(get('/'), fine);
    expect([free.status, free.headers.get('ratelimit')]).toEqual([200, null]);
  });

  test('a limiter that cannot be asked: open or closed, as it was told', async () => {
    const down = new InfraError({ code: 'unavailable', message: 'refused', provider: 'redis', operation: 'x' });
    const broken: RateLimiter = { ...allowance(1), consume: async () => err(down) };
    const told: string[] = [];
    const onError = (error: InfraError): void => void told.push(error.code);
    expect((await rateLimited(broken, { whenUnavailable: 'allow', onError })(get('/'), fine)).status).toBe(200);
    const closed = await rateLimited(broken, { whenUnavailable: 'deny', onError })(get('/'), fine);
    expect([closed.status, closed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(told).toEqual(['unavailable', 'unavailable']);
  });

  test('a cost above the limit never fits, and no time is told', async () => {
    const endless: RateLimiter = {
      ...allowance(1),
      consume: async () => ({
        ok: true,
        value: { allowed: false, limit: 1, remaining: 1, retryAfterMs: Number.POSITIVE_INFINITY, resetAfterMs: 0 },
      }),
    };
    const refused = await rateLimited(endless, { whenUnavailable: 'deny' })(get('/'), fine);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
  });

  test('bad options are refused', () => {
    // @ts-expect-error no default
    expect(() => rateLimited(allowance(1), {})).toThrow('whenUnavailable');
    expect(() => rateLimited(allowance(1), { whenUnavailable: 'deny', policy: 'a"b' })).toThrow('policy');
    expect(() => rateLimited(allowance(1), { whenUnavailable: 'deny', windowMs: 0 })).toThrow('windowMs');
  });
});
