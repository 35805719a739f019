import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { InfraError, isInfraError, isOperational, type InfraErrorCode } from '../src/index.js';

const CODES: Readonly<Record<InfraErrorCode, boolean>> = {
  validation: false,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  conflict: false,
  rate_limited: true,
  internal: false,
  unsupported: false,
  unavailable: true,
  timeout: true,
  cancelled: false,
  unknown_outcome: false,
};

function make(code: InfraErrorCode, more: { readonly cause?: unknown; readonly retryable?: boolean } = {}): InfraError {
  return new InfraError({ code, message: 'what was wrong', provider: 'redis', operation: 'cache.get', ...more });
}

function frames(error: Error): number {
  return (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')).length;
}

test.each(Object.entries(CODES))('%s: retryable by default is %s', (code, retryable) => {
  const error = make(code as InfraErrorCode);
  expect(error).toMatchObject({ code, retryable, provider: 'redis', operation: 'cache.get', name: 'InfraError' });
  expect(isOperational(error)).toBe(code !== 'internal');
});

test('the set of codes is closed at twelve', () => {
  expect(Object.keys(CODES)).toHaveLength(12);
});

test('what is given is kept; what is not given is not there', () => {
  const cause = new Error('socket closed');
  const full = new InfraError({
    code: 'unavailable',
    message: 'm',
    provider: 'p',
    operation: 'o',
    retryable: false,
    retryAfterMs: 250,
    details: { attempts: 3 },
    cause,
  });
  expect(full).toMatchObject({ retryable: false, retryAfterMs: 250, details: { attempts: 3 }, cause });
  expect(Object.keys(make('conflict'))).not.toContain('retryAfterMs');
  expect('cause' in make('conflict')).toBe(false);
});

describe('stacks', () => {
  test('an expected failure has none of its own, its cause keeps the one it had', () => {
    const cause = new Error('socket closed');
    const error = make('unavailable', { cause });
    expect(frames(error)).toBe(0);
    expect(frames(cause)).toBeGreaterThan(0);
    expect(inspect(error)).toContain('socket closed');
  });

  test('a bug has one', () => {
    expect(frames(make('internal'))).toBeGreaterThan(0);
  });

  test('the limit is put back, whatever it was', () => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 3;
    make('conflict');
    expect(Error.stackTraceLimit).toBe(3);
    expect(frames(new Error('x'))).toBe(3);
    Error.stackTraceLimit = before;
  });

  test('a limit that cannot be set costs a stack and nothing else', () => {
    const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') ?? {};
    Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false, configurable: true });
    try {
      expect(make('conflict').message).toBe('what was wrong');
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', { ...before, configurable: true });
    }
  });
});

describe('recognition', () => {
  test('by key, not by class: an error of another copy of core is one', async () => {
    vi.resetModules();
    const other = await import('../src/index.js');
    const foreign = new other.InfraError({ code: 'timeout', message: 'm', provider: 'p', operation: 'o' });
    expect(foreign instanceof InfraError).toBe(false);
    expect(isInfraError(foreign)).toBe(true);
    expectTypeOf(foreign).toEqualTypeOf<InfraError>();
  });

  test.each([undefined, null, 'text', 5, {}, new Error('x'), { '@infra/error': 'yes' }, () => 1])(
    'not %s',
    (candidate) => {
      expect(isInfraError(candidate)).toBe(false);
    },
  );
});

describe('from', () => {
  test('keeps an InfraError, wraps everything else as internal with its cause', () => {
    const error = make('conflict');
    expect(InfraError.from(error)).toBe(error);
    const cause = new TypeError('x is not a function');
    const wrapped = InfraError.from(cause, 'redis', 'cache.get');
    expect(wrapped).toMatchObject({ code: 'internal', cause, provider: 'redis', operation: 'cache.get' });
    expect(wrapped.message).toBe('cache.get failed: x is not a function');
    for (const odd of ['text', undefined, null, 5, { a: 1 }, Symbol('s')]) {
      expect(InfraError.from(odd)).toMatchObject({ code: 'internal' });
    }
  });
});

test('its JSON has neither stack nor cause', () => {
  const error = new InfraError({
    code: 'rate_limited',
    message: 'slow down',
    provider: 'p',
    operation: 'o',
    retryAfterMs: 5,
    cause: new Error('secret'),
  });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'InfraError',
    code: 'rate_limited',
    message: 'slow down',
    provider: 'p',
    operation: 'o',
    retryable: true,
    retryAfterMs: 5,
  });
});
