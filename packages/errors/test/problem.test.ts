import { InfraError, type InfraErrorCode } from '@infra/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromProblem,
  fromResponse,
  httpStatus,
  InternalError,
  RateLimitError,
  toProblem,
  toResponse,
} from '../src/index.js';

const STATUS: Readonly<Record<InfraErrorCode, number>> = {
  validation: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, rate_limited: 429,
  cancelled: 499, internal: 500, unknown_outcome: 500, unsupported: 501, unavailable: 503, timeout: 504,
}; // prettier-ignore
const CODES = Object.keys(STATUS) as InfraErrorCode[];

const error = (code: InfraErrorCode, more: object = {}): InfraError =>
  new InfraError({ code, message: 'the message', provider: 'redis', operation: 'cache.get', ...more });

describe('toProblem', () => {
  test.each(CODES)('%s has its status, and comes back', (code) => {
    const problem = toProblem(error(code));
    expect([problem.status, httpStatus(code), problem.type]).toEqual([STATUS[code], STATUS[code], 'about:blank']);
    expect(fromProblem(problem).code).toBe(code);
    expect(toProblem(error(code), { typeBase: 'https://x.y/', instance: '/a' })).toMatchObject({ type: `https://x.y/${code}`, instance: '/a' }); // prettier-ignore
  });

  test('tells nothing of origin, stack and cause, and of a bug nothing at all, unless asked', () => {
    const secret = 'hunter2';
    const cause = new Error(secret);
    const bug = new InternalError(secret, { details: { secret }, cause, provider: secret });
    expect(JSON.stringify(toProblem(bug))).not.toContain(secret);
    expect(JSON.stringify(toProblem(new TypeError(secret)))).not.toContain(secret);
    expect(JSON.stringify(toProblem(error('unavailable', { cause })))).not.toMatch(/hunter2|redis|cache\.get|stack/);
    const shown = toProblem(bug, { includeStack: true });
    expect(shown).toMatchObject({ detail: secret, secret, provider: secret, stack: bug.stack });
    expect('cause' in shown).toBe(false);
  });

  test('what cannot be looked at, and codes of another core, are internal', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const foreign = Object.assign(new Error('x'), { '@infra/error': true, code: 'new_code' });
    for (const odd of [proxy, foreign, undefined, 'text']) expect(toProblem(odd)).toMatchObject({ code: 'internal' });
  });

  test('details that are no JSON are left out; the problem stays', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const details of [circular, { big: 1n }]) {
      expect(toProblem(error('conflict', { details }))).toMatchObject({ status: 409, detail: 'the message' });
    }
  });
});

describe('toResponse', () => {
  test('has status, content type, headers and Retry-After in whole seconds', async () => {
    const response = toResponse(new RateLimitError('slow down', { retryAfterMs: 1_200 }), {
      headers: { 'x-a': 'b', 'content-type': 'text/html' },
    });
    const { headers } = response;
    expect([response.status, headers.get('content-type'), headers.get('retry-after'), headers.get('x-a')]).toEqual([429, 'application/problem+json', '2', 'b']); // prettier-ignore
    expect(await response.json()).toMatchObject({ code: 'rate_limited', detail: 'slow down', retryAfterMs: 1_200 });
    expect(toResponse(error('timeout')).headers.has('retry-after')).toBe(false);
  });
});

