import { createTestClock } from '@infra/conformance';
import { err, InfraError, type RateLimiter } from '@infra/core';
import { rateLimited } from '@infra/health';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowance, get } from './fakes.js';

const fine = async (): Promise<Response> => new Response('fine');

describe('rate limit', () => {
  const from = (remoteAddress: string) => ({ remoteAddress });

  test('429 with Retry-After and the headers of the draft, per address', async () => {
    const limited = rateLimited(allowance(2), { whenUnavailable: 'deny', policy: 'burst', windowMs: 20_000 });
    const first = await limited(get('/'), fine, from('10.0.0.1'));
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"burst";q=2;w=20');
    expect(first.headers.get('ratelimit')).toBe('"burst";r=1;t=10');
    expect(first.headers.get('retry-after')).toBeNull();
    await limited(get('/'), fine, from('10.0.0.1'));
    const third = await limited(get('/'), fine, from('10.0.0.1'));
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '10']);
    // It is full again after 20 seconds; beside Retry-After the draft wants the same point in time.
    expect(third.headers.get('ratelimit')).toBe('"burst";r=0;t=10');
    expect((await limited(get('/'), fine, from('10.0.0.2'))).status).toBe(200);
  });

  test('no header of a stranger changes whose allowance it is', async () => {
    const limiter = allowance(5);
    const limited = rateLimited(limiter, { whenUnavailable: 'deny' });
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip']) {
      await limited(get('/', { headers: { [header]: '1.2.3.4' } }), fine, from('10.0.0.1'));
    }
    await limited(get('/'), fine);
    expect([...new Set(limiter.keys)]).toEqual(['10.0.0.1', 'unknown']);
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
    const broken: RateLimiter = Object.assign(allowance(1), { consume: async () => err(down) });
    const told: string[] = [];
    const onError = (error: InfraError): void => void told.push(error.code);
    expect((await rateLimited(broken, { whenUnavailable: 'allow', onError })(get('/'), fine)).status).toBe(200);
    const closed = await rateLimited(broken, { whenUnavailable: 'deny', onError })(get('/'), fine);
    expect([closed.status, closed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(told).toEqual(['unavailable', 'unavailable']);
  });

  test('a cost above the limit never fits, and no time is told', async () => {
    const limited = rateLimited(allowance(1), { whenUnavailable: 'deny', cost: () => 2 });
    const refused = await limited(get('/'), fine);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
    expect(refused.headers.get('ratelimit')).toBe('"default";r=1');
  });

  test(
    'the fields are what RFC 9651 calls a List of one Item: a String with Integers',
    { timeout: 30_000 },
    async () => {
      const policies = fc.stringMatching(/^[\w .:/-]{1,64}$/);
      const field = /^"[\x20-\x21\x23-\x5b\x5d-\x7e]*"(?:;[a-z]=\d{1,15})+$/;
      await fc.assert(
        fc.asyncProperty(
          policies,
          fc.integer({ min: 1, max: 10_000 }),
          fc.integer({ min: 1, max: 86_400_000 }),
          async (policy, limit, windowMs) => {
            const limiter = createMemoryRateLimiter({ limit, windowMs, clock: createTestClock() });
            const { headers } = await rateLimited(limiter, { whenUnavailable: 'deny', policy, windowMs })(
              get('/'),
              fine,
            );
            expect(headers.get('ratelimit-policy')).toMatch(field);
            expect(headers.get('ratelimit')).toMatch(field);
          },
        ),
      );
    },
  );

  test('bad options are refused', () => {
    // @ts-expect-error no default
    expect(() => rateLimited(allowance(1), {})).toThrow('whenUnavailable');
    expect(() => rateLimited(allowance(1), { whenUnavailable: 'deny', policy: 'a"b' })).toThrow('policy');
    expect(() => rateLimited(allowance(1), { whenUnavailable: 'deny', windowMs: 0 })).toThrow('windowMs');
  });
});
