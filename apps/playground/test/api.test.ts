import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '@infra/core';
import { createHarness, PORT, prepare, type Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

/** The answer's body, for a look at some of its fields. */
async function objectIn(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** Checks the form of RFC 9457 and gives what was said. */
async function problemOf(response: Response, status: number): Promise<Record<string, unknown>> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = await objectIn(response);
  expect(body).toMatchObject({ type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) });
  return body;
}

describe('who may ask', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('this machine as %s', async (name) => {
    expect((await harness.request('/api/runs', { headers: { host: `${name}:${PORT}` } })).status).toBe(200);
  });

  test.each(['evil.example', `evil.example:${PORT}`, '127.0.0.1', '127.0.0.1:80', ''])(
    'not under the name "%s"',
    async (host) => {
      for (const path of ['/api/ports', '/', '/compose'])
        await problemOf(await harness.request(path, { headers: { host } }), 421);
    },
  );

  test.each(['http://evil.example', 'null', `https://127.0.0.1:${PORT}`, 'http://127.0.0.1:1'])(
    'not a page of %s',
    async (origin) => {
      await problemOf(await harness.request('/api/runs', { headers: { origin } }), 403);
    },
  );

  test('not a request from another site; a link to the page is none', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site };
      await problemOf(await harness.request('/api/events', { headers }), 403);
      await problemOf(await harness.request('/', { method: 'POST', headers }), 403);
      expect((await harness.request('/run', { headers })).status).toBe(200);
    }
    const own = { origin: `http://127.0.0.1:${PORT}`, 'sec-fetch-site': 'same-origin' };
    expect((await harness.request('/api/runs', { headers: own })).status).toBe(200);
  });
});