describe('there and back', () => {
  const details = fc.option(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('type', 'status', 'details', 'code', 'stack', '__proto__')), fc.jsonValue(), { minKeys: 1 }), { nil: undefined }); // prettier-ignore
  const options = fc.record({
    code: fc.constantFrom(...CODES),
    message: fc.string({ maxLength: 200 }),
    provider: fc.string(),
    operation: fc.string(),
    retryable: fc.boolean(),
    retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
    details,
  });

  test('nothing that may be seen is lost', async () => {
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const original = new InfraError(given);
        const back = await fromResponse(toResponse(original, { includeStack: true }));
        const json = (value: InfraError): unknown => JSON.parse(JSON.stringify(value.toJSON()));
        expect(json(back)).toEqual(json(original));
      }),
    );
  });

  test('without the stack, neither origin nor an internal message', () => {
    fc.assert(
      fc.property(options, (given) => {
        const back = fromProblem(JSON.parse(JSON.stringify(toProblem(new InfraError(given)))));
        expect([back.code, back.retryable, back.retryAfterMs]).toEqual([
          given.code,
          given.retryable,
          given.retryAfterMs,
        ]);
        expect([back.provider, back.operation]).toEqual(['http', 'request']);
        expect(back.message).toBe(given.code === 'internal' ? 'Internal Server Error' : given.message);
      }),
    );
  });
});

describe('fromProblem', () => {
  test('takes anything, and gives an InfraError', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), (value) => {
        expect(CODES).toContain(fromProblem(value).code);
      }),
    );
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const getter = Object.defineProperty({}, 'status', { get: () => { throw new Error('x'); }, enumerable: true }); // prettier-ignore
    for (const hostile of [proxy, getter]) expect(fromProblem(hostile).message).toContain('cannot be read');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each([
    [undefined, 'got nothing'],
    [null, 'got nothing'],
    ['<html>', 'a string'],
    [[], 'a list'],
    [{}, 'an object without'],
  ])('%o is no problem, and the error says so', (value, what) => {
    expect(fromProblem(value)).toMatchObject({ code: 'internal', message: expect.stringContaining(what) as string });
    expect(fromProblem(value, { status: 503 })).toMatchObject({ code: 'unavailable', retryable: true });
  });

  test('details of others are kept, whatever they are', () => {
    expect(fromProblem({ status: 400, details: ['a'], more: 1 }).details).toEqual({ details: ['a'], more: 1 });
    expect(fromProblem({ status: 400, details: { a: 1 }, more: 1 }).details).toEqual({ a: 1, more: 1 });
  });

  test('members of a wrong type do not count', () => {
    const problem = { type: 1, title: 'T', status: '404', detail: {}, code: 'E1', retryable: 'yes', retryAfterMs: -1 };
    const back = fromProblem(problem, { status: 404, provider: 'crm', operation: 'crm.get' });
    expect(back).toMatchObject({
      code: 'not_found',
      message: 'T',
      retryable: false,
      provider: 'crm',
      operation: 'crm.get',
    });
    expect('retryAfterMs' in back).toBe(false);
  });

  test.each([
    [400, 'validation'], [405, 'unsupported'], [408, 'timeout'], [410, 'not_found'], [412, 'conflict'], [418, 'validation'],
    [422, 'validation'], [502, 'unavailable'], [507, 'internal'], [302, 'internal'],
  ])('a foreign status %i is %s', (status, code) => {
    expect(fromProblem({ status })).toMatchObject({ code, message: `HTTP ${status}` });
  }); // prettier-ignore
});

describe('fromResponse', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const answer = (body: string, retryAfter?: string): Response =>
    new Response(body, { status: 503, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });

  test.each([
    ['5', 5_000],
    ['Tue, 01 Jan 2030 00:00:07 GMT', 7_000],
    ['Tue, 01 Jan 2019 00:00:07 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('Retry-After: %s', async (value, expected) => {
    expect((await fromResponse(answer('{}', value), { now })).retryAfterMs).toBe(expected);
  });

  test('a body that is no JSON, or cannot be read, leaves the status', async () => {
    expect(await fromResponse(answer('<html>'))).toMatchObject({ code: 'unavailable', details: { status: 503 } });
    const broken = { get status(): number { throw new Error('x'); }, headers: new Headers(), text: async () => '' }; // prettier-ignore
    expect(await fromResponse(broken)).toMatchObject({ code: 'internal' });
    const used = answer('{}');
    await used.text();
    expect(await fromResponse(used)).toMatchObject({ code: 'unavailable' });
  });
});
