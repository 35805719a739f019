import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  all,
  allAsync,
  andThen,
  andThenAsync,
  err,
  fromPromise,
  fromThrowable,
  InfraError,
  map,
  mapAsync,
  mapError,
  match,
  ok,
  orElse,
  orElseAsync,
  unwrap,
  unwrapOr,
  type AsyncResult,
  type Err,
  type Ok,
  type Result,
} from '../src/index.js';

const failure = new InfraError({ code: 'not_found', message: 'no user 7', provider: 'test', operation: 'users.get' });
const anyResult: fc.Arbitrary<Result<number, string>> = fc.oneof(
  fc.integer().map((value) => ok(value)),
  fc.string().map((error) => err(error)),
);

describe('laws', () => {
  test('map keeps identity and composition', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const f = (n: number): number => n + 1;
        const g = (n: number): string => `#${String(n)}`;
        expect(map(result, (n) => n)).toEqual(result);
        expect(map(map(result, f), g)).toEqual(map(result, (n) => g(f(n))));
      }),
    );
  });

  test('andThen is associative, and ok is its neutral element', () => {
    const half = (n: number): Result<number, string> => (n % 2 === 0 ? ok(n / 2) : err('odd'));
    const positive = (n: number): Result<number, string> => (n > 0 ? ok(n) : err('not positive'));
    fc.assert(
      fc.property(anyResult, fc.integer(), (result, n) => {
        expect(andThen(andThen(result, half), positive)).toEqual(andThen(result, (m) => andThen(half(m), positive)));
        expect(andThen(ok(n), half)).toEqual(half(n));
        expect(andThen(result, ok)).toEqual(result);
      }),
    );
  });

  test('the asynchronous functions agree with the synchronous ones, given a result or a promise of one', async () => {
    await fc.assert(
      fc.asyncProperty(anyResult, fc.boolean(), async (result, later) => {
        const source = later ? Promise.resolve(result) : result;
        const next = (n: number): Result<string, string> => (n > 0 ? ok(String(n)) : err('low'));
        expect(await mapAsync(source, (n) => n * 2)).toEqual(map(result, (n) => n * 2));
        expect(await andThenAsync(source, async (n) => next(n))).toEqual(andThen(result, next));
        expect(await orElseAsync(source, (e) => ok(e.length))).toEqual(orElse(result, (e) => ok(e.length)));
      }),
    );
  });
});

describe('both sides', () => {
  test('what is not concerned passes through untouched', () => {
    const bad = err('e');
    expect(map(bad, () => 1)).toBe(bad);
    expect(andThen(bad, () => ok(1))).toBe(bad);
    const good = ok(1);
    expect(mapError(good, () => 'x')).toBe(good);
    expect(orElse(good, () => ok(2))).toBe(good);
  });

  test('mapError, orElse, match, unwrap, unwrapOr', () => {
    expect(mapError(err('e'), (e) => e.length)).toEqual(err(1));
    expect(orElse(err('e'), (e) => ok(e))).toEqual(ok('e'));
    expect(match(ok(1), { ok: (n) => n + 1, err: () => 0 })).toBe(2);
    expect(match(err('e'), { ok: () => '', err: (e) => e })).toBe('e');
    expect(unwrap(ok(1))).toBe(1);
    expect(() => unwrap(err(failure))).toThrow(failure);
    expect(unwrapOr(err('e'), 5)).toBe(5);
    expect(unwrapOr(ok(1), 5)).toBe(1);
    expect(ok()).toEqual({ ok: true, value: undefined });
  });

  test('all gives every value in order, or the first error', async () => {
    expect(all([ok(1), ok(2)])).toEqual(ok([1, 2]));
    expect(all([ok(1), err('a'), err('b')])).toEqual(err('a'));
    expect(all([])).toEqual(ok([]));
    expect(await allAsync([Promise.resolve(ok(1)), ok(2)])).toEqual(ok([1, 2]));
    expect(await allAsync([Promise.resolve(err('late')), err('soon')])).toEqual(err('late'));
  });
});

describe('fromPromise and fromThrowable', () => {
  test('a value is a success, a throw or a rejection a failure with its cause', async () => {
    const cause = new Error('boom');
    expect(await fromPromise(Promise.resolve(1))).toEqual(ok(1));
    expect(await fromPromise(() => 1)).toEqual(ok(1));
    for (const source of [Promise.reject(cause), () => Promise.reject(cause), () => fail(cause)]) {
      const result = await fromPromise(source);
      expect(result).toMatchObject({ ok: false, error: { code: 'internal', retryable: false, cause } });
    }
    expect(fromThrowable(() => 1)).toEqual(ok(1));
    expect(fromThrowable(() => fail(cause))).toMatchObject({ error: { code: 'internal', cause } });
  });

  test('an InfraError stays what it is, and a mapping has the last word', async () => {
    expect(await fromPromise(Promise.reject(failure))).toEqual(err(failure));
    expect(await fromPromise(Promise.reject(failure), () => 'mapped')).toEqual(err('mapped'));
    expect(
      fromThrowable(
        () => fail(failure),
        () => 'mapped',
      ),
    ).toEqual(err('mapped'));
  });
});

function fail(cause: unknown): never {
  throw cause;
}

test('types are inferred, without an annotation anywhere', () => {
  const parse = (text: string): Result<number, 'nan'> =>
    Number.isNaN(Number(text)) ? err('nan' as const) : ok(Number(text));
  const sign = (n: number): Result<boolean, 'zero'> => (n === 0 ? err('zero' as const) : ok(n > 0));

  expectTypeOf(ok(1)).toEqualTypeOf<Ok<number>>();
  expectTypeOf(ok()).toEqualTypeOf<Ok<void>>();
  expectTypeOf(err('e' as const)).toEqualTypeOf<Err<'e'>>();
  expectTypeOf(map(parse('1'), String)).toEqualTypeOf<Result<string, 'nan'>>();
  expectTypeOf(andThen(parse('1'), sign)).toEqualTypeOf<Result<boolean, 'nan' | 'zero'>>();
  expectTypeOf(unwrap(orElse(parse('1'), () => ok('x')))).toEqualTypeOf<string | number>();
  expectTypeOf(unwrapOr(parse('1'), undefined)).toEqualTypeOf<number | undefined>();
  expectTypeOf(match(parse('1'), { ok: (n) => n, err: (e) => e })).toEqualTypeOf<number | 'nan'>();
  expectTypeOf(all([parse('1'), parse('2')])).toEqualTypeOf<Result<number[], 'nan'>>();
  expectTypeOf(mapAsync(parse('1'), async (n) => String(n))).toEqualTypeOf<AsyncResult<string, 'nan'>>();
  expectTypeOf(andThenAsync(Promise.resolve(parse('1')), sign)).toEqualTypeOf<AsyncResult<boolean, 'nan' | 'zero'>>();
  expectTypeOf(fromPromise(async () => 1)).toEqualTypeOf<AsyncResult<number>>();
  expectTypeOf(
    fromPromise(
      async () => 1,
      () => 'e' as const,
    ),
  ).toEqualTypeOf<AsyncResult<number, 'e'>>();

  const result = parse('1');
  if (result.ok) expectTypeOf(result.value).toEqualTypeOf<number>();
  else expectTypeOf(result.error).toEqualTypeOf<'nan'>();
});
