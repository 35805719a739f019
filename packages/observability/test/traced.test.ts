import { createTestClock } from '@infra/conformance';
import { ok, type InfraError, type Layer, type Span, type SpanOptions, type Tracer } from '@infra/core';
import { createMemoryCache } from '@infra/cache-memory';
import { cacheSpec, decorate } from '@infra/layers';
import { createMemoryTracer } from '@infra/monitoring-memory';
import { expect, test } from 'vitest';
import { traced } from '../src/index.js';
import { parentName } from './read.js';
import { createShop, failure, finished } from './shop.js';

const twice: Layer = (next) => async (call) => {
  const first = await next(call);
  return first.ok ? first : next({ ...call, attempt: 2 });
};

test('a span for each call, with what it is about', async () => {
  const tracer = createMemoryTracer();
  await finished(createShop([traced({ tracer, attributes: { team: 'blue' } })]).order('ok'));
  const [span] = tracer.spans;
  expect(span).toMatchObject({ name: 'shop.order', kind: 'client' });
  expect(span?.error).toBeUndefined();
  expect(span?.attributes).toEqual({
    team: 'blue',
    'infra.port': 'shop',
    'infra.provider': 'corner',
    'infra.operation': 'order',
  });
});

test('a cache is a database to the conventions, and no key is an attribute', async () => {
  const tracer = createMemoryTracer();
  await finished(decorate(createMemoryCache(), cacheSpec, traced({ tracer })).set('user:jane@example.com', 1));
  expect(tracer.spans[0]?.attributes).toMatchObject({ 'db.system.name': 'memory', 'db.operation.name': 'set' });
  expect(JSON.stringify(tracer.spans[0])).not.toContain('jane');
});

test('the span is active in the call, callbacks included, and only there', async () => {
  const tracer = createMemoryTracer();
  const shop = createShop([traced({ tracer })]);
  await finished(
    shop.visit(async () => {
      await finished(shop.order('ok'));
      return ok('seen');
    }),
  );
  expect(tracer.active()).toBeUndefined();
  expect(tracer.spans.map((span) => [span.name, parentName(tracer, span)])).toEqual([
    ['shop.order', 'shop.visit'],
    ['shop.visit', undefined],
  ]);
});

test('a failure has its code; what was cancelled has not failed', async () => {
  const tracer = createMemoryTracer();
  const shop = createShop([traced({ tracer })]);
  await finished(shop.order('timeout'));
  await finished(shop.order('cancelled'));
  await expect(shop.order('throw')).rejects.toThrow(RangeError);
  const [timedOut, cancelled, thrown] = tracer.spans;
  expect(timedOut?.error).toMatchObject({ code: 'timeout' });
  expect(timedOut?.attributes).toMatchObject({ 'error.type': 'timeout' });
  expect(cancelled?.error).toBeUndefined();
  expect(cancelled?.attributes).toMatchObject({ 'infra.outcome': 'cancelled' });
  expect(thrown?.error).toMatchObject({ code: 'RangeError' });
  expect(thrown?.attributes).toMatchObject({ 'error.type': 'internal' });
  expect(tracer.spans).toHaveLength(3);
});

test('attempts are spans below that of the call', async () => {
  const tracer = createMemoryTracer();
  await finished(createShop([traced({ tracer }), twice, traced({ tracer, as: 'attempt-spans' })]).order('timeout'));
  const spans = tracer.spans.map((span) => [span.name, parentName(tracer, span), span.attributes['infra.attempt']]);
  expect(spans).toEqual([
    ['shop.order attempt', 'shop.order', 1],
    ['shop.order attempt', 'shop.order', 2],
    ['shop.order', undefined, undefined],
  ]);
});

test('attempts are events of the span of the call', async () => {
  const tracer = createMemoryTracer();
  await finished(
    createShop([traced({ tracer }), twice, traced({ tracer, as: 'attempt-events' })]).order('unavailable'),
  );
  const event = { name: 'attempt', attributes: { 'infra.outcome': 'error', 'error.type': 'unavailable' } };
  expect(tracer.spans).toHaveLength(1);
  expect(tracer.spans[0]?.events).toMatchObject([event, event]);
  expect(tracer.spans[0]?.events.map(({ attributes }) => attributes?.['infra.attempt'])).toEqual([1, 2]);
});

test('the clock gives the times, and one moved back makes no negative duration', async () => {
  const tracer = createMemoryTracer();
  const clock = createTestClock(new Date('2026-01-01T12:00:00Z'));
  const shop = createShop([traced({ tracer, clock })], () => {
    clock.advance(40);
    clock.setNow(new Date('2026-01-01T11:00:00Z'));
  });
  await finished(shop.order('ok'));
  expect(tracer.spans[0]?.startTime).toEqual(new Date('2026-01-01T12:00:00Z'));
  expect(tracer.spans[0]?.endTime).toEqual(new Date('2026-01-01T12:00:00.040Z'));
});

test('a span that keeps nothing is given nothing', async () => {
  const tracer = createMemoryTracer();
  const given: unknown[] = [];
  const record = (...all: readonly unknown[]): void => void given.push(all);
  const startSpan = tracer.startSpan.bind(tracer);
  const watched: Tracer = Object.assign(tracer, {
    startSpan: (name: string, options?: SpanOptions): Span =>
      Object.assign(startSpan(name, options), { setAttributes: record, fail: record }),
  });
  const unsampled = watched.startSpan('above', {
    parent: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` },
  });
  await finished(watched.run(unsampled, () => createShop([traced({ tracer: watched })]).order('timeout')));
  expect([given, tracer.spans]).toEqual([[], []]);
  await finished(createShop([traced({ tracer: watched })]).order('timeout'));
  expect(given).not.toEqual([]);
});

const broken = (): never => {
  throw new TypeError('broken');
};

test.each([
  ['startSpan', { startSpan: broken }],
  ['run, before the work', { run: broken }],
  [
    'run, after the work',
    {
      run: (_: unknown, work: () => unknown) => {
        work();
        return broken();
      },
    },
  ],
  ['run, which does nothing', { run: () => undefined }],
  [
    'run, twice',
    {
      run: (_: unknown, work: () => unknown) => {
        work();
        return work();
      },
    },
  ],
] as const)('a tracer that breaks in %s changes nothing', async (_, members) => {
  const errors: InfraError[] = [];
  const tracer = Object.assign(createMemoryTracer(), members) as Tracer;
  let calls = 0;
  const shop = createShop([traced({ tracer, onError: (error) => errors.push(error) })], () => (calls += 1));
  expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
  expect(await shop.order('timeout')).toEqual({ ok: false, error: failure('timeout') });
  expect(calls).toBe(2);
  expect(errors.length).toBeLessThanOrEqual(1);
});

test('a span that breaks changes nothing', async () => {
  const memory = createMemoryTracer();
  const startSpan = memory.startSpan.bind(memory);
  const tracer: Tracer = Object.assign(memory, {
    startSpan: (name: string, options?: SpanOptions): Span =>
      Object.assign(startSpan(name, options), { setAttributes: broken, fail: broken, end: broken }),
  });
  expect(await createShop([traced({ tracer })]).order('timeout')).toMatchObject({ ok: false });
});

test.each([
  ['tracer', { tracer: {} }],
  ['as', { as: 'art' }],
  ['clock', { clock: {} }],
])('a wrong %s is refused', (name, wrong) => {
  const options = { tracer: createMemoryTracer(), ...wrong } as Parameters<typeof traced>[0];
  expect(() => traced(options)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) }),
  );
});