describe('what is asked', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', undefined])('a body as %s gets 415', async (type) => {
    for (const [method, path] of [
      ['PUT', '/api/composition'],
      ['POST', '/api/runs'],
      ['POST', '/api/runs/x/cancel'],
    ] as const) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      await problemOf(await harness.request(path, { method, headers, body: new TextEncoder().encode('{}') }), 415);
    }
  });

  test('no JSON gets 400, and the wrong JSON 422 with what is wrong', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    await problemOf(await harness.request('/api/runs', { method: 'POST', headers, body: '{' }), 400);
    const wrong = await problemOf(await harness.send('PUT', '/api/composition', { cache: 7, more: 1 }), 422);
    expect(wrong['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ path: 'cache' })]));
  });

  test('too much gets 413, said or streamed', async () => {
    const body = JSON.stringify({ scenario: 'x'.repeat(70_000) });
    const headers = { 'content-type': 'application/json' };
    const said = { ...headers, 'content-length': String(body.length) };
    await problemOf(await harness.request('/api/runs', { method: 'POST', headers: said, body }), 413);
    const stream = new Blob([body]).stream();
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body: stream, duplex: 'half' };
    await problemOf(await harness.request('/api/runs', init), 413);
  });

  test.each([
    ['DELETE', '/api/composition', 'GET, PUT'],
    ['PUT', '/api/runs', 'GET, POST'],
    ['POST', '/api/ports', 'GET'],
    ['GET', '/api/runs/x/cancel', 'POST'],
    ['POST', '/run', 'GET, HEAD'],
  ])('%s %s gets 405 and is told %s', async (method, path, allow) => {
    const response = await harness.request(path, { method });
    await problemOf(response, 405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test('what is not there gets 404', async () => {
    for (const path of ['/api/nothing', '/api/runs/x', '/api/runs/x/spans', '/assets/nothing.js']) {
      await problemOf(await harness.request(path), 404);
    }
    await problemOf(await harness.send('POST', '/api/runs/x/cancel', {}), 404);
  });
});

describe('the page', () => {
  test.each(['/', '/compose', '/run', '/anything/else'])('is served at %s, with a nonce of its own', async (path) => {
    const [first, second] = await Promise.all([harness.request(path), harness.request(path)]);
    const html = await first.text();
    const nonce = /content="([^"]+)"/.exec(html)?.[1];
    expect(html).not.toContain('__NONCE__');
    expect(await second.text()).not.toBe(html);
    expect(first.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
  });

  test('every answer forbids everything that is not from here', async () => {
    for (const path of ['/', '/api/runs', '/api/nothing']) {
      const { headers } = await harness.request(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });
});

describe('compositions', () => {
  test('are shown, and applied', async () => {
    const { composer, request, send } = harness;
    const before = composer.ports.cache;
    const shown = await (await request('/api/composition')).json();
    expect(shown).toMatchObject({
      composition: { cache: 'memory', storage: 'memory', logger: 'console' },
      health: { status: 'up' },
      servers: [],
    });
    const applied = await send('PUT', '/api/composition', { cache: 'memory', storage: 'memory', logger: 'console' });
    expect(await applied.json()).toEqual(shown);
    expect(composer.ports.cache).not.toBe(before);
    // The old adapters are closed.
    expect(await before.get('k')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  test('with an unknown provider are refused, and the present one stays', async () => {
    const problem = await problemOf(
      await harness.send('PUT', '/api/composition', { cache: 'mongo', storage: 'memory', logger: 'console' }),
      422,
    );
    expect(problem['detail']).toBe('"mongo" is no provider of cache; there are: memory, redis');
    expect(harness.composer.composition.cache).toBe('memory');
  });

  test('are not changed under a run', async () => {
    const { finished } = unwrap(harness.runs.begin(prepare({ products: 50 })));
    await problemOf(
      await harness.send('PUT', '/api/composition', { cache: 'memory', storage: 'memory', logger: 'console' }),
      409,
    );
    await finished;
  });
});

describe('runs', () => {
  test('are started, followed and listed', async () => {
    const { request, send, runs } = harness;
    const response = await send('POST', '/api/runs', { scenario: 'catalogue', params: { products: 30, readers: 5 } });
    expect(response.status).toBe(201);
    const { id, status } = await objectIn(response);
    expect(status).toBe('running');
    expect(response.headers.get('location')).toBe(`/api/runs/${String(id)}`);
    await problemOf(await send('POST', '/api/runs', { scenario: 'catalogue' }), 409);
    await runs.close();
    expect(await (await request('/api/runs')).json()).toMatchObject([
      { id, params: { products: 30, readers: 5, seed: 7 } },
    ]);
    await problemOf(await send('POST', `/api/runs/${String(id)}/cancel`, {}), 409);
  });

  test('can be cancelled', async () => {
    const { send, runs, request } = harness;
    const { id, finished } = unwrap(runs.begin(prepare({})));
    expect((await send('POST', `/api/runs/${id}/cancel`, {})).status).toBe(202);
    expect((await finished).status).toBe('cancelled');
    expect(await (await request(`/api/runs/${id}`)).json()).toMatchObject({ status: 'cancelled' });
  });

  test('have spans', async () => {
    const { id, finished } = unwrap(harness.runs.begin(prepare({ products: 10, readers: 5 })));
    await finished;
    const spans = await objectIn(await harness.request(`/api/runs/${id}/spans`));
    expect(spans['1']).toMatchObject({
      kind: 'call',
      port: 'cache',
      op: 'getOrSet',
      provider: 'memory',
      flags: ['loaded'],
    });
  });

  test('of an unknown scenario or with wrong params are refused', async () => {
    const unknown = await problemOf(await harness.send('POST', '/api/runs', { scenario: 'none' }), 422);
    expect(unknown['detail']).toBe('There is no scenario "none"; there are: catalogue, traffic, orders');
    const wrong = await problemOf(
      await harness.send('POST', '/api/runs', { scenario: 'catalogue', params: { readers: 0 } }),
      422,
    );
    expect(wrong['errors']).toEqual([
      { path: 'readers', message: 'readers must be a whole number from 1 to 2000, not 0' },
    ]);
  });

  test('are followed over the event stream', async () => {
    const response = await harness.request('/api/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.getReader();
    const { id, finished } = unwrap(harness.runs.begin(prepare({ products: 10, readers: 5 })));
    let text = '';
    while (!text.includes('"status":"ok","durationMs"')) {
      const { value }: { value?: Uint8Array } = (await reader?.read()) ?? {};
      text += new TextDecoder().decode(value);
    }
    await reader?.cancel();
    await finished;
    expect(text).toContain('event: reset');
    expect(text).toContain(`"type":"spans","run":"${id}"`);
  });
});
