import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createRedactor, LIMITS } from '../src/index.js';

const redact = createRedactor();

class Account {
  readonly id = 7;
  get hidden(): string {
    return 'on the prototype';
  }
}

describe('plain forms', () => {
  test.each<[string, unknown, unknown]>([
    ['a string', 'text', 'text'],
    ['null', null, null],
    ['undefined', undefined, null],
    ['NaN', Number.NaN, 'NaN'],
    ['an infinity', -Infinity, '-Infinity'],
    ['a BigInt', 12345678901234567890n, '12345678901234567890n'],
    ['a huge BigInt', 2n ** 4_000_000n, '[BigInt beyond 1024 bits]'],
    ['a symbol', Symbol('name'), 'Symbol(name)'],
    ['a function', function work() {}, '[Function: work]'],
    [
      'a function without a name',
      (
        () => () =>
          undefined
      )(),
      '[Function]',
    ],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), '[Invalid Date]'],
    ['a Buffer', Buffer.from('secret bytes'), '[Buffer: 12 bytes]'],
    ['a typed array', new Float64Array(3), '[Float64Array: 24 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(5), '[ArrayBuffer: 5 bytes]'],
    ['a RegExp', /a+/gi, '/a+/gi'],
    ['a Promise', Promise.resolve(1), '[Promise]'],
    ['a WeakMap', new WeakMap(), '[WeakMap]'],
    ['a URL', new URL('redis://user:pass@host/0'), 'redis://user:[redacted]@host/0'],
    ['boxed values', [Object('text'), Object(1), Object(1n)], ['text', 1, '1n']],
    ['an instance', new Account(), { id: 7 }],
    ['toJSON', { toJSON: () => ({ shown: true, password: 'x' }) }, { shown: true, password: '[redacted]' }],
    ['a sparse array', [1, , 3], [1, null, 3]], // prettier-ignore
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      'another realm',
      runInNewContext('({ when: new Date(0), map: new Map([["a", 1]]), list: [1] })'),
      { when: '1970-01-01T00:00:00.000Z', map: { a: 1 }, list: [1] },
    ],
  ])('%s', (_name, value, expected) => {
    expect(redact(value)).toEqual(expected);
  });

  test('an error has name, message, stack, its own properties, and its causes last', () => {
    const error = Object.assign(new TypeError('boom', { cause: 'why' }), { code: 'E_BOOM' });
    const plain = redact(error);
    expect(plain).toEqual({ name: 'TypeError', message: 'boom', stack: error.stack, code: 'E_BOOM', cause: 'why' });
    expect(Object.keys(plain as object)).toEqual(['name', 'message', 'stack', 'code', 'cause']);
  });

  test('an error of another realm is one too', () => {
    expect(redact(runInNewContext('new RangeError("far")'))).toMatchObject({ name: 'RangeError', message: 'far' });
  });

  test('a stack without frames is left out: it would only say the message again', () => {
    const error = new Error('expected');
    error.stack = 'Error: expected';
    expect(redact(error)).toEqual({ name: 'Error', message: 'expected' });
  });

  test('an AggregateError has its errors', () => {
    const plain = redact(new AggregateError([new Error('one'), 'two'], 'both'));
    expect(plain).toMatchObject({ message: 'both', errors: [{ message: 'one' }, 'two'] });
  });
});

describe('hostile values', () => {
  const trap = (): never => {
    throw new Error('trapped');
  };

  test('a cycle is marked, a shared reference is repeated', () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { a: shared, b: shared };
    value['self'] = value;
    const error = new Error('round');
    error.cause = error;
    expect(redact(value)).toEqual({ a: { n: 1 }, b: { n: 1 }, self: '[Circular]' });
    expect(redact(error)).toMatchObject({ message: 'round', cause: '[Circular]' });
  });

  test('what throws is replaced, and its neighbours stay', () => {
    const value = {
      before: 1,
      get broken() {
        return trap();
      },
      json: { toJSON: trap },
      proxy: new Proxy({}, { ownKeys: trap, get: trap, getPrototypeOf: trap }),
      after: 2,
    };
    expect(redact(value)).toEqual({
      before: 1,
      broken: '[Thrown: trapped]',
      json: '[Thrown: trapped]',
      proxy: '[Thrown: trapped]',
      after: 2,
    });
  });

  test('a revoked Proxy, and an error that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const error = new Error('hidden');
    Object.defineProperty(error, 'stack', { get: trap });
    Object.defineProperty(error, 'message', { get: trap });
    expect(redact([proxy])).toEqual([expect.stringContaining('[Thrown: ')]);
    expect(redact(error)).toMatchObject({ name: 'Error', message: '[Thrown: trapped]', stack: '[Thrown: trapped]' });
  });

  test('what is thrown may be hostile itself', () => {
    const worse = { get message() { return trap(); } }; // prettier-ignore
    const throwing = (thrown: unknown) => ({ get x() { throw thrown; } }); // prettier-ignore
    expect(redact(throwing(worse))).toEqual({ x: '[Thrown: something unreadable]' });
    expect(redact(throwing(Symbol('s')))).toEqual({ x: '[Thrown: Symbol(s)]' });
    expect(redact(throwing(null))).toEqual({ x: '[Thrown: null]' });
  });

  test('a toJSON that returns its own object is not asked again', () => {
    const value = { a: 1, toJSON: () => value };
    expect(redact(value)).toEqual({ a: 1, toJSON: '[Function: toJSON]' });
  });

  test('__proto__ is a key like any other and touches no prototype', () => {
    const plain = redact(JSON.parse('{"__proto__": {"polluted": true}, "password": "x"}'));
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
    expect(JSON.stringify(plain)).toBe('{"__proto__":{"polluted":true},"password":"[redacted]"}');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('limits', () => {
  test('a long string is cut, with the count of what was', () => {
    const plain = redact('x'.repeat(LIMITS.stringLength + 5));
    expect(plain).toBe(`${'x'.repeat(LIMITS.stringLength)}[… 5 more characters]`);
    expect(redact('x'.repeat(LIMITS.stringLength))).toBe('x'.repeat(LIMITS.stringLength));
  });

  test('a surrogate pair is not cut in half', () => {
    const plain = String(redact(`${'x'.repeat(LIMITS.stringLength - 1)}😀`));
    expect(plain).toBe(`${'x'.repeat(LIMITS.stringLength - 1)}[… 2 more characters]`);
  });

  test('a long list and a wide object are cut', () => {
    const list = redact(new Array(1_000_000_000)) as unknown[];
    expect(list).toHaveLength(LIMITS.entries + 1);
    expect(list.at(-1)).toBe('[… 999999000 more]');
    const wide = redact(Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`k${index}`, index])));
    expect(wide).toMatchObject({ k999: 999, '…': '[… 500 more]' });
  });

  test('deep nesting ends', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).toContain('[Too deep]');
  });

  test('shared references do not multiply without end', () => {
    let wide: unknown = 'x'.repeat(1_000);
    for (let level = 0; level < LIMITS.depth; level += 1) wide = new Array(1_000).fill(wide);
    const started = performance.now();
    const text = JSON.stringify(redact(wide));
    expect(text.length).toBeLessThan(2 * LIMITS.totalLength);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
