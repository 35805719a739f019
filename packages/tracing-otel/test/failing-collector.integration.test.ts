import { unwrap, type InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createOtelTracer } from '../src/index.js';
import { startCollector } from './collector/index.js';
import { shareCollector } from './set-up.js';

const { collector, setUp } = shareCollector();

describe('a collector that fails', () => {
  test.each([
    ['unavailable', 503, 2_000],
    ['rate_limited', 429, 2_000],
    ['unavailable', 502, undefined],
  ] as const)('%s (%i): flush says so, and the spans arrive later', async (code, status, retryAfterMs) => {
    const { tracer, sent } = setUp({ batch: { delayMs: 60_000 } });
    await using _ = tracer;
    const headers = retryAfterMs === undefined ? {} : { 'retry-after': '2' };
    await collector().behave({ kind: 'refuse', status, headers });
    tracer.startSpan('late').end();
    const result = await tracer.flush();
    expect(result).toMatchObject({ ok: false, error: { code, retryable: true } });
    expect(result.ok || result.error.retryAfterMs).toBe(retryAfterMs);
    expect(tracer.droppedSpans).toBe(0);
    await collector().behave({ kind: 'accept' });
    expect((await sent()).map(({ name }) => name)).toEqual(['late']);
  });

  test.each([
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['validation', 400],
    ['internal', 418],
  ] as const)('%s (%i): the spans are dropped, counted and told; no secret is in the error', async (code, status) => {
    const errors: InfraError[] = [];
    const headers = { authorization: 'Bearer s3cret' };
    const { tracer } = setUp({ headers, onError: (error) => errors.push(error) });
    await using _ = tracer;
    await collector().behave({ kind: 'refuse', status });
    tracer.startSpan('lost').end();
    tracer.startSpan('lost').end();
    const result = await tracer.flush();
    expect(result).toMatchObject({ ok: false, error: { code, retryable: false } });
    expect(tracer.droppedSpans).toBe(2);
    expect(errors).toHaveLength(1);
    const cause = errors[0]?.cause as Error;
    expect(JSON.stringify([errors[0], errors[0]?.message, cause, cause.message, cause.cause])).not.toContain('s3cret');
  });

  test('what it takes only in part is counted', async () => {
    const errors: InfraError[] = [];
    const { tracer } = setUp({ onError: (error) => errors.push(error) });
    await using _ = tracer;
    await collector().behave({ kind: 'reject', spans: 3 });
    for (let index = 0; index < 5; index += 1) tracer.startSpan('s').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'validation' } });
    expect(tracer.droppedSpans).toBe(3);
    expect(errors[0]?.details).toEqual({ droppedSpans: 3 });
  });

  test('that hangs: flush ends with its signal, close with its deadline', async () => {
    const { tracer } = setUp();
    await collector().behave({ kind: 'hang' });
    tracer.startSpan('stuck').end();
    expect(await tracer.flush({ signal: AbortSignal.timeout(50) })).toMatchObject({
      ok: false,
      error: { code: 'cancelled' },
    });
    const result = await tracer.close({ deadlineMs: 100 });
    expect(result).toMatchObject({ ok: false, error: { code: 'timeout', details: { droppedSpans: 1 } } });
    expect(tracer.droppedSpans).toBe(1);
    expect(await tracer.close()).toEqual(result);
  });

  test('that takes longer than a request may', async () => {
    const { tracer } = setUp({ batch: { timeoutMs: 50, delayMs: 60_000 } });
    await collector().behave({ kind: 'hang' });
    tracer.startSpan('slow').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'timeout', retryable: true } });
    await collector().behave({ kind: 'accept' });
    expect(await tracer.close()).toEqual({ ok: true });
  });

  test('that is not there costs nothing but spans', async () => {
    const errors: InfraError[] = [];
    const { tracer } = setUp({
      endpoint: 'http://127.0.0.1:9',
      batch: { maxQueue: 10 },
      onError: (e) => errors.push(e),
    });
    for (let index = 0; index < 30; index += 1) {
      const span = tracer.startSpan('s');
      expect(tracer.run(span, () => index)).toBe(index);
      span.end();
    }
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
    expect(tracer.droppedSpans).toBe(20);
    expect(await tracer.health()).toMatchObject({ ok: true, value: { status: 'down' } });
    expect(await tracer.close({ deadlineMs: 1_000 })).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(tracer.droppedSpans).toBe(30);
    expect(errors.map(({ details }) => details?.['droppedSpans'])).toEqual([1, 19, 10]);
  });

  test('that dies in the middle of a request, and comes back', async () => {
    const first = await startCollector();
    const tracer = createOtelTracer({ endpoint: first.endpoint, serviceName: 'phoenix', batch: { delayMs: 60_000 } });
    await first.behave({ kind: 'die' });
    tracer.startSpan('survivor').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await using second = await startCollector({ port: first.port });
    unwrap(await tracer.flush());
    expect((await second.spans()).map(({ name }) => name)).toEqual(['survivor']);
    unwrap(await tracer.close());
  });
});
