import { createMemoryCache } from '@infra/cache-memory';
import { createRedisCache } from '@infra/cache-redis';
import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, unwrap, unwrapOr, type AsyncResult } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { idempotent } from '../src/index.js';

interface OrderPlaced {
  readonly id: string;
  readonly order: number;
}

const event = (id: string, order = 1): OrderPlaced => ({ id, order });
const keyOf = ({ id }: OrderPlaced): string => `mail:${id}`;
const gone = new InfraError({ code: 'unavailable', message: 'gone', provider: 'test', operation: 'mail' });

/** A handler that keeps what it was given. */
function recording<T>(answer: (event: OrderPlaced) => AsyncResult<T>) {
  const handled: OrderPlaced[] = [];
  const handler = (given: OrderPlaced): AsyncResult<T> => {
    handled.push(given);
    return answer(given);
  };
  return { handled, handler };
}

describe('idempotent', () => {
  test('does not do again what was done, and returns what was returned then', async () => {
    const { handled, handler } = recording(async ({ order }) => ok({ receipt: order }));
    const once = idempotent(handler, { cache: createMemoryCache(), key: keyOf });
    expect(await once(event('a', 7))).toEqual(ok({ receipt: 7 }));
    expect(await once(event('a', 8))).toEqual(ok({ receipt: 7 }));
    expect(await once(event('b', 9))).toEqual(ok({ receipt: 9 }));
    expect(handled).toEqual([event('a', 7), event('b', 9)]);
  });

  test.each([undefined, null, 0, '', false, []])('remembers a handler that returns %j', async (value) => {
    const { handled, handler } = recording(async () => ok(value));
    const once = idempotent(handler, { cache: createMemoryCache(), key: keyOf });
    expect(await once(event('a'))).toEqual(ok(value));
    expect(await once(event('a'))).toEqual(ok(value));
    expect(handled).toHaveLength(1);
  });

  test('a failure is not remembered: the next delivery tries again', async () => {
    let isUp = false;
    const { handled, handler } = recording<void>(async () => (isUp ? ok() : err(gone)));
    const once = idempotent(handler, { cache: createMemoryCache(), key: keyOf });
    expect(await once(event('a'))).toEqual(err(gone));
    isUp = true;
    expect((await once(event('a'))).ok).toBe(true);
    expect((await once(event('a'))).ok).toBe(true);
    expect(handled).toHaveLength(2);
  });

  test('a handler that throws is `internal`, with its cause, and tries again', async () => {
    const bug = new TypeError('bug');
    const { handled, handler } = recording<void>(() => {
      throw bug;
    });
    const once = idempotent(handler, { cache: createMemoryCache(), key: keyOf });
    const result = await once(event('a'));
    expect(result.ok ? undefined : [result.error.code, result.error.cause]).toEqual(['internal', bug]);
    unwrapOr(await once(event('a')), undefined);
    expect(handled).toHaveLength(2);
  });

  test('deliveries at the same time do it once', async () => {
    let answer: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const { handled, handler } = recording(async () => {
      await waiting;
      return ok('done');
    });
    const once = idempotent(handler, { cache: createMemoryCache(), key: keyOf });
    const calls = Array.from({ length: 100 }, () => once(event('a')));
    answer?.();
    expect(new Set((await Promise.all(calls)).map((result) => result.ok && result.value))).toEqual(new Set(['done']));
    expect(handled).toHaveLength(1);
  });

  test('handlers that share a cache are told apart by their keys, and from what else is in it', async () => {
    const cache = createMemoryCache();
    const { handled, handler } = recording(async () => ok('sent'));
    unwrap(await cache.namespace('idempotent').set('mail:a', 'something else'));
    expect(await idempotent(handler, { cache, key: keyOf })(event('a'))).toEqual(ok('sent'));
    expect(await idempotent(handler, { cache, key: ({ id }: OrderPlaced) => `push:${id}` })(event('a'))).toEqual(
      ok('sent'),
    );
    expect(handled).toHaveLength(2);
  });

  test('work is not lost to a cache that has failed: it is done, and may be done again', async () => {
    await using cache = createRedisCache({ url: 'redis://127.0.0.1:1' });
    const { handled, handler } = recording(async () => ok('sent'));
    const once = idempotent(handler, { cache, key: keyOf });
    expect(await once(event('a'))).toEqual(ok('sent'));
    expect(await once(event('a'))).toEqual(ok('sent'));
    expect(handled).toHaveLength(2);
  });

  test('a key that cannot be made, or is none, is an error, and the handler is not run', async () => {
    const { handled, handler } = recording(async () => ok('sent'));
    const bug = new TypeError('no id');
    const throwing = await idempotent(handler, {
      cache: createMemoryCache(),
      key: () => {
        throw bug;
      },
    })(event('a'));
    expect(throwing.ok ? undefined : [throwing.error.code, throwing.error.cause]).toEqual(['internal', bug]);
    const empty = await idempotent(handler, { cache: createMemoryCache(), key: () => '' })(event('a'));
    expect(empty.ok ? undefined : empty.error.code).toBe('validation');
    expect(handled).toEqual([]);
  });

  test('a time that makes no sense is refused at once', () => {
    const make = (): unknown =>
      idempotent(async () => ok(), { cache: createMemoryCache(), key: () => 'k', ttlMs: Number.NaN });
    expect(make).toThrow(/ttlMs/);
  });

  test('what was done longer ago than it is remembered is done again', async () => {
    const clock = createTestClock();
    const { handled, handler } = recording(async () => ok('sent'));
    const once = idempotent(handler, { cache: createMemoryCache({ clock }), key: keyOf, ttlMs: 1_000 });
    unwrap(await once(event('a')));
    clock.advance(999);
    unwrap(await once(event('a')));
    expect(handled).toHaveLength(1);
    clock.advance(2);
    unwrap(await once(event('a')));
    expect(handled).toHaveLength(2);
  });
});
