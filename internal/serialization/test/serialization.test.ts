import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyOf, deserialize, isolate, serialize, weigh } from '../src/index.js';

function roundTrip(value: unknown): unknown {
  const text = serialize(value);
  if (!text.ok) throw new Error(text.error);
  const back = deserialize(text.value);
  if (!back.ok) throw back.error;
  return back.value;
}

/** Each judge has a blind spot: Node's sees two invalid Dates as unequal, vitest's two objects with an own `constructor`. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}

/** Every value that is promised to survive, hostile keys included. */
const supported = fc.letrec((tie) => ({
  key: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '~u', '~', 'constructor', 'toString', '')),
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, Number.NaN, Infinity, -Infinity, '\ud800'),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.uint8Array(),
  ),
  object: fc
    .array(fc.tuple(tie('key') as fc.Arbitrary<string>, tie('any')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('object'),
    fc.dictionary(fc.string(), tie('any'), { noNullPrototype: false, maxKeys: 5 }),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.array(fc.tuple(tie('any'), tie('any')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('any'), { maxLength: 4 }).map((items) => new Set(items)),
  ),
})).any;

describe('serialize', () => {
  test('every supported value round-trips exactly', () => {
    fc.assert(
      fc.property(supported, (value) => {
        expectEqual(roundTrip(value), value);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a value of any kind round-trips exactly or is refused; isolate and weigh agree with serialize', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withBoxedValues: true,
      withNullPrototype: true,
      withObjectString: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const text = serialize(value);
        const copy = isolate(value);
        expect(weigh(value)).toEqual(copy.ok ? { ok: true, value: copy.value.bytes } : copy);
        expect(copy.ok).toBe(text.ok);
        if (!text.ok) return;
        const back = deserialize(text.value);
        expectEqual(back, { ok: true, value });
      }),
      { numRuns: 2_000 },
    );
  });

  test('plain data stays plain JSON, a counter stays a number', () => {
    expect(serialize({ a: [1, 'x', null, true], '~u': 0 })).toEqual({
      ok: true,
      value: '{"a":[1,"x",null,true],"~u":0}',
    });
    expect(serialize(41)).toEqual({ ok: true, value: '41' });
  });

  test('__proto__ is an own property, never the prototype', () => {
    for (const hostile of ['{"__proto__":{"admin":true}}', '~{"__proto__":{"admin":true},"n":{"~n":"NaN"}}']) {
      const back = deserialize(hostile);
      if (!back.ok) throw back.error;
      const value = back.value as { readonly admin?: boolean };
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value.admin).toBeUndefined();
      expect(Object.keys(value)).toContain('__proto__');
    }
  });

  class Money {
    readonly amount = 1;
  }
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const sparse: unknown[] = [];
  sparse[2] = 1;

  test.each([
    ['a function', { run: () => 1 }, 'value.run is a function'],
    ['a symbol', [Symbol('x')], 'value[0] is a symbol'],
    ['an instance', { price: new Money() }, 'value.price is an instance of Money'],
    ['a derived Date', new (class Day extends Date {})(), 'the value is an instance of Day'],
    ['a RegExp', { 'a b': /x/ }, 'value["a b"] is an instance of RegExp'],
    ['an Error', new Error('x'), 'the value is an instance of Error'],
    ['a typed array', new Float32Array(1), 'the value is an instance of Float32Array'],
    ['a sparse array', { list: sparse }, 'value.list is a sparse array'],
    ['a symbol key', { [Symbol('k')]: 1 }, 'the value is an object with symbol keys'],
    ['a promise', Promise.resolve(1), 'the value is an instance of Promise'],
  ])('%s is refused by name and place', (_name, value, reason) => {
    for (const refuses of [serialize, isolate, weigh]) expect(refuses(value)).toEqual({ ok: false, error: reason });
  });

  test('a circular value and a throwing getter are refused', () => {
    for (const refuses of [serialize, isolate, weigh]) {
      expect(refuses(circular)).toMatchObject({ ok: false, error: expect.stringContaining('circular') as string });
    }
    const throwing = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    for (const refuses of [serialize, isolate, weigh]) {
      expect(refuses(throwing)).toEqual({ ok: false, error: 'reading the value threw no' });
    }
  });

  test.each(['', 'nonsense', '~', '~{"~z":1}', '~{"~i":"x"}'])(
    'text that was not written here is an error: %j',
    (text) => {
      expect(deserialize(text).ok).toBe(false);
    },
  );
});

describe('isolate', () => {
  test('plain data is copied, frozen and shareable', () => {
    const input = { list: [{ a: 1 }] };
    const copy = isolate(input);
    if (!copy.ok) throw new Error(copy.error);
    expect(copy.value.value).toStrictEqual(input);
    expect(copy.value.shareable).toBe(true);
    expect(Object.isFrozen((copy.value.value as typeof input).list[0])).toBe(true);
    expect(Object.isFrozen(input)).toBe(false);
  });

  test('what cannot be frozen is copied for every reader', () => {
    const input = { at: new Date(0), tags: new Set(['a']), bytes: Buffer.from('x') };
    const copy = isolate(input);
    if (!copy.ok) throw new Error(copy.error);
    expect(copy.value.shareable).toBe(false);
    const read = copyOf(copy.value.value) as typeof input;
    read.at.setTime(1);
    read.tags.add('b');
    read.bytes[0] = 0;
    expect(copyOf(copy.value.value)).toStrictEqual(input);
  });

  test('the estimate of bytes grows with the value', () => {
    const bytes = (value: unknown): number => {
      const copy = isolate(value);
      return copy.ok ? copy.value.bytes : Number.NaN;
    };
    expect(bytes('x'.repeat(1000))).toBeGreaterThanOrEqual(1000);
    expect(bytes(Buffer.alloc(5000))).toBeGreaterThanOrEqual(5000);
    expect(bytes({ a: 1, b: 2 })).toBeGreaterThan(bytes({ a: 1 }));
  });
});
